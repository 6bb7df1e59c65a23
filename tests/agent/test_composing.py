"""What she says in every situation, and that nothing which breaks a rule ever leaves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from agent import openers
from agent.composing import Spoken, compose
from agent.guards import Grounds, violations
from agent.ledger import Ledger, Need, Promise, Proposal
from agent.mind import Understanding
from agent.mind.labels import Act
from agent.protocol import Answer, Protocol
from agent.scene import Scene
from agent.state import Habits, Message, OpenQuestion, Plan
from agent.teams import team
from agent.texts import Reason, Texts
from tests.agent.stub_mind import PROTOCOL, customer

GROUNDS = Grounds.of(PROTOCOL.spoken())
MET: Habits = {"greeted": True}
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Situation:
    """A turn in a few words. ``facts`` were said in message m1, ``old`` in earlier conversations.

    ``need``: the kinds that are open; ``fresh``: since this message. ``more``: a second item. ``told``: what people of
    the team told the customer; ``noted``: facts of the item that a person stated.
    """

    acts: Sequence[Act] = ()
    need: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    old: Mapping[str, str] = field(default_factory=dict)
    plan: Plan = field(default_factory=lambda: NEED)
    habits: Habits = field(default_factory=lambda: MET)
    before: OpenQuestion | None = None
    text: str = "oi"
    kind: str = "text"
    mood: str = "calm"
    answer: str | None = None
    words: str = ""
    people: bool = True
    fresh: bool = False
    more: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Promise] = ()
    noted: Mapping[str, str] = field(default_factory=dict)
    messages: Sequence[Message] = ()
    protocol: Protocol = PROTOCOL


def asking(slots: str, need: str | None = "compras", item: int | None = None) -> Plan:
    """The plan of asking, with the first question of the company that asks for these slots."""
    wanted = tuple(slots.split())
    number = next(
        n
        for n, q in enumerate(PROTOCOL.questions)
        if q.asks == wanted and (not q.needs or need in q.needs)
    )
    question: OpenQuestion = {"slots": list(wanted), "need": need, "item": item, "options": []}
    return {"question": question, "key": f"question:{number}", "stage": "coletar"}


def about_need(key: str, *options: str) -> Plan:
    question: OpenQuestion = {
        "slots": ["necessidade"],
        "need": None,
        "item": None,
        "options": list(options),
    }
    return {"question": question, "key": key, "stage": "necessidade"}


NEED = about_need("ask_need")
NAME = asking("nome")
ASKED_NAME = NAME["question"]


def routed(reason: Reason) -> Plan:
    return {"route": reason, "stage": "humano"}


def resting(reason: Reason = "resting") -> Plan:
    return {"rest": reason}


def scene(now: Situation) -> Scene:
    source = "m1" if now.fresh else "m0"
    ledger = Ledger(
        needs=tuple(Need(kind, source=source) for kind in now.need.split()),
        promises=tuple(now.told),
    )
    stated = [
        Proposal(slot, value, value, "h1", by="human", item=0) for slot, value in now.noted.items()
    ]
    said = [Proposal(slot, value, value, "m1", item=0) for slot, value in now.facts.items()]
    said += [Proposal(slot, value, value, "m1", item=1) for slot, value in now.more.items()]
    known = [Proposal(slot, value, value, "contact") for slot, value in now.old.items()]
    message = {**customer("m1", now.text), "kind": now.kind}
    messages = now.messages or [message]
    return Scene(
        protocol=now.protocol,
        company=GROUNDS if now.protocol is PROTOCOL else Grounds.of(now.protocol.spoken()),
        understood=Understanding(
            frozenset(now.acts),
            mood=now.mood,  # type: ignore[arg-type]  # a table's word
            answer=now.answer,
            acknowledgement=now.words,
        ),
        ledger=ledger.merge([*known, *stated, *said], now.protocol),
        plan=now.plan,
        habits=now.habits,
        messages=messages,
        heard=[m for m in messages if m["role"] == "customer"][-1:],
        question_before=now.before,
        wish="Boa tarde",
        people_answer=now.people,
        today=TODAY,
    )


def spoken(now: Situation) -> Spoken:
    found = compose(scene(now))
    assert not violations(found.text, GROUNDS.hearing([now.text, *now.facts.values()]))
    return found


def said(now: Situation) -> str:
    return spoken(now).text


def variants(key: str) -> tuple[str, ...]:
    """A fixed text's variants, as patterns."""
    return tuple(
        re.sub(r"\\{\w+\\}", ".+", re.escape(text)) for text in getattr(PROTOCOL.texts, key)
    )


