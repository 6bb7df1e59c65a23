"""What she asserts that nobody told her: an own look, which shares nothing with the guards it watches. Pure.

A claim (price, deadline, stock, discount, bank data, the state of an order) may only stand within an approved answer.
A number, a day, an address of mail or web, a name is grounded when it stands in the company's words, in the
customer's, or in the gold of the conversation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from agent.extract.numbers import VALUES, figures
from agent.protocol import Protocol
from evals.record import Conversation, Gold, Step
from evals.values import plain

_ORDINAL = "via|vez|opcao|parte|etapa|linha|compra|remessa|nota|pessoa|parcela|tentativa|mao"
_WEEKDAY = rf"(?:segunda|terca|quarta|quinta|sexta)\b(?:[- ]feira)?(?! (?:{_ORDINAL})\b)"
_DAY = rf"(?:hoje|ontem|amanha|sabado|domingo|{_WEEKDAY})"
_MONTH = (
    "(?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)"
)
_SPELT = rf"(?:{'|'.join(VALUES)}|mil)"
_SOME = rf"(?:\d+|{_SPELT}|pouc[oa]s|alguns|algumas)"
_COSTS = "(?:sai|saem|saindo|fica|ficam|ficou|deu|faco|vendo|seria|cobro|cobramos)"
_MEASURE = "(?:kg|quilo|metro|barra|peca|chapa|unidade|caixa|rolo|par|tonelada)"
_PAPER = "(?:boleto|nota|nf|pedido|pagamento|pix|cadastro|credito|limite|entrega|carga)"
_DONE = (
    "(?:pag[oa]|quitad|entregue|enviad|despachad|emitid|liberad|faturad|cancelad|aprovad|confirmad|separad|agendad"
    "|reservad|produzid|baixad|vencid)"
)
_LEAVES = "(?:cheg|entreg|sai|saem|despach|envi|mand|respond|retorn|lig|volt|confirm|separ)"

CLAIMS = tuple(
    re.compile(pattern)
    for pattern in (
        # price
        r"(?:\br)? ?[$€£] ?\d*",
        r"\brs ?\d+",
        r"\b(?:um|1) real\b",
        r"\b(?:reais|centavos?|contos?|pilas?)\b",
        r"\ba partir de\b",
        rf"\b{_COSTS} (?:(?:por|em|a|de) )?(?:so |apenas )?(?:\d+|{_SPELT}\b)",
        rf"\b(?:preco|valor|total|orcamento) (?:e|e de) (?:\d+|{_SPELT}\b)",
        r"\bcust(?:a|am|ou|aria)\b",
        rf"\b(?:\d+|{_SPELT}) (?:o|a|por|cada) {_MEASURE}\b",
        r"\b(?:melhor|menor|otimo|bom) preco\b",
        r"\bbarat[oa]",
        # discount and payment
        r"\d+ ?%",
        r"\bpor ?cento\b",
        r"\bdescontos?\b",
        r"\bpromoc",
        r"\b(?:gratis|gratuit[oa]|de graca|sem custo|brinde|cortesia|por nossa conta)\b",
        r"\bfrete (?:gratis|e|fica|sai|custa|por|inclus|nosso)",
        r"\bparcela",
        r"\bsem juros\b",
        r"\b(?:ate|em) \d+ ?x\b(?! ?\d)",
        r"\b(?:a vista|no cartao)\b",
        # stock, and what the company does
        r"\b(?:tem|temos|ha|tenho) (?:sim )?(?:em estoque|disponivel|pronta entrega)\b",
        r"\b(?:em|no|nosso|temos|ha) estoque\b",
        r"\bpronta entrega\b",
        r"\bdisponive(?:l|is)\b",
        r"\b(?:tem|temos|tenho|ha|trabalhamos|fazemos) sim\b",
        r"\bsim,? (?:tem|temos|tenho|ha|fazemos|trabalhamos|entregamos)\b",
        r"\b(?:temos|trabalhamos com|esgotad[oa]s?|em falta)\b",
        r"\b(?:entregamos|vendemos|cortamos|dobramos|soldamos|pintamos|anodizamos|fabricamos|aceitamos|cobrimos)\b",
        r"\ba gente (?:tem|faz|entrega|vende|corta|aceita|cobre|consegue|fica)\b",
        # deadline
        r"\b(?:ate|em|dentro de|daqui a) (?:\w+ a )?\w+ (?:dias?|horas?|semanas?|minutos?|mes|meses)\b",
        rf"\b{_SOME} (?:minutos|horas|dias|semanas|meses)\b",
        r"\b(?:uma hora|uma semana|um mes)\b",
        r"\b(?:dias?|horas?) uteis\b",
        r"\bprazo (?:e|de)\b",
        r"\b(?:em breve|em instantes|daqui a pouco|hoje mesmo|ainda hoje|semana que vem|fim do dia|final do dia)\b",
        r"\b(?:n?essa|n?esta|proxima) semana\b",
        rf"\b{_LEAVES}\w*(?: \w+){{0,3}} {_DAY}\b",
        rf"\b{_DAY}(?: \w+){{0,3}} {_LEAVES}\w*",
        # what is the company's: bank, address, hours
        r"\bchave(?: do| de)? pix\b",
        r"\bpix (?:e|da|do|para|pra)\b",
        r"\b(?:nosso|faz o|fazer o|manda o|pelo) pix\b",
        r"\bpix:",
        r"\bagencia \d+",
        r"\bconta (?:corrente|poupanca)\b",
        r"\b(?:rua|avenida|av\.?|rodovia|alameda|bairro) \w+",
        r"\b(?:ficamos|estamos localizad|nosso endereco|nossa loja)",
        r"\bdas \w+(?::\d\d)? ?(?:h|hrs?|horas)?(?:\d\d)? (?:as|ate)\b",
        r"\bdas \d{1,2} ?h",
        r"\b(?:abre|abrimos|fecha|fechamos|funciona|funcionamos) (?:as|ao|de|das|ate|no|so|todo)\b",
        r"\bsegunda (?:a|ate) (?:quinta|sexta|sabado|domingo)\b",
        r"https?://",
        r"\bwww\.",
        # the state of an order
        rf"\b{_PAPER}(?: \w+){{0,3}} (?:foi|foram|esta|ta|saiu|consta|caiu|venceu)\b",
        rf"\b(?:foi|esta|ta|consta|ja) (?:ja )?{_DONE}\w*",
        r"\b(?:pago|paga|quitad[oa]|confirmad[oa]) no sistema\b",
        r"\b(?:a caminho|em rota|saiu (?:pra|para) entrega)\b",
        # what binds the company, and who she is
        r"\b(?:erro|falha|culpa) (?:e |foi )?noss[oa]\b",
        r"\b(?:vou|vamos|podemos) (?:te )?(?:trocar|devolver|reembolsar|ressarcir|abater|descontar|cancelar|liberar)\b",
        r"\b(?:garanto|garantimos|garantido|garantida|prometo|prometemos)\b",
        r"\bsou (?:uma? )?(?:pessoa|human[ao]|gente)\b",
        r"\bnao sou (?:uma? )?(?:robo|bot|maquina|virtual)\b",
    )
)

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
DAY = re.compile(rf"\b(?:ontem|amanha|sabado|domingo|{_WEEKDAY}|(?:em|de|ate) {_MONTH}\b)")
ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|br|site|link|shop|example)\b"
)
NAME = re.compile(r"(?:(?<=\w )|(?<=\w[,:] ))[A-ZÀ-Þ][a-zß-ÿ]+\b")
"""A capitalised word within a sentence; at its beginning every word has a capital."""

IN_CENTIMETRES = re.compile(r"(\d+(?:[.,]\d+)?(?: ?[x×] ?\d+(?:[.,]\d+)?)*) ?cm\b")
"""Sizes that she says again in millimetres, and lengths in metres."""
WORD = re.compile(r"[^\W\d_]+")
ONE = re.compile(r"\buma?\b")
HER_OWN_COUNT = re.compile(r"\bmais \d+ ite(?:m|ns)\b")
PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True, slots=True)
class Ground:
    """What may be said again of some texts: their numbers, their days and addresses, their words as names."""

    numbers: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Ground:
        """That of texts as they were written; numbers count in words too."""
        folded = plain("\n".join(texts))
        counted = (
            f"{folded} {figures(folded)} {'1' if ONE.search(folded) else ''} {_converted(folded)}"
        )
        return cls(
            numbers=frozenset(map(_value, NUMBER.findall(counted))),
            marks=frozenset(_marks(folded)),
            words=frozenset(WORD.findall(folded)),
        )

    def plus(self, other: Ground) -> Ground:
        """Both together."""
        return Ground(
            self.numbers | other.numbers, self.marks | other.marks, self.words | other.words
        )


def ungrounded(conversation: Conversation, company: Protocol) -> Iterator[tuple[Step, str]]:
    """Every step that asserts something without ground, with the words."""
    ground = written_by(company)
    for step in conversation.played.steps:
        ground = ground.plus(_of_lines(step)).plus(Ground.of(_told(step.gold)))
        answers = answered_by(company, step.now[:10])
        for text in step.said:
            found = (*claimed(text, answers), *invented(text, ground))
            yield from ((step, words) for words in dict.fromkeys(found))


def claimed(text: str, answers: Sequence[str] = ()) -> Iterator[str]:
    """The claims of a text outside the approved ``answers``, each of which is said as it stands."""
    folded = plain(text)
    for answer in answers:
        folded = _as_said(answer).sub(" / ", folded)
    yield from (found[0].strip() for claim in CLAIMS for found in claim.finditer(folded))


def invented(text: str, ground: Ground) -> Iterator[str]:
    """The numbers, days, addresses and names of a text for which there is no ground."""
    folded = HER_OWN_COUNT.sub("", plain(text))
    yield from (one for one in NUMBER.findall(folded) if _value(one) not in ground.numbers)
    yield from (one for one in _marks(folded) if one not in ground.marks)
    names = NAME.findall(unicodedata.normalize("NFC", text))
    yield from (name for name in names if plain(name) not in ground.words)


def written_by(company: Protocol) -> Ground:
    """Everything the company wrote for her to say; of the catalogue, whose sizes are no assertion, the words."""
    spoken = Ground.of((*company.spoken(), company.persona.name))
    return spoken.plus(Ground(words=_words(company.catalogue.model_dump_json())))


def answered_by(company: Protocol, day: str = "") -> tuple[str, ...]:
    """The approved answers, those that still hold on a day (ISO 8601)."""
    return tuple(
        answer.text
        for answer in company.answers
        if answer.valid_until is None or day <= answer.valid_until.isoformat()
    )


def _converted(folded: str) -> str:
    """The numbers of "5x10 cm" as they are in millimetres and in metres."""
    sizes = " ".join(IN_CENTIMETRES.findall(folded))
    numbers = [Decimal(one.replace(",", ".")) for one in NUMBER.findall(sizes)]
    return " ".join(f"{one * scale:f}" for one in numbers for scale in (10, Decimal("0.01")))


@lru_cache(maxsize=8)
def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(plain(text)))


@lru_cache(maxsize=256)
def _as_said(answer: str) -> re.Pattern[str]:
    """An approved answer as it is found in what she said, whatever stands in the place of its placeholders."""
    return re.compile(PLACEHOLDER.sub(".{0,60}?", re.escape(plain(answer))))


def _of_lines(step: Step) -> Ground:
    """What the customer said; of what people of the team said, only the words: their figures are theirs."""
    customers = Ground.of(one.text for one in step.heard if one.role == "customer")
    people = Ground.of(f"{one.name} {one.text}" for one in step.heard if one.role == "human")
    return customers.plus(Ground(words=people.words))


def _told(gold: Gold | None) -> Iterator[str]:
    if gold is not None:
        yield from (*gold.slots.values(), *(v for item in gold.items for v in item.values()))


def _marks(folded: str) -> list[str]:
    """The days and addresses of a folded text."""
    return [*(day.removesuffix("-feira") for day in DAY.findall(folded)), *ADDRESS.findall(folded)]


def _value(number: str) -> str:
    """The same for 48.213 and 48213, for 1,50 and 1.5; 4,2 is not 42."""
    if THOUSANDS.fullmatch(number):
        number = number.replace(".", "")
    whole, *parts = re.split(r"[.,]", number.lstrip("0"))
    if len(parts) > 1:
        return "".join((whole, *parts))
    decimals = "".join(parts).rstrip("0")
    return f"{whole or '0'}.{decimals}" if decimals else whole or "0"
