"""Free-text slots: the customer's own words as a value, in answer to a question or as a need comes up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agent.extract.normal import fold
from agent.ledger import Need, Proposal
from agent.mind import Asked, Line
from agent.mind.labels import Act
from agent.protocol import Protocol, Slot

NO_ANSWER: frozenset[Act] = frozenset(
    {"refuses", "postpones", "unsure", "asks_why", "asks_person", "asks_bot", "opts_out", "injects", "automated",
     "abuses", "chases"}
)  # fmt: skip
COURTEOUS: frozenset[Act] = frozenset({"affirms", "denies", "thanks", "bids_farewell", "greets"})
LONGEST = 300
FEWEST_WORDS = 3
FEWEST_TO_OPEN = 2
MOST_OF_THANKS = 4
SHORTEST = 4
YOU_OR_WE = frozenset({"voces", "vcs", "gente", "nos"})
GENERIC = frozenset(
    {"assunto", "setor", "sobre", "coisa", "problema", "falar", "queria", "quero", "preciso", "mesmo", "voces", "meu",
     "financeiro", "entrega", "entregas", "compras", "comercial", "pessoal", "logistica", "suprimentos", "outro",
     "outra"}
)  # fmt: skip
"""Words that only say which team a matter is for, and nothing of the matter."""
TELLING = frozenset({"xml", "pix", "nfe", "via"})
"""Short words that say what a matter is."""
HOLLOW = GENERIC | {
    "comprador", "compradora", "contato", "dele", "dela", "quem", "qual", "teria", "teriam", "gostaria", "gostariamos",
    "gentileza", "favor", "oferecer", "ofereco", "oferecemos", "vender", "vendemos", "apresentar", "apresentacao",
    "proposta", "propostas", "parceria", "fornecedor", "fornecedores", "servico", "servicos", "produto", "produtos",
    "material", "materiais", "empresa", "firma", "gente", "nosso", "nossa", "nossos", "nossas", "somos", "trabalhamos",
    "represento", "representante", "aqui", "para", "passar", "como", "posso", "pode", "poderia", "seria", "essa",
    "esse",
}  # fmt: skip
"""Words that announce an offer and don't say of what."""
MOST_WORDS = 5
GREETINGS = (
    "oi+", "ola", "opa", "e ?ai", "bom dia", "boa tarde", "boa noite", r"tudo (?:bem|bom|certo|joia)", "blz", "beleza",
    "por favor", "pfv", "amigo", "amiga", "moca", "moco", "chefe",
)  # fmt: skip
COURTESY = re.compile(rf"^(?:\W*(?:{'|'.join(GREETINGS)})\b\W*)+")
TRADE = re.compile(
    r"\b(?:sou|trampo de|servico de|contratando|precisando de|precisam? de) (?:uma? )?"
    r"(?!brasileir|solteir|morador|trabalhador|maranh|estrangeir|herdeir|setor)"
    r"((?:auxiliar|ajudante|assistente|operador|operadora|tecnico|tecnica) (?:de |em )?\w+"
    r"|\w{2,}(?:[dt]ora?|eir[oa]|ista)(?: tig| mig| industrial| mecanic[oa])?)\b"
)
"""What somebody says they are or the firm hires, by the ending of a trade's name."""
HERE = re.compile(r"\s(?:a[ií]|aqui|com voc|com vc|de voc|na empresa|por favor)\b.*", re.IGNORECASE)
SPACES = re.compile(r"\s+")


def answered(
    line: Line, acts: frozenset[Act], asked: Asked, protocol: Protocol
) -> Iterator[Proposal]:
    """The line as the value of the free slot that was asked, unless it is clearly no answer."""
    text = without_courtesy(line.text)
    strays = "off_topic" in acts and "?" in text
    most = MOST_OF_THANKS if acts == {"thanks"} else FEWEST_WORDS - 1
    courteous = bool(acts) and acts <= COURTEOUS and len(text.split()) <= most
    if acts & NO_ANSWER or strays or courteous or not text:
        return
    for name in asked.slots:
        slot = protocol.slots.get(name)
        if slot and slot.free and _answers(slot, text):
            yield Proposal(name, text[:LONGEST], text, line.id, need=asked.need)


