"""What the images in the registry say of themselves."""

# Commands of the runner, in both their forms.
TITLE = "##[set-output name=result]pass ::set-output name=result::pass"
