"""`imagegate policy`: tools for those who write policies; one module for each command."""
