"""The harness: starts a superbridge for real, is its people, and judges what everybody saw."""
