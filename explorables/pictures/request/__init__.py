"""One request's way through an export, from JSON to JSON."""
