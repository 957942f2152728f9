"""A report becomes text. Pure: a renderer sees a report and returns a string."""
