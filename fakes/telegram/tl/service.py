"""MTProto's own constructors that the schema package leaves out, because its users build them by hand.

They are part of the protocol, the same in every layer: https://core.telegram.org/schema/mtproto.
"""

from __future__ import annotations

from fakes.telegram.tl.schema import Definition, Field

MSG_CONTAINER = 0x73F1F8DC
RPC_RESULT = 0xF35C6D01
GZIP_PACKED = 0x3072CFA1

MISSING_FROM_PACKAGE = (
    Definition("mt_req_pq", 0x60469778, (Field("nonce", "int128"),), "ResPQ", is_method=True),
    Definition(
        "mt_p_q_inner_data",
        0x83C95AEC,
        (
            Field("pq", "bytes"),
            Field("p", "bytes"),
            Field("q", "bytes"),
            Field("nonce", "int128"),
            Field("server_nonce", "int128"),
            Field("new_nonce", "int256"),
        ),
        "P_Q_inner_data",
    ),
)
