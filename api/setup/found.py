"""An account as it was found at one look, and which of its things are those that we need. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from api.chatwoot.house import Bot, Definition, Folder, Hook, Inbox, Label, Team
from api.setup.record import Made, Record
from api.setup.wanted import WantedAttribute, WantedFolder

WEBHOOK = "/webhooks/chatwoot"
THE_HOOK = "conta"


@dataclass(frozen=True, slots=True)
class Found:
    """``linked``: the bot of each chosen inbox. ``folders`` by the id of whose they are; ``people`` their names."""

    bots: tuple[Bot, ...]
    inboxes: tuple[Inbox, ...]
    linked: Mapping[int, int | None]
    teams: tuple[Team, ...]
    labels: tuple[Label, ...]
    attributes: tuple[Definition, ...]
    folders: Mapping[int, tuple[Folder, ...]]
    hooks: tuple[Hook, ...]
    people: Mapping[int, str]

    def inbox(self, number: int) -> Inbox:
        """One of the inboxes; the chosen ones are there."""
        return next(one for one in self.inboxes if one.id == number)

    def bot(self, number: int | None) -> Bot | None:
        """The bot with this id."""
        return next((one for one in self.bots if one.id == number), None)

    def team(self, name: str) -> Team | None:
        """The team of this name; Chatwoot keeps names in lower case."""
        return next((one for one in self.teams if one.name.lower() == name.lower()), None)

    def label(self, title: str) -> Label | None:
        """The label of this title."""
        return next((one for one in self.labels if one.title.lower() == title.lower()), None)

    def attribute(self, model: str, key: str) -> Definition | None:
        """The attribute of this key."""
        of_model = (one for one in self.attributes if one.attribute_model == model)
        return next((one for one in of_model if one.attribute_key == key), None)

    def hook(self, url: str) -> Hook | None:
        """The account webhook with this address."""
        return next((one for one in self.hooks if one.url == url), None)

    def pieces(self) -> Iterator[Made]:
        """Everything that set-up could have made, as the record names it."""
        yield from (Made("bot", one.name or "", one.id) for one in self.bots)
        yield from (Made("team", one.name.lower(), one.id) for one in self.teams)
        yield from (Made("label", one.title.lower(), one.id) for one in self.labels)
        yield from (Made("attribute", attribute_name(one), one.id) for one in self.attributes)
        for user, mine in self.folders.items():
            yield from (Made("folder", one.name or "", one.id, user) for one in mine)
        hers = (one for one in self.hooks if WEBHOOK in one.url)
        yield from (Made("webhook", THE_HOOK, one.id) for one in hers)


def attribute_name(one: Definition) -> str:
    """How the record names an attribute."""
    return f"{one.attribute_model}.{one.attribute_key}"


def lacking(there: Definition, wanted: WantedAttribute) -> tuple[str, ...]:
    """The values that an attribute that is a list cannot show."""
    if there.attribute_display_type != "list":
        return ()
    return tuple(one for one in wanted.values if one not in (there.attribute_values or ()))


def settled(record: Record, found: Found) -> Record:
    """The record after a look: what was about to be made is there or not, what people took away is forgotten."""
    there = tuple(found.pieces())
    record = _known_now(record, there)
    for one in record.made:
        if _gone(one, found, there):
            record = record.forgetting(one)
    return record


def _known_now(record: Record, there: Iterable[Made]) -> Record:
    meant = record.meant
    if meant is None:
        return record
    same = (meant.kind, meant.key, meant.user)
    new = (one for one in there if (one.kind, one.key, one.user) == same)
    ours = next((one for one in new if one.id not in meant.before), None)
    return record.making(ours) if ours else record.meaning_nothing()


def _gone(one: Made, found: Found, there: Iterable[Made]) -> bool:
    """Folders of people whose token is not at hand are not seen."""
    seen = one.kind != "folder" or one.user in found.folders
    return seen and not any((one.kind, one.id) == (other.kind, other.id) for other in there)


def our_bot(bots: Iterable[Bot], name: str, alu: str, record: Record, token: str) -> Bot | None:
    """The bot that is ours: whose token is configured, else that we made, else of this name and address.

    Of equals the oldest: two set-ups at once then agree on which one stays.
    """
    mine = [one for one in bots if not one.system_bot]
    configured = [one for one in mine if token and one.access_token == token]
    made = [one for one in mine if one.id in record.ours("bot")]
    equal = [one for one in mine if alu and one.name == name and comes_to(one.outgoing_url, alu)]
    twins = sorted((*made, *equal), key=lambda one: one.id) if equal else made
    return next(iter((*configured, *twins)), None)


def comes_to(url: str | None, alu: str) -> bool:
    """Whether an address is that of Alú's door, with or without a secret part."""
    door = alu + WEBHOOK
    return url is not None and (url == door or url.startswith(door + "/"))


def address_of(bot: Bot | None) -> str:
    """Where the Alú of this bot is served, or nothing where its address is none of hers."""
    place, door, _ = ((bot.outgoing_url if bot else None) or "").rpartition(WEBHOOK)
    return place if door else ""


def same_filter(folder: Folder, wanted: WantedFolder) -> bool:
    """Whether a folder shows what it should; keys that a filter does not need are not compared."""
    return folder.name == wanted.name and _lines(folder.query) == _lines(wanted.query)


def _lines(query: Mapping[str, object]) -> list[tuple[object, ...]]:
    payload = query.get("payload")
    lines = payload if isinstance(payload, list) else []
    return [_line(one) for one in lines if isinstance(one, dict)]


def _line(line: Mapping[str, object]) -> tuple[object, ...]:
    values = line.get("values")
    shown = tuple(str(one) for one in values) if isinstance(values, list) else ()
    joined = str(line.get("query_operator") or "").lower()
    return line.get("attribute_key"), line.get("filter_operator"), shown, joined
