"""A company's words, read: ours load, and every mistake is told with its file, its line and its field."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.loading import ProtocolError, load
from prompts import HERE

PAINT = Path(__file__).parents[1] / "companies" / "tintas-jangada"
COMPANIES = (HERE, PAINT)
EXTRA, MISSING = "Extra inputs are not permitted", "Field required"


@dataclass(frozen=True)
class Mistake:
    """A change to a file that makes it wrong. It is told ``below`` the place of the change, or where ``at`` stands."""

    old: str
    new: str
    field: str
    why: str
    below: int = 0
    file: str = "protocol.yaml"
    at: str = ""


def company(directory: Path, **files: str) -> Path:
    """A directory with the paint shop's files, or these in their place."""
    for name in ("protocol.yaml", "catalogue.yaml"):
        text = files.get(name.removesuffix(".yaml"), (PAINT / name).read_text(encoding="utf-8"))
        (directory / name).write_text(text, encoding="utf-8")
    return directory


def problems(directory: Path) -> tuple[str, ...]:
    with pytest.raises(ProtocolError) as wrong:
        load(directory)
    assert str(wrong.value) == "\n".join(wrong.value.problems)
    return wrong.value.problems


def made(mistake: Mistake, directory: Path) -> tuple[Path, int]:
    """The file with the mistake in it, and the line where it stands."""
    path = company(directory) / mistake.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mistake.old) == 1, "the change must have one place"
    changed = text.replace(mistake.old, mistake.new)
    path.write_text(changed, encoding="utf-8")
    place = changed.index(mistake.at) if mistake.at else text.index(mistake.old)
    return path, changed[:place].count("\n") + 1 + mistake.below


@pytest.mark.parametrize("directory", COMPANIES, ids=lambda path: path.name)
def test_a_company_loads(directory: Path) -> None:
    protocol = load(directory)
    assert protocol.needs
    assert protocol.catalogue.products


def test_a_company_may_have_no_catalogue(tmp_path: Path) -> None:
    (company(tmp_path) / "catalogue.yaml").unlink()
    assert load(tmp_path).catalogue.products == ()


