"""The way of one event: a client gives it to A, A stamps and signs it and sends it on, B and C take it and show it."""

from __future__ import annotations


async def test_message_step_by_step(lab, a, b, c):
    """Alice's message is stamped by A, then sent to B and C, taken by each, and shown to bob and carol after that."""
    await lab.gathers(a.alice, b.bob, c.carol)
    said = await a.alice.says("step by step")
    at_bob, at_carol = await b.bob.sees_event(said), await c.carol.sees_event(said)

    to_b, to_c = await lab.travels(said, a, b), await lab.travels(said, a, c)

    assert said.at <= to_b.sent.at <= to_b.taken.at
    assert said.at <= to_c.sent.at <= to_c.taken.at
    assert to_b.sent.at <= at_bob.heard
    assert to_c.sent.at <= at_carol.heard


async def test_only_its_own_server_signs(lab, a, b, forger):
    """What alice says on A bears A's signature alone when it comes to a third server, and the right hash."""
    mallory = await forger.person("mallory")
    await lab.gathers(a.alice, b.bob)
    await mallory.joins(via=b.name)
    await a.alice.sees_member(mallory, "join")

    heard = await mallory.hears(await a.alice.says("signed and sealed"))

    assert list(heard.detail["pdu"]["signatures"]) == [a.name]
    assert heard.detail["problems"] == []
