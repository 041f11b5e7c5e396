"""Windows of a series on its time axis, and which of them reach across a cut."""
