"""Each rule of the linter: what is wrong is told with file, line and key, what is right is let pass."""

from __future__ import annotations

import pytest

from agent.mind.offline.corpus import Utterance
from evals.lint import HELD_OUT, names, of_corpus, problems, said, unknown
from evals.understanding.lint import FEWEST_EXAMPLES
from tests.evals.records import COMPANY, loaded

TAGS = ("compras", "pj")
KNOWN = names(COMPANY, TAGS)
RIGHT = """
setup: {contact: {nome: Dalva}}
turns:
  - user: bom dia, preciso de um material
    expect:
      need: compras
      slots: {cidade: Sobral}
      items: [{produto: tubo}]
      refused: [cnpj]
      asks: [nome, tipo_pessoa]
      asks_not: [telefone]
      uses: [greeting]
      answer: dados
      path: {nodes: [gate, reply]}
goals:
  team: comercial
  labels: {contains: [compras, ia-transferido], absent: [pos-venda]}
  missing: [produto/codigo, necessidade]
  contact: {nome: Dalva}
  contact_absent: [cnpj]
  never_asked: [telefone]
  asked_at_most: {cnpj: 1}
"""
PLAYED = """
simulate:
  persona: comum
  need: compras
  opens: [{says: bom dia, tells: []}]
  says_need: quero comprar um material
  facts: {nome: Dalva}
goals: {status: open}
"""


def found(*cases, whole=False):
    return list(problems(cases, KNOWN, COMPANY, whole=whole))


def wrong(directory, old, new, text=RIGHT):
    """What is told once ``old`` stands as ``new`` in a right case."""
    assert old in text
    return found(loaded(directory, text.replace(old, new)))


@pytest.mark.parametrize("text", [RIGHT, PLAYED])
def test_a_right_case_is_let_pass(tmp_path, text):
    assert found(loaded(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "why"),
    [
        (
            "contact: {nome: Dalva}}",
            "contact: {apelido: D}}",
            "7: setup.contact",
            "no slot 'apelido'",
        ),
        ("need: compras", "need: [compras, venda]", "11: turns.0.expect.need", "no need 'venda'"),
        ("{cidade: Sobral}", "{vila: Sobral}", "12: turns.0.expect.slots", "no slot 'vila'"),
        ("{produto: tubo}", "{peca: tubo}", "13: turns.0.expect.items", "no slot 'peca'"),
        ("refused: [cnpj]", "refused: [rg]", "14: turns.0.expect.refused", "no slot 'rg'"),
        (
            "asks: [nome, tipo_pessoa]",
            "asks: [nome, tipo]",
            "15: turns.0.expect.asks",
            "no slot 'tipo'",
        ),
        (
            "asks_not: [telefone]",
            "asks_not: [fone]",
            "16: turns.0.expect.asks_not",
            "no slot 'fone'",
        ),
        ("uses: [greeting]", "uses: [hello]", "17: turns.0.expect.uses", "no text 'hello'"),
        ("answer: dados", "answer: horario", "18: turns.0.expect.answer", "no answer 'horario'"),
        (
            "nodes: [gate, reply]",
            "nodes: [gate, answer]",
            "19: turns.0.expect.path.nodes",
            "no node 'answer'",
        ),
        ("team: comercial", "team: vendas", "21: goals.team", "no team 'vendas'"),
        ("[compras, ia-transferido]", "[compra]", "22: goals.labels.contains", "no label 'compra'"),
        (
            "absent: [pos-venda]",
            "absent: [pos_venda]",
            "22: goals.labels.absent",
            "no label 'pos_venda'",
        ),
        ("produto/codigo", "produto/sku", "23: goals.missing", "no slot 'sku'"),
        (
            "  contact: {nome: Dalva}",
            "  contact: {nome_: Dalva}",
            "24: goals.contact",
            "no slot 'nome_'",
        ),
        (
            "contact_absent: [cnpj]",
            "contact_absent: [cpfj]",
            "25: goals.contact_absent",
            "no slot 'cpfj'",
        ),
        (
            "never_asked: [telefone]",
            "never_asked: [fone]",
            "26: goals.never_asked",
            "no slot 'fone'",
        ),
        (
            "asked_at_most: {cnpj: 1}",
            "asked_at_most: {cnp: 1}",
            "27: goals.asked_at_most",
            "no slot 'cnp'",
        ),
    ],
)
def test_a_name_that_does_not_exist_is_told(tmp_path, old, new, place, why):
    (problem,) = wrong(tmp_path, old, new)
    assert problem == f"{tmp_path}/caso.yaml:{place}: there is {why}"


