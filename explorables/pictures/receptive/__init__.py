"""The picture of what one cell of a layer sees of the input."""
