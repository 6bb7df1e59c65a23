"""A conversation without anybody's data: what is somebody's becomes invented, the same everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agent.extract.gazetteer import cities, words_of
from agent.extract.normal import fold
from agent.extract.page import Mark
from agent.protocol import Protocol
from evals.importing.invented import Inventor
from evals.importing.knowing import NUMBERS, pieces, questions
from evals.importing.known import Known, Role
from evals.importing.layout import called_by, filled, like, spelt
from evals.importing.personal import Personal
from evals.importing.talk import Contact, Line, Talk

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Veil:
    """Takes the data of people out of texts. ``counted``: how often what was replaced, by kind."""

    company: Protocol
    personal: Personal
    inventor: Inventor
    counted: Counter[str] = field(default_factory=Counter)

    def talk(self, talk: Talk, known: Known) -> Talk:
        """The conversation with invented names and numbers."""
        asked = questions(talk.entries, self.company)
        entries = tuple(
            self._line(entry, known, asked[place]) if isinstance(entry, Line) else entry
            for place, entry in enumerate(talk.entries)
        )
        return replace(talk, entries=entries, contact=self._contact(talk.contact, known))

    def text(
        self, text: str, known: Known, asked: tuple[str, ...] = (), *, called: bool = False
    ) -> str:
        """A text with nothing of anybody's in it; ``called``: it is a name."""
        veiled = (self._piece(piece, known, asked, called=called) for piece in pieces(text))
        return "".join(veiled)

    def value(self, slot: str, value: str, known: Known) -> str:
        """The value of a slot, as the lines that tell it now say."""
        return self.text(value, known, (slot,), called=slot in ("nome", "empresa", "vendedor"))

    def _line(self, line: Line, known: Known, asked: tuple[str, ...]) -> Line:
        name = self.text(line.name, known, called=True)
        return replace(line, text=self.text(line.text, known, asked), name=name)

    def _contact(self, contact: Contact, known: Known) -> Contact:
        name = self.text(contact.name, known, called=True)
        return Contact(name, self.text(contact.phone, known))

    def _piece(self, text: str, known: Known, asked: tuple[str, ...], *, called: bool) -> str:
        page, marks = self.personal.found(text, known, asked, called=called)
        accents, done, end = _writes_accents(text), "", 0
        for mark in marks:
            found = page.finding(mark)
            self.counted[mark.slot] += 1
            done += text[end : found.start] + self._instead(
                mark, found.words, known, accents=accents
            )
            end = found.end
        return done + text[end:]

    def _instead(self, mark: Mark, words: str, known: Known, *, accents: bool) -> str:
        if mark.slot in ("nome", "empresa"):
            return self._name(words, mark.slot, known, accents=accents)
        if mark.slot == "chave":
            return self.inventor.number(mark.slot, mark.value)
        if mark.slot == "telefone":
            return called_by(words, self.inventor.number(mark.slot, mark.value))
        if mark.slot in NUMBERS:
            return filled(words, self.inventor.number(mark.slot, mark.value))
        if mark.slot == "soletrado":
            return spelt(words, self.inventor.number("telefone", mark.value))
        if mark.slot in ("endereco", "cidade"):
            return like(words, self._place(mark), accents=accents)
        return self._address(mark, words)

    def _place(self, mark: Mark) -> str:
        if mark.slot == "endereco":
            return self.inventor.street(mark.value)
        return self.inventor.town(cities().by_words[words_of(mark.value)][0])

    def _address(self, mark: Mark, words: str) -> str:
        if mark.slot == "email":
            return _spoken_as(words, self.inventor.email(mark.value))
        if mark.slot == "perfil":
            return "@" + self.inventor.plain("perfil", mark.value)
        scheme = re.match(r"(?:https?://)?(?:www\.)?", words)
        start = scheme.group() if scheme else ""
        return f"{start}{self.inventor.plain('link', mark.value)}.example"

    def _name(self, words: str, kind: str, known: Known, *, accents: bool) -> str:
        role: Role = "firm" if kind == "empresa" else "person"

        def instead(found: re.Match[str]) -> str:
            return like(found.group(), self._name_word(found.group(), role, known), accents=accents)

        return _WORD.sub(instead, _whole(words))

    def _name_word(self, written: str, role: Role, known: Known) -> str:
        """What stands in place of one word of a name."""
        word = fold(written)
        if self.personal.vocabulary.is_short(word) and (name := known.shortened(word)):
            return self.inventor.short(word, name)
        if meant := known.meant(word):
            return self.inventor.word(meant, known.roles[meant])
        if word in known.glued:
            return "".join(self.inventor.word(one, known.roles[one]) for one in known.glued[word])
        if name := known.shortened(word):
            return self.inventor.short(word, name)
        return written if self._stays(word, role) else self._new(word, role)

    def _new(self, word: str, role: Role) -> str:
        other = self.inventor.word(word, role)
        return other[0] if len(word) == 1 else other

    def _stays(self, word: str, role: Role) -> bool:
        """Words between those of a name that are nobody's own."""
        lists = self.personal.vocabulary
        if lists.tells_nothing(word) or word in lists.own:
            return True
        return word in lists.ordinary and (role == "firm" or not lists.may_be_name(word))


def _whole(words: str) -> str:
    """The words with their accents on their letters, and without what is not seen."""
    seen = (letter for letter in words if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", "".join(seen))


def _writes_accents(text: str) -> bool:
    return any(map(unicodedata.combining, unicodedata.normalize("NFD", text)))


def _spoken_as(words: str, email: str) -> str:
    """An address said as the real one was: "arroba", "ponto"."""
    plain = fold(words)
    box = email.partition("@")[0]
    if " ponto " not in plain and "arroba" not in plain:
        return email
    joint = " arroba " if "arroba" in plain else "@"
    ending = "example ponto com" if " ponto " in plain else "example.com"
    return f"{box}{joint}{ending}"


def told(counted: Counter[str]) -> Iterator[str]:
    """How often what was replaced, in Portuguese, without any value."""
    labels = {"numero": "número", "endereco": "endereço", "casa": "número de casa", "email": "e-mail", "chave": "chave",
              "cpf": "CPF", "cnpj": "CNPJ", "cep": "CEP", "soletrado": "número por extenso"}  # fmt: skip
    yield from (f"{labels.get(kind, kind)} {times}" for kind, times in sorted(counted.items()))
