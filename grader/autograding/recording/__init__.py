"""The gradebook and what lies beside it: marks, who is in the class, what ran before."""
