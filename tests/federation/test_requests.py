"""X-Matrix: what the header may look like, and what each flawed request comes to."""

from __future__ import annotations

from random import Random

import pytest

from fakes.federation import request_flaws, verify, xmatrix
from fakes.federation.keys import KeyRing, make_key
from fakes.federation.request_flaws import REQUEST_FLAWS
from tests.federation.link import Link


@pytest.mark.parametrize(
    "header",
    [
        'X-Matrix origin="a.test",destination="b.test",key="ed25519:k",sig="s+/"',
        'x-matrix   origin=a.test , destination=b.test,key="ed25519:k",sig="s+/"',
        'X-Matrix SIG="s+/",Key=ed25519:k,origin="a\\.test",destination="b.test",nobody="knows"',
    ],
)
def test_header_is_read_however_it_is_written(header):
    """Order, case, spaces, quotes, escapes and strange parameters make no difference."""
    assert xmatrix.parse(header) == xmatrix.Credentials("a.test", "b.test", "ed25519:k", "s+/")


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("Bearer token", "the scheme is 'Bearer', not X-Matrix"),
        ('X-Matrix origin="a.test"', "the header lacks key, sig"),
        ('X-Matrix origin="a.test', "no parameter can be read at "),
        ("", "the scheme is '', not X-Matrix"),
    ],
)
def test_header_that_is_none_says_why(header, why):
    """What can't be read is told apart from what is missing."""
    with pytest.raises(xmatrix.HeaderError, match=why):
        xmatrix.parse(header)


async def _asked(link: Link, flaw: str) -> tuple[int, str]:
    told = await link.act(
        "a.test",
        "request.send",
        to="b.test",
        method="POST",
        path="/_matrix/federation/v1/publicRooms",
        body={},
        flaw=flaw,
    )
    return told["status"], str(told["body"].get("errcode", ""))


@pytest.mark.parametrize("flaw", REQUEST_FLAWS)
async def test_flawed_request_is_unauthorised(flaw):
    """Each flaw is answered with 401 and witnessed as a refusal; the honest request beside it is served."""
    link = Link("a.test", "b.test")
    link.peers["a.test"].keys.rotate(link.peers["a.test"].now() - 1)

    assert await _asked(link, "") == (200, "")
    assert await _asked(link, flaw) == (401, "M_UNAUTHORIZED")
    assert [record.detail["name"] for record in link.seen("b.test", "refusal")] == ["UNSIGNED_REQUEST"]


def test_request_to_another_server_says_whose_it_is():
    """A verifier tells a request that was carried to the wrong server by its name."""
    ring = KeyRing("a.test", make_key(Random("a"), "a"), Random("b"))
    header = request_flaws.header("", xmatrix.Signable("GET", "/x", "a.test", "b.test"), ring)
    find = verify.of_documents([ring.document(0)])

    assert verify.request_problems("GET", "/x", str(header), b"", "b.test", find) == []
    assert verify.request_problems("GET", "/x", str(header), b"", "c.test", find) == [
        "it is meant for b.test, not for c.test"
    ]
