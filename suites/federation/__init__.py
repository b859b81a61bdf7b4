"""Rooms that homeservers share: what public federation promises, on real Synapses."""
