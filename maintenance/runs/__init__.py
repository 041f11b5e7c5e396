"""Notebooks that were executed: each once for what it rests on, kept in build/runs, and compared."""
