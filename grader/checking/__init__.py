"""What a task, a case, evidence, a judge, a misconception and a verdict are.

Needs NumPy and nothing else: the judge runs where neither Jupyter nor TensorFlow is installed.
"""
