"""The picture of what gets through the layers of a network, forward and backward."""
