"""The picture of gradient descent on a surface."""
