"""What was learned, asked again when it is about to be forgotten."""