UNKNOWN_KEYS = {
    "at the top": Mistake("\ndefault_team:", "\nequipe: x\ndefault_team:", "equipe", EXTRA, 1),
    "company": Mistake("\npersona:", "  site: x\n\npersona:", "company.site", EXTRA),
    "persona": Mistake("  name: Iara", "  name: Iara\n  idade: 30", "persona.idade", EXTRA, 1),
    "team": Mistake("{label: gerente}", "{label: gerente, fone: x}", "teams.gerencia.fone", EXTRA),
    "hours": Mistake("  holidays:", "  feriados: x\n  holidays:", "hours.feriados", EXTRA),
    "weekday": Mistake("    sat:", "    sab:", "hours.week.sab.[key]", "should be 'mon', 'tue'"),
    "holidays": Mistake(
        "subdivision: CE}", "subdivision: CE, cidade: x}", "hours.holidays.cidade", EXTRA
    ),
    "slot": Mistake(
        "{label: Prazo, scope",
        "{label: Prazo, obrigatorio: x, scope",
        "slots.prazo.obrigatorio",
        EXTRA,
    ),
    "need": Mistake(
        "    team: motoboys", "    team: motoboys\n    time: x", "needs.entrega.time", EXTRA, 1
    ),
    "requirement": Mistake(
        "when: {tipo_pessoa: pj}",
        "when: {tipo_pessoa: pj}, se: x",
        "needs.compras.required.6.se",
        EXTRA,
    ),
    "question": Mistake("    times: 1", "    vezes: 1", "questions.3.vezes", EXTRA),
    "answer": Mistake(
        "  - id: preparo", "  - id: preparo\n    titulo: x", "answers.0.titulo", EXTRA, 1
    ),
    "patience": Mistake("automated: 1}", "automated: 1, xingar: 1}", "patience.xingar", EXTRA),
    "urgency": Mistake("  high: [pra hoje]", "  alta: [pra hoje]", "urgency.alta", EXTRA),
    "texts": Mistake("  later:", "  tchau:\n    - Tchau.\n  later:", "texts.tchau", EXTRA),
    "reasons": Mistake(
        "  human: com uma pessoa", "  human: com uma pessoa\n  gato: x", "reasons.gato", EXTRA, 1
    ),
    "notes": Mistake("  trouble: Parei", "  aviso: x\n  trouble: Parei", "notes.aviso", EXTRA),
}
MISSING_KEYS = {
    "company": Mistake(
        "  business: loja", "  # loja", "company.business", MISSING, at="company:\n"
    ),
    "persona": Mistake("  name: Iara\n", "", "persona.name", MISSING, at="persona:\n"),
    "team of a need": Mistake(
        "    team: motoboys\n", "", "needs.entrega.team", MISSING, at="entrega:\n    label"
    ),
    "scope of a slot": Mistake(
        "{label: Prazo, scope: need}", "{label: Prazo}", "slots.prazo.scope", MISSING
    ),
    "the reason of a question": Mistake(
        "    why: O caixa procura por ele.\n",
        "",
        "questions.11.why",
        MISSING,
        at="asks: [cobranca]",
    ),
    "a text": Mistake(
        "  later:\n    - Fica pra depois então.\n",
        "",
        "texts.later",
        MISSING,
        at="texts:\n  greeting",
    ),
    "a reason": Mistake("  human: com uma pessoa\n", "", "reasons.human", MISSING, at="reasons:\n"),
    "a note": Mistake(
        "  trouble: Parei por aqui, alguém continua com o cliente?\n",
        "",
        "notes.trouble",
        MISSING,
        at="notes:\n  in_doubt",
    ),
    "the default team": Mistake(
        "default_team: gerencia\n", "", "default_team", MISSING, at="# Uma segunda empresa"
    ),
    "patience": Mistake("patience: {questions: 12, ", "patience: {", "patience.questions", MISSING),
}
WRONG_VALUES = {
    "a name that is a number": Mistake(
        "  name: Iara", "  name: 30", "persona.name", "valid string"
    ),
    "a list that is a text": Mistake(
        "  urgent: [pintor parado, pintor esperando]",
        "  urgent: pintor parado",
        "urgency.urgent",
        "valid tuple",
    ),
    "an unknown scope": Mistake(
        "{label: Prazo, scope: need}",
        "{label: Prazo, scope: pedido}",
        "slots.prazo.scope",
        "'contact', 'need' or 'item'",
    ),
    "an unknown stage": Mistake(
        "  - asks: [produto, cor]\n    stage: collect",
        "  - asks: [produto, cor]\n    stage: later",
        "questions.4.stage",
        "'qualify' or 'collect'",
        1,
    ),
    "a slot named with capitals": Mistake(
        "  prazo: {label", "  Prazo: {label", "slots.Prazo.[key]", "match pattern"
    ),
    "three slots in one question": Mistake(
        "[produto, cor]\n", "[produto, cor, quantidade]\n", "questions.4.asks", "at most 2"
    ),
    "no slot in a question": Mistake("[produto, cor]\n", "[]\n", "questions.4.asks", "at least 1"),
    "three times": Mistake(
        "    times: 1", "    times: 3", "questions.3.times", "less than or equal to 2"
    ),
    "never": Mistake(
        "    times: 1", "    times: 0", "questions.3.times", "greater than or equal to 1"
    ),
    "no variant of a text": Mistake(
        "  thanks:\n    - Disponha!", "  thanks: []", "texts.thanks", "at least 1"
    ),
    "no patience": Mistake(
        "questions: 12", "questions: 0", "patience.questions", "greater than or equal to 1"
    ),
    "an empty requirement": Mistake(
        "{any: [empresa, cnpj], when",
        "{any: [], when",
        "needs.compras.required.6.slots",
        "at least 1",
    ),
    "a requirement of no shape": Mistake(
        "required: [nome, assunto]",
        "required: [nome, 7]",
        "needs.outros.required.1",
        "valid dictionary",
    ),
    "hours with an h": Mistake("07:30-12:30", "7h30-12h30", "hours.week.sat.0", "match pattern"),
    "hours without an end": Mistake("07:30-12:30", "07:30", "hours.week.sat.0", "match pattern"),
    "hours that are no list": Mistake(
        '["07:30-12:30"]', '"07:30-12:30"', "hours.week.sat", "valid tuple"
    ),
    "an hour that no clock has": Mistake(
        "07:30-12:30", "25:00-26:00", "hours.week.sat.0", "hour must be in 0..23"
    ),
    "midnight as 24:00": Mistake(
        "07:30-12:30", "07:30-24:00", "hours.week.sat.0", "hour must be in 0..23"
    ),
    "hours that end before they begin": Mistake(
        "07:30-12:30", "12:30-07:30", "hours.week.sat.0", "a span ends after it starts"
    ),
    "hours that end as they begin": Mistake(
        "07:30-12:30", "07:30-07:30", "hours.week.sat.0", "a span ends after it starts"
    ),
    "a time zone that is none": Mistake(
        "America/Fortaleza", "America/Jangada", "hours.timezone", "unknown time zone"
    ),
    "a country without holidays": Mistake(
        "country: BR", "country: XX", "hours.holidays", "no holidays are known for country 'XX'"
    ),
    "a state that is none": Mistake(
        "subdivision: CE", "subdivision: ZZ", "hours.holidays", "BR has no subdivision 'ZZ'"
    ),
    "a blank sentence": Mistake(
        "    - Disponha!", '    - ""', "texts.thanks.0", "at least 1 character"
    ),
    "a date the Brazilian way": Mistake(
        '"2026-12-24"', '"24/12/2026"', "hours.closed.0", "valid date"
    ),
    "a day that no month has": Mistake(
        '"2026-12-24"', '"2026-02-30"', "hours.closed.0", "valid date"
    ),
    "an answer's date": Mistake(
        "  - id: preparo",
        "  - id: preparo\n    valid_until: logo",
        "answers.0.valid_until",
        "valid date",
        1,
    ),
    "a choice that is no word": Mistake(
        "{pf: pra casa,", "{pf: [pra casa],", "slots.tipo_pessoa.choices.pf", "valid string"
    ),
}
CONTRADICTIONS = {
    "a note with a placeholder": Mistake(
        "  trouble: Parei por aqui",
        "  trouble: Parei, {nome}",
        "notes.trouble",
        "unknown placeholder {nome}",
    ),
    "a note with the company's words": Mistake(
        "  stale: Minha", "  stale: A {alu} aqui. Minha", "notes.stale", "unknown placeholder {alu}"
    ),
    "a note with a lone brace": Mistake(
        "  unreadable: Veio", "  unreadable: Veio {", "notes.unreadable", "braces do not match"
    ),
    "a note that quotes nothing": Mistake(
        "o Chatwoot recusou: {texto}",
        "o Chatwoot recusou",
        "notes.undelivered",
        "it must say {texto}",
    ),
    "a last word that needs a name": Mistake(
        "Um instante, estou chamando o {time}.",
        "{saudacao}, estou chamando o {time}.",
        "texts.handover_trouble",
        "one variant must do without {nome} and {saudacao}",
        -1,
    ),
    "what a person told, by nobody": Mistake(
        "    - Disso a loja já tratou com você.\n",
        "",
        "texts.told_by_team",
        "one variant must do without {pessoa}",
        -2,
    ),
    "a need without a team of the company": Mistake(
        "team: motoboys", "team: correios", "needs.entrega.team", "unknown team 'correios'"
    ),
    "a default team that is none": Mistake(
        "default_team: gerencia", "default_team: dono", "default_team", "unknown team 'dono'"
    ),
    "a question for an unknown slot": Mistake(
        "  - asks: [produto, cor]",
        "  - asks: [produto, tom]",
        "questions.4.asks",
        "unknown slot 'tom'",
    ),
    "a question of an unknown need": Mistake(
        "    times: 1", "    needs: [obras]", "questions.3.needs", "unknown need 'obras'"
    ),
    "a requirement of an unknown slot": Mistake(
        "      - quantidade\n", "      - qtd\n", "needs.compras.required.3", "unknown slot 'qtd'"
    ),
    "a requirement that no question asks": Mistake(
        "      - quantidade\n",
        "      - prazo\n",
        "needs.compras.required.3",
        "no question asks for prazo",
    ),
    "alternatives that no question asks": Mistake(
        "      - quantidade\n",
        "      - {any: [embalagem, unidade]}\n",
        "needs.compras.required.3",
        "no question asks for embalagem or unidade",
    ),
    "a condition on an unknown slot": Mistake(
        "when: {tipo_pessoa: pj}",
        "when: {tipo: pj}",
        "needs.compras.required.6",
        "unknown slot 'tipo'",
    ),
    "an exception on an unknown slot": Mistake(
        "unless: {tipo_pessoa: pf}",
        "unless: {tipo: pf}",
        "needs.financeiro.required.1",
        "unknown slot 'tipo'",
    ),
    "a value that is no choice, in a condition": Mistake(
        "when: {tipo_pessoa: pj}",
        "when: {tipo_pessoa: cnpj}",
        "needs.compras.required.6",
        "'cnpj' is no choice of 'tipo_pessoa'",
    ),
    "a value that is no choice, in an exception": Mistake(
        "unless: {tipo_pessoa: pf}",
        "unless: {tipo_pessoa: cpf}",
        "needs.financeiro.required.1",
        "'cpf' is no choice of 'tipo_pessoa'",
    ),
    "a value that is no choice, implied": Mistake(
        "{empresa: pj, cnpj: pj}",
        "{empresa: xx, cnpj: pj}",
        "slots.tipo_pessoa.implied_by",
        "'xx' is no choice of 'tipo_pessoa'",
    ),
    "alternatives of two scopes": Mistake(
        "      - quantidade\n",
        "      - {any: [quantidade, nome]}\n",
        "needs.compras.required.3",
        "alternatives are of one scope",
    ),
    "a slot that depends on one of another scope": Mistake(
        "scope: need, from: [nota, pedido], free: true}",
        "scope: need, depends_on: [cidade]}",
        "slots.cupom.depends_on",
        "'cidade' is of another scope",
    ),
    "a placeholder where none is filled in": Mistake(
        "A cor a gente prepara na hora.",
        "A {nome} cor é na hora.",
        "questions.6.why",
        "unknown placeholder {nome}",
    ),
    "a question in the reason why": Mistake(
        "A cor a gente prepara na hora.",
        "Pra preparar, sabe?",
        "questions.6.why",
        "any other text none",
    ),
    "two answers with one id": Mistake(
        "    text: A gente prepara a cor na hora, no balcão.\n",
        "    text: A\n  - {id: preparo, asked_as: [b], text: B}\n",
        "answers.1.id",
        "'preparo' is there 2 times",
        below=1,
    ),
    "a hand-over that is silent without a name": Mistake(
        '    - "Tudo escrito! O {time} segue com você."\n',
        "",
        "texts.handover",
        "one variant must do without {nome}",
        at="  handover:\n",
    ),
    "any other hand-over that is silent without a name": Mistake(
        '    - "Melhor o {time} ver isso com você."',
        '    - "{nome}, melhor o {time} ver isso com você."',
        "texts.handover_stuck",
        "one variant must do without {nome}",
        below=-1,
    ),
    "a slot that depends on none": Mistake(
        "depends_on: [produto]", "depends_on: [base]", "slots.cor.depends_on", "unknown slot 'base'"
    ),
    "a slot implied by none": Mistake(
        "implied_by: {empresa: pj, cnpj: pj}",
        "implied_by: {firma: pj, cnpj: pj}",
        "slots.tipo_pessoa.implied_by",
        "unknown slot 'firma'",
    ),
    "an unknown placeholder in a text": Mistake(
        "Disponha!", "Disponha, {apelido}!", "texts.thanks.0", "unknown placeholder {apelido}"
    ),
    "a placeholder of another text": Mistake(
        "Disponha!", "Disponha, {nome}!", "texts.thanks.0", "unknown placeholder {nome}"
    ),
    "a placeholder without a name": Mistake(
        "Disponha!", "Disponha, {}!", "texts.thanks.0", "unknown placeholder {}"
    ),
    "an unknown placeholder in a question": Mistake(
        "Em que cor você quer {produto}?",
        "{apelido}, em que cor?",
        "questions.6.texts.0",
        "unknown placeholder {apelido}",
    ),
    "an unknown placeholder when asked again": Mistake(
        "E {produto} seria em qual cor?",
        "{itens} em qual cor?",
        "questions.6.again.0",
        "unknown placeholder {itens}",
    ),
    "an unknown placeholder in an answer": Mistake(
        "na hora, no balcão.", "na hora, {nome}.", "answers.0.text", "unknown placeholder {nome}"
    ),
    "an unknown placeholder in a first reply": Mistake(
        "Oi, {nome}! Vou achar",
        "Oi, {cliente}! Vou achar",
        "needs.entrega.first_reply",
        "unknown placeholder {cliente}",
    ),
    "an unknown placeholder on hearing a need": Mistake(
        "Oba, vamos pintar.", "Oba, {nome}.", "needs.compras.heard.0", "unknown placeholder {nome}"
    ),
    "a brace that is not closed": Mistake(
        "Disponha!", "Disponha, {nome!", "texts.thanks.0", "braces do not match"
    ),
    "a brace that is not opened": Mistake(
        "Disponha!", "Disponha, nome}!", "texts.thanks.0", "braces do not match"
    ),
    "two questions in one": Mistake(
        "Qual a tinta e em que cor?",
        "Qual a tinta? E em que cor?",
        "questions.4.texts.0",
        "exactly one question mark",
    ),
    "a question that asks nothing": Mistake(
        "Qual a tinta e em que cor?",
        "Diga a tinta e a cor.",
        "questions.4.texts.0",
        "exactly one question mark",
    ),
    "two questions when asked again": Mistake(
        "E {produto} seria em qual cor?",
        "E {produto}? Qual cor?",
        "questions.6.again.0",
        "exactly one question mark",
    ),
    "the question about the need with two": Mistake(
        "O que vai ser hoje?",
        "Tudo bem? O que vai ser?",
        "texts.ask_need.0",
        "exactly one question mark",
    ),
    "a courtesy that asks": Mistake(
        "Disponha!", "Mais alguma coisa?", "texts.thanks.0", "any other text none"
    ),
    "an answer that asks": Mistake(
        "na hora, no balcão.", "na hora. Qual seria?", "answers.0.text", "any other text none"
    ),
    "a word on hearing a need that asks": Mistake(
        "Oba, vamos pintar.", "Vamos pintar?", "needs.compras.heard.0", "any other text none"
    ),
}
CATALOGUE = {
    "an unknown key": Mistake(
        "\nunits:", "\nmarcas: [x]\nunits:", "marcas", EXTRA, 1, "catalogue.yaml"
    ),
    "an unknown key of a product": Mistake(
        "words: [thinner, tiner]}",
        "words: [thinner], preco: x}",
        "products.10.preco",
        EXTRA,
        0,
        "catalogue.yaml",
    ),
    "a product without a name": Mistake(
        "{name: thinner, words", "{words", "products.10.name", MISSING, 0, "catalogue.yaml"
    ),
    "a product without words": Mistake(
        "words: [thinner, tiner]",
        "words: []",
        "products.10.words",
        "at least 1",
        0,
        "catalogue.yaml",
    ),
    "an unknown part of finishes": Mistake(
        "  modifiers:", "  brilhos:", "finishes.brilhos", EXTRA, 0, "catalogue.yaml"
    ),
    "a unit that is no list": Mistake(
        "lata: [lata]", "lata: lata", "units.lata", "valid tuple", 0, "catalogue.yaml"
    ),
}


