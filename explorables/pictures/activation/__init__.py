"""The picture behind `explorables.activation`."""
