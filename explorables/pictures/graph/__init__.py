"""The picture of a function's graph."""