def test_a_tag_that_is_not_in_the_list_is_told(tmp_path):
    case = loaded(tmp_path, RIGHT)
    (problem,) = problems([case], names(COMPANY, ["pj"]), COMPANY, whole=False)
    assert problem == f"{case.path}:3: tags: there is no tag 'compras'"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("need: compras", "need: venda", "simulate.need"),
        (
            "says_need: quero",
            "then: {need: venda, says: e isso}\n  says_need: quero",
            "simulate.need",
        ),
        ("persona: comum", "persona: marciano", "simulate.persona"),
        ("{nome: Dalva}", "{apelido: D}", "simulate.facts.apelido"),
        ("tells: []", "tells: [cidade]", "simulate.opens.0.tells"),
    ],
)
def test_what_a_simulated_customer_could_not_be_is_told(tmp_path, old, new, key):
    (problem,) = wrong(tmp_path, old, new, PLAYED)
    assert problem.startswith(f"{tmp_path}/caso.yaml:")
    assert f": {key}: " in problem


def test_a_run_refuses_unknown_names_as_the_linter_does(tmp_path):
    case = loaded(tmp_path, RIGHT.replace("team: comercial", "team: vendas"))
    assert list(unknown([case], KNOWN, COMPANY)) == found(case)


LINE = "bom dia, preciso de um material"


@pytest.mark.parametrize(
    "words",
    [
        "manda pra compras@metalforte.com.br",
        "manda pra ju@gmail.com",
        "meu zap é (85) 98765-4321",
        "meu zap é 5585987654321",
        "meu cpf é 529.982.247-25",
        "meu cpf é 52998224725",
    ],
)
def test_what_may_be_somebodys_is_told(tmp_path, words):
    problem, *_ = wrong(tmp_path, LINE, words)
    assert problem.startswith(f"{tmp_path}/caso.yaml:9: turns.0.user: ")
    assert "may" in problem


@pytest.mark.parametrize(
    "words",
    [
        "manda pra compras@metalforte.example",
        "manda pra ju@casa.example.com",
        "meu zap é (85) 99999-1234",
        "meu cpf é 111.222.333-44",
        "o boleto é 34191.79001 01043.510047 91020.150008 5 84410026000",
        "cnpj 11.222.333/0001-81",
    ],
)
def test_what_is_invented_is_let_pass(tmp_path, words):
    assert wrong(tmp_path, LINE, words) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("says: bom dia", "says: sou ju@gmail.com", "simulate.opens.0.says"),
        ("quero comprar um material", "liga 85 98765-4321", "simulate.says_need"),
        ("{nome: Dalva}", "{nome: Dalva, email: ju@gmail.com}", "simulate.facts.email"),
        ("  facts:", "  words: {nome: sou ju@gmail.com}\n  facts:", "simulate.words.nome"),
        (
            "  facts:",
            "  corrects: [{slot: nome, wrong: Ju, says: ju@gmail.com}]\n  facts:",
            "simulate.corrects.0",
        ),
        (
            "  facts:",
            "  digresses: [{says: manda pra ju@gmail.com}]\n  facts:",
            "simulate.digresses.0",
        ),
        (
            "  facts:",
            "  then: {need: vagas, says: e a vaga, facts: {area: ju@gmail.com}}\n  facts:",
            "simulate.then",
        ),
    ],
)
def test_a_simulated_customers_lines_are_read_too(tmp_path, old, new, key):
    (problem,) = wrong(tmp_path, old, new, PLAYED)
    assert f": {key}: " in problem


@pytest.mark.parametrize(
    "event", ["{kind: image, text: ju@gmail.com}", "{human_says: manda pra ju@gmail.com}"]
)
def test_captions_and_what_people_say_are_read_too(tmp_path, event):
    case = loaded(tmp_path, f"turns: [{{event: {event}}}]\ngoals: {{status: open}}\n")
    assert found(case) == [
        f"{case.path}:6: turns.0.event: the e-mail's host 'gmail.com' may exist: use one under .example"
    ]


