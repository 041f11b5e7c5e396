"""How an answer is asked: questions, what a probe sees, and how both cross between processes.

All of grading that the kernel of a graded notebook sees; it knows neither what is right nor how it is
judged.
"""
