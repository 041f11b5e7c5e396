"""Kernels that start with TensorFlow already imported.

A parent process imports TensorFlow once and runs no operation; each kernel is a fork of it
(`parent`), made into a process of its own (`renewal`) that then runs ipykernel as usual. Jupyter
reaches it through a kernel provisioner (`provisioner`), which starts an ordinary kernel wherever a
fork can't be had. Knows nothing of grading.
"""
