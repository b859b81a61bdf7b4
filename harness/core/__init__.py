"""What the harness knows and how it judges: pure, without sockets or containers."""
