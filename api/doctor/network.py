"""Whether an address is one that Chatwoot 4.14 and later refuse: private, local, or a name that leads only there."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit


async def leads_inside(url: str) -> bool | None:
    """Whether nothing that the host's name leads to is public; None where it leads nowhere, as far as is seen here."""
    parts = urlsplit(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            parts.hostname or "", parts.port or 443, type=socket.SOCK_STREAM
        )
    except OSError:
        return None
    return not any(ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)