# --- every fixed text is said by some situation ---

PURCHASE = Situation(need="compras", plan=NAME)
TUBE = {"produto": "tubo", "quantidade": "30"}
PRICE = Promise("fica R$ 1.240", "Rui Braga", "h1", ("price",))
DAY = Promise("entrego até sexta", "Carla", "h2", ("deadline",))

SAYS: dict[str, Situation] = {
    "greeting": Situation(habits={}),
    "greeting_back": Situation(habits={}, old={"nome": "Bia"}),
    "ask_need": Situation(),
    "ask_need_again": Situation(habits={**MET, "said": {"ask_need": 1}}),
    "disambiguate": Situation(plan=about_need("disambiguate", "compras", "entrega")),
    "not_understood": Situation(habits={**MET, "not_understood": 1}),
    "noted_items": replace(PURCHASE, facts=TUBE),
    "other_need": replace(PURCHASE, need="compras vagas", facts=TUBE, fresh=True),
    "several_needs": replace(PURCHASE, need="compras vagas", fresh=True),
    "noted": replace(PURCHASE, facts={"cidade": "Sobral"}),
    "pleased": replace(PURCHASE, facts={"nome": "Bia"}),
    "corrected": replace(PURCHASE, acts=["corrects"], facts={"cidade": "Sobral"}),
    "refused": replace(PURCHASE, acts=["refuses"], before=ASKED_NAME),
    "later": replace(PURCHASE, acts=["postpones"], before=ASKED_NAME),
    "no_price": replace(PURCHASE, acts=["asks_price"]),
    "no_fact": replace(PURCHASE, acts=["asks_fact"]),
    "told_by_team": replace(PURCHASE, text="quanto ficou mesmo?", told=[PRICE]),
    "sorry": replace(PURCHASE, acts=["complains"]),
    "i_am_virtual": replace(PURCHASE, acts=["asks_bot"]),
    "off_topic": Situation(acts=["off_topic"]),
    "not_possible": Situation(acts=["injects"]),
    "calm": Situation(acts=["abuses"]),
    "here": Situation(acts=["chases"]),
    "thanks": Situation(acts=["thanks"], plan=resting()),
    "farewell": Situation(acts=["bids_farewell"], plan=resting()),
    "welcome": Situation(acts=["affirms"], plan=resting()),
    "audio": Situation(text="", kind="audio"),
    "media_received": Situation(text="", kind="image"),
    "cnpj_invalid": Situation(
        need="compras", plan={"question": ASKED_NAME, "key": "cnpj_invalid", "stage": "qualificar"}
    ),
    "privacy": Situation(plan=routed("privacy")),
    "opt_out": Situation(plan=routed("opted_out")),
    "out_of_hours": Situation(habits={}, people=False),
    "handover": Situation(need="compras", plan=routed("complete")),
    "handover_person": Situation(plan=routed("asked_person")),
    "handover_short": Situation(need="compras", plan=routed("incomplete")),
    "handover_fact": Situation(need="compras", acts=["asks_fact"], plan=routed("complete")),
    "handover_price": Situation(plan=routed("price")),
    "handover_stuck": Situation(plan=routed("patience")),
    "handover_out_of_hours": Situation(plan=routed("complete"), people=False),
    "handover_trouble": Situation(plan=routed("mind")),
}


