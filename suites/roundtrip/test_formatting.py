"""What sets words apart, between Discord, Matrix and Telegram: it arrives as it was meant, and nothing else is set."""

from __future__ import annotations

import pytest

from harness.core.rich import block, bold, code, italic, link, quote, rich, spoiler, strike
from suites.roundtrip.directions import each_way

IN_LINES = rich(
    "we ", bold(rich("must, ", italic("really"), " must")), " or ", italic("may"), " or ", strike("never"), " do ",
    code("a_b * c"), ", as ", link("they say", "https://example.org/a_b?c=d"), ": ", spoiler("he did it"), ", so there",
)  # fmt: skip
IN_BLOCKS = rich(
    "he wrote\n", quote("the moon is made\nof green cheese"), "\n", block("def f(x):\n    return x * 2", "python"),
    "\nwith\n- bread\n- *cheap* wine",
)  # fmt: skip


@pytest.mark.capability("formatting")
@pytest.mark.parametrize("text", [IN_LINES, IN_BLOCKS], ids=["in-lines", "in-blocks"])
@each_way
async def test_formatting_arrives(scene, here, there, text):
    """What alice sets in bold, in italics, in a list … here, bob sees set so there: these words, and no others."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.says(text)

    await bob.sees_formatted(text, by=alice)
