"""Submissions run, in kernels of their own. It gets evidence and judges nothing."""
