"""Weights rounded to a few levels, and what that costs a model."""
