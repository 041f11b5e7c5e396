"""The picture of a convolution, number by number."""
