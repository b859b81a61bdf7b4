"""The faults, apart from the labs and stacks that they strike."""
