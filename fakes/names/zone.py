"""Names and their records, and the answer to a query (RFC 1035, RFC 2782). Pure: bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked, and what was answered: ``rcode`` is as NOERROR or NXDOMAIN, ``wire`` the whole answer."""

    name: str
    type: str
    rcode: str
    wire: bytes


class Zone:
    """Records by name and type."""

    def __init__(self) -> None:
        self._records: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], dns.rrset.RRset] = {}
        self._failing: set[dns.name.Name] = set()

    def set(self, name: str, kind: str, values: Sequence[str], ttl: int) -> None:
        """Let a name have these records of a type, in the text form of zone files; none takes the type away.

        Raises ``ValueError`` for what is no name, type or value.
        """
        try:
            key = (dns.name.from_text(name), dns.rdatatype.from_text(kind))
            self._records.pop(key, None)
            if values:
                self._records[key] = dns.rrset.from_text_list(key[0], ttl, "IN", key[1], values)
        except dns.exception.DNSException as error:
            raise ValueError(f"{name} {kind} {[*values]}: {error}") from None

    def fail(self, name: str, *, failing: bool) -> None:
        """Answer SERVFAIL to whatever is asked about a name, or no more."""
        (self._failing.add if failing else self._failing.discard)(dns.name.from_text(name))

    def answer(self, query: bytes) -> Answered:
        """Answer a query; raises ``ValueError`` for what is none."""
        try:
            asked = dns.message.from_wire(query)
            question = asked.question[0]
        except (dns.exception.DNSException, IndexError) as error:
            raise ValueError(f"that is no query: {error}") from None
        response = dns.message.make_response(asked, recursion_available=True)
        response.flags |= dns.flags.AA
        response.set_rcode(self._fill(response, question.name, question.rdtype))
        told = dns.rcode.to_text(response.rcode())
        kind = dns.rdatatype.to_text(question.rdtype)
        return Answered(question.name.to_text(omit_final_dot=True), kind, told, response.to_wire())

    def _fill(
        self, response: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType
    ) -> dns.rcode.Rcode:
        """Put the records of a name into the answer, over its aliases; return the response's code."""
        for _ in range(_LONGEST_CHAIN):
            if name in self._failing:
                return dns.rcode.SERVFAIL
            if found := self._records.get((name, kind)):
                response.answer.append(found)
                return dns.rcode.NOERROR
            alias = self._records.get((name, dns.rdatatype.CNAME))
            if alias is None:
                break
            response.answer.append(alias)
            name = alias[0].target
        known = response.answer or any(name == each for each, _ in self._records)
        return dns.rcode.NOERROR if known else dns.rcode.NXDOMAIN
