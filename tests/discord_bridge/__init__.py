"""The stand-in bridge's own tests: its pure parts, and its portals between two recorders. No network."""

import warnings

# discord.py imports a module that Python deprecates; here warnings are errors.
with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord  # noqa: F401
