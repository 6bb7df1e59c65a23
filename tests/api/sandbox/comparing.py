"""What differs between a recorded value and ours: keys, JSON types, values; of moments and secrets only the kind."""

import re
from typing import NamedTuple

# What a clock, chance or an address decides: of the same type, and nothing where there was nothing.
VOLATILE = re.compile(
    r"(^|\.)(updated_at|created_at|timestamp|last_activity_at|waiting_since|snoozed_until|"
    r"first_reply_created_at|contact_last_seen_at|agent_last_seen_at|source_id|uuid|pubsub_token|"
    r"data_url|thumb_url|access_token|token|secret|inbox_identifier|active_at|hmac_token)"
    r"(\.previous_value|\.current_value)?$"
)


class Difference(NamedTuple):
    where: str
    recorded: object
    ours: object


def differences(recorded, ours, where=""):
    if isinstance(recorded, dict) and isinstance(ours, dict):
        yield from _of_objects(recorded, ours, where)
    elif isinstance(recorded, list) and isinstance(ours, list):
        yield from _of_lists(recorded, ours, where)
    elif not _alike(recorded, ours, where):
        yield Difference(where, recorded, ours)


def _of_objects(recorded, ours, where):
    for key in sorted(recorded.keys() | ours.keys()):
        path = f"{where}.{key}".lstrip(".")
        if key in recorded and key in ours:
            yield from differences(recorded[key], ours[key], path)
        else:
            yield Difference(path, recorded.get(key, "no key"), ours.get(key, "no key"))


def _of_lists(recorded, ours, where):
    if len(recorded) != len(ours):
        yield Difference(where, recorded, ours)
    for place, (one, other) in enumerate(zip(recorded, ours, strict=False)):
        yield from differences(one, other, f"{where}[{place}]")


def _alike(recorded, ours, where):
    if type(recorded) is not type(ours):
        return False
    return bool(recorded) == bool(ours) if VOLATILE.search(where) else recorded == ours
