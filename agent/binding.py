"""What binds the company in the words of its people, and which question of a customer's is about it. Pure.

What she may not say by herself (``agent.guards``) is what a person's word decides: a price, a discount, a deadline,
the state of an order, stock, a promise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from agent.guards.claims import ClaimRule, claims
from agent.guards.figures import Kind, figures
from agent.guards.folding import fold
from agent.ledger import Topic
from agent.mind.labels import Act

MOST_LETTERS = 4000
SENTENCE = re.compile(r"\S.*?(?:[!?;\n]+|\.+(?=\s|$)|$)", re.DOTALL)
CLAIMED: Mapping[ClaimRule, Topic] = {
    "price": "price",
    "discount": "price",
    "payment": "price",
    "deadline": "deadline",
    "state": "deadline",
    "stock": "stock",
    "promise": "word",
}
COUNTED: Mapping[Kind, Topic] = {"money": "price", "percentage": "price", "date": "deadline"}
BARE_PRICE = re.compile(
    r"\b(?:(?:fica|ficou|ficaria|da|deu|sai|saiu|sairia|faco|fecha|fecho|total|valor|preco)"
    r"(?: (?:tudo|so|a|o|por|em|no|na|de|e|eh))*"
    r"|(?:consigo|faco|fazer|fazemos|fecho|fechar|fechamos|deixo|vendo)(?: \w+){0,4} por)"
    r" (?:r\$ ?)?\d+(?:[.,]\d+)*"
    r"(?![\w/]|[.,]\d| ?(?:x|%|barras?|pecas?|unidades?|metros?|mm|cm|kg|quilos?|chapas?|dias?|horas?)\b)"
)
GIVEN_WORD = re.compile(
    r"\b(?:(?:te|lhe|ja|eu) (?:ja )?(?:mando|passo|envio|ligo|retorno|aviso|respondo|falo|confirmo)"
    r"|vou (?:te |lhe |ja )?(?:mandar|passar|enviar|ligar|retornar|avisar|responder|confirmar|resolver|mandando)"
    r"|pode deixar|deixa comigo)\b(?! (?:voce )?(?:pra|pro|para) )"
)
ASKS = re.compile(
    r"\?|\b(?:quanto|quando|cade|que (?:dia|horas?)"
    r"|qual (?:o |a |e |foi )*(?:preco|valor|total|prazo|dia|data|previsao)"
    r"|e (?:o|a) (?:preco|valor|prazo|desconto|entrega))\b"
)
ASKED: Mapping[Topic, re.Pattern[str]] = {
    "price": re.compile(
        r"\bquanto (?!tempo)|\b(?:preco|valor|total|desconto|orcamento|parcel\w*|frete)\b"
    ),
    "deadline": re.compile(
        r"\b(?:quando|que (?:dia|horas?)|prazo|previsao|quanto tempo|demora|cade|ate quando"
        r"|(?:ja|vai|vem|vao) (?:foi|saiu|chegou|sair|chegar|entregar|vir)|chega (?:hoje|mesmo))\b"
    ),
    "stock": re.compile(r"\b(?:estoque|disponi\w+|pronta entrega)\b"),
}


def binding(text: str) -> tuple[str, tuple[Topic, ...]]:
    """The sentences of a person's line that bind the company, and what they are about; empty if none does."""
    told = [(sentence, _topics(sentence)) for sentence in sentences(text)]
    words = [sentence for sentence, topics in told if topics]
    return " ".join(words), tuple(dict.fromkeys(t for _, topics in told for t in topics))


def asked_about(text: str, acts: Iterable[Act]) -> frozenset[Topic]:
    """What a customer's line asks about, of what only a person's word decides."""
    priced: frozenset[Topic] = frozenset({"price"} if "asks_price" in acts else ())
    return priced.union(*map(_asked, sentences(text)))


def sentences(text: str) -> list[str]:
    """The sentences of a line, each with its end, on one line; of a very long text the first."""
    return [" ".join(found.group().split()) for found in SENTENCE.finditer(text[:MOST_LETTERS])]


def statement(sentence: str) -> str:
    """What a sentence states: all of it, or of a question what stands before its tag ("…, pode ser?")."""
    return sentence.rpartition(",")[0] if sentence.endswith("?") else sentence


def _topics(sentence: str) -> tuple[Topic, ...]:
    """A price is offered in a question too; everything else binds where it is stated."""
    offered = (topic for topic in _found(fold(sentence)) if topic == "price")
    return tuple(dict.fromkeys((*offered, *_found(fold(statement(sentence))))))


def _found(folded: str) -> Iterator[Topic]:
    yield from (COUNTED[one.kind] for one in figures(folded) if one.kind in COUNTED)
    yield from (CLAIMED[one.rule] for one in claims(folded) if one.rule in CLAIMED)
    if BARE_PRICE.search(folded):
        yield "price"
    if GIVEN_WORD.search(folded):
        yield "word"


def _asked(sentence: str) -> frozenset[Topic]:
    """By its words, or because it repeats in asking what somebody stated ("é sexta mesmo?")."""
    folded = fold(sentence)
    if not ASKS.search(folded):
        return frozenset()
    worded: set[Topic] = {topic for topic, words in ASKED.items() if words.search(folded)}
    return frozenset(worded | {topic for topic in _found(folded) if topic != "word"})
