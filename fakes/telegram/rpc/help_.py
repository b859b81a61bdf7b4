"""help.*: what a client asks before anything else."""

from __future__ import annotations

from fakes.telegram.rpc.registry import Call, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.messages import MAX_TEXT
from fakes.telegram.world.reacting import REACTIONS

SERVICE = Service()
_HOUR = 3600
# Time limits and sizes as Telegram publishes them today; clients only read them.
_LIMITS = {
    "chat_size_max": 200,
    "megagroup_size_max": 200_000,
    "forwarded_count_max": 100,
    "online_update_period_ms": 210_000,
    "offline_blur_timeout_ms": 5_000,
    "offline_idle_timeout_ms": 30_000,
    "online_cloud_timeout_ms": 300_000,
    "notify_cloud_delay_ms": 30_000,
    "notify_default_delay_ms": 1_500,
    "push_chat_period_ms": 60_000,
    "push_chat_limit": 2,
    "edit_time_limit": 172_800,
    "revoke_time_limit": 2_147_483_647,
    "revoke_pm_time_limit": 2_147_483_647,
    "rating_e_decay": 2_419_200,
    "stickers_recent_limit": 200,
    "channels_read_media_period": 604_800,
    "call_receive_timeout_ms": 20_000,
    "call_ring_timeout_ms": 90_000,
    "call_connect_timeout_ms": 30_000,
    "call_packet_timeout_ms": 10_000,
    "caption_length_max": 1_024,
    "message_length_max": MAX_TEXT,
}


@SERVICE.serves("help.getConfig", before_login=True)
def get_config(call: Call) -> TLObject:
    """Describe the data centres, at the address that the operator advertised."""
    centers, here = call.office.centers, call.client.key.dc
    now = call.world.now
    options = [
        tl("dcOption", id=number, ip_address=centers.advertise, port=port, static=True)
        for number, port in sorted(centers.ports.items())
    ]
    return TLObject(
        "config",
        {
            **_LIMITS,
            "date": now,
            "expires": now + _HOUR,
            "test_mode": False,
            "this_dc": here,
            "dc_options": options,
            "dc_txt_domain_name": centers.advertise,
            "me_url_prefix": f"https://{centers.advertise}/",
            "webfile_dc_id": centers.home,
            "reactions_default": tl("reactionEmoji", emoticon=REACTIONS[0]),
        },
    )


@SERVICE.serves("help.getNearestDc", before_login=True)
def get_nearest_dc(call: Call) -> TLObject:
    """Name the data centre where new accounts live; nobody here is near to any."""
    return tl("nearestDc", country="ZZ", this_dc=call.client.key.dc, nearest_dc=call.office.centers.home)


@SERVICE.serves("help.getAppConfig", before_login=True)
def get_app_config(_: Call) -> TLObject:
    """Return the few values that clients act on."""
    limit = tl("jsonObjectValue", key="reactions_user_max_default", value=tl("jsonNumber", value=1.0))
    premium = tl("jsonObjectValue", key="reactions_user_max_premium", value=tl("jsonNumber", value=3.0))
    return tl("help.appConfig", hash=1, config=tl("jsonObject", value=[limit, premium]))
