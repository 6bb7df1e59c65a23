"""Each kind of expectation: what does not come true is told with place, line and words; what does is not told."""

from __future__ import annotations

import pytest

from evals.agreed import agreed
from evals.case import Expect, Goals
from evals.gold import Page
from evals.judging import judged, lacking, questions_to_route, required
from evals.record import Played
from tests.evals.records import (
    CARD,
    COMPANY,
    conversation,
    gold,
    guesses,
    handed_over,
    known,
    loaded,
    screen,
    turn,
)

AGREED = agreed()
WALK = ("gate", "understand", "qualify", "need", "reply")
U = {"produto": "perfil U", "quantidade": "30", "acabamento": "branco"}
T = {"produto": "perfil T", "quantidade": "10"}
DALVA = {"nome": "Dalva", "cidade": "Sobral"}


def failures(case, *steps, **more):
    """What did not come true, without the promises."""
    played = conversation(*steps, **more).played
    found = judged(case, 0, played, COMPANY, AGREED).failures
    return [one for one in found if not one.what.startswith("promise")]


def of_turn(directory, expect, step):
    case = loaded(directory, f"turns:\n  - user: oi\n    expect:\n      {expect}\n")
    return failures(case, step)


ASKING = turn("oi", says="Qual seu nome?", asks=("nome",), act="ask", reason="asking")
SILENT = turn("👍", reason="nothing_to_say")
BUYS = known("compras", contact=DALVA, items=[U])

EXPECTED = [
    # expectation, a turn that fulfils it, one that does not, and what is then told: basis, what, found
    (
        "path: {mode: strict, nodes: [gate, reply]}",
        turn(path=("gate", "reply")),
        turn(path=WALK),
        ("path", "path (strict)", " ".join(WALK)),
    ),
    (
        "path: {mode: subset, nodes: [gate, need, reply]}",
        turn(path=WALK),
        turn(path=("need", "gate", "reply")),
        ("path", "path (subset)", "need gate reply"),
    ),
    (
        "path: {mode: superset, nodes: [reply, gate, human]}",
        turn(path=("gate", "reply")),
        turn(path=WALK),
        ("path", "path (superset)", " ".join(WALK)),
    ),
    (
        "path: {mode: unordered, nodes: [reply, gate]}",
        turn(path=("gate", "reply")),
        turn(path=("gate",)),
        ("path", "path (unordered)", "gate"),
    ),
    ("need: compras", turn(known=BUYS), turn(known=known("vagas")), ("need", "need", "vagas")),
    (
        "need: [compras, vagas]",
        turn(known=known("compras", "vagas")),
        turn(known=BUYS),
        ("need", "need", "compras"),
    ),
    ("need: []", turn(), turn(needs=guesses("vagas")), ("need", "need", "vagas")),
    (
        "slots: {nome: Dalva}",
        turn(known=BUYS),
        turn(known=known(contact={"nome": "Bom"})),
        ("slots", "nome", "Bom"),
    ),
    (
        "slots: {assunto: ~boleto}",
        turn(known=known("outros", slots={"assunto": "2ª via do boleto"})),
        turn(),
        ("slots", "assunto", ""),
    ),
    (
        "items: [{produto: perfil U, quantidade: 30}]",
        turn(known=BUYS),
        turn(known=known("compras", items=[{**U, "quantidade": "3"}])),
        ("slots", "item 1", "produto: perfil U, quantidade: 3, acabamento: branco"),
    ),
    ("items: []", turn(), turn(known=BUYS), ("slots", "items", "1")),
    (
        "refused: [cnpj]",
        turn(known=known(refused=["cnpj"])),
        turn(known=known(contact={"cnpj": "1"})),
        ("slots", "cnpj", "1"),
    ),
    (
        "acts: [thanks]",
        turn(acts=("greets", "thanks")),
        turn(acts=("greets",)),
        ("need", "acts", "greets"),
    ),
    ("asks: [cidade, nome]", turn(asks=("nome", "cidade")), ASKING, ("asks", "asks", "nome")),
    ("asks: []", turn(), ASKING, ("asks", "asks", "nome")),
    ("asks_not: [nome]", turn(asks=("cidade",)), ASKING, ("asks", "asks", "nome")),
    ("asks_something: true", ASKING, turn(), ("asks", "asks something", "nothing")),
    ("asks_something: false", turn(), ASKING, ("asks", "asks something", "nome")),
    ("max_questions: 0", turn(says="Anotado."), ASKING, ("asks", "questions", "1")),
    ("says: {min: 1}", ASKING, SILENT, ("content", "messages", "0")),
    ("says: {max: 1}", ASKING, turn(says=("a", "b")), ("content", "messages", "2")),
    (
        "says: {max_chars: 5}",
        turn(says="Anoto"),
        turn(says="Anotei"),
        ("content", "characters", "6"),
    ),
    ("says_re: [qual SEU nome]", ASKING, SILENT, ("content", "says", "nothing")),
    ("never_re: ['r\\$']", ASKING, turn(says="É R$ 4."), ("content", "never says", "É R$ 4.")),
    (
        "uses: [audio]",
        turn(uses=("audio", "noted")),
        turn(uses=("noted",)),
        ("content", "text", "noted"),
    ),
    ("answer: o-que-vende", turn(answer="o-que-vende"), turn(), ("content", "answer", "none")),
    ("silence: true", SILENT, ASKING, ("silence", "silence", "Qual seu nome?")),
    ("silence: false", ASKING, SILENT, ("silence", "silence", "silence")),
    ("act: ask", ASKING, SILENT, ("state", "act", "silence")),
    ("reason: asking", ASKING, SILENT, ("state", "reason", "nothing_to_say")),
    ("status: open", handed_over("oi"), ASKING, ("state", "status", "pending")),
]


