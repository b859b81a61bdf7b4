"""Faithful doubles of the services around a superbridge; each package runs alone."""
