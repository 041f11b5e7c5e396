"""The picture of what the time of a step is made of."""