@pytest.mark.parametrize(("expect", "met", "_unmet", "_told"), EXPECTED)
def test_an_expectation_that_comes_true_is_not_told(tmp_path, expect, met, _unmet, _told):
    assert of_turn(tmp_path, expect, met) == []


@pytest.mark.parametrize(("expect", "_met", "unmet", "told"), EXPECTED)
def test_one_that_does_not_is_told_with_its_line(tmp_path, expect, _met, unmet, told):
    (one,) = of_turn(tmp_path, expect, unmet)
    assert (one.basis, one.what, one.found) == told
    assert (one.turn, one.line) == (1, 9)


def test_every_key_of_an_expectation_is_proven():
    keys = {expect.split(":")[0] for expect, *_ in EXPECTED}
    assert keys | {"wants_person"} == set(Expect.model_fields)  # a wish is a promise's


def test_an_empty_expectation_expects_nothing(tmp_path):
    case = loaded(tmp_path, "turns: [{user: oi, expect: {asks_not: [uf]}}, {user: oi}]\n")
    assert failures(case, ASKING, turn(known=BUYS, says=("a", "b"), path=WALK)) == []


def test_a_turn_that_was_never_reached_fails_nothing_of_its_own(tmp_path):
    case = loaded(tmp_path, "turns: [{user: oi}, {user: oi, expect: {silence: false}}]\n")
    found = judged(case, 0, conversation(ASKING, ended="crashed").played, COMPANY, AGREED)
    assert [one.what for one in found.failures] == ["promise: up"]
    assert not found.passed


OPEN = {
    "status": "open",
    "team": "comercial",
    "priority": "high",
    "labels": ("compras", "ia-transferido"),
    "attributes": {
        "alu_etapa": "humano",
        "alu_motivo": COMPANY.reasons.complete,
        "alu_falta": "pedido ou nota (não respondeu), produto ou código, cidade",
    },
    "contact": DALVA,
    "notes": (CARD,),
}
MISSING = "missing: [produto/codigo, cidade, pedido]"
THRICE = [turn("oi", says="Onde?", asks=("cidade",)) for _ in range(3)]

