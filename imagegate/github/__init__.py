"""The runner's protocol: workflow commands, inputs from the environment, files that it reads back."""
