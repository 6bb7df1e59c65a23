"""What a reply opens with: a word that shows she heard, chosen by what the customer's words do. Pure."""

from __future__ import annotations

from collections.abc import Callable

from agent import phrases
from agent.guards import plain
from agent.mind.labels import Act
from agent.scene import Scene
from agent.speech import Speech
from agent.transcript import MEDIA_TO_HEAR, MEDIA_TO_SEE

Fits = Callable[[Scene], bool]


def _did(act: Act) -> Fits:
    return lambda scene: act in scene.understood.acts


def _sent(kinds: frozenset[str]) -> Fits:
    return lambda scene: any(m["kind"] in kinds and not m["text"] for m in scene.heard)


def _upset(scene: Scene) -> bool:
    acts, mood = scene.understood.acts, scene.understood.mood
    return "abuses" not in acts and ("complains" in acts or mood in ("annoyed", "angry"))


def _asks_who_she_is(scene: Scene) -> bool:
    return "asks_bot" in scene.understood.acts and not scene.understood.answer


def _asks_what_a_person_told(scene: Scene) -> bool:
    return scene.plan.get("route") != "asked_person" and scene.promise is not None


def _asks_a_price(scene: Scene) -> bool:
    asks = "asks_price" in scene.understood.acts and scene.promise is None
    return asks and scene.plan.get("route") not in ("asked_person", "price")


def _asks_a_fact(scene: Scene) -> bool:
    """Something only the team can tell; a price has its own words, an approved answer says it itself."""
    acts, answered = scene.understood.acts, scene.understood.answer
    tellable = "asks_fact" in acts and "asks_price" not in acts and not answered
    if not tellable or scene.promise:
        return False
    about = {scene.protocol.need_with_items, *scene.protocol.vague}
    needs = scene.ledger.open_needs
    answering = scene.plan.get("rest") == "asking"
    ours = answering or not needs or any(need.kind in about for need in needs)
    return ours and "route" not in scene.plan


def _strays(scene: Scene) -> bool:
    return "off_topic" in scene.understood.acts and not scene.understood.needs


def _corrects(scene: Scene) -> bool:
    return "corrects" in scene.understood.acts and bool(scene.changed)


def _answers_with(act: Act) -> Fits:
    return lambda scene: act in scene.understood.acts and scene.question_before is not None


def _waits(scene: Scene) -> bool:
    return "chases" in scene.understood.acts and "route" not in scene.plan


def _is_lost(scene: Scene) -> bool:
    return bool(scene.habits.get("not_understood")) and "route" not in scene.plan


OPENERS: tuple[tuple[str, Fits], ...] = (
    ("calm", _did("abuses")),
    ("sorry", _upset),
    ("not_possible", _did("injects")),
    ("i_am_virtual", _asks_who_she_is),
    ("audio", _sent(MEDIA_TO_HEAR)),
    ("media_received", _sent(MEDIA_TO_SEE)),
    ("told_by_team", _asks_what_a_person_told),
    ("no_price", _asks_a_price),
    ("no_fact", _asks_a_fact),
    ("off_topic", _strays),
    ("corrected", _corrects),
    ("refused", _answers_with("refuses")),
    ("later", _answers_with("postpones")),
    ("here", _waits),
    ("not_understood", _is_lost),
)
"""Fixed texts by what calls for them, the weightiest first."""


def fitting(scene: Scene) -> list[str]:
    """The fixed texts that this turn calls for, in order of weight."""
    return [text for text, fits in OPENERS if fits(scene)]


def noted(scene: Scene, speech: Speech) -> str:
    """A word about what was just written down, so that the customer sees it was understood."""
    protocol, needs = scene.protocol, scene.ledger.open_needs
    wanted = [item for need in needs if protocol.wants_items(need.kind) for item in need.items]
    fresh = [item for item in wanted if any(scene.is_fresh(item, name) for name in item)]
    items = [phrases.hers_to_say(item) for item in fresh]
    new = [need for need in needs if need.source in scene.heard_ids]
    if items:
        noted_items = speech.fixed("noted_items", itens=plain(phrases.items(items, protocol)))
        return f"{noted_items} {speech.fixed('other_need')}" if len(new) > 1 else noted_items
    if "route" in scene.plan:
        return ""
    if new:
        if len(new) > 1:
            return speech.fixed("several_needs")
        return speech.next_of(f"heard:{new[0].kind}", protocol.needs[new[0].kind].heard)
    if "nome" in scene.changed:
        return speech.fixed("pleased")
    return speech.fixed("noted") if scene.changed and scene.habits.get("greeted") else ""