SAID_UNASKED = {"reminder", "reminder_opening"}  # tests/agent/test_silence.py


def test_no_fixed_text_is_dead() -> None:
    assert set(SAYS) | SAID_UNASKED == set(Texts.model_fields)


@pytest.mark.parametrize("key", SAYS)
def test_a_situation_calls_for_its_text(key: str) -> None:
    found = spoken(SAYS[key])
    assert found.said[key] == SAYS[key].habits.get("said", {}).get(key, 0) + 1
    assert any(re.search(pattern, found.text) for pattern in variants(key))


@pytest.mark.parametrize("key", SAYS)
def test_a_message_has_at_most_one_question_and_no_hole(key: str) -> None:
    text = said(SAYS[key])
    assert text.count("?") <= 1
    assert text == " ".join(text.split())
    assert not set("{}") & set(text)


@pytest.mark.parametrize("key", SAYS)
def test_every_variant_comes_in_turn_and_then_the_first_again(key: str) -> None:
    now, seen = SAYS[key], []
    many = len(getattr(PROTOCOL.texts, key))
    for times in range(many + 1):
        counted = {**now.habits.get("said", {}), key: times}
        if key in ("ask_need",):
            break  # the second time is another text's
        found = spoken(replace(now, habits={**now.habits, "said": counted}, facts=now.facts or {}))
        seen.append(found.text)
    possible = len(set(seen))
    assert possible <= many
    named = "".join(getattr(PROTOCOL.texts, key))
    assert not seen or possible == many or "{nome}" in named or "{pessoa}" in named


# --- openers ---


@pytest.mark.parametrize("key", [key for key, _ in openers.OPENERS])
def test_every_opener_can_be_reached(key: str) -> None:
    assert key in openers.fitting(scene(SAYS[key]))


@pytest.mark.parametrize(
    ("now", "fits"),
    [
        (Situation(acts=["abuses", "complains"], mood="angry"), ["calm"]),
        (Situation(mood="angry"), ["sorry"]),
        (Situation(mood="happy"), []),
        (Situation(acts=["asks_bot"], answer="quem-e-voce"), []),
        (Situation(acts=["asks_fact"]), ["no_fact"]),
        (Situation(acts=["asks_fact"], need="outros"), ["no_fact"]),
        (Situation(acts=["asks_fact"], need="financeiro"), []),
        (Situation(acts=["asks_fact"], need="compras", plan=routed("complete")), []),
        (Situation(acts=["asks_fact", "asks_price"], need="compras"), ["no_price"]),
        (Situation(acts=["asks_fact"], need="compras", answer="o-que-vende"), []),
        (Situation(acts=["asks_price"], plan=routed("asked_person")), []),
        (Situation(acts=["asks_price"], plan=routed("price")), []),
        (Situation(acts=["asks_price"], plan=routed("complete")), ["no_price"]),
        (Situation(acts=["asks_price"], told=[PRICE]), ["told_by_team"]),
        (Situation(acts=["asks_price"], told=[DAY]), ["no_price"]),
        (Situation(acts=["asks_price"], told=[PRICE], plan=routed("price")), ["told_by_team"]),
        (Situation(acts=["asks_price"], told=[PRICE], plan=routed("asked_person")), []),
        (Situation(acts=["asks_fact"], text="que dia chega?", told=[DAY]), ["told_by_team"]),
        (Situation(acts=["asks_fact"], text="aceita cartão?", told=[DAY]), ["no_fact"]),
        (Situation(text="quero 30 tubos", told=[PRICE, DAY]), []),
        (Situation(acts=["corrects"]), []),
        (Situation(acts=["refuses", "postpones"]), []),
        (Situation(acts=["refuses", "postpones"], before=ASKED_NAME), ["refused", "later"]),
        (Situation(acts=["chases"], plan=routed("chased")), []),
        (Situation(habits={**MET, "not_understood": 1}, plan=routed("not_understood")), []),
        (Situation(kind="image"), []),
        (Situation(kind="sticker", text=""), []),
        (Situation(acts=["injects", "asks_price", "chases"]), ["not_possible", "no_price", "here"]),
    ],
)
def test_what_fits_fits_in_order_of_weight(now: Situation, fits: list[str]) -> None:
    assert openers.fitting(scene(now)) == fits


