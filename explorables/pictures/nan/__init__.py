"""The picture of where a nan is born, forward and backward."""
