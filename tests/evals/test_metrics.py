"""Every figure against an example counted by hand: one in which it is full, one in which it falls."""

from __future__ import annotations

from itertools import pairwise, product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.metrics import confusion, figures, judgeable, pass_hat, slots, teams
from evals.metrics.counting import f1, mean, share
from evals.metrics.understood import tally_of
from evals.record import Cost, Failure
from tests.evals.records import (
    conversation,
    gold,
    guesses,
    handed_over,
    known,
    person,
    resolved,
    screen,
    turn,
)

U = {"produto": "perfil U", "quantidade": "30", "unidade": "barra"}
T = {"produto": "perfil T", "quantidade": "10"}
BASE = ("nome", "cidade")
SETTLED = ("necessidade", "telefone")


def failure(basis="asks", turn=1, what="asks"):
    return Failure(turn=turn, basis=basis, what=what, expected="", found="")


def broke(promise, turn=1, basis="content"):
    return failure(basis, turn, f"promise: {promise}")


def understood(gold_, known_, **more):
    """A turn in which the customer told what ``gold_`` says and she knows ``known_``."""
    return turn("oi", gold=gold_, known=known_, **more)


def stated(fresh, found, told=()):
    """A turn that states some needs, and those understood."""
    return turn("oi", fresh=fresh, gold=gold(*told, *fresh), needs=guesses(*found))


def simulated(*passed, name="cliente"):
    """One scenario, a seed for each outcome."""
    return [
        conversation(id=name, persona="comum", seed=seed, failures=() if right else (failure(),))
        for seed, right in enumerate(passed)
    ]


def asks(*names, settled=("telefone",), **more):
    return turn("oi", says="Qual?", asks=names, settled=settled, **more)


def routed(*steps, team="comercial", to="comercial", due=True, **more):
    return conversation(
        *steps, team=team, handoff_due=due, screen=screen(team=to, status="open"), **more
    )


DALVA = {"nome": "Dalva", "cidade": "Sobral"}
COMPLETE = handed_over(
    "é isso", gold=gold("compras", slots=DALVA), known=known("compras", contact=DALVA)
)
HALF = handed_over(
    "é isso", gold=gold("compras", slots=DALVA), known=known("compras", contact={"nome": "Dalva"})
)
WISH = turn("quero uma pessoa", wants_person=True)
CORRECTED = {"slots": {"cidade": "Sobral"}}

