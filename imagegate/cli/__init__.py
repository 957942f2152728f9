"""The command line becomes settings; one module for each command."""
