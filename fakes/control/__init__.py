"""What every fake shares: the witness record, its stream, and the control API's HTTP shell.

The wire forms are versioned in ``fakes/schema/*.json``; the harness knows those and none of this code.
"""

from fakes.control.hub import Hub
from fakes.control.options import at_least_one
from fakes.control.order import ActError, BadOrderError, seconds, whole
from fakes.control.record import SCHEMA_VERSION, Author, Record
from fakes.control.server import Operation, control_app

__all__ = [
    "SCHEMA_VERSION",
    "ActError",
    "Author",
    "BadOrderError",
    "Hub",
    "Operation",
    "Record",
    "at_least_one",
    "control_app",
    "seconds",
    "whole",
]
