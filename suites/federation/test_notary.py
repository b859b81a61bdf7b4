"""A real server as a notary, which vouches for others' keys (server-server API, "Publishing Keys")."""

from __future__ import annotations

import pytest

NEVER = 2**52  # milliseconds of Unix time: no key is good until then


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_notary_vouches_for_another_servers_keys(lab, a, b, forger, method):
    """A tells B's keys, in B's own document, which B has signed and A as well; B's own say the same."""
    await lab.gathers(a.alice, b.bob)
    published = await forger.published(b.name)

    vouched = await forger.vouched(a.name, b.name, method=method, key=next(iter(published.keys)))

    assert (vouched.server, vouched.keys) == (b.name, published.keys)
    assert vouched.signed_by == {a.name, b.name}


async def test_notary_tells_an_expired_key_where_there_is_no_other(a, forger, fresh_forger):
    """Of a server whose keys are past their time A tells those, for want of others."""
    await fresh_forger.publishes_keys(valid_for=0.001)

    vouched = await forger.vouched(a.name, fresh_forger.name, method="POST", key=await fresh_forger.key())

    assert vouched.server == fresh_forger.name
    assert vouched.until < vouched.asked


@pytest.mark.parametrize("flaw", ["no_self_signature", "wrong_server_name", "no_keys"])
async def test_notary_keeps_a_good_key(a, forger, fresh_forger, flaw):
    """Keys that A has it tells still when their server publishes a spurious document, however good they should be."""
    one = {"method": "POST", "key": await fresh_forger.key()}
    good = await forger.vouched(a.name, fresh_forger.name, **one)
    await fresh_forger.publishes_keys(flaw=flaw)

    vouched = await forger.vouched(a.name, fresh_forger.name, **one, until=NEVER)

    assert vouched.keys == good.keys != {}