# --- what a person of the team told is theirs ---

TOLD = replace(PURCHASE, text="quanto ficou mesmo?", acts=["asks_price"], told=[DAY, PRICE])


def test_a_price_that_a_person_told_is_named_after_them_and_never_repeated() -> None:
    text = said(replace(TOLD, words="Ficou R$ 1.240, como o Rui disse."))
    assert "Rui já" in text
    assert not re.search(r"Braga|1\.240|Carla|não tenho|não consigo", text)


@pytest.mark.parametrize("name", ["", "12 Vendas", "<b></b>", "@rui"])
def test_who_has_no_name_is_the_team(name: str) -> None:
    text = said(replace(TOLD, told=[replace(PRICE, by=name)]))
    assert "o time já" in text


def test_who_insists_on_a_price_that_was_told_is_handed_over_without_a_denial() -> None:
    text = said(replace(TOLD, plan=routed("price")))
    assert "Rui já" in text
    assert "passei" in text or "deixei" in text
    assert "não tenho" not in text


@pytest.mark.parametrize(
    ("reason", "key"),
    [("opted_out", "opt_out"), ("asked_person", "handover_person"), ("mind", "handover_trouble")],
)
def test_what_was_told_changes_no_other_hand_over(reason: Reason, key: str) -> None:
    assert key in spoken(replace(TOLD, plan=routed(reason))).said


def test_an_approved_answer_does_not_speak_against_a_person() -> None:
    assert PROTOCOL.answers[0].text not in said(replace(TOLD, answer=PROTOCOL.answers[0].id))


def test_figures_that_only_a_person_stated_are_left_out_of_what_she_notes() -> None:
    now = replace(PURCHASE, noted={"quantidade": "20"}, facts={"produto": "tubo"})
    text = said(now)
    assert "tubo" in text
    assert "20" not in text


def test_a_figure_that_only_a_person_stated_is_no_ground_for_the_minds_words() -> None:
    now = replace(PURCHASE, noted={"produto": "tubo", "quantidade": "20"})
    assert "20" not in said(replace(now, words="Certo, as 20 barras."))
    assert "20" in said(replace(now, words="Certo, as 20 barras.", text="são 20"))


def test_of_what_a_person_told_the_mind_says_nothing_of_its_own() -> None:
    assert "combinado" not in said(replace(TOLD, words="Está tudo combinado."))
    assert "combinado" in said(
        replace(TOLD, words="Está tudo combinado.", told=[DAY], acts=[], text="certo")
    )


def test_figures_that_only_a_person_stated_are_left_out_of_what_she_asks() -> None:
    plan = asking("quantidade", item=0)
    noted = {"produto": "tubo", "medida": "50x50 mm"}
    now = replace(PURCHASE, plan=plan, noted=noted, more={"produto": "chapa"})
    assert "50" not in said(now)


def test_at_most_two_openers_are_said() -> None:
    found = spoken(Situation(acts=["injects", "asks_price", "chases"], words="Entendi."))
    assert {"not_possible", "no_price"} <= found.said.keys()
    assert "here" not in found.said
    assert "Entendi." not in found.text


NOTES = {
    "noted_items",
    "noted",
    "pleased",
    "other_need",
    "several_needs",
    "heard:compras",
    "heard:vagas",
}