GOALS = [
    # goal, steps and screen that fulfil it, steps and screen that do not, what is told
    ("status: open", [], OPEN, [], {}, ("state", "status", "pending")),
    ("team: comercial", [], OPEN, [], {"team": "rh"}, ("state", "team", "rh")),
    ('team: ""', [], {}, [], OPEN, ("state", "team", "comercial")),
    ("priority: high", [], OPEN, [], {}, ("state", "priority", "")),
    ("stage: humano", [], OPEN, [], {}, ("state", "stage", "")),
    (
        "reason: complete",
        [],
        OPEN,
        [],
        {"attributes": {"alu_motivo": "outro"}},
        ("state", "reason", "outro"),
    ),
    ("handoff: true", [handed_over("oi")], {}, [ASKING], {}, ("state", "hand-over", "False")),
    ("handoff: false", [ASKING], {}, [handed_over("oi")], {}, ("state", "hand-over", "True")),
    (
        "labels: {contains: [compras]}",
        [],
        OPEN,
        [],
        {"labels": ("vagas",)},
        ("state", "labels", "vagas"),
    ),
    (
        "labels: {absent: [compras]}",
        [],
        {"labels": ("vagas",)},
        [],
        {"labels": ("compras",)},
        ("state", "labels", "compras"),
    ),
    ("attributes: {alu_etapa: humano}", [], OPEN, [], {}, ("slots", "attributes: alu_etapa", "")),
    (
        "contact: {nome: dalva}",
        [],
        OPEN,
        [],
        {"contact": {"nome": "Bom"}},
        ("slots", "contact: nome", "Bom"),
    ),
    ("contact: {nome: '~'}", [], OPEN, [], {}, ("slots", "contact: nome", "")),
    ("contact_absent: [cnpj]", [], OPEN, [], {"contact": {"cnpj": "1"}}, ("slots", "cnpj", "1")),
    (
        MISSING,
        [],
        OPEN,
        [],
        {"attributes": {"alu_falta": "cidade"}},
        ("state", "missing", "cidade"),
    ),
    (
        "missing: []",
        [],
        {"attributes": {"alu_falta": "nada"}},
        [],
        {"attributes": {"alu_falta": "nome"}},
        ("state", "missing", "nome"),
    ),
    (
        "missing: [necessidade]",
        [],
        {"attributes": {"alu_falta": "a necessidade"}},
        [],
        {},
        ("state", "missing", ""),
    ),
    ("notes: {count: 1}", [], OPEN, [], {}, ("state", "notes", "0")),
    (
        'notes: {contains: ["PERFIL u"]}',
        [],
        OPEN,
        [],
        {"notes": ("nada",)},
        ("state", "note with", "nada"),
    ),
    (
        'notes: {never: ["segredo"]}',
        [],
        OPEN,
        [],
        {"notes": ("segredo",)},
        ("state", "no note with", "segredo"),
    ),
    (
        "notes: {max_lines: 3}",
        [],
        OPEN,
        [],
        {"notes": ("a\nb\nc\nd",)},
        ("state", "lines of a note", "4"),
    ),
    (
        "messages: {max: 1}",
        [ASKING, SILENT],
        {},
        [ASKING, ASKING],
        {},
        ("content", "messages", "2"),
    ),
    ("messages: {min: 1}", [ASKING], {}, [SILENT], {}, ("content", "messages", "0")),
    ("never_asked: [nome]", THRICE, {}, [ASKING], {}, ("asks", "nome asked at most", "1")),
    (
        "asked_at_most: {cidade: 2}",
        THRICE[:2],
        {},
        THRICE,
        {},
        ("asks", "cidade asked at most", "3"),
    ),
    (
        "max_questions_to_route: 1",
        [ASKING, handed_over("oi"), ASKING],
        {},
        [ASKING, ASKING, handed_over("oi")],
        {},
        ("asks", "questions to route", "2"),
    ),
    ("says_re: [nome]", [SILENT, ASKING], {}, [SILENT], {}, ("content", "says", "nothing")),
    (
        "never_re: [nome]",
        [SILENT],
        {},
        [SILENT, ASKING],
        {},
        ("content", "never says", "Qual seu nome?"),
    ),
]


def of_end(directory, goal, steps, seen):
    turns = "".join("  - user: oi\n" for _ in steps) or "  - user: oi\n"
    case = loaded(directory, f"turns:\n{turns}goals:\n  {goal}\n")
    return case, failures(case, *steps, screen=screen(**seen))


@pytest.mark.parametrize(("goal", "steps", "seen", "_steps", "_seen", "_told"), GOALS)
def test_a_goal_that_is_reached_is_not_told(tmp_path, goal, steps, seen, _steps, _seen, _told):
    assert of_end(tmp_path, goal, steps, seen)[1] == []


@pytest.mark.parametrize(("goal", "_steps", "_seen", "steps", "seen", "told"), GOALS)
def test_one_that_is_not_is_told_with_its_line(tmp_path, goal, _steps, _seen, steps, seen, told):
    case, (one,) = of_end(tmp_path, goal, steps, seen)
    assert (one.basis, one.what, one.found) == told
    assert (one.turn, one.line) == (0, case.line("goals", goal.split(":")[0]))