def opened(
    line: Line, need: str, acts: frozenset[Act], protocol: Protocol, names: Iterable[str] = ()
) -> Iterator[Proposal]:
    """What the sentence that brings a need up already tells of it; ``names`` in it are no part of an offer."""
    for name, slot in _opening_slots(need, protocol):
        if value := _told(slot, without_courtesy(line.text), acts, names):
            yield Proposal(name, value[:LONGEST], value, line.id, "inferred", need=need)


def named_alone(line: Line, need: str, protocol: Protocol) -> Iterator[Proposal]:
    """A line of the same burst that says, without a cue, what a need named in a word is about."""
    for name, slot in _opening_slots(need, protocol):
        if slot.after_cue and any(map(str.isalpha, line.text)):
            value = without_courtesy(line.text)[:LONGEST]
            yield Proposal(name, value, value, line.id, "inferred", need=need)


def told_later(
    line: Line, need: Need, acts: frozenset[Act], protocol: Protocol
) -> Iterator[Proposal]:
    """The same of a need that is open and still lacks it, where a cue says that the sentence is about it."""
    for proposal in opened(line, need.kind, acts, protocol):
        if protocol.slots[proposal.slot].cues and proposal.slot not in need.slots:
            yield proposal


def _opening_slots(need: str, protocol: Protocol) -> list[tuple[str, Slot]]:
    wanted = {slot for requirement in protocol.needs[need].required for slot in requirement.slots}
    return [(name, protocol.slots[name]) for name in sorted(wanted) if protocol.slots[name].opening]


def without_courtesy(text: str) -> str:
    """The text after its greeting, on one line."""
    flat = SPACES.sub(" ", text).strip()
    folded = fold(flat)
    greeting = COURTESY.match(folded)
    same_length = len(folded) == len(flat)
    return flat[greeting.end() :].strip() if greeting and same_length else flat


def _answers(slot: Slot, text: str) -> bool:
    """A reference of several kinds is told by a number; other free slots take any words."""
    is_reference = len(slot.fills) > 1
    return any(map(str.isdigit if is_reference else str.isalpha, text))


def _told(slot: Slot, text: str, acts: frozenset[Act], names: Iterable[str]) -> str:
    if slot.after_cue:
        return _after(slot.cues, text)
    if len(text.split()) < FEWEST_TO_OPEN or ("asks_person" in acts and len(text.split()) < 9):
        return ""
    folded = fold(text)
    if _says_nothing(folded, GENERIC) or (
        slot.cues and _says_nothing(_without(names, text), HOLLOW)
    ):
        return ""
    return text if not slot.cues or any(_has(folded, fold(cue)) for cue in slot.cues) else ""


def _says_nothing(folded: str, idle: frozenset[str]) -> bool:
    words = re.findall(r"[a-z]+", folded)
    return all(word in idle or (len(word) < SHORTEST and word not in TELLING) for word in words)


def _without(names: Iterable[str], text: str) -> str:
    folded = fold(text)
    for name in names:
        folded = folded.replace(fold(name), " ")
    return folded


def _has(folded: str, cue: str) -> bool:
    return re.search(rf"\b{re.escape(cue)}\b", folded) is not None


def _first_words(cues: tuple[str, ...]) -> set[str]:
    return {fold(cue).split()[0] for cue in cues}


def _after(cues: tuple[str, ...], text: str) -> str:
    """The few words after the first cue that occurs, as far as the next pause; else a trade."""
    text = "".join(letter for letter in text if len(fold(letter)) == 1)
    folded = fold(text)
    for cue in cues:
        if found := re.search(rf"\b{re.escape(fold(cue))}\s+(?:uma? |o |a )?([^,.;!?\n]+)", folded):
            words = HERE.split(text[found.start(1) : found.end(1)])[0].split()
            value = " ".join(words[:MOST_WORDS])
            said_nothing = words[:1] and fold(words[0]) in YOU_OR_WE
            return "" if said_nothing or fold(value) in _first_words(cues) else value
    trade = TRADE.search(folded)
    return text[trade.start(1) : trade.end(1)] if trade else ""