def test_a_phone_on_the_channel_is_an_invented_one(tmp_path):
    text = f"setup: {{channel: {{phone: '+5585987654321'}}}}\n{PLAYED}"
    assert found(loaded(tmp_path, text)) == [
        f"{tmp_path}/caso.yaml:6: setup.channel: a phone that may exist: use 99999-xxxx"
    ]
    assert found(loaded(tmp_path, text.replace("87654321", "99991234"))) == []


LONG = "bom dia, aqui é da serralheria e preciso de {} barras de tubo quadrado branco pra uma obra em Sobral"
SHORT = "turns: [{{user: '{}'}}]\ngoals: {{status: open}}\n"


def test_two_conversations_nearly_alike_are_told(tmp_path):
    one = loaded(tmp_path, SHORT.format(LONG.format(30)), "um")
    other = loaded(tmp_path, SHORT.format(LONG.format(31)), "dois")
    (problem,) = found(one, other)
    assert problem.startswith(f"{tmp_path}/dois.yaml:1: id: says nearly what um says (0.9")


def test_two_different_ones_and_two_short_ones_are_not(tmp_path):
    one = loaded(tmp_path, SHORT.format(LONG.format(30)), "um")
    other = loaded(
        tmp_path,
        SHORT.format(
            "o boleto da nota de outubro ainda não chegou pra gente, me manda a segunda via"
        ),
        "dois",
    )
    brief = [loaded(tmp_path, SHORT.format("oi, bom dia"), name) for name in ("tres", "quatro")]
    assert found(one, other, *brief) == []


def written(directory, name, author, split):
    one = loaded(directory, SHORT.format("oi"), name)
    return type(one)(
        one.case.model_copy(update={"author": author, "split": split}), one.path, one.raw
    )


def test_who_writes_held_out_cases_writes_no_others(tmp_path):
    cases = [written(tmp_path, "um", "ana", "dev"), written(tmp_path, "dois", "ana", "heldout")]
    assert found(*cases, whole=True) == ["ana writes both dev and heldout cases"]
    assert found(*cases) == []
    apart = [cases[0], written(tmp_path, "dois", "rosa", "heldout")]
    assert found(*apart, whole=True) == []


def test_a_third_is_held_out(tmp_path):
    dev = [written(tmp_path, f"um{n}", "ana", "dev") for n in range(HELD_OUT)]
    held = [written(tmp_path, "dois", "rosa", "heldout")]
    assert found(*dev, *held, whole=True) == ["only 1 of 4 cases are held out: a third is wanted"]
    assert found(*dev[1:], *held, whole=True) == []


def taught(text, *needs, pair=""):
    return Utterance(text, needs, (), pair)


FULL = [taught(f"texto de número {n} x{n}", "compras") for n in range(FEWEST_EXAMPLES)]


def test_a_corpus_that_says_what_a_case_says_is_told(tmp_path):
    case = loaded(tmp_path, RIGHT)
    leak = taught("Bom dia! Preciso de um material", "compras")
    assert list(of_corpus([*FULL, leak], [case])) == [
        f"{case.path}:9: turns.0.user: is like the training text {leak.text!r} (0.82)"
    ]
    assert list(of_corpus(FULL, [case])) == []


def test_a_greeting_that_stands_in_both_is_no_leak(tmp_path):
    case = loaded(tmp_path, RIGHT.replace(LINE, "bom dia"))
    assert list(of_corpus([*FULL, taught("bom dia", "compras")], [case])) == []


def test_what_is_wrong_within_the_corpus_is_told():
    assert list(of_corpus([*FULL, taught("Cadê?", "compras"), taught("cade?", "vagas")], [])) == [
        "corpus: 'cade?' stands under 2 different needs",
        "corpus: vagas has only 1 examples",
    ]
    assert list(of_corpus([*FULL, taught("a", "compras", pair="cor")], [])) == [
        "corpus: of the pair cor only one side is there"
    ]


def test_what_a_customer_says_is_told_with_its_place(tmp_path):
    assert list(said(loaded(tmp_path, PLAYED).case)) == [
        (("simulate", "opens", 0, "says"), "bom dia"),
        (("simulate", "says_need"), "quero comprar um material"),
    ]
