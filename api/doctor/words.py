"""The words for what was found, in Portuguese or English, read from ``words.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter
from ruamel.yaml import YAML

from api.doctor.finding import SKIPPED, Finding

Lang = Literal["pt", "en"]
HERE = Path(__file__).with_name("words.yaml")


class Text(BaseModel):
    """One sentence in both languages; ``{names}`` are filled by facts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pt: str
    en: str

    def in_(self, lang: Lang) -> str:
        """In one of them."""
        return self.pt if lang == "pt" else self.en


class Case(BaseModel):
    """What was found, and what to do about it, where there is anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    found: Text
    do: Text | None = None


@dataclass(frozen=True, slots=True)
class About:
    """A check's words."""

    title: Text
    why: Text
    cases: dict[str, Case]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words; nothing to do where ``remedy`` is empty."""

    title: str
    found: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that the doctor can say."""

    severities: dict[str, Text]
    table: dict[str, Text]
    reasons: dict[str, Text]
    common: dict[str, Case]
    checks: dict[str, About]

    def case(self, check: str, name: str) -> Case:
        """The words of a case: the check's own, or those that all share. Raises ``KeyError``."""
        return self.checks[check].cases.get(name) or self.common[name]

    def told(self, finding: Finding, lang: Lang) -> Told:
        """A finding in one language."""
        about = self.checks[finding.id]
        case = self.case(finding.id, finding.found.case)
        facts = self._facts(finding, lang)
        remedy = case.do.in_(lang).format_map(facts) if case.do and finding.severity != "ok" else ""
        return Told(
            about.title.in_(lang),
            case.found.in_(lang).format_map(facts),
            about.why.in_(lang),
            remedy,
        )

    def _facts(self, finding: Finding, lang: Lang) -> dict[str, str]:
        """Reasons and names of checks are words too; the rest is told as it is."""
        facts = dict(finding.found.facts)
        if "reason" in facts and facts["reason"] in self.reasons:
            facts["reason"] = self.reasons[facts["reason"]].in_(lang)
        if finding.found.case == SKIPPED:
            ids = facts["because"].split(",")
            facts["because"] = ", ".join(self.checks[one].title.in_(lang) for one in ids)
        return facts


def load(path: Path = HERE) -> Words:
    """The words as written. Raises ``ValidationError`` where one is missing in a language."""
    raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    texts, cases = TypeAdapter(dict[str, Text]), TypeAdapter(dict[str, Case])
    return Words(
        texts.validate_python(raw["severities"]),
        texts.validate_python(raw["table"]),
        texts.validate_python(raw["reasons"]),
        cases.validate_python(raw["common"]),
        {name: _about(cases, one) for name, one in raw["checks"].items()},
    )


def _about(cases: TypeAdapter[dict[str, Case]], raw: dict[str, object]) -> About:
    named = {name: one for name, one in raw.items() if name not in ("title", "why")}
    title, why = Text.model_validate(raw["title"]), Text.model_validate(raw["why"])
    return About(title, why, cases.validate_python(named))
