"""Faults: one a file, each a context manager that undoes itself."""
