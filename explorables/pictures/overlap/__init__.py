"""The picture of loading and working side by side, and of what waits meanwhile."""