@pytest.mark.parametrize(
    ("now", "noted"),
    [
        (replace(PURCHASE, facts=TUBE, fresh=True), {"noted_items"}),
        (replace(PURCHASE, facts={**TUBE, "nome": "Bia"}), {"noted_items"}),
        (replace(PURCHASE, need="compras vagas", facts=TUBE, fresh=True), {"noted_items", "other_need"}),
        (replace(PURCHASE, fresh=True, facts={"nome": "Bia"}), {"heard:compras"}),
        (Situation(need="vagas", fresh=True, plan=NAME), {"heard:vagas"}),
        (replace(PURCHASE, facts={"nome": "Bia"}), {"pleased"}),
        (replace(PURCHASE, facts={"cidade": "Sobral"}), {"noted"}),
        (replace(PURCHASE, facts={"cidade": "Sobral"}, habits={}), set()),
        (replace(PURCHASE, facts={"cidade": "Sobral"}, acts=["asks_price"]), set()),
        (replace(PURCHASE, facts={"cidade": "Sobral"}, plan=routed("complete")), set()),
        (replace(PURCHASE, facts=TUBE, plan=routed("complete")), {"noted_items"}),
        (replace(PURCHASE, old={"cidade": "Sobral"}), set()),
        (PURCHASE, set()),
    ],
)  # fmt: skip
def test_a_word_about_what_was_written_down(now: Situation, noted: set[str]) -> None:
    assert spoken(now).said.keys() & NOTES == noted


def test_what_was_noted_is_said_in_the_customers_terms() -> None:
    text = said(replace(PURCHASE, facts=TUBE, more={"produto": "chapa"}))
    assert text.startswith("Anotei: 30 tubos e chapa")
    assert "Prazer, Bia." in said(replace(PURCHASE, facts={"nome": "Bia Prado"}))


# --- greeting ---


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("oi", "Boa tarde!"),
        ("BOM DIA", "Bom dia!"),
        ("opa, boa noite pessoal", "Boa noite!"),
        ("boa tarde", "Boa tarde!"),
    ],
)
def test_the_wish_is_the_customers_own(text: str, wish: str) -> None:
    assert said(Situation(text=text, habits={})).startswith(wish)


def test_she_says_what_she_is_in_her_first_message_only() -> None:
    assert "assistente virtual" in said(Situation(habits={}))
    assert "assistente virtual" not in said(Situation())


def test_somebody_who_gives_a_name_now_was_not_met_before() -> None:
    found = spoken(Situation(habits={}, facts={"nome": "Bia"}))
    assert "greeting" in found.said
    assert "greeting_back" not in found.said


@pytest.mark.parametrize("name", ["<b>", "   ", "B" * 1200])
def test_a_known_customer_without_a_sayable_name_is_greeted_too(name: str) -> None:
    assert "assistente virtual" in said(Situation(habits={}, old={"nome": name}))


@pytest.mark.parametrize("plan", [routed("complete"), routed("asked_person"), routed("mind")])
def test_out_of_hours_is_said_once_in_a_hand_over(plan: Plan) -> None:
    assert said(Situation(habits={}, plan=plan, people=False)).count("fora do horário") == 1


# --- questions ---


@pytest.mark.parametrize("number", range(len(PROTOCOL.questions)))
def test_every_question_is_asked_first_and_again_in_other_words(number: int) -> None:
    asked = PROTOCOL.questions[number]
    need = asked.needs[0] if asked.needs else "compras"
    question: OpenQuestion = {"slots": list(asked.asks), "need": need, "item": 0, "options": []}
    plan: Plan = {"question": question, "key": f"question:{number}", "stage": "coletar"}
    now = Situation(need=need, plan=plan, old={"cidade": "Sobral"}, facts={"produto": "tubo"})
    first = spoken(now)
    again = spoken(replace(now, habits={**MET, "said": first.said}))
    assert first.text != again.text
    assert first.text.count("?") == again.text.count("?") == 1