def test_every_key_of_the_goals_is_proven():
    assert {goal.split(":")[0] for goal, *_ in GOALS} == set(Goals.model_fields)


SIMULATED = """
simulate:
  persona: comum
  need: compras
  opens: [{says: oi}]
  says_need: comprar
goals: {status: pending}
"""


def test_what_a_simulated_customer_told_must_be_known_at_the_end(tmp_path):
    told = gold("compras", slots=DALVA, items=(U,))
    case = loaded(tmp_path, SIMULATED)
    assert failures(case, turn("oi", gold=told, known=BUYS)) == []
    found = failures(case, turn("oi", gold=told, known=known("vagas", contact={"nome": "Dalva"})))
    assert [(one.basis, one.what, one.turn) for one in found] == [
        ("need", "need", 0),
        ("slots", "cidade", 0),
        ("slots", "items", 0),
        ("slots", "item 1", 0),
    ]


def test_a_fixed_conversation_is_held_to_what_its_turns_say(tmp_path):
    case = loaded(tmp_path, "turns: [{user: oi}]\ngoals: {status: pending}\n")
    assert failures(case, turn("oi", gold=gold("compras", slots=DALVA))) == []


def test_only_the_kinds_that_decide_make_it_fail(tmp_path):
    text = "turns: [{user: oi, expect: {act: route, asks: [cidade]}}]\nreward_basis: [content]\n"
    one = judged(loaded(tmp_path, text), 0, conversation(ASKING).played, COMPANY, AGREED)
    assert {failure.basis for failure in one.failures} == {"state", "asks"}
    assert one.passed
    assert one.deciding == ()


def test_promises_are_judged_whatever_a_case_says(tmp_path):
    case = loaded(tmp_path, "turns: [{user: oi}]\ngoals: {status: pending}\n")
    played = conversation(turn("oi", says="Sai por 42.")).played
    (one,) = judged(case, 0, played, COMPANY, AGREED).failures[:1]
    assert (one.what, one.basis, one.turn, one.line) == ("promise: grounded", "content", 1, 10)


def test_nothing_is_judged_where_no_mind_could_be_reached(tmp_path):
    case = loaded(tmp_path, "turns: [{user: oi}]\ngoals: {status: open}\n")
    lost = conversation(turn("oi", says="R$ 4"), ended="infra", error="timeout").played
    one = judged(case, 0, lost, COMPANY, AGREED)
    assert one.failures == ()
    assert not one.passed


def test_the_case_goes_into_the_record(tmp_path):
    text = "turns: [{user: oi}]\ngoals: {team: comercial}\n"
    step = handed_over("oi", gold=gold("vagas", slots={"nome": "Dalva"}))
    one = judged(loaded(tmp_path, text), 3, conversation(step).played, COMPANY, AGREED)
    assert (one.key, one.persona, one.team, one.handoff_due) == ("caso#3", "", "comercial", True)
    assert one.file == f"{tmp_path.name}/caso.yaml"
    assert (one.required, one.lacking) == (("nome", "area", "cidade"), ("area", "cidade"))


@pytest.mark.parametrize(
    ("told", "slots"),
    [
        (gold(), ()),
        (gold("vagas", "vagas"), ("nome", "area", "cidade")),
        (gold("outros", "vagas"), ("nome", "assunto", "area", "cidade")),
        (gold("compras"), ("nome", "tipo_pessoa", "produto/codigo", "quantidade", "cidade")),
        (
            gold("compras", slots={"tipo_pessoa": "pj"}),
            ("nome", "tipo_pessoa", "empresa", "produto/codigo", "quantidade", "cidade"),
        ),
        (gold("financeiro"), ("nome", "empresa/cnpj", "assunto", "referencia")),
        (gold("financeiro", slots={"tipo_pessoa": "pf"}), ("nome", "assunto", "referencia")),
    ],
)
def test_what_a_need_requires_depends_on_what_was_told(told, slots):
    assert required(told, AGREED) == slots


