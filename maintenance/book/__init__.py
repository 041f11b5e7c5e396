"""The book: the lessons, executed, as a website that needs no network."""
