"""A class marked, by command, and what is told of it."""
