"""The same scenarios played by a language model, opt-in: what it says is free, what it tells is checked.

Openings and the wish for a person are the scenario's own. Corrections, digressions and a second need are left out: a
model would tell them at a time of its own, and the gold would not know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.mind.llm.reply import Endpoint, Message, Reply
from agent.protocol import Protocol
from evals.case import Case
from evals.customer.customer import Customer, Utterance, scenario_of
from evals.customer.personas import Cast, cast
from evals.customer.story import Slots, Spoken, Story
from evals.customer.voice import named
from evals.gold import NEED
from prompts import fill

PROMPT = Path(__file__).with_suffix(".md")
LEFT_OUT: dict[str, object] = {"corrects": (), "digresses": (), "then": None, "postpones": ()}


class CustomerUnavailable(Exception):
    """The model gave no usable answer; the message is a word or two: the wire's problem, or ``wrong schema``."""


class Played(BaseModel):
    """A model's answer as a customer."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    lines: tuple[str, ...]
    tells: tuple[str, ...]


def schema(case: Case) -> dict[str, object]:
    """The form that the endpoint must fill in for a case, for ``Wire.open``."""
    scenario = scenario_of(case)
    slots = [*scenario.facts, *(slot for item in scenario.items for slot in item)]
    return {
        "title": "customer",
        "description": "What the customer writes next",
        "type": "object",
        "properties": {
            "lines": {"type": "array", "items": {"type": "string"}},
            "tells": {
                "type": "array",
                "items": {"type": "string", "enum": [NEED, *dict.fromkeys(slots)]},
            },
        },
        "required": ["lines", "tells"],
        "additionalProperties": False,
    }


class ModelCustomer:
    """One customer in one conversation, played by whatever answers at ``endpoint``."""

    def __init__(
        self, case: Case, seed: int, company: Protocol, endpoint: Endpoint, cast: Cast
    ) -> None:
        scenario = scenario_of(case).model_copy(update=LEFT_OUT)
        self._scripted = Customer(
            case.model_copy(update={"simulate": scenario}), seed, company, cast
        )
        self._story = Story(scenario, company, known=case.setup.contact)
        self._manner = cast.personas[scenario.persona].about
        self._endpoint = endpoint
        self._heard: list[str] = []
        self._turns = 0

    @classmethod
    def of(cls, case: Case, seed: int, company: Protocol, endpoint: Endpoint) -> Self:
        """The customer of a case, by a persona of ours."""
        return cls(case, seed, company, endpoint, cast())

    @property
    def settled(self) -> Slots:
        """What must not be asked now."""
        return self._story.settled

    async def opens(self) -> Utterance:
        """The first lines: one of the scenario's openings, by the seed."""
        opening = self._scripted.opens()
        self._story = self._scripted.story
        self._heard += [f"Cliente: {line}" for line in opening.lines]
        return opening

    async def answers(
        self,
        asks: Sequence[str],
        options: Sequence[str] = (),  # noqa: ARG002 - a model reads them in what was said
        said: Sequence[str] = (),
    ) -> Utterance | None:
        """The model's next lines; None when it has none. Raises ``CustomerUnavailable``."""
        self._turns += 1
        self._heard += [f"Atendente: {line}" for line in said]
        if self._turns - 1 == self._story.scenario.wants_person_after:
            return self._uttered(self._scripted.wish())
        played = _played(await self._endpoint.ask(self._messages()))
        lines = tuple(line for line in played.lines if line.strip())
        return self._uttered(self._believed(lines, played.tells, asks)) if lines else None

    def _uttered(self, spoken: Spoken) -> Utterance:
        before = self._story.needs
        self._story = self._story.after(spoken)
        self._heard += [f"Cliente: {line}" for line in spoken.sentences]
        fresh = tuple(need for need in self._story.needs if need not in before)
        return Utterance(
            spoken.sentences, self._story.gold, fresh=fresh, wants_person=spoken.wishes
        )

    def _believed(
        self, lines: tuple[str, ...], tells: Sequence[str], asks: Sequence[str]
    ) -> Spoken:
        """What the lines tell: what the model says they do and the scenario allows, and what stands in them."""
        story, text = self._story, "\n".join(lines)
        told = {slot for slot in tells if story.may_tell(slot) and _stands(slot, text, story)}
        told |= {slot for slot in named(text, story) if story.has(slot)}
        refused = set(asks).intersection(story.scenario.refuses)
        need = story.scenario.need if NEED in tells else ""
        return Spoken(lines, tells=frozenset(told), refuses=frozenset(refused), need=need)

    def _messages(self) -> list[Message]:
        story = self._story
        values = {
            "company": story.company.company.name,
            "manner": self._manner,
            "need": " ".join(story.scenario.says_need),
            "facts": "\n".join(f"- {slot}: {value}" for slot, value in self._facts()),
            "refuses": ", ".join(story.scenario.refuses) or "nada",
        }
        system = fill(PROMPT.read_text(encoding="utf-8"), PROMPT.name, values)
        return [("system", system), ("user", "\n".join(self._heard))]

    def _facts(self) -> list[tuple[str, str]]:
        told = [self._story.facts, *self._story.items]
        pairs = (pair for facts in told for pair in facts.items())
        return [
            (slot, value.removeprefix("~")) for slot, value in pairs if self._story.may_tell(slot)
        ]


def _played(reply: Reply) -> Played:
    if reply.problem:
        raise CustomerUnavailable(reply.problem)
    try:
        return Played.model_validate(reply.content)
    except ValidationError:
        raise CustomerUnavailable("wrong schema") from None


def _stands(slot: str, text: str, story: Story) -> bool:
    """A value with figures is told only if all of its figures are there."""
    facts = [facts for facts in (story.facts, *story.items) if slot in facts]
    figures = (re.sub(r"\D", "", one[slot]) for one in facts)
    return all(figure in re.sub(r"\D", "", text) for figure in figures)