FIGURES = [
    ("passed", [conversation(), conversation()], 1.0, 2),
    ("passed", [conversation(), conversation(failures=(failure(),))], 0.5, 2),
    ("passed", [conversation(failures=(failure("path"),), basis=("asks",))], 1.0, 1),
    ("passed", [conversation(ended="crashed")], 0.0, 1),
    ("passed", simulated(True), None, 0),
    ("pass_1", simulated(True, True, False, False), 0.5, 1),
    ("pass_2", simulated(True, True, True, False), 3 / 6, 1),
    (
        "pass_4",
        [*simulated(*[True] * 6, False, False), *simulated(*[True] * 8, name="b")],
        (15 / 70 + 1) / 2,
        2,
    ),
    ("pass_1", simulated(True), 1.0, 1),
    ("pass_2", simulated(False, False), 0.0, 1),
    ("pass_4", simulated(*[True] * 3, False), 0.0, 1),
    ("pass_8", simulated(*[True] * 8), 1.0, 1),
    ("pass_8", simulated(*[True] * 7, False), 0.0, 1),
    ("pass_8", simulated(*[True] * 7), None, 0),
    ("route_accuracy", [routed(), routed()], 1.0, 2),
    (
        "route_accuracy",
        [routed(), routed(to="rh"), routed(to=""), routed(team="", to="rh")],
        0.5,
        2,
    ),
    ("handoff_precision", [routed(COMPLETE), routed(turn("oi"), due=False)], 1.0, 1),
    ("handoff_precision", [routed(COMPLETE), routed(COMPLETE, due=False)], 0.5, 2),
    ("handoff_recall", [routed(COMPLETE), routed(turn("oi"), due=False)], 1.0, 1),
    ("handoff_recall", [routed(COMPLETE), routed(turn("oi"))], 0.5, 2),
    ("handoff_recall", [routed(COMPLETE, due=None)], None, 0),
    ("handoff_early", [routed(COMPLETE, required=BASE)], 0.0, 1),
    (
        "handoff_early",
        [routed(HALF, required=BASE, lacking=("cidade",)), routed(COMPLETE, required=BASE)],
        0.5,
        2,
    ),
    (
        "handoff_early",
        [
            routed(
                handed_over("oi", reason="asked_person", gold=gold("compras")),
                required=BASE,
                lacking=BASE,
            )
        ],
        None,
        0,
    ),
    ("coverage", [routed(COMPLETE, required=BASE)], 1.0, 1),
    ("coverage", [routed(HALF, required=BASE), routed(COMPLETE, required=BASE)], 0.75, 2),
    (
        "attacks",
        [conversation(tags=("fraude",)), conversation(failures=(failure("content"),))],
        1.0,
        1,
    ),
    (
        "attacks",
        [
            conversation(tags=("injecao",)),
            conversation(tags=("privacidade",), failures=(failure("content"),)),
        ],
        0.5,
        2,
    ),
    ("attacks", [conversation(tags=("fraude",), ended="crashed")], 0.0, 1),
    ("need_f1", [conversation(stated(["compras"], ["compras"]), stated([], []))], 1.0, 1),
    # compras: 1 right of 1 gold and 2 guessed = 2/3; vagas: 0 of 1 = 0
    (
        "need_f1",
        [conversation(stated(["compras"], ["compras"]), stated(["vagas"], ["compras"]))],
        1 / 3,
        2,
    ),
    # a need out of nothing is a guess too many: 2 * 1 / (1 + 2)
    (
        "need_f1",
        [conversation(stated(["compras"], ["compras"]), stated([], ["compras"]))],
        2 / 3,
        1,
    ),
    ("need_f1", [conversation(turn("oi", needs=guesses("vagas")))], None, 0),
    ("need_accuracy", [conversation(stated(["compras", "vagas"], ["vagas", "compras"]))], 1.0, 1),
    (
        "need_accuracy",
        [conversation(stated(["compras", "vagas"], ["compras"]), stated([], ["vagas"]))],
        0.0,
        1,
    ),
    (
        "need_accuracy",
        [conversation(stated(["vagas"], ["compras", "vagas"], told=["compras"]))],
        1.0,
        1,
    ),
    ("slot_f1", [conversation(understood(gold(slots=DALVA), known(contact=DALVA)))], 1.0, 2),
    # right: nome; missing and too many: cidade; missing: email. 2 * 1 / (2 + 3)
    (
        "slot_f1",
        [
            conversation(
                understood(
                    gold(slots={**DALVA, "email": "d@x.example"}),
                    known(contact={"nome": "Dalva", "cidade": "Natal"}),
                )
            )
        ],
        2 / 5,
        3,
    ),
    ("slot_f1", [conversation(understood(gold(slots=DALVA, complete=False), known()))], None, 0),
    (
        "item_f1",
        [conversation(understood(gold(items=(U, T)), known("compras", items=[T, U])))],
        1.0,
        2,
    ),
    # one right of three found and two meant
    (
        "item_f1",
        [
            conversation(
                understood(
                    gold(items=(U, T)), known("compras", items=[{**T, "quantidade": "1"}, U, {}])
                )
            )
        ],
        2 / 5,
        2,
    ),
    (
        "item_f1",
        [
            conversation(
                understood(gold(items=(U,)), known("compras", items=[{**U, "unidade": "peça"}]))
            )
        ],
        0.0,
        1,
    ),
    (
        "jga",
        [conversation(understood(gold("compras", slots=DALVA), known("compras", contact=DALVA)))],
        1.0,
        1,
    ),
    (
        "jga",
        [
            conversation(
                understood(gold(), known(contact={"nome": "Bom"})), understood(gold(), known())
            )
        ],
        0.5,
        2,
    ),
    (
        "jga",
        [
            conversation(
                understood(gold("compras"), known("vagas")),
                understood(gold("compras"), known("compras")),
            )
        ],
        0.5,
        2,
    ),
    (
        "jga_end",
        [conversation(understood(gold(), known(contact=DALVA)), understood(gold(), known()))],
        1.0,
        1,
    ),
    (
        "jga_end",
        [conversation(understood(gold(), known()), understood(gold(), known(contact=DALVA)))],
        0.0,
        1,
    ),
    (
        "corrections",
        [
            conversation(
                understood(
                    gold(**CORRECTED), known(contact={"cidade": "Sobral"}), corrected=("cidade",)
                )
            )
        ],
        1.0,
        1,
    ),
    (
        "corrections",
        [
            conversation(
                understood(
                    gold(**CORRECTED), known(contact={"cidade": "Iguatu"}), corrected=("cidade",)
                )
            )
        ],
        0.0,
        1,
    ),
    (
        "corrections",
        [
            conversation(
                understood(
                    gold(items=(U,)),
                    known("compras", items=[{**U, "quantidade": "3"}]),
                    corrected=("quantidade", "unidade"),
                )
            )
        ],
        0.5,
        2,
    ),
    (
        "corrections",
        [
            conversation(
                understood(gold(), known()),
                understood(gold(**CORRECTED), known(), before="open", corrected=("cidade",)),
            )
        ],
        None,
        0,
    ),
    (
        "questions",
        [routed(asks("nome"), asks("cidade"), COMPLETE, asks("uf")), routed(COMPLETE)],
        1.0,
        2,
    ),
    ("questions", [routed(asks("nome"), turn("oi"))], None, 0),
    ("excess", [routed(asks("nome"), asks("cidade"), COMPLETE, required=BASE)], 0.0, 1),
    (
        "excess",
        [
            routed(
                asks("nome", settled=SETTLED), asks("cidade"), asks("uf"), COMPLETE, required=BASE
            )
        ],
        1.0,
        1,
    ),
    (
        "excess",
        [
            routed(
                asks("uf", settled=(*SETTLED, "nome")),
                asks("x"),
                COMPLETE,
                required=("nome", "cnpj/cidade"),
            )
        ],
        1.0,
        1,
    ),
    ("redundant", [conversation(asks("nome", "cidade"))], 0.0, 2),
    ("redundant", [conversation(asks("nome", settled=("nome",)), asks("cidade"))], 0.5, 2),
    ("repeated", [conversation(asks("nome"), asks("cidade")), conversation(asks("nome"))], 0.0, 3),
    ("repeated", [conversation(asks("nome"), asks("nome", "uf"), asks("nome"))], 2 / 4, 4),
    ("repeated", [conversation(asks("produto"), resolved(), asks("produto"))], 0.0, 2),
    ("repeated", [conversation(asks("nome"), asks("nome", kind="step"))], 0.0, 2),
    ("ungrounded", [conversation(turn("oi", says="Oi!"))], 0.0, 1),
    (
        "ungrounded",
        [
            conversation(
                turn("oi", says="R$ 4, 2"),
                turn("?", says="Oi!"),
                failures=(broke("grounded"), broke("grounded")),
            )
        ],
        0.5,
        2,
    ),
    ("silence", [conversation(person("oi", silence_due=True), turn("!"))], 1.0, 1),
    (
        "silence",
        [conversation(person("oi", silence_due=True), person("a", says="Oi!", silence_due=True))],
        0.5,
        2,
    ),
    ("person", [conversation(handed_over("pessoa", wants_person=True))], 1.0, 1),
    (
        "person",
        [
            conversation(WISH, turn("oi"), failures=(broke("person", 1, "state"),)),
            conversation(handed_over("pessoa", wants_person=True)),
        ],
        0.5,
        2,
    ),
    ("person", [conversation(turn("pessoa", wants_person=True, before="open"))], None, 0),
    ("loops", [conversation(asks("nome"), asks("nome"))], 0.0, 1),
    ("loops", [conversation(asks("nome"), asks("nome"), asks("nome")), conversation()], 0.5, 2),
    ("loops", [conversation(*[asks("necessidade")] * 3)], 0.0, 1),
    (
        "loops",
        [conversation(asks("produto"), asks("produto"), resolved(), asks("produto"))],
        0.0,
        1,
    ),
    (
        "requests",
        [
            conversation(turn("oi", cost=Cost(requests=1)), turn("oi", cost=Cost(requests=2))),
            conversation(),
        ],
        1.5,
        2,
    ),
    ("requests", [conversation(turn("oi"))], 0.0, 1),
    ("tokens", [conversation(turn("oi"))], 0.0, 1),
    (
        "tokens",
        [conversation(turn("oi", cost=Cost(tokens_in=90, tokens_cached=80, tokens_out=10)))],
        100.0,
        1,
    ),
]


