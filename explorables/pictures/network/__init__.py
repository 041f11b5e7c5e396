"""The picture of a network's layers, with the values in it."""
