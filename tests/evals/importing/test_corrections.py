"""``corrections.jsonl``: as documented, and what a case makes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from agent.extract.normal import fold
from evals.importing.corrections import Correction, read
from evals.importing.refused import NotImportable

DOCUMENT = Path(__file__).parents[3] / "docs" / "corrections.md"
FILE = Path("corrections.jsonl")


def correction(**human: Any) -> dict[str, Any]:
    """A customer whose broken order went to the wrong team."""
    return {
        "version": 1, "id": "c-1", "at": "2026-11-24T09:10:00-03:00", "conversation": "k7", "ddd": "88",
        "messages": [
            {"role": "customer", "text": "oi, aqui é a Sulamita Quixaba da Metal Bandolim", "name": "Su"},
            {"role": "alu", "text": "Oi! Qual o número do pedido?"},
            {"role": "customer", "text": "77120, chegou amassado aqui em Sobral", "name": "Su"},
            {"role": "alu", "text": "Já passei pro time da logística."},
            {"role": "human", "text": "Oi Su, aqui é o Evaristo", "name": "Evaristo"},
        ],
        "alu": {
            "team": "logistica", "need": "entrega", "labels": ["entrega", "ia-transferido"],
            "slots": {"nome": "Su"}, "items": [], "reason": "complete", "asked": ["pedido"],
        },
        "human": human or {"team": "pos-venda"},
    }  # fmt: skip


def lines(*corrections: dict[str, Any]) -> str:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in corrections)


def example() -> dict[str, Any]:
    found = re.search(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_the_documented_example_is_a_correction(importing):
    (one,) = importing(lines(example()))
    assert one.case.goals.team == "pos-venda"
    assert one.case.goals.labels.absent == ("entrega",)
    assert one.case.turns[1].expect.slots == {"problema": "~chegou amassado"}


def test_every_key_is_documented_and_every_documented_key_is_one():
    table = DOCUMENT.read_text(encoding="utf-8").partition("| key | |")[2]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("|")]
    documented = {key for cell in first for key in re.findall(r"`([\w.\[\]]+)`", cell)}
    assert documented == set(keys(Correction))


def keys(room: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every key of a room and of those within, as documents name them."""
    for name, field in room.model_fields.items():
        yield before + name
        inner = [
            one
            for one in (field.annotation, *getattr(field.annotation, "__args__", ()))
            if _is_room(one)
        ]
        several = "[]" if name == "messages" else ""
        for one in inner:
            yield from keys(one, f"{before}{name}{several}.")


def _is_room(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, BaseModel)


def test_the_team_is_the_one_that_people_chose(importing):
    (one,) = importing(lines(correction()))
    case = one.case
    assert (case.goals.team, case.goals.status) == ("pos-venda", "open")
    assert case.gold == "partial"
    assert case.turns[0].expect.need == ("pos_venda",)
    assert case.tags[:2] == ("pos-venda", "time-corrigido")


def test_labels_taken_off_must_be_absent(importing):
    human = {"labels_added": ["pos-venda", "vip"], "labels_removed": ["entrega"]}
    (one,) = importing(lines(correction(**human)))
    assert one.case.goals.labels.contains == ("ia-transferido", "pos-venda")
    assert one.case.goals.labels.absent == ("entrega",)
    assert one.case.goals.team == "logistica"
    assert "etiqueta-corrigida" in one.case.tags


def test_a_value_is_expected_in_the_turn_that_tells_it(importing):
    human = {
        "slots": {
            "nome": "Sulamita Quixaba", "empresa": "Metal Bandolim", "pedido": "77120", "cidade": "Sobral", "uf": "CE",
            "cnpj": "11222333000181", "problema": "chegou amassado",
        }
    }  # fmt: skip
    (one,) = importing(lines(correction(**human)))
    text = one.path.read_text(encoding="utf-8")
    first, second = (one.case.turns[at].expect.slots for at in (0, 1))
    assert set(first) == {"nome", "empresa"}
    assert fold(first["nome"]) in fold(one.case.turns[0].user[0])
    assert fold(first["empresa"]) in fold(one.case.turns[0].user[0])
    assert second["cidade"] == "Sobral"
    assert second["uf"] == "CE"
    assert second["problema"] == "~chegou amassado"
    assert second["pedido"].removeprefix("~") in one.case.turns[1].user[0]
    assert one.case.goals.contact == {**first, "cidade": "Sobral", "uf": "CE"}
    assert "não diz em nenhuma fala: cnpj" in text
    for real in ("Sulamita", "Quixaba", "Bandolim", "77120", "Evaristo", "11222333000181"):
        assert real not in text


def test_nothing_is_left_of_anybody(importing):
    (one,) = importing(lines(correction()))
    assert not re.search(
        "sulamita|quixaba|bandolim|evaristo|77120", one.path.read_text("utf-8"), re.IGNORECASE
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": 2}, "corrections.jsonl:2: version: Input should be 1"),
        ({"human": {}}, "corrections.jsonl:2: human: Value error, nothing was corrected"),
        ({"human": {"team": "diretoria"}}, "corrections.jsonl:2: human.team: 'diretoria' não existe"),
        ({"human": {"slots": {"signo": "áries"}}}, "corrections.jsonl:2: human.slots: 'signo' não existe"),
        ({"messages": []}, "corrections.jsonl:2: messages: Tuple should have at least 1 item"),
        ({"humor": "bom"}, "corrections.jsonl:2: humor: Extra inputs are not permitted"),
        ({"at": "ontem"}, "corrections.jsonl:2: at: Input should be a valid datetime"),
        ({"messages": [{"role": "chefe"}]}, "corrections.jsonl:2: messages.0.role: Input should be"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_line_and_key(change, told, company):
    with pytest.raises(NotImportable) as refused:
        read(lines(correction(), {**correction(), **change}), FILE, company)
    assert str(refused.value).startswith(told)


def test_everything_wrong_is_told_at_once(company):
    raw = (
        f'{lines(correction())}\n{{"version": 1\n{lines({**correction(), "at": "ontem", "id": ""})}'
    )
    with pytest.raises(NotImportable) as refused:
        read(raw, FILE, company)
    told = [problem.split(": ")[:2] for problem in refused.value.problems]
    assert told[0][0] == f"{FILE}:2"
    assert told[0][1].startswith("não é JSON")
    assert told[1:] == [[f"{FILE}:3", "id"], [f"{FILE}:3", "at"]]
