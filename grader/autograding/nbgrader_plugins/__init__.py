"""What nbgrader_config.py puts into nbgrader, each named by the command that it extends."""
