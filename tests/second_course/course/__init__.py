"""A course on plain NumPy: two assignments of three tasks."""
