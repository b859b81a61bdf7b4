"""Steps in a Synapse's log; the lines are real ones, shortened in the middle."""

from __future__ import annotations

from harness.core.server_log import steps

LOG = """\
2026-11-27 14:02:19,100 INFO synapse.federation.sender.transaction_manager - TX [b.test:8448] {1} Sending transaction [1], (PDUs: 2, EDUs: 0)
2026-11-27 14:02:19,150 INFO synapse.federation.sender.transaction_manager - TX [c.test:8448] {2} Sending transaction [2], (PDUs: 0, EDUs: 1)
2026-11-27 14:02:19,250 INFO synapse.access.https.8448 - 172.20.0.6 - 8448 - {b.test:8448} Processed request: 0.010sec/0.000sec 11B 200 "PUT /_matrix/federation/v1/send/3 HTTP/1.1" "Synapse/1.163.2" [0 dbevts]
2026-11-27 14:02:19,300 INFO synapse.access.https.8448 - 172.20.0.6 - 8448 - {b.test:8448} Processed request: 0.010sec/0.000sec 11B 401 "PUT /_matrix/federation/v1/send/4 HTTP/1.1" "Synapse/1.163.2" [0 dbevts]
Traceback (most recent call last):
"""  # noqa: E501 - a log's lines are as long as they are


def test_steps_are_transactions_with_events() -> None:
    """Who sends events, and who took a transaction, is a step at its own time; whatever else stands there is none."""
    found = [(fact.witness, fact.text, round(fact.at % 60, 3)) for fact in steps("a.test:8448", LOG)]

    assert found == [
        ("matrix.a.test:8448", "sends to b.test:8448", 19.1),
        ("matrix.a.test:8448", "takes from b.test:8448", 19.25),
    ]