def test_the_first_wording_differs_from_one_conversation_to_the_next() -> None:
    texts = {
        said(Situation(need="compras", plan=NAME, messages=[customer(f"id{n}", "oi")]))
        for n in range(12)
    }
    assert len(texts) == len(PROTOCOL.questions[1].texts)
    assert said(PURCHASE) == said(PURCHASE)


@pytest.mark.parametrize("item", [0, 1])
def test_a_question_about_one_of_several_items_names_it(item: int) -> None:
    now = Situation(need="compras", facts={"produto": "tubo"}, more={"produto": "chapa"})
    text = said(replace(now, plan=asking("quantidade", item=item), habits={}))
    question = text[text.rindex(". ") :]
    assert ("tubo" in question, "chapa" in question) == (item == 0, item == 1)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["compras"], "um orçamento ou compra?"),
        (["compras", "vagas"], "um orçamento ou compra ou trabalhar com a gente?"),
        (["entrega", "vagas", "outros"], "a entrega de um pedido, trabalhar com a gente ou outro assunto?"),
    ],
)  # fmt: skip
def test_options_are_offered_in_the_companys_words(options: list[str], told: str) -> None:
    assert said(Situation(plan=about_need("disambiguate", *options))).endswith(told)


def test_asked_what_for_she_says_it_and_asks_again() -> None:
    plan = asking("produto")
    text = said(Situation(acts=["asks_why"], need="compras", plan=plan, before=plan["question"]))
    assert text.startswith(PROTOCOL.questions[int(plan["key"].removeprefix("question:"))].why)
    assert text.endswith("?")


@pytest.mark.parametrize(
    ("need", "slots"), [("vagas", "nome"), ("vagas", "cidade"), ("compras", "cidade")]
)
def test_the_reason_is_that_of_the_question_asked(need: str, slots: str) -> None:
    plan = asking(slots, need)
    text = said(Situation(acts=["asks_why"], need=need, plan=plan, before=plan["question"]))
    assert PROTOCOL.questions[int(plan["key"].removeprefix("question:"))].why in text


# --- approved answers ---


def test_an_approved_answer_is_said_as_it_stands_before_the_question() -> None:
    assert said(Situation(answer="o-que-vende")).startswith(
        "A gente trabalha com alumínio, perfis,"
    )


@pytest.mark.parametrize(
    ("until", "told"),
    [(None, True), (date(2026, 11, 23), True), (date(2026, 11, 22), False)],
)
def test_an_answer_is_said_until_its_last_day(until: date | None, told: bool) -> None:
    answer = Answer(id="feira", asked_as=("tem feira?",), text="Tem feira sim.", valid_until=until)
    company = PROTOCOL.model_copy(update={"answers": (answer,)})
    text = compose(scene(Situation(answer="feira", protocol=company))).text
    assert ("Tem feira sim." in text) is told
    assert text.endswith("?")


# --- hand-overs ---


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ("complete", "handover"),
        ("incomplete", "handover_short"),
        ("back", "handover_short"),
        ("asked_person", "handover_person"),
        ("price", "handover_price"),
        ("not_understood", "handover_stuck"),
        ("patience", "handover_stuck"),
        ("abuse", "handover_stuck"),
        ("chased", "handover_stuck"),
        ("mind", "handover_trouble"),
        ("opted_out", "opt_out"),
        ("privacy", "privacy"),
    ],
)
def test_a_hand_over_has_the_words_of_its_reason(reason: Reason, key: str) -> None:
    found = spoken(Situation(need="vagas", plan=routed(reason)))
    assert key in found.said
    assert "?" not in found.text
    out = spoken(Situation(need="vagas", plan=routed(reason), people=False))
    expected = key if key in ("opt_out", "privacy") else "handover_out_of_hours"
    assert expected in out.said


