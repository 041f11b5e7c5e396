"""Attention of one word, number by number, and what stays the same when words change places."""
