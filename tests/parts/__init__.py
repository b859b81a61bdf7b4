"""The parts, without a container: settings, registrations and what bridges make of a message."""
