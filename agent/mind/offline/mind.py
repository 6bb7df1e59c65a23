"""The offline mind at work: one reading becomes one understanding, line by line, then as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol as Port

from agent.extract.finding import Finding
from agent.extract.gazetteer import first_names
from agent.extract.normal import fold
from agent.ledger import ITEM_WEIGHT, Ledger, Proposal, SlotState
from agent.mind import Asked, Attempt, Line, NeedGuess, Reading, Understanding
from agent.mind.facts import Finder, of_line
from agent.mind.labels import ACTS, Act
from agent.mind.offline.answers import Answers
from agent.mind.offline.classifier import Classifier, Seen
from agent.mind.offline.deciding import (
    ASIDE,
    PART_WORDS,
    WORTH_OFFERING,
    Guess,
    Told,
    adds,
    decided,
)
from agent.mind.offline.details import COURTEOUS, answered, named_alone, opened, told_later
from agent.mind.offline.semantic import blended
from agent.mind.offline.signals import acts_of, language_of, mood_of
from agent.protocol import Protocol

ACT_LIKELY = 0.5
ACT_CERTAIN = 0.8  # beside a fact that answers the question
FEW_WORDS = 2
MOST_NAMES = 3
MOST_DIGITS = 4  # of a count on a line of its own
MOST_TO_NAME = 4  # words that only say which need it is
MOST_OF_THANKS = 4  # words
ALIKE = 3  # letters
STARRED = re.compile(r"\s*(?=.*\*)\*?(?P<word>[a-z]{3,})(?: [a-z]+)*\*?\s*$")
EACH = re.compile(r"\b(?:(?:de|pra|para) cada|cada um[ao]?)\b")
PARTS = re.compile(r"[.!?;\n]+|, (?:e |mas |já |ja )?| e | mas | também | tamb[eé]m | aproveit\w+ ")


class Embedding(Port):
    """Optionally averages what sentences mean in: probabilities of needs for a text."""

    def need_probabilities(self, text: str) -> dict[str, float]: ...


@dataclass(frozen=True, slots=True)
class _Heard:
    """One line with what was found in it."""

    line: Line
    findings: tuple[Finding, ...]
    seen: Seen
    acts: frozenset[Act]
    proposals: tuple[Proposal, ...]
    answers: bool


class OfflineMind:
    """A ``Mind`` of rules and weights. It never fails: what it does not understand it leaves empty.

    ``semantic`` (extra of the same name) is averaged with the classifier where it is given.
    """

    name = "offline"

    def __init__(
        self,
        protocol: Protocol,
        extractor: Finder,
        classifier: Classifier,
        semantic: Embedding | None = None,
    ) -> None:
        self._protocol = protocol
        self._extractor = extractor
        self._classifier = classifier
        self._semantic = semantic
        self._kinds = {need.like or kind: kind for kind, need in protocol.needs.items()}
        self._answers = Answers(protocol.answers, classifier)

    async def read(self, reading: Reading) -> Understanding:
        """What the lines mean, in the light of the open question."""
        heard = self._all_heard(reading.lines, reading)
        missed = self._all_heard(reading.missed, replace(reading, asked=None))
        text = "\n".join(line.text for line in (*reading.missed, *reading.lines))
        acts = frozenset(act for one in heard for act in one.acts)
        guesses = self._needs(text, [*missed, *heard])
        sure, candidates = decided(guesses, _told(heard), reading, self._protocol)
        proposals = [p for one in (*missed, *heard) for p in one.proposals]
        return Understanding(
            acts=acts,
            needs=sure,
            candidates=candidates,
            proposals=(
                *self._shared_out(proposals, text, sure),
                *self._opened(sure, [*missed, *heard], reading),
            ),
            mood=mood_of(text, acts),
            answer=self._answer(heard),
            language=language_of(text),
            attempts=(Attempt(self.name),),
        )

    def need_probabilities(self, text: str) -> dict[str, float]:
        """The probability of each need and of none, for a text by itself."""
        return self._probabilities(text, self._seen(text))

    def acts(self, text: str) -> frozenset[Act]:
        """The dialogue acts of a text by itself."""
        return self._acts(text, self._seen(text), asked=False, answers=False)

    def _seen(self, text: str) -> Seen:
        return self._classifier.seen(text, self._extractor.find(text))

    def _all_heard(self, lines: Sequence[Line], reading: Reading) -> list[_Heard]:
        """Line by line; once the name is told, a bare name that follows is the firm's.

        A known first name alone on a line of a burst is the writer's. "Falei errado" and no fact: the facts of the next
        line are corrections.
        """
        heard: list[_Heard] = []
        for line in lines:
            named = any(p.slot == "nome" for one in heard for p in one.proposals)
            now = _answering(line, reading)
            if len(lines) > 1 and not named and _is_a_bare_name(line, now):
                now = replace(now, asked=Asked(("nome",)))
            if heard and _counts(line, heard[-1]):
                now = replace(now, asked=Asked(("quantidade",)))
            if _is_starred(line, reading.ledger):
                now, named = replace(now, asked=Asked(("nome",))), False
            one = self._heard(line, _after_the_name(now, line) if named else now)
            if _is_starred(line, reading.ledger):
                one = _corrected(one)
            if heard and EACH.search(fold(line.text)):
                one = replace(one, proposals=tuple(self._of_each(one.proposals, heard)))
            takes_back = bool(heard) and "corrects" in heard[-1].acts and not heard[-1].proposals
            heard.append(_corrected(one) if takes_back else one)
        return heard

    def _heard(self, line: Line, reading: Reading) -> _Heard:
        asked = None if _is_mere_thanks(line) else reading.asked
        slots = asked.slots if asked else ()
        findings = self._extractor.find(line.text, slots, reading.ddd)
        if not findings and (late := self._still_open(reading)):
            slots, findings = late, self._extractor.find(line.text, late, reading.ddd)
        findings = self._with_the_town(line, findings, slots, reading)
        seen = self._classifier.seen(line.text, findings)
        proposals = (
            *of_line(line, findings, self._protocol, slots),
            *self._refined(line, findings, reading.ledger),
        )
        proposals = self._of_its_colour(proposals, reading.ledger)
        answers = any(p.slot in slots for p in proposals)
        acts = self._acts(line.text, seen, asked=asked is not None, answers=answers)
        if "corrects" in acts:
            proposals = tuple(replace(p, corrects=True) for p in proposals)
        if asked and not answers:
            proposals += tuple(self._in_answer(line, acts, asked, proposals))
        elif asked and "refuses" in acts:
            proposals += tuple(_refused(line, asked, {p.slot for p in proposals}))
        return _Heard(line, findings, seen, acts, proposals, answers)

    def _refined(
        self, line: Line, findings: Sequence[Finding], ledger: Ledger
    ) -> Iterator[Proposal]:
        """A word that makes the last item's product a kind of it: "quadrado", after "tubo"; not a town or a firm."""
        items = [item for need in ledger.open_needs for item in need.items]
        product = items[-1].get("produto") if items else None
        of_contact = self._protocol.scoped("contact")
        said = any(f.slot in of_contact and f.words == line.text.strip() for f in findings)
        if product is None or said or len(line.text.split()) > FEW_WORDS:
            return
        for finding in self._extractor.find(f"{product.value} {line.text}"):
            if finding.slot == "produto" and finding.value.startswith(f"{product.value} "):
                yield Proposal("produto", finding.value, line.text, line.id)

    def _of_each(
        self, proposals: Sequence[Proposal], heard: Sequence[_Heard]
    ) -> Iterator[Proposal]:
        """What "20 de cada" tells, once for each item named by its product in the lines before."""
        items = [p for one in heard for p in one.proposals if p.slot in ITEM_WEIGHT]
        of_item = self._protocol.scoped("item")
        facts = [p for p in proposals if p.slot in of_item]
        if len(items) < 2 or not facts or any(p.slot in ITEM_WEIGHT for p in facts):
            yield from proposals
            return
        yield from (p for p in proposals if p.slot not in of_item)
        for number, item in enumerate(items):
            yield replace(item, source=facts[0].source, state="inferred", item=number)
            yield from (replace(fact, item=number) for fact in facts)

    def _of_its_colour(
        self, proposals: tuple[Proposal, ...], ledger: Ledger
    ) -> tuple[Proposal, ...]:
        """A word by itself that makes the last item's finish a kind of it: "fosco", after "preto"."""
        items = [item for need in ledger.open_needs for item in need.items]
        colour = items[-1].get("acabamento") if items else None
        if colour is None or [p.slot for p in proposals] != ["acabamento"]:
            return proposals
        whole = self._extractor.find(f"{colour.value} {proposals[0].value}")
        kind = next((f.value for f in whole if f.value.startswith(f"{colour.value} ")), None)
        return (replace(proposals[0], value=kind, corrects=True),) if kind else proposals

    def _with_the_town(
        self, line: Line, findings: tuple[Finding, ...], slots: tuple[str, ...], reading: Reading
    ) -> tuple[Finding, ...]:
        """The findings, with a bare town that answers a later question where no other reading is lost for it."""
        elsewhere = not slots or "necessidade" in slots or "empresa" in slots or "cidade" in slots
        if elsewhere or "cidade" not in _lacking(reading.ledger, self._protocol):
            return findings
        found = self._extractor.find(line.text, (*slots, "cidade"), reading.ddd)
        town = next((f for f in found if f.slot == "cidade" and f.sure), None)
        kept = {(f.slot, f.value) for f in found}
        lost = [f for f in findings if (f.slot, f.value) not in kept]
        same = town is not None and all(_may_be(f, town) for f in lost)
        return found if same else findings

    def _still_open(self, reading: Reading) -> tuple[str, ...]:
        """Slots asked before and not answered, and a quantity that an item lacks: an answer may come late."""
        ledger = reading.ledger
        gaps = ledger.gaps(self._protocol) if reading.asked or ledger.asked else ()
        return tuple(
            slot
            for gap in gaps
            for slot in gap.slots
            if ledger.asked.get(slot)
            or (slot == "quantidade" and gap.item is not None and reading.asked)
        )

    def _acts(self, text: str, seen: Seen, *, asked: bool, answers: bool) -> frozenset[Act]:
        likely = ACT_CERTAIN if answers else ACT_LIKELY
        learned = self._classifier.act_probabilities(seen)
        known = frozenset(act for act in ACTS if learned.get(act, 0.0) >= likely)
        return known | acts_of(text, asked=asked)

    def _in_answer(
        self, line: Line, acts: frozenset[Act], asked: Asked, told: Sequence[Proposal]
    ) -> Iterator[Proposal]:
        """An answer in the customer's own words, or the refusal or postponement of one."""
        state: SlotState | None = None
        if "refuses" in acts or (acts == {"denies"} and "necessidade" not in asked.slots):
            state = "refused"
        elif "postpones" in acts:
            state = "later"
        if state is None:
            if not self._is_about_something_else(line, asked, told):
                yield from answered(line, acts, asked, self._protocol)
            return
        for slot in asked.slots:
            if slot in self._protocol.slots:
                yield Proposal(slot, words=line.text, source=line.id, state=state, need=asked.need)

    def _is_about_something_else(self, line: Line, asked: Asked, told: Sequence[Proposal]) -> bool:
        """A few words that are a town or a name, or an item's quantity where its colour was asked, answer nothing."""
        slots = self._protocol.slots
        of_item = any(slots[name].scope == "item" for name in asked.slots if name in slots)
        others = self._protocol.scoped("contact") | (
            self._protocol.scoped("item") if of_item else set()
        )
        return len(line.text.split()) <= PART_WORDS and any(p.slot in others for p in told)

    def _needs(self, text: str, heard: Sequence[_Heard]) -> list[Guess]:
        """What the whole points to, then each part long enough to stand alone."""
        seen = heard[0].seen if len(heard) == 1 else self._seen(text)
        parts = [part.strip() for part in PARTS.split(text) if part]
        apart = [part for part in parts if _stands_alone(part)] if len(parts) > 1 else []
        return [
            Guess(self._probabilities(text, seen), len(text.split())),
            *(Guess(self.need_probabilities(part), len(part.split())) for part in apart),
        ]

    def _probabilities(self, text: str, seen: Seen) -> dict[str, float]:
        lexical = self._named(self._classifier.need_probabilities(seen))
        if self._semantic is None:
            return lexical
        meant = self._named(self._semantic.need_probabilities(text))
        return blended(lexical, meant)

    def _named(self, probabilities: dict[str, float]) -> dict[str, float]:
        """The corpus's needs by the names this company gives them."""
        return {self._kinds.get(label, label): p for label, p in probabilities.items()}

    def _shared_out(
        self, proposals: Sequence[Proposal], text: str, sure: Sequence[NeedGuess]
    ) -> Iterator[Proposal]:
        """With two needs in one text, each item goes to the need of the part that names it."""
        if len(sure) < 2:
            yield from proposals
            return
        kinds = [guess.kind for guess in sure]
        parts = [
            (part, self.need_probabilities(part)) for part in PARTS.split(text) if part.strip()
        ]
        for proposal in proposals:
            if proposal.item is None:
                yield proposal
                continue
            likely = next((p for part, p in parts if proposal.words in part), {})
            yield replace(proposal, need=max(kinds, key=lambda kind: likely.get(kind, 0.0)))

    def _opened(
        self, sure: Sequence[NeedGuess], heard: Sequence[_Heard], reading: Reading
    ) -> Iterator[Proposal]:
        """Free-text details told by the sentence that brings a need up, and cues of those still lacking."""
        open_needs = reading.ledger.open_needs
        of_contact = self._protocol.scoped("contact")
        for guess in sure:
            if all(guess.kind != need.kind for need in open_needs):
                bringer = self._bringer(guess.kind, heard)
                line = bringer.line if len(sure) > 1 else _with_the_rest(bringer, heard)
                names = [p.words for p in bringer.proposals if p.slot in of_contact]
                told = tuple(opened(line, guess.kind, bringer.acts, self._protocol, names))
                yield from told or self._told_around(guess.kind, bringer, heard, reading)
        for need in open_needs:
            bringer = self._bringer(need.kind, heard)
            yield from told_later(bringer.line, need, bringer.acts, self._protocol)

    def _told_around(
        self, kind: str, bringer: _Heard, heard: Sequence[_Heard], reading: Reading
    ) -> Iterator[Proposal]:
        """Of a need that a mere word names: what another line of the burst says of it, or what was unclear before."""
        if len(bringer.line.text.split()) > MOST_TO_NAME:
            return
        for one in heard:
            if one is not bringer and not (one.proposals or one.acts):
                yield from named_alone(one.line, kind, self._protocol)
        unclear = _unclear_before(reading)
        if unclear and self.need_probabilities(unclear.text).get(kind, 0.0) >= WORTH_OFFERING:
            acts = self.acts(unclear.text)
            yield from opened(unclear, kind, acts, self._protocol)

    def _bringer(self, kind: str, heard: Sequence[_Heard]) -> _Heard:
        """The line that speaks most of a need; of a single one there is no doubt."""
        if len(heard) == 1:
            return heard[0]
        return max(
            heard, key=lambda one: self._probabilities(one.line.text, one.seen).get(kind, 0.0)
        )

    def _answer(self, heard: Sequence[_Heard]) -> str | None:
        found = (self._answers.nearest(one.line.text, one.seen) for one in heard)
        return next(filter(None, found), None)


