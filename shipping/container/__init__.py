"""A container image that serves an export: its Dockerfile, and the folder to build it in."""
