"""``alu eval import`` as a whole: several files, one seed; nothing overwritten, nothing half written."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from agent.resources import Resources
from evals import lint
from evals.agreed import agreed
from evals.batch import Job, one
from evals.door import TAGS
from evals.engines import Engine, mind
from evals.importing.door import imported
from evals.importing.refused import NotImportable
from evals.reading import load
from tests.evals.importing.conftest import exported
from tests.evals.importing.somebody import PEOPLE, answered, spoken_of, survivors
from tests.evals.importing.test_corrections import correction
from tests.recordings.reading import calls, deliveries


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One file of each form."""
    listed, hooks, export, corrections = (
        tmp_path / name for name in ("a.json", "b.jsonl", "c.txt", "d.jsonl")
    )
    listed.write_text(json.dumps(calls()["231"]["response"]["json"]), encoding="utf-8")
    hooks.write_text(
        "\n".join(one["raw_body"].replace("\n", "") for one in deliveries()), encoding="utf-8"
    )
    export.write_text(
        exported([("Nara", "oi"), ("Nara", "sou a Nara Bento"), ("Rui", "oi Nara")]),
        encoding="utf-8",
    )
    corrections.write_text(json.dumps(correction()), encoding="utf-8")
    return [listed, hooks, export, corrections]


def test_the_form_is_guessed_from_what_stands_in_the_file(files, tmp_path):
    out = tmp_path / "out"
    written = imported(files, out=out, author="ana")
    forms = [path.stem.split("-")[1] for path in written]
    assert forms == ["chatwoot"] * 15 + ["whatsapp", "correcao"]
    assert sorted(written) == sorted(out.glob("*.yaml"))
    assert len(load([out])) == 17


def test_what_is_written_passes_the_lint_but_for_tags_to_come(files, tmp_path, company):
    out = tmp_path / "out"
    imported(files, out=out, author="ana")
    known = lint.names(company, tags())
    wrong = lint.problems(load([out]), known, company, whole=False)
    told = [problem.split(": ", 1)[1] for problem in wrong]
    assert told == ["tags: there is no tag 'time-corrigido'"]


def tags() -> list[str]:
    groups = YAML(typ="safe").load(TAGS.read_text(encoding="utf-8"))
    return [tag for group in groups.values() for tag in group if not tag.endswith("-corrigido")]


def test_what_is_written_is_played_and_judged(files, tmp_path, company):
    out = tmp_path / "out"
    imported(files[2:], out=out, author="ana")
    engine = Engine(name="offline")
    mine = Resources.of(company, mind(engine, company))
    for loaded in load([out]):
        done = asyncio.run(one(Job(loaded, 0), engine, mine, agreed()))
        assert done.conversation.played.ended == "end"
        assert done.conversation.played.steps


def test_the_same_files_and_seed_give_the_same_cases(files, tmp_path):
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    for out, seed in ((first, 7), (again, 7), (other, 8)):
        imported(files[2:], out=out, author="ana", seed=seed)
    assert contents(first) == contents(again)
    assert not set(contents(first).values()) & set(contents(other).values())


def contents(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in directory.glob("*.yaml")}


def test_somebody_is_the_same_in_every_file(tmp_path):
    first, second = tmp_path / "um.txt", tmp_path / "dois.txt"
    first.write_text(exported([("Evilázia", "oi"), ("Loja", "oi")]), encoding="utf-8")
    second.write_text(
        exported([("Zoraide", "falei com a Evilázia"), ("Loja", "ok")]), encoding="utf-8"
    )
    together = imported([first, second], out=tmp_path / "a", author="ana")
    alone = imported([second], out=tmp_path / "b", author="ana")
    name = load(together[:1])[0].case.setup.channel.name
    texts = [path.read_text(encoding="utf-8") for path in (*together, *alone)]
    assert all(name in text for text in texts)


def test_nothing_is_overwritten_unless_that_is_asked_for(files, tmp_path):
    out = tmp_path / "out"
    (path,) = imported(files[2:3], out=out, author="ana")
    path.write_text("de uma pessoa", encoding="utf-8")
    with pytest.raises(
        NotImportable, match=rf"{path.name}: já existe\. Escolha outra pasta com --out"
    ):
        imported(files[2:3], out=out, author="ana")
    assert path.read_text(encoding="utf-8") == "de uma pessoa"
    imported(files[2:3], out=out, author="ana", overwrite=True)
    assert path.read_text(encoding="utf-8").startswith("# Proposto")


def test_nothing_is_written_if_one_file_is_wrong(files, tmp_path):
    wrong = tmp_path / "errado.txt"
    wrong.write_text("bom dia", encoding="utf-8")
    with pytest.raises(NotImportable):
        imported([*files, wrong], out=tmp_path / "out", author="ana")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "form", "told"),
    [
        (b"bom dia", None, "conversa.txt:1: não reconheço o formato. Diga com --format"),
        (b"{}", "telegram", "conversa.txt: não há formato 'telegram'. Diga com --format qual é: chatwoot"),
        (b"oi\nol\xe1", None, "conversa.txt:2: não é texto em UTF-8. Salve o arquivo em UTF-8"),
        (b"[]", "chatwoot", "conversa.txt: payload: List should have at least 1 item"),
        (b'[{"id": 1, "message_type": 1, "created_at": 1}]', None, "conversa.txt: o cliente não diz nada"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_told_with_its_remedy(content, form, told, tmp_path):
    file = tmp_path / "conversa.txt"
    file.write_bytes(content)
    with pytest.raises(NotImportable) as refused:
        imported([file], form=form, out=tmp_path / "out", author="ana")
    assert str(refused.value).startswith(f"{tmp_path}/{told}")


@pytest.mark.parametrize(("name", "why"), [("nada.json", "não existe"), (".", "é uma pasta")])
def test_a_file_that_is_none_is_told(name, why, tmp_path):
    with pytest.raises(NotImportable, match=why):
        imported([tmp_path / name], out=tmp_path / "out", author="ana")


@pytest.mark.parametrize("somebody", PEOPLE, ids=lambda somebody: somebody.first)
def test_nothing_of_somebody_is_in_what_is_written(somebody, tmp_path):
    """Everything that is planted, through the door: the file's name, the lines, the names of who writes."""
    name = f"{somebody.first} {somebody.last}"
    said = [(name, text) for text in spoken_of(somebody)]
    said += [(somebody.seller, text) for text in answered(somebody)]
    file = tmp_path / f"Conversa do WhatsApp com {name}.txt"
    file.write_text(exported(said), encoding="utf-8")
    heard: list[str] = []
    (written,) = imported([file], out=tmp_path / "out", author="ana", tell=heard.append)
    assert survivors(f"{written.name}\n{written.read_text(encoding='utf-8')}", somebody) == []
    counted = heard[0].removeprefix(str(file))
    assert survivors(counted, somebody) == []
    kinds = {told.split()[0] for told in counted.split("trocados: ")[1].split(", ")}
    assert {"CPF", "CNPJ", "nome", "telefone", "e-mail", "endereço", "placa"} <= kinds
