"""The picture of what a network looks at, by three measures."""