def rows(**tables: dict[str, Mistake]) -> list[object]:
    return [
        pytest.param(mistake, id=f"{table}: {name}")
        for table, mistakes in tables.items()
        for name, mistake in mistakes.items()
    ]


@pytest.mark.parametrize(
    "mistake",
    rows(
        unknown_key=UNKNOWN_KEYS,
        missing=MISSING_KEYS,
        value=WRONG_VALUES,
        contradiction=CONTRADICTIONS,
        catalogue=CATALOGUE,
    ),
)
def test_a_mistake_is_told_with_file_line_and_field(mistake: Mistake, tmp_path: Path) -> None:
    path, line = made(mistake, tmp_path)
    told = [problem for problem in problems(tmp_path) if f" {mistake.field}: " in problem]
    assert told
    assert all(problem.startswith(f"{path}:{line}: {mistake.field}: ") for problem in told), told
    assert mistake.why in told[0]


def test_every_mistake_of_one_kind_is_told_at_once(tmp_path: Path) -> None:
    text = (PAINT / "protocol.yaml").read_text(encoding="utf-8")
    text = text.replace("Disponha!", "Disponha?").replace("team: motoboys", "team: correios")
    assert len(problems(company(tmp_path, protocol=text))) == 2


UNREADABLE = {
    "a key twice": (
        "nome: {label: Nome}\nnome: {label: Nome}\n",
        'found duplicate key "nome"',
        "line 2",
    ),
    "a key twice, deep": ("a:\n  b:\n    c: 1\n    c: 2\n", 'found duplicate key "c"', "line 4"),
    "a list that does not end": (
        "texts: [a, b\nslots: {}\n",
        "while parsing a flow sequence",
        "line 1",
    ),
    "a tab": ("texts:\n\tthanks: a\n", "found character '\\t'", "line 2"),
    "a colon in a text": (
        "thanks: Pois não: disponha\n",
        "mapping values are not allowed here",
        "line 1",
    ),
    "a quote that does not end": (
        'a: 1\nthanks: "Disponha\n',
        "while scanning a quoted scalar",
        "line 2",
    ),
    "a list of nothing": ("- a\n- b\n", "expected keys and values", ":1:"),
    "a word": ("tintas\n", "expected keys and values", ":1:"),
    "nothing": ("", "expected keys and values", ":1:"),
}