@pytest.mark.parametrize(
    ("need", "text", "reason", "expected"),
    [
        ("", "oi", "complete", "atendimento"),
        ("vagas", "oi", "complete", "rh"),
        ("vagas", "quero falar com o financeiro", "asked_person", "financeiro"),
        ("vagas", "quero falar com o financeiro", "complete", "rh"),
        ("compras", "me passa pro pós-venda", "asked_person", "pos-venda"),
        ("compras", "me passa pro posvenda", "asked_person", "pos-venda"),
        ("compras", "me passa pro RH!", "asked_person", "rh"),
        ("compras", "tem um atendente?", "asked_person", "comercial"),
        ("compras", "sou do rhino", "asked_person", "comercial"),
    ],
)
def test_the_team_is_the_one_asked_for_else_that_of_the_need(
    need: str, text: str, reason: Reason, expected: str
) -> None:
    assert team(scene(Situation(need=need, text=text, plan=routed(reason)))) == expected


@pytest.mark.parametrize("reason", ["complete", "incomplete", "asked_person", "patience", "mind"])
@pytest.mark.parametrize("acts", [[], ["asks_price"], ["complains"]])
def test_a_hand_over_says_the_name_at_most_once(reason: Reason, acts: list[Act]) -> None:
    now = Situation(acts=acts, need="vagas", old={"nome": "Bia"}, plan=routed(reason))
    assert said(now).count("Bia") <= (0 if acts and reason != "mind" else 1)
    assert said(replace(now, habits={})).count("Bia") == 1


def test_the_name_is_in_a_hand_over_only_when_nothing_was_said_before_it() -> None:
    alone = Situation(need="vagas", old={"nome": "Bia"}, plan=routed("complete"))
    assert said(alone).startswith("Prontinho, Bia!")
    after = said(replace(alone, acts=["complains"]))
    assert "Bia" not in after
    assert "pessoal do RH" in after


def test_when_no_mind_understood_nothing_is_claimed_to_be_understood() -> None:
    found = spoken(Situation(acts=["asks_price"], words="Entendi.", plan=routed("mind")))
    assert found.text == "Já chamei alguém do time de atendimento pra continuar com você por aqui."


# --- silence and courtesy ---


@pytest.mark.parametrize("reason", ["automated", "nothing_to_say"])
def test_a_deliberate_silence_is_silent(reason: Reason) -> None:
    assert spoken(Situation(plan=resting(reason), words="Oi.", habits={})) == Spoken("", {})


@pytest.mark.parametrize(
    ("acts", "key"),
    [
        (["thanks", "bids_farewell"], "thanks"),
        (["bids_farewell"], "farewell"),
        (["denies"], "welcome"),
        ([], "welcome"),
    ],
)
def test_a_courtesy_is_answered_with_one(acts: list[Act], key: str) -> None:
    assert set(spoken(Situation(acts=acts, plan=resting())).said) == {key}


def test_an_answer_is_courtesy_enough() -> None:
    found = spoken(Situation(answer="o-que-vende", plan=resting("asking")))
    assert found.text == "A gente trabalha com alumínio, perfis, chapas e acessórios."


# --- the mind's own words ---


@pytest.mark.parametrize("plan", [NEED, NAME, routed("complete"), resting()])
@pytest.mark.parametrize(
    "words",
    [
        "Custa R$ 50 o quilo.",
        "Sai por 49,90.",
        "Veja em http://mau.example agora.",
        "Acesse mau.com.br agora.",
        "Chega amanhã sem falta!",
        "Temos em estoque.",
        "Você tem 10% de desconto.",
        "Me liga no 85 99999-0001.",
        "assistant: claro",
        "a" * 1200,
    ],
)
def test_words_that_break_a_rule_are_left_out_and_the_rest_is_said(words: str, plan: Plan) -> None:
    clean = Situation(need="compras", plan=plan)
    found = said(replace(clean, words=words))
    assert found == said(clean)
    assert found


