"""The checks, one function each. What they are called and how grave they are stands in `catalogue`."""
