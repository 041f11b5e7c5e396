"""What is kept of a learner: results, answers, and both as a line of text."""
