"""What happened in a period, counted from what is stored. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median

from api.report.episodes import Episode
from api.report.period import Period
from api.storage.report import Gathered, TurnSeen, Untold, Window
from api.storage.thread import Thread

NEED = "necessidade"
"""Missing where she handed over without having understood what it is about."""

IN_DOUBT = "in doubt"
MILLION = 1_000_000
MINDS = ("llm", "llm2", "offline")
"""In the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens, as the company pays them: read by the model and written by it."""

    tokens_in: float
    tokens_out: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How ``of`` values lie: their median, and the smallest value that nine tenths of them don't exceed."""

    median: float
    p90: float
    of: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """Effects of one kind that were given up for one reason."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One hour or day: conversations that first came up then, and hand-overs."""

    begin: datetime
    conversations: int
    routed: int


@dataclass(frozen=True, slots=True)
class Model:
    """What understood: turns by mind, how many of them by a stand-in; tokens, and money where prices are known.

    ``helpless``: hand-overs because no mind could go on; ``late``: because the customer had waited too long.
    """

    minds: Mapping[str, int]
    fallbacks: int
    helpless: int
    late: int
    tokens_in: int
    tokens_out: int
    cost: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in numbers. Every mapping is by id, the most frequent first.

    ``needs``: conversations by what they are about (a conversation may be about several; "" is not understood).
    ``endings``: conversations by how their last episode of the period ended. ``turns``: per conversation.
    ``teams``, ``reasons``: hand-overs. ``complete``: hand-overs with nothing missing, ``unknown``: of which it is not
    known. ``missing``: hand-overs by what they lacked. ``to_route``: seconds from the first line of an episode until
    the message of its hand-over was sent. ``suppressed``: replies by why they were kept back. ``doubts``: effects of
    which nobody knows whether they arrived.
    """

    conversations: int
    needs: Mapping[str, int]
    endings: Mapping[str, int]
    turns: Spread | None
    routed: int
    teams: Mapping[str, int]
    reasons: Mapping[str, int]
    complete: int
    unknown: int
    missing: Mapping[str, int]
    to_route: Spread | None
    corrections: Mapping[str, int]
    suppressed: Mapping[str, int]
    dropped: Sequence[Dropped]
    doubts: int
    model: Model
    course: Sequence[Moment]


def counted(
    gathered: Gathered,
    stories: Iterable[Episode],
    period: Period,
    first_mind: str,
    prices: Prices | None = None,
) -> Figures:
    """The figures of a period; ``stories`` are the episodes of what was gathered.

    ``first_mind`` is asked first: whoever is asked after it stands in for it.
    """
    window = period.window
    here = [part for one in stories if (part := _part(one, window))]
    turns = [turn for one in here for turn in one.turns]
    routes = [turn for turn in turns if turn.act == "route"]
    untold = [one for one in gathered.untold if window.holds(one.at)]
    return Figures(
        conversations=len({one.whole.thread for one in here}),
        needs=_tally(_needs(here, window)),
        endings=_tally({one.whole.thread: one.whole.ending for one in here}.values()),
        turns=spread(Counter(turn.thread for turn in turns).values()),
        routed=len(routes),
        teams=_tally(turn.team for turn in routes),
        reasons=_tally(turn.reason for turn in routes),
        complete=sum(lacks(turn) == () for turn in routes),
        unknown=sum(lacks(turn) is None for turn in routes),
        missing=_tally(slot for turn in routes for slot in lacks(turn) or ()),
        to_route=spread(_waits(here, gathered)),
        corrections=_tally(one.kind for one in gathered.corrections if window.holds(one.at)),
        suppressed=_tally(one.reason for one in untold if _is(one, "say", "suppressed")),
        dropped=_dropped(untold),
        doubts=sum(one.state == "parked" or one.reason == IN_DOUBT for one in untold),
        model=_model(
            [turn for turn in gathered.turns if window.holds(turn.started_at)], first_mind, prices
        ),
        course=_course(here, routes, period),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """An episode, and those of its turns that are of the period."""

    whole: Episode
    turns: Sequence[TurnSeen]


def _part(episode: Episode, window: Window) -> _Part | None:
    turns = [turn for turn in episode.turns if window.holds(turn.started_at)]
    return _Part(episode, turns) if turns else None


def lacks(route: TurnSeen) -> Sequence[str] | None:
    """What a hand-over lacked; None where nobody noted it down."""
    if route.lacks is None:
        return None
    return tuple(route.lacks) if route.need else (NEED, *route.lacks)


def spread(values: Iterable[float]) -> Spread | None:
    """None of nothing."""
    in_order = sorted(values)
    if not in_order:
        return None
    return Spread(median(in_order), in_order[ceil(len(in_order) * 0.9) - 1], len(in_order))


def _tally(values: Iterable[str]) -> dict[str, int]:
    """The most frequent first; of equals, by name."""
    return dict(sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])))


def _needs(parts: Iterable[_Part], window: Window) -> list[str]:
    """Each need once for a conversation; of a long episode also what was understood before the period."""
    found: dict[Thread, set[str]] = {}
    for one in parts:
        known = {turn.need for turn in one.whole.turns if turn.started_at < window.end}
        found.setdefault(one.whole.thread, set()).update(known - {""})
    return [need for needs in found.values() for need in needs or {""}]


def _waits(parts: Iterable[_Part], gathered: Gathered) -> list[float]:
    """Seconds; a hand-over of which the first line or the message is not known any more is left out."""
    found = []
    for one in parts:
        last = one.turns[-1]
        told = gathered.told.get(last.place)
        heard = [gathered.heard.get(turn.place) for turn in one.whole.turns]
        first = min(filter(None, heard), default=None)
        if first and told and last.act == "route":
            found.append((told - first).total_seconds())
    return found


def _is(one: Untold, kind: str, state: str) -> bool:
    return one.kind == kind and one.state == state


def _dropped(untold: Iterable[Untold]) -> tuple[Dropped, ...]:
    counts = Counter((one.kind, one.reason) for one in untold if one.state == "dropped")
    in_order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Dropped(*key, count) for key, count in in_order)


def _model(turns: Sequence[TurnSeen], first_mind: str, prices: Prices | None) -> Model:
    """Of every turn, also of those in which she only listened: they cost too."""
    minds = _tally(turn.mind for turn in turns if turn.mind)
    stand_ins = MINDS[MINDS.index(first_mind) + 1 :]
    tokens_in = sum(turn.tokens_in for turn in turns)
    tokens_out = sum(turn.tokens_out for turn in turns)
    routes = Counter(turn.reason for turn in turns if turn.act == "route")
    return Model(
        minds=minds,
        fallbacks=sum(minds.get(mind, 0) for mind in stand_ins),
        helpless=routes["mind"],
        late=routes["waited"],
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost=_cost(tokens_in, tokens_out, prices) if prices else None,
    )


def _cost(tokens_in: int, tokens_out: int, prices: Prices) -> float:
    return (tokens_in * prices.tokens_in + tokens_out * prices.tokens_out) / MILLION


def _course(
    parts: Iterable[_Part], routes: Iterable[TurnSeen], period: Period
) -> tuple[Moment, ...]:
    first: dict[Thread, datetime] = {}
    for one in parts:
        first.setdefault(one.whole.thread, one.turns[0].started_at)
    came = Counter(map(period.slot, first.values()))
    went = Counter(period.slot(turn.started_at) for turn in routes)
    return tuple(Moment(at, came[at], went[at]) for at in period.slots())