def figure(name, conversations):
    return next(metric for metric in figures(conversations) if metric.name == name)


@pytest.mark.parametrize(("name", "conversations", "value", "of"), FIGURES)
def test_a_figure_is_what_one_counts_by_hand(name, conversations, value, of):
    found = figure(name, conversations)
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.of == of


@pytest.mark.parametrize("name", [metric.name for metric in figures([])])
def test_every_figure_has_two_examples_that_differ(name):
    assert len({value for one, _, value, _ in FIGURES if one == name}) > 1


@pytest.mark.parametrize("metric", figures([]), ids=lambda metric: metric.name)
def test_nothing_measured_is_no_figure(metric):
    assert metric.value is None
    assert metric.of == 0


def test_what_ended_for_want_of_a_mind_is_in_no_figure():
    lost = conversation(
        asks("nome", settled=("nome",)), ended="infra", failures=(failure(),), tags=("fraude",)
    )
    assert judgeable([lost]) == []
    assert figures([lost]) == figures([])
    assert figures([conversation(), lost]) == figures([conversation()])


@pytest.mark.parametrize(
    "met",
    [
        known("compras", contact=DALVA),
        known("compras", contact={"nome": "Dalva"}, slots={"cidade": "Sobral"}),
        known("compras", contact={"nome": "Dalva"}, refused=["cidade"]),
    ],
)
def test_what_is_required_is_met_wherever_it_is_known_or_refused(met):
    step = handed_over("oi", gold=gold("compras"), known=met)
    assert figure("coverage", [routed(step, required=BASE)]).value == 1.0


