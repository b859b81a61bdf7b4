"""The script's way to a fake's control API and to all that the fake has witnessed."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any


class Control:
    """The control API of the fake that is called ``host``."""

    def __init__(self, host: str) -> None:
        self._url = f"http://{host}:8080/v1"

    def act(self, operation: str, **order: Any) -> dict[str, Any]:
        """Give an order."""
        body = json.dumps(order).encode()
        request = urllib.request.Request(f"{self._url}/act/{operation}", body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{operation}: {error.read().decode()}") from None

    def witnessed(self, last: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
        """Return everything up to the record that is the ``last`` one: the stream itself never ends."""
        records = []
        with urllib.request.urlopen(f"{self._url}/witness?since=0") as stream:
            for line in stream:
                records.append(json.loads(line))
                if last(records[-1]):
                    return records[:-1]
        return records
