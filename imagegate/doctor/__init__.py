"""What is wrong with workflows that use the gate: what lets a pull request walk around it. Pure: nothing is asked or run."""
