"""Files of Terraform and OpenTofu: the images that their resources pull."""
