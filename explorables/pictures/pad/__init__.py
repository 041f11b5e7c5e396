"""The pad on which a digit is drawn, and what a network reads in it."""
