"""How far a learner is, and what comes next."""
