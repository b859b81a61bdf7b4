"""What stands right below a quotation on Discord.

There a quotation ends with its line. mautrix-discord v0.7.7 reads it as CommonMark does (5.1, "laziness"): the line
below runs on inside the quotation, and so on Matrix its author seems to quote their own words (formatter.go).
"""

from __future__ import annotations

from harness.core.rich import quote, rich

CHEESE = quote("the moon is made of cheese")


async def test_line_apart_from_a_quote_is_none_of_it(discord, matrix):
    """With an empty line between them, what alice says below a quotation isn't quoted on Matrix."""
    await discord.alice.says(rich(CHEESE, "\n\nhardly"))

    await matrix.bob.sees_formatted(rich(CHEESE, "\n\nhardly"), by=discord.alice)


async def test_line_below_a_quote_is_none_of_it(discord, matrix):
    """What alice says right below a quotation isn't quoted on Matrix."""
    await discord.alice.says(rich(CHEESE, "\nhardly"))

    await matrix.bob.sees_formatted(rich(CHEESE, "\nhardly"), by=discord.alice)
