"""Where lines come from when nobody types: scripts, pipes, files."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from api.errors import AluError
from api.stage import reading


def test_a_script_is_understood_whole(tmp_path: Path) -> None:
    path = tmp_path / "roteiro.txt"
    path.write_text("\ufeff# remark\n\noi\n  /abrir\n/sair\n", encoding="utf-8")
    assert [(one.line, one.command, one.leaves) for one in reading.script(path)] == [
        ("oi", False, False),
        ("/abrir", True, False),
        ("/sair", True, True),
    ]


def test_a_broken_line_is_named_before_anything_begins(tmp_path: Path) -> None:
    path = tmp_path / "roteiro.txt"
    path.write_text("# remark\noi\n/anexo planta\n", encoding="utf-8")
    with pytest.raises(AluError) as broken:
        reading.script(path)
    assert str(broken.value).startswith(f"{path}:3: /anexo: diga o tipo")


def test_a_script_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(AluError, match=r"nada\.txt"):
        reading.script(tmp_path / "nada.txt")
    binary = tmp_path / "imagem.png"
    binary.write_bytes(b"\x89PNG\xff")
    with pytest.raises(AluError, match=r"imagem\.png"):
        reading.script(binary)


async def all_of(source: int) -> list[str]:
    return [line async for line in reading.lines(source)]


@pytest.mark.anyio
async def test_lines_come_through_a_pipe_as_they_are_written() -> None:
    source, sink = os.pipe()
    lines = reading.lines(source)
    os.write(sink, b"bom d")
    first = asyncio.create_task(anext(lines))
    await asyncio.sleep(0.02)
    assert not first.done()
    os.write(sink, b"ia\n# remark\n\n/abrir\nsem fim de linha")
    assert await first == "bom dia"
    assert await anext(lines) == "/abrir"
    os.close(sink)
    assert [line async for line in lines] == ["sem fim de linha"]
    os.close(source)


@pytest.mark.anyio
async def test_a_letter_cut_in_two_and_bytes_that_are_no_text() -> None:
    source, sink = os.pipe()
    raw = "é\n".encode()
    os.write(sink, raw[:1])
    reader = asyncio.create_task(all_of(source))
    await asyncio.sleep(0.02)
    os.write(sink, raw[1:] + b"\xff\n")
    os.close(sink)
    assert await reader == ["é", "\N{REPLACEMENT CHARACTER}"]
    os.close(source)


@pytest.mark.anyio
@pytest.mark.parametrize("text", ["", "oi\n/abrir\n", "oi\n" * 5000])
async def test_lines_of_a_file_which_no_loop_can_wait_for(tmp_path: Path, text: str) -> None:
    path = tmp_path / "entrada.txt"
    path.write_text(text, encoding="utf-8")
    with path.open("rb") as file:
        assert await all_of(file.fileno()) == text.splitlines()


@pytest.mark.anyio
async def test_nothing_comes_from_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_RDONLY)
    assert await all_of(nowhere) == []
    os.close(nowhere)
