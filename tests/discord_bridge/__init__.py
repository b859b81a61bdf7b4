"""The stand-in bridge's own tests: its pure parts, and its portals between two recorders. No network."""