def _stands_alone(part: str) -> bool:
    """Long enough to say something by itself, and more than a condition or what somebody has."""
    return len(part.split()) >= PART_WORDS and not ASIDE.match(fold(part))


def _lacking(ledger: Ledger, protocol: Protocol) -> frozenset[str]:
    """The slots that the open needs lack and that may still be asked."""
    return frozenset(slot for gap in ledger.gaps(protocol) for slot in gap.askable)


def _may_be(finding: Finding, town: Finding) -> bool:
    """Whether what was read as somebody's name is the town: no person is called so."""
    return finding.words == town.words and fold(finding.words).split()[0] not in first_names()


def _refused(line: Line, asked: Asked, told: set[str]) -> Iterator[Proposal]:
    """What was asked beside what the line tells, of who refuses something in it."""
    for slot in asked.slots:
        if slot not in told:
            yield Proposal(slot, words=line.text, source=line.id, state="refused", need=asked.need)


def _told(heard: Sequence[_Heard]) -> Told:
    return Told(
        automated=any("automated" in one.acts for one in heard),
        answered=all(one.answers for one in heard),
        named=frozenset(p.slot for one in heard for p in one.proposals),
        adds=any(adds(one.line.text) for one in heard),
        wants_person=any("asks_person" in one.acts for one in heard),
    )


