"""What is right, what is a common wrong idea, and what is said of an answer: tasks, the judge, verdicts.

Needs NumPy and nothing else: the judge runs where neither Jupyter nor TensorFlow is installed. Nothing
that runs beside a learner's code in marking imports it.
"""
