"""The picture of what a classifier decides over the plane."""