@pytest.mark.parametrize(
    ("items", "share_"),
    [((), 0.0), ((U, {"produto": "tubo"}), 0.5), ((U, {"codigo": "A1", "quantidade": "1"}), 1.0)],
)
def test_what_is_required_of_items_must_be_known_of_all(items, share_):
    step = handed_over("oi", gold=gold("compras"), known=known("compras", items=items))
    one = routed(step, required=("produto/codigo", "quantidade"))
    assert figure("coverage", [one]).value == share_


def test_gold_that_may_be_incomplete_calls_no_hand_over_early():
    step = handed_over("oi", gold=gold("compras", complete=False))
    one = routed(step, required=BASE, lacking=BASE)
    assert figure("handoff_early", [one]).value is None


def test_each_team_has_its_precision_and_recall():
    found = {
        one.name: (one.precision, one.recall, one.of)
        for one in teams(
            [
                routed(),
                routed(to="rh"),
                routed(team="rh", to="rh"),
                routed(team="", to="rh"),
                routed(team=None, to="rh"),
            ]
        )
    }
    assert found == {"comercial": (1.0, 0.5, 2), "rh": (pytest.approx(1 / 3), 1.0, 1)}


def test_the_confusion_shows_what_was_taken_for_what():
    table = confusion(
        [
            conversation(
                stated(["vagas"], ["compras"]),
                stated(["vagas"], ["vagas"]),
                stated([], ["compras"]),
                stated(["compras"], []),
                stated(["compras", "vagas"], ["entrega"]),
            )
        ]
    )
    assert table.labels == ("compras", "vagas", "nenhuma")
    assert table.counts == ((0, 0, 1), (1, 1, 0), (1, 0, 0))


def test_a_slot_has_its_own_precision_and_recall():
    told = conversation(
        understood(gold(slots=DALVA), known(contact={"nome": "Dalva", "cidade": "Natal"})),
        understood(gold(slots={"nome": "Dalva"}), known(contact=DALVA)),
    )
    found = {one.name: (one.precision, one.recall, one.f1, one.of) for one in slots([told])}
    assert found == {"nome": (1.0, 1.0, 1.0, 2), "cidade": (0.0, 0.0, 0.0, 1)}


def test_a_slot_is_counted_over_all_turns():
    meant, right = gold(slots={"cidade": "Sobral"}), known(contact={"cidade": "Sobral"})
    wrong = known(contact={"cidade": "Natal"})
    turns = [*[understood(meant, right)] * 3, understood(meant, wrong), understood(meant, known())]
    (one,) = slots([conversation(*turns)])
    assert (one.precision, one.recall, one.of) == (3 / 4, 3 / 5, 5)
    assert one.f1 == pytest.approx(2 * 3 / (4 + 5))


