"""What Alú knows when people give a conversation back: whole stories, with the real graph and the offline mind.

A story is a script: ``cliente:`` writes (``;;`` between the lines of a burst), ``Rui:`` or any other name is a person
of the team who answers, which opens the conversation; ``/pendente``, ``/abrir``, ``/resolver`` are what they click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from agent.ledger import Ledger, Slot, from_json
from agent.mind import Attempt, Mind, MindUnavailable
from agent.state import KEPT_MESSAGES, Status
from api.bootstrap import offline_mind
from tests.agent.stub_mind import (
    PROTOCOL,
    StubMind,
    Talk,
    customer,
    done,
    effects,
    heard,
    notes,
    person,
    said,
)

pytestmark = pytest.mark.anyio

CLICKS: dict[str, Status] = {"/pendente": "pending", "/abrir": "open", "/resolver": "resolved"}
TUBES = "cliente: quero 30 barras de tubo quadrado 50x50"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def offline() -> Mind:
    return offline_mind(PROTOCOL)


@dataclass(frozen=True)
class Story:
    """A script and its end. Patterns are regular expressions, case aside.

    ``says``: in her last words; empty: she was silent in the last line. ``never``: in nothing she says. ``note``: in
    the last note, ``notes`` how many there are; ``off_note``: not in the last. ``knows``: slots of contact, first need
    and first item; ``theirs``: those of them that a person said. ``items``: how many. ``asks``: what is asked last.
    ``not_asked``: after the first click of /pendente.
    """

    script: str
    says: tuple[str, ...] | None = None
    never: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    off_note: tuple[str, ...] = ()
    notes: int | None = None
    knows: dict[str, str] = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()
    items: int | None = None
    asks: tuple[str, ...] | None = None
    not_asked: tuple[str, ...] = ()
    act: str = ""


STORIES: dict[str, Story] = {
    # --- a price, a day, a promise ---
    "a person promised a price": Story(
        f"""{TUBES}
        Rui: Oi, aqui é o Rui. Fica R$ 1.240 à vista
        /pendente
        cliente: quanto ficou mesmo?""",
        says=("Rui já", "nome"),
        never=(r"1\.?240", "não tenho", "não consigo", "braga"),
        notes=1,
        note=(r"O time já disse \(Rui\): Fica R\$ 1\.240 à vista",),
    ),
    "a price told with its figure is not made hers either": Story(
        f"""{TUBES}
        Rui: consigo por 1.100, pode ser?
        /pendente
        cliente: o Rui disse 1.100 reais, é isso mesmo?""",
        says=("Rui já",),
        never=(r"1\.?100",),
    ),
    "a discount": Story(
        f"""{TUBES}
        Rui: faço 5% de desconto
        /pendente
        cliente: e aquele desconto, vale?""",
        says=("Rui já",),
        never=("5 ?%", "não tenho"),
    ),
    "a day": Story(
        f"""{TUBES}
        Carla: entrego até sexta, tá?
        /pendente
        cliente: que dia chega?""",
        says=("Carla já",),
        never=("sexta",),
        note=(r"\(Carla\): entrego até sexta",),
    ),
    "stock": Story(
        f"""{TUBES}
        Rui: temos em estoque sim
        /pendente
        cliente: tem em estoque mesmo?""",
        says=("Rui já",),
        never=("temos", "tem sim"),
    ),
    "a day was told, the price was not": Story(
        f"""{TUBES}
        Rui: entrego até sexta
        /pendente
        cliente: quanto custa?""",
        says=("time",),
        never=("Rui", "sexta"),
    ),
    "two people with different names": Story(
        f"""{TUBES}
        Rui: fica R$ 900 o lote
        Carla: e entrego até sexta
        /pendente
        cliente: que dia chega?
        cliente: e o preço?""",
        says=("Rui já",),
        never=("900", "sexta"),
        note=(r"\(Rui\): fica R\$ 900 o lote; \(Carla\): e entrego até sexta",),
    ),
    "the last word on a price counts": Story(
        f"""{TUBES}
        Rui: fica R$ 900
        Carla: corrigindo, o valor é R$ 950
        /pendente
        cliente: qual o valor?""",
        says=("Carla já",),
        never=("900", "950", "Rui"),
    ),
    "who has no name is the team": Story(
        f"""{TUBES}
        : fica R$ 900
        /pendente
        cliente: quanto ficou?""",
        says=("o time já",),
        never=("900",),
        note=(r"\(atendente\): fica R\$ 900",),
    ),
    "insisting on a price that was told calls people, without a denial": Story(
        """cliente: quanto custa a chapa?
        Rui: a chapa sai a 320 reais
        /pendente
        cliente: quanto?
        cliente: me diz o valor
        cliente: quanto custa""",
        says=("Rui já", "passei|deixei"),
        never=("320", "não tenho", "não consigo"),
        act="route",
    ),
    "a promise is on the card when she hands over": Story(
        f"""{TUBES}
        Rui: fica R$ 1.240 e te mando o orçamento hoje
        /pendente
        cliente: Bia, pra mim mesma, em Sobral""",
        act="route",
        note=("Bia", r"\(Rui\): fica R\$ 1\.240 e te mando o orçamento hoje", "Motivo"),
        never=(r"1\.?240",),
    ),
    "a promise outlives the transcript": Story(
        "\n".join(
            [TUBES, "Rui: fica R$ 1.240"]
            + ["cliente: certo\nRui: só um instante"] * KEPT_MESSAGES
            + ["/pendente", "cliente: quanto ficou?"]
        ),
        says=("Rui já",),
        note=(r"\(Rui\): fica R\$ 1\.240",),
    ),
    # --- what the customer told a person ---
    "a person asked the city and the customer answered": Story(
        f"""{TUBES}
        Rui: Pra qual cidade?
        cliente: Quixadá
        Rui: ok
        /pendente
        cliente: Bia, pra mim mesma""",
        knows={"cidade": "Quixadá", "uf": "CE", "nome": "Bia", "quantidade": "30"},
        not_asked=("cidade", "uf", "produto", "quantidade"),
        act="route",
    ),
    "a burst over several turns of a person": Story(
        """cliente: oi
        /abrir
        cliente: quero orçamento ;; 12 perfis U ;; de 6 metros
        Rui: qual cor?
        cliente: branco
        Rui: nome?
        cliente: Nonato
        Rui: e a empresa?
        cliente: Box Estrela
        Rui: cidade?
        cliente: Crato
        Rui: ok
        /pendente""",
        says=(),
        notes=1,
        note=("Nonato.*Box Estrela.*Crato/CE", "12 perfis U branco", "Falta: nada"),
        knows={
            "nome": "Nonato",
            "empresa": "Box Estrela",
            "cidade": "Crato",
            "acabamento": "branco",
        },
        items=1,
    ),
    "what was told long ago in a long talk": Story(
        "\n".join(
            [TUBES, "Rui: seu nome e a cidade?", "cliente: Bia, de Sobral"]
            + ["Rui: só um instante\ncliente: tá"] * KEPT_MESSAGES
            + ["Rui: pronto", "/pendente"]
        ),
        knows={"nome": "Bia", "cidade": "Sobral"},
        note=("Bia.*Sobral/CE",),
        items=1,
    ),
    "the need itself was told to a person": Story(
        """cliente: oi
        Rui: bom dia, em que posso ajudar?
        cliente: queria a segunda via do boleto 88123
        Rui: Qual o nome da empresa?
        cliente: Metal Forte
        Rui: certo
        /pendente
        cliente: ok""",
        knows={"empresa": "Metal Forte", "referencia": "boleto 88123"},
        note=("Financeiro.*88123",),
        asks=("nome",),
        not_asked=("necessidade", "empresa", "referencia"),
    ),
    "a refusal told to a person is respected": Story(
        f"""{TUBES}
        Rui: Qual seu nome?
        cliente: prefiro não informar
        Rui: sem problema
        /pendente
        cliente: é pra minha casa""",
        not_asked=("nome",),
        asks=("cidade",),
    ),
    "Alú's own question, answered to a person": Story(
        """cliente: quero tubo quadrado 50x50, sou a Bia, é pra mim
        /abrir
        cliente: umas 20 barras
        Rui: anotado
        /pendente""",
        says=(),
        note=("20 barras de tubo quadrado",),
        knows={"quantidade": "20"},
        items=1,
    ),
    "nobody said a word: her question still stands": Story(
        f"""{TUBES}
        /abrir
        /pendente
        cliente: Bia, pra mim""",
        knows={"nome": "Bia", "tipo_pessoa": "pf"},
        asks=("cidade",),
    ),
    "her question answered late, after a person's": Story(
        f"""{TUBES}
        Rui: É pra Sobral?
        cliente: isso
        Rui: beleza
        cliente: Bia
        /pendente""",
        knows={"nome": "Bia", "cidade": "Sobral"},
        not_asked=("nome", "cidade"),
    ),
    "a person's question still stands when she is back": Story(
        f"""{TUBES}
        Rui: Pra qual cidade seria?
        /pendente
        cliente: Quixadá""",
        knows={"cidade": "Quixadá"},
        not_asked=("cidade",),
    ),
    # --- what a person states or has confirmed ---
    "a person stated the quantity": Story(
        """cliente: oi, preciso de tubo redondo de 1 polegada
        Rui: Anotei: 20 barras pra Sobral
        /pendente
        cliente: isso, sou a Bia, pra minha casa""",
        knows={"quantidade": "20", "cidade": "Sobral", "uf": "CE", "nome": "Bia"},
        theirs=frozenset({"quantidade", "cidade", "uf"}),
        items=1,
        not_asked=("quantidade", "cidade", "uf", "produto"),
        never=("20 barras",),
        act="route",
    ),
    "a person found the order": Story(
        """cliente: meu pedido não chegou
        Rui: achei aqui, seu pedido é o 4417
        /pendente
        cliente: sou a Bia, de Sobral""",
        knows={"pedido": "pedido 4417"},
        theirs=frozenset({"pedido"}),
        not_asked=("pedido",),
        never=("4417",),
        act="route",
    ),
    "a person had the city confirmed": Story(
        f"""{TUBES}
        Rui: É pra Sobral?
        cliente: isso
        Rui: beleza
        /pendente
        cliente: Bia, pra mim""",
        knows={"cidade": "Sobral"},
        theirs=frozenset({"cidade"}),
        not_asked=("cidade", "uf"),
    ),
    "a person asked and it was denied": Story(
        f"""{TUBES}
        Rui: É pra Sobral?
        cliente: não, é pra Crato
        Rui: beleza
        /pendente""",
        knows={"cidade": "Crato"},
    ),
    "the customer's word goes before a person's": Story(
        f"""{TUBES}
        Rui: Anotei: 20 barras
        /pendente""",
        knows={"quantidade": "30"},
        items=1,
    ),
    "the customer's word goes before a person's, also where both are read at the hand-back": Story(
        """/abrir
        cliente: quero 30 barras de tubo quadrado
        Rui: Anotei: 20 barras
        /pendente""",
        knows={"quantidade": "30"},
        items=1,
    ),
    "the customer's word goes before a person's, also where she answers at once": Story(
        """/abrir
        cliente: quero 30 barras de tubo quadrado
        Rui: Anotei: 20 barras
        cliente: e aí?
        /pendente""",
        knows={"quantidade": "30"},
        items=1,
    ),
    "the customer corrects what a person stated": Story(
        """cliente: preciso de tubo redondo de 1 polegada
        Rui: Anotei: 20 barras
        /pendente
        cliente: na verdade são 25 barras""",
        knows={"quantidade": "25"},
        items=1,
    ),
    "what a person says of themselves and of the house is no fact of the customer's": Story(
        """cliente: oi
        Rui: Oi, aqui é o Rui do comercial, de Fortaleza! Temos chapa de 2mm e 3mm, quer 10?
        /pendente""",
        knows={"nome": "", "cidade": "", "empresa": ""},
        items=0,
        note=("ainda não se apresentou", "Temos chapa de 2mm e 3mm"),
    ),
    # --- back: answer, or be quiet with one note ---
    "given back with an unanswered message": Story(
        """cliente: quero 10 chapas lisas de 1,5mm
        Rui: Oi! Qual seu nome e a cidade?
        cliente: Bia, de Sobral
        /pendente""",
        says=("Bia", "empresa ou pra você"),
        notes=0,
        not_asked=("nome", "cidade"),
    ),
    "given back with the need told before and the answer unanswered": Story(
        """cliente: oi
        Rui: bom dia
        cliente: tem vaga de soldador?
        Rui: qual seu nome?
        cliente: Davi
        /pendente""",
        says=("trabalhar com a gente",),
        notes=0,
        not_asked=("nome", "necessidade", "area"),
        asks=("cidade",),
    ),
    "given back quietly with one note": Story(
        f"""{TUBES}
        Rui: já vou ver
        /pendente""",
        says=(),
        notes=1,
        note=("Voltei", "30 barras de tubo quadrado", r"\(Rui\): já vou ver"),
    ),
    "given back twice": Story(
        f"""{TUBES}
        Rui: faço 5% de desconto
        /pendente
        Rui: Pra qual cidade?
        cliente: Sobral
        Rui: e entrego até sexta
        /pendente""",
        says=(),
        notes=2,
        note=("Sobral/CE", r"\(Rui\): faço 5% de desconto / e entrego até sexta"),
        items=1,
    ),
    "given back after her own hand-over": Story(
        f"""{TUBES} ;; sou a Bia, pessoa física, em Sobral
        Rui: fica 1.240,00
        /pendente
        cliente: quanto deu?""",
        says=("Rui já",),
        never=("1.?240",),
        act="route",
    ),
    "an ok to the person is a word to go on": Story(
        f"""{TUBES}
        Rui: Segue com a Alú
        /pendente
        cliente: ok""",
        says=("nome",),
    ),
    # --- resolved ---
    "resolved, and a new conversation": Story(
        f"""{TUBES}
        Rui: Qual seu nome?
        cliente: Bia
        Rui: E a cidade?
        cliente: Sobral
        Rui: fica R$ 500
        /resolver
        cliente: oi, quero 10 barras de tubo redondo de 2 polegadas
        cliente: pra mim""",
        knows={"nome": "Bia", "cidade": "Sobral", "quantidade": "10"},
        items=1,
        act="route",
        note=("10 barras",),
        off_note=("500", "30 barras"),
    ),
    "resolved, the price of then is not the price of now": Story(
        f"""{TUBES}
        Rui: fica R$ 500
        /resolver
        cliente: quanto custa uma chapa lisa de 2mm?""",
        says=("time",),
        never=("Rui", "500"),
    ),
}


@dataclass
class Told:
    """A story as it went: what she said after each line, her notes, what she asked since the first hand-back."""

    talk: Talk
    said: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    asks: tuple[str, ...] = ()
    act: str = ""
    while_people_answer: list[str] = field(default_factory=list)
    quiet_returns: int = 0


async def told(story: Story, mind: Mind) -> Told:
    went = Told(Talk(mind))  # type: ignore[arg-type]  # any mind
    status: Status = "pending"
    back = False
    for number, line in enumerate(story.script.splitlines(), start=1):
        who, _, words = line.strip().partition(":")
        if who in CLICKS:
            back = back or who == "/pendente"
            status, messages = CLICKS[who], []
        elif who == "cliente":
            status = "pending" if status == "resolved" else status
            messages = [
                customer(f"m{number}.{place}", text.strip())
                for place, text in enumerate(words.split(";;"))
            ]
        else:
            status, messages = "open", [person(f"h{number}", words.strip(), who)]
        taken = await went.talk.turn(status, *messages)
        went.said.append(said(taken))
        went.notes += notes(taken)
        went.asks = tuple(taken.outcome.get("asks") or ())
        went.asked += went.asks if back else ()
        went.act = taken.outcome.get("act", "")
        if status != "pending":
            went.while_people_answer += said(taken)
        handed = [one["status"] for one in effects(taken) if one["do"] == "set_status"]
        status = handed[-1] if handed else status
    return went


async def known(talk: Talk) -> Ledger:
    return from_json((await talk.memory())["ledger"])


def found(ledger: Ledger, name: str) -> Slot:
    first = ledger.first
    rooms = [ledger.contact, *((first.slots, *first.items[:1]) if first else ())]
    slots = (room[name] for room in rooms if name in room and room[name].known)
    return next(slots, Slot("", "refused"))


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_a_story_of_a_hand_back(story: Story, offline: Mind) -> None:
    went = await told(story, offline)
    assert [*_wrong_words(story, went), *_wrong_notes(story, went)] == []
    ledger = await known(went.talk)
    assert {name: found(ledger, name).value for name in story.knows} == story.knows
    assert all(found(ledger, name).by == "human" for name in story.theirs)
    assert story.items is None or len(ledger.first.items if ledger.first else ()) == story.items
    assert not set(story.not_asked) & set(went.asked)
    assert story.asks is None or went.asks == story.asks
    assert went.act == (story.act or went.act)


def _wrong_words(story: Story, went: Told) -> Iterator[str]:
    last = " ".join(went.said[-1])
    if story.says == () and last:
        yield f"should be silent: {last}"
    yield from (f"{p!r} is not in {last!r}" for p in story.says or () if not _in(p, last))
    every = [text for texts in went.said for text in texts]
    yield from (f"said {p!r}: {text}" for p in story.never for text in every if _in(p, text))
    yield from (f"spoke while a person answers: {text}" for text in went.while_people_answer)
    yield from (f"two messages: {texts}" for texts in went.said if len(texts) > 1)
    yield from (f"two questions: {text}" for text in every if text.count("?") > 1)


def _wrong_notes(story: Story, went: Told) -> Iterator[str]:
    last = went.notes[-1] if went.notes else ""
    if story.notes is not None and len(went.notes) != story.notes:
        yield f"{len(went.notes)} notes: {went.notes}"
    yield from (f"{p!r} is not in the note:\n{last}" for p in story.note if not _in(p, last))
    yield from (f"{p!r} is in the note:\n{last}" for p in story.off_note if _in(p, last))
    yield from (f"long note:\n{note}" for note in went.notes if len(note.splitlines()) > 10)


def _in(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


# --- how the mind listens ---

CHAT = [
    customer("a", "quero 30 tubos"),
    person("h", "Pra qual cidade?"),
    customer("b", "Sobral"),
    person("i", "Certo"),
]


async def test_given_back_quietly_the_mind_is_asked_once_about_what_people_answered() -> None:
    talk = Talk(StubMind(heard("asks_person", need="compras", nome="Bia")))
    for line in CHAT:
        await talk.turn("open", line)
    assert talk.mind.readings == []
    taken = await talk.turn("pending")
    (reading,) = talk.mind.readings
    assert [(line.id, line.asked) for line in reading.lines] == [("a", ()), ("b", ("cidade",))]
    assert [line.id for line in reading.before] == ["h", "i"]
    assert (said(taken), taken.outcome["act"]) == ([], "silence")
    assert taken.outcome["understanding"].attempts == (Attempt("stub"),)
    await talk.turn("pending")
    assert len(talk.mind.readings) == 1


async def test_what_only_people_said_costs_no_mind() -> None:
    talk = Talk(StubMind())
    await talk.turn("open", person("h", "seu pedido é o 4417"))
    assert len(notes(await talk.turn("pending"))) == 1
    assert talk.mind.readings == []


async def test_what_was_read_at_a_hand_back_is_not_read_again() -> None:
    talk = Talk(StubMind())
    for line in CHAT:
        await talk.turn("open", line)
    await talk.turn("pending")
    await talk.says("oi")
    assert talk.mind.readings[-1].missed == ()
    await talk.turn("open", person("j", "oi"))
    await talk.turn("pending")
    assert len(talk.mind.readings) == 2


async def test_without_a_mind_the_note_is_left_and_the_lines_are_read_later() -> None:
    down = MindUnavailable(Attempt("llm", "timeout", 1))
    talk = Talk(StubMind(down))
    for line in CHAT:
        await talk.turn("open", line)
    taken = await talk.turn("pending")
    assert (done(taken), len(notes(taken))) == (["note", "set_attributes"], 1)
    assert taken.outcome["understanding"].attempts == (Attempt("llm", "timeout", 1),)
    await talk.says("oi")
    missed = talk.mind.readings[-1].missed
    assert [(line.id, line.asked) for line in missed] == [("a", ()), ("b", ("cidade",))]


async def test_a_long_talk_is_read_before_it_leaves_the_transcript() -> None:
    talk = Talk(StubMind())
    for number in range(KEPT_MESSAGES):
        await talk.turn("open", customer(f"c{number}", f"linha {number}"))
        await talk.turn("open", person(f"h{number}", "certo"))
    read = [line.id for one in talk.mind.readings for line in one.lines]
    assert len(talk.mind.readings) <= 4
    assert read == [f"c{number}" for number in range(len(read))]
    await talk.turn("pending")
    read = [line.id for one in talk.mind.readings for line in one.lines]
    assert read == [f"c{number}" for number in range(KEPT_MESSAGES)]


async def test_who_waits_for_an_answer_in_a_long_talk_still_gets_it() -> None:
    talk = Talk(StubMind())
    for number in range(KEPT_MESSAGES // 2):
        await talk.turn("open", customer(f"c{number}", f"linha {number}"))
        await talk.turn("open", person(f"h{number}", "certo"))
    await talk.turn("open", customer("last", "e o prazo?"))
    assert len(said(await talk.turn("pending"))) == 1
    assert [line.id for line in talk.mind.readings[-1].lines] == ["last"]


# --- what the screens show ---


async def test_given_back_quietly_the_contact_shows_what_a_person_was_told(offline: Mind) -> None:
    talk = Talk(offline)  # type: ignore[arg-type]  # any mind
    for line in CHAT:
        await talk.turn("open", line)
    taken = await talk.turn("pending")
    assert done(taken) == ["note", "set_attributes", "update_contact"]
    _, shown, contact = effects(taken)
    assert shown["do"] == "set_attributes"
    assert shown["attributes"]["alu_necessidade"] == "compras"
    assert contact["do"] == "update_contact"
    assert contact["attributes"] == {"cidade": "Sobral", "uf": "CE"}


async def test_resolved_the_contact_shows_what_a_person_was_told_once(offline: Mind) -> None:
    talk = Talk(offline)  # type: ignore[arg-type]  # any mind
    for line in CHAT:
        await talk.turn("open", line)
    taken = await talk.turn("resolved")
    (contact,) = effects(taken)
    assert (taken.outcome["act"], contact["do"]) == ("silence", "update_contact")
    assert done(await talk.turn("resolved")) == []


async def test_resolved_without_news_nothing_is_shown(offline: Mind) -> None:
    talk = Talk(offline)  # type: ignore[arg-type]  # any mind
    await talk.says("sou a Bia, de Sobral, quero comprar tubo")
    await talk.turn("open", person("h", "Fica R$ 900"))
    assert done(await talk.turn("resolved")) == []
