"""The picture of functions timed against each other."""