def _is_mere_thanks(line: Line) -> bool:
    """Thanks after an answer are no second answer."""
    return len(line.text.split()) <= MOST_OF_THANKS and acts_of(line.text, asked=False) == {
        "thanks"
    }


def _counts(line: Line, before: _Heard) -> bool:
    """A bare number right after a line that names a product: how many of it."""
    told = {p.slot for p in before.proposals}
    bare = line.text.strip(" .!")
    return (
        bare.isdecimal()
        and len(bare) <= MOST_DIGITS
        and "produto" in told
        and "quantidade" not in told
    )


def _is_a_bare_name(line: Line, reading: Reading) -> bool:
    """A known first name on a line of its own, where no name is known and nothing else was asked."""
    words = line.text.strip(" .!,").split()
    if reading.ledger.value("nome") or not 0 < len(words) <= MOST_NAMES:
        return False
    asked = reading.asked is not None and reading.asked.slots != ("necessidade",)
    large = all(word[0].isupper() and not word.isupper() for word in words)
    return large and not asked and fold(words[0]) in first_names()


def _is_starred(line: Line, ledger: Ledger) -> bool:
    """A word with an asterisk that begins like the name that was told: WhatsApp's way of mending a typo."""
    starred = STARRED.match(fold(line.text))
    name = fold(ledger.value("nome"))
    return starred is not None and bool(name) and starred["word"][:ALIKE] == name[:ALIKE]


