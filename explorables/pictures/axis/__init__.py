"""The picture of a reduction along an axis."""
