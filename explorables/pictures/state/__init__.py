"""The picture of names, objects and their values."""
