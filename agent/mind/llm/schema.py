"""The form a model fills in: as a JSON schema on the way out, as typed values on the way back.

The vocabulary of the code (acts, moods, states) is enforced here; that of the company (slots,
needs, answers) is only offered here, and enforced by ``checks``, so that one strange slot does not
cost a whole answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.mind.labels import ACTS, Act, Language, Mood
from agent.protocol import Protocol

State = Literal["said", "refused", "later"]
Schema = dict[str, object]

NO_ANSWER = "none"
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}


class _Heard(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class HeardNeed(_Heard):
    """One need, with a confidence in 0..1."""

    kind: str
    confidence: Annotated[float, Field(ge=0, le=1)]


class HeardFact(_Heard):
    """One fact: the customer's ``words`` in the new line number ``line``, counted from 1.

    ``item`` groups the facts of one product; 0 for a fact of no product.
    """

    slot: str
    value: str = ""
    words: str = ""
    line: int = 1
    state: State = "said"
    item: int = 0
    corrects: bool = False


class Heard(_Heard):
    """A model's whole answer, well formed and not yet believed."""

    acts: tuple[Act, ...]
    needs: tuple[HeardNeed, ...]
    facts: tuple[HeardFact, ...]
    mood: Mood
    answer: str | None
    language: Language
    acknowledgement: str


class WrongForm(Exception):
    """An answer that does not fit the form; the message names fields and rules, never what stood
    there.
    """


def heard(content: object) -> Heard:
    """The answer as typed values. Raises ``WrongForm``."""
    try:
        return Heard.model_validate(content)
    except ValidationError as wrong:
        raise WrongForm(_told(wrong)) from None


def _told(wrong: ValidationError) -> str:
    errors = wrong.errors(include_url=False, include_context=False, include_input=False)[:5]
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'JSON'}: {e['msg']}" for e in errors)


def schema(protocol: Protocol) -> Schema:
    """The form for one company, as strict servers want it: every field required, no others."""
    answers = (answer.id for answer in protocol.answers)
    return {
        "title": "understanding",
        "description": "What the customer's new lines say",
        **_object(
            acts=_list(_one_of(ACTS)),
            needs=_list(_object(kind=_one_of(protocol.needs), confidence={"type": "number"})),
            facts=_list(_fact(protocol)),
            mood=_one_of(get_args(Mood)),
            answer=_one_of([*answers, NO_ANSWER]),
            language=_one_of(get_args(Language)),
            acknowledgement=TEXT,
        ),
    }


def _fact(protocol: Protocol) -> Schema:
    return _object(
        slot=_one_of(protocol.slots),
        value=TEXT,
        words=TEXT,
        line=WHOLE,
        state=_one_of(get_args(State)),
        item=WHOLE,
        corrects={"type": "boolean"},
    )


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _one_of(names: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(names)}
