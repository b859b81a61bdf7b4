"""Names for the plain JSON values that cross the modules' borders."""

from __future__ import annotations

from typing import Any, Literal

Json = dict[str, Any]
Cause = Literal["control", "wire"]
