"""The commands behind the Makefile: environment, lab, tests' browser, exercises, address."""
