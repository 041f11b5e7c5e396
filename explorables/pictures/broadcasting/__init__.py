"""The picture of two shapes that are broadcast."""