@pytest.mark.parametrize("plan", [NEED, NAME])
@pytest.mark.parametrize("words", ["Quer também um tubo?", "Certo? Vamos lá."])
def test_a_second_question_is_left_out(words: str, plan: Plan) -> None:
    clean = Situation(need="compras", plan=plan)
    assert said(replace(clean, words=words)) == said(clean)


@pytest.mark.parametrize("plan", [routed("complete"), resting()])
def test_a_question_that_nobody_planned_is_left_out(plan: Plan) -> None:
    assert "?" not in said(Situation(need="compras", plan=plan, words="Quer também um tubo?"))


@pytest.mark.parametrize("words", ["{{nome}}", "<|im_start|>", "{% if x %}", "[INST] oi"])
def test_what_only_a_template_says_is_left_out(words: str) -> None:
    assert said(Situation(words=words)) == said(Situation())


@pytest.mark.parametrize(
    "words", ["{{nome}}, certo.", "**Perfeito**.", "`ok`.", "_Certo_.", "- Certo.", "Oi\n\nCerto."]
)
def test_marks_are_taken_off_the_minds_words(words: str) -> None:
    text = said(Situation(words=words))
    assert not set("{}*`_\n") & set(text)
    assert text.endswith("Em que posso te ajudar?")


def test_the_minds_words_are_a_sentence_of_their_own() -> None:
    assert said(Situation(words="Perfil U, certo")) == "Perfil U, certo. Em que posso te ajudar?"


def test_the_minds_words_take_the_place_of_a_mere_anotado() -> None:
    now = Situation(need="compras", plan=NAME, facts=TUBE)
    assert said(replace(now, words="Trinta tubos, certo.")).startswith("Trinta tubos, certo. ")
    assert "Anotei" in said(now)


def test_a_customers_figure_may_be_repeated_another_may_not() -> None:
    now = Situation(need="compras", plan=NAME, text="quero 30 barras")
    assert said(replace(now, words="São 30 barras, certo.")).startswith("São 30 barras")
    assert "R$" not in said(replace(now, words="São 30 barras a R$ 12,00."))


# --- values that customers give ---


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Bia", "Bia"),
        ("Zé da Silva", "Zé"),
        ("{{7*7}}", "7x7"),
        ("*Zé*", "Zé"),
        ("<b>Zé</b>", "Zé"),
        ("{nome}", "nome"),
        ("Zé\nda Silva", "Zé"),
        ("<b>", ""),
        ("   ", ""),
    ],
)
def test_a_strange_name_is_harmless(name: str, called: str) -> None:
    now = Situation(need="compras", plan=routed("complete"), old={"nome": name}, text=name)
    text = said(now)
    assert text.startswith(f"Prontinho, {called}! Já passei" if called else "Prontinho! Já passei")


@pytest.mark.parametrize("name", ["{{7*7}}", "<b>", "*Zé*", "{alu}", "B" * 1200])
@pytest.mark.parametrize("plan", [NAME, routed("complete"), resting()])
def test_no_name_silences_her(name: str, plan: Plan) -> None:
    text = said(Situation(need="compras", plan=plan, facts={"nome": name}, text=name))
    assert text
    assert not set("{}<>*") & set(text)
    assert len(text) <= 1000


@pytest.mark.parametrize(
    "product", ["{{7*7}}", "<i>tubo</i>", "*tubo*", "tubo " * 400, "{produto}"]
)
def test_no_product_silences_her(product: str) -> None:
    now = Situation(
        need="compras", facts={"produto": product}, more={"produto": "chapa"}, text=product
    )
    text = said(replace(now, plan=asking("quantidade", item=0)))
    assert text.endswith("?")
    assert len(text) <= 1000
    assert not set("{}<>*") & set(text)


def test_the_same_scene_says_the_same() -> None:
    one = scene(replace(PURCHASE, facts=TUBE))
    assert compose(one) == compose(one)
