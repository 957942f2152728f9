"""The distribution protocol: a reference goes in, a verified image or an error comes out."""
