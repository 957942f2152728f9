"""Hours of random input for the parsers that strangers' bytes reach first."""