@pytest.mark.parametrize(
    ("meant", "found", "counts"),
    [
        (gold(slots=DALVA), known(contact=DALVA), (2, 0, 0)),
        (gold(slots=DALVA), known(), (0, 2, 0)),
        (gold(), known(contact=DALVA), (0, 0, 2)),
        (gold(slots={"cidade": "Sobral"}), known(contact={"cidade": "Natal"}), (0, 1, 1)),
        (gold(implied={"uf": "CE"}), known(contact={"uf": "CE"}), (0, 0, 0)),
        (gold(implied={"uf": "CE"}), known(), (0, 0, 0)),
        (gold(implied={"uf": "CE"}), known(contact={"uf": "RN"}), (0, 0, 1)),
        (
            gold(slots={"assunto": "~boleto"}),
            known("outros", slots={"assunto": "2ª via do boleto"}),
            (1, 0, 0),
        ),
        (gold(items=(U,)), known("compras", items=[U, T]), (3, 0, 2)),
        (gold(items=(U, T)), known("compras", items=[T]), (2, 3, 0)),
        (
            gold(items=(U,)),
            known("compras", items=[{**U, "quantidade": "3", "linha": "25"}]),
            (2, 1, 2),
        ),
        (gold(refused=("cnpj",)), known(contact={"cnpj": "1"}), (0, 0, 1)),
    ],
)
def test_facts_are_right_or_missing_or_too_many(meant, found, counts):
    tally = tally_of(understood(meant, found))
    assert tuple(sum(counter.values()) for counter in tally) == counts
    assert tally.faultless == (counts[1:] == (0, 0))


@pytest.mark.parametrize(
    "step",
    [
        understood(gold(slots=DALVA), known(), before="open"),
        understood(gold(slots=DALVA, complete=False), known()),
        understood(None, known()),
        person("oi", gold=gold(slots=DALVA)),
    ],
)
def test_only_the_customers_turns_of_complete_gold_count(step):
    assert figure("slot_f1", [conversation(step)]).of == 0
    assert figure("jga", [conversation(step)]).of == 0


RUNS = st.lists(st.booleans(), min_size=1, max_size=12)


@given(st.lists(RUNS, min_size=1, max_size=4))
def test_pass_k_falls_with_k_and_is_the_share_for_one(scenarios):
    played = [
        one for place, runs in enumerate(scenarios) for one in simulated(*runs, name=f"c{place}")
    ]
    shares = [sum(runs) / len(runs) for runs in scenarios]
    assert pass_hat(1, played) == (pytest.approx(sum(shares) / len(shares)), len(scenarios))
    most = min(map(len, scenarios))
    chances = [pass_hat(k, played)[0] for k in range(1, most + 1)]
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(chances))
    assert (pass_hat(most, played)[0] == 1.0) == all(map(all, scenarios))


@given(st.lists(st.booleans(), min_size=2, max_size=7), st.integers(1, 4))
def test_pass_k_is_the_share_of_draws_in_which_all_pass(runs, k):
    if k <= len(runs):
        picks = [pick for pick in product(range(len(runs)), repeat=k) if len(set(pick)) == k]
        share_ = sum(all(runs[place] for place in pick) for pick in picks) / len(picks)
        assert pass_hat(k, simulated(*runs))[0] == pytest.approx(share_)
        assert comb(sum(runs), k) <= comb(len(runs), k)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_f1_is_between_nothing_and_all_and_the_same_both_ways(right, extra, missing):
    value = f1(right, right + extra, right + missing)
    assert 0 <= value <= 1
    assert value == f1(right, right + missing, right + extra)
    assert (value == 1) == (extra == missing == 0)


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_share_lies_in_its_interval(right, wrong):
    found = share("x", "X", right, right + wrong)
    if right + wrong == 0:
        assert (found.value, found.low, found.high) == (None, None, None)
    else:
        assert found.value == right / (right + wrong)
        assert -1e-9 <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= 1 + 1e-9


def test_a_mean_of_nothing_is_no_figure():
    assert mean("x", "X", []).value is None
    assert mean("x", "X", [1.0, 2.0]).value == 1.5


@given(st.dictionaries(st.sampled_from(["nome", "cidade", "email"]), st.sampled_from(["a", "b"])))
def test_another_right_fact_never_lowers_the_micro_f1(contact):
    meant = {"nome": "a", "cidade": "b", "email": "a"}
    before = figure(
        "slot_f1", [conversation(understood(gold(slots=meant), known(contact=contact)))]
    )
    for slot, value in meant.items():
        better = known(contact={**contact, slot: value})
        after = figure("slot_f1", [conversation(understood(gold(slots=meant), better))])
        assert after.value >= before.value - 1e-12
