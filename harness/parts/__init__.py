"""The parts of a superbridge: each turns typed settings into a node to start, and knows when it is ready."""
