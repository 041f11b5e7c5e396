"""The picture of a tensor's shape."""
