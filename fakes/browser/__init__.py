"""No fake: a real browser with a real Matrix web client, driven from outside, and the TLS through which it comes in.

Both speak the fakes' control API and witness as they do; they run from the image ``web-client``.
"""
