"""A web page that draws a digit and reads it with a converted model, in the visitor's own browser."""