@pytest.mark.parametrize(("text", "why", "line"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("name", ["protocol", "catalogue"])
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    name: str, text: str, why: str, line: str, tmp_path: Path
) -> None:
    (problem,) = problems(company(tmp_path, **{name: text}))
    assert problem.startswith(str(tmp_path / f"{name}.yaml"))
    assert why in problem
    assert line in problem


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = company(tmp_path) / "protocol.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    (problem,) = problems(tmp_path)
    assert problem.startswith(f"{path}: ")
    assert "utf-8" in problem


def test_a_company_without_a_protocol_is_told_which_file_is_missing(tmp_path: Path) -> None:
    assert problems(tmp_path) == (f"{tmp_path / 'protocol.yaml'}: there is no such file",)


def test_a_directory_that_does_not_exist_is_told_like_a_missing_file(tmp_path: Path) -> None:
    assert problems(tmp_path / "nada") == (
        f"{tmp_path / 'nada' / 'protocol.yaml'}: there is no such file",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("when: {tipo_pessoa: pj}", 'when: {tipo_pessoa: "*"}'),
        ("when: {tipo_pessoa: pj}", "when: {cidade: Sobral}"),
        ("{country: BR, subdivision: CE}", "{country: BR}"),
        ("07:30-12:30", "00:00-23:59"),
        ("Disponha!", "Disponha, aqui é a {alu} da {empresa_nossa}. {saudacao}!"),
        ("Disponha!", "Disponha {{sempre}}!"),
    ],
    ids=[
        "any value",
        "a value of a slot without choices",
        "a country alone",
        "the whole day",
        "the company's words anywhere",
        "braces that are said",
    ],
)
def test_what_fits_together_loads(old: str, new: str, tmp_path: Path) -> None:
    text = (PAINT / "protocol.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert load(company(tmp_path, protocol=text.replace(old, new))).needs


@pytest.mark.parametrize("line", ["      - Quantas latas?\n", "      - Umas quantas?\n"])
def test_a_question_that_is_silent_without_a_product_is_refused(line: str, tmp_path: Path) -> None:
    text = (PAINT / "protocol.yaml").read_text(encoding="utf-8")
    assert text.count(line) == 1
    assert problems(company(tmp_path, protocol=text.replace(line, "")))