@pytest.mark.parametrize(
    ("told", "slots"),
    [
        (gold("vagas", slots={**DALVA, "area": "solda"}), ()),
        (gold("vagas", slots={"nome": "Dalva"}, refused=("cidade",), implied={"area": "~"}), ()),
        (gold("vagas", refused=("nome",)), ("area", "cidade")),
        (gold("compras", slots={**DALVA, "tipo_pessoa": "pf"}, items=(U, T)), ()),
        (
            gold("compras", slots={**DALVA, "tipo_pessoa": "pf"}, items=(U, {"codigo": "A1"})),
            ("quantidade",),
        ),
        (gold("compras", slots={**DALVA, "tipo_pessoa": "pf"}), ("produto/codigo", "quantidade")),
    ],
)
def test_what_was_lacking_at_the_hand_over(told, slots):
    complete = gold("vagas", slots={**DALVA, "area": "solda"})
    steps = conversation(turn("oi"), handed_over("oi", gold=told), handed_over("oi", gold=complete))
    assert lacking(steps.played, AGREED) == slots


def test_nothing_is_lacking_where_nothing_was_handed_over():
    assert lacking(conversation(turn("oi", gold=gold("vagas"))).played, AGREED) == ()
    assert lacking(Played(), AGREED) == ()


def test_questions_are_counted_until_the_first_hand_over():
    assert questions_to_route(conversation(ASKING, SILENT, ASKING).played) == 2
    assert questions_to_route(conversation(ASKING, handed_over("a"), ASKING).played) == 1
    assert questions_to_route(Played()) == 0


def page(needs=(), **more):
    return Page(gold(*needs, **more))


def test_gold_grows_with_what_each_turn_tells():
    first = page().after(Expect(need="compras", slots={"nome": "Dalva"}, items=[U]))
    second = first.after(Expect(need="vagas", slots={"cidade": "Natal"}, refused=["cnpj"]))
    third = second.after(Expect(slots={"cnpj": "1"}, items=[]))
    assert second.gold == gold(
        "compras",
        "vagas",
        slots={"nome": "Dalva", "cidade": "Natal"},
        items=(U,),
        refused=("cnpj",),
    )
    assert (third.gold.items, third.gold.refused) == ((), ())
    assert third.after(Expect()).gold == third.gold


@pytest.mark.parametrize(
    ("before", "told", "corrected"),
    [
        ({"slots": DALVA}, {"slots": {"cidade": "Natal"}}, ("cidade",)),
        ({"slots": DALVA}, {"slots": {"cidade": "Sobral", "uf": "CE"}}, ()),
        ({"items": (U,)}, {"items": [{**U, "quantidade": "60"}]}, ("quantidade",)),
        ({"items": (U,)}, {"items": [{**U, "medida": "50"}]}, ()),
        ({"items": (T, U)}, {"items": [U]}, ()),
        ({"items": (U,)}, {"items": [T, U]}, ()),
        ({"items": (U, T)}, {"items": [T, {**U, "quantidade": "60"}]}, ("quantidade",)),
        ({"items": (U,)}, {"items": []}, ()),
    ],
)
def test_a_correction_is_a_fact_that_was_told_otherwise(before, told, corrected):
    after = page(**before).after(Expect.model_validate(told))
    assert after.corrected == corrected
    assert after.after(Expect()).corrected == ()


@pytest.mark.parametrize(
    ("told", "settled"),
    [
        ({}, set()),
        ({"slots": DALVA, "refused": ("cnpj",)}, {"nome", "cidade", "cnpj"}),
        ({"items": (U,)}, {"produto", "codigo", "quantidade", "acabamento"}),
        ({"items": (U, T)}, {"produto", "codigo", "quantidade"}),
        ({"items": (U, {"codigo": "A1"})}, {"produto", "codigo"}),
        ({"items": ({"medida": "50"},)}, {"medida"}),
        ({"implied": {"uf": "CE"}}, set()),
    ],
)
def test_what_must_not_be_asked_is_what_was_told_refused_or_of_the_channel(told, settled):
    assert set(page(**told).settled) == settled | {"telefone"}


def test_the_need_is_settled_while_it_waits_for_a_team():
    told = page().after(Expect(need="compras"))
    assert "necessidade" in told.settled
    assert "necessidade" in told.after(Expect()).settled
    assert "necessidade" not in told.routed().settled
    assert "necessidade" in told.routed().after(Expect(need="vagas")).settled
    assert "necessidade" not in page().after(Expect(need=[])).settled


def test_what_a_person_resolved_is_done_and_who_it_was_stays():
    told = page(needs=("compras",), slots={**DALVA, "prazo": "sexta"}, items=(U,), complete=False)
    ended = told.ended(frozenset(DALVA))
    assert ended == page(slots=DALVA, complete=False)
    assert ended.after(Expect()).corrected == ()