def _corrected(heard: _Heard) -> _Heard:
    return replace(heard, proposals=tuple(replace(p, corrects=True) for p in heard.proposals))


def _after_the_name(reading: Reading, line: Line) -> Reading:
    """The reading once a line before has told the name that was asked; a firm's name has several words."""
    if reading.asked is None or "nome" not in reading.asked.slots:
        return reading
    rest = tuple(slot for slot in reading.asked.slots if slot != "nome")
    slots = (*rest, "empresa") if len(line.text.split()) >= FEW_WORDS else rest
    return replace(reading, asked=replace(reading.asked, slots=slots))


def _with_the_rest(bringer: _Heard, heard: Sequence[_Heard]) -> Line:
    """The line that brings a need up, with those of the same burst that hold words and no fact."""
    told = [
        one.line.text
        for one in heard
        if one is bringer
        or not (one.proposals or one.acts & COURTEOUS or len(one.line.text.split()) < FEW_WORDS)
    ]
    return replace(bringer.line, text=" ".join(told))


def _unclear_before(reading: Reading) -> Line | None:
    """What the customer had said when she asked what it is about."""
    if reading.asked is None or reading.asked.slots != ("necessidade",):
        return None
    return next((line for line in reversed(reading.before) if line.role == "customer"), None)


def _answering(line: Line, reading: Reading) -> Reading:
    """The reading in the light of the question that a person asked before this line."""
    return replace(reading, asked=Asked(line.asked)) if line.asked else reading
