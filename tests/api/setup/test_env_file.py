"""``.env`` merged: other people's lines are theirs, and what is written is read back as it was meant."""

from __future__ import annotations

import stat
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from api.errors import AluError
from api.setup import env_file, private
from api.setup.env_file import HEADING, merged

LINES = st.sampled_from(
    [
        "", "# um comentário", "OUTRO=1", "export ALU_A=velho", "ALU_A=velho", "ALU_B='com espaço'",
        'TEXTO="duas\nALU_A=dentro\nlinhas"', "  ALU_B = velho  # por quê", "sem sinal", "ALU_C=x\r",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{HEADING}\nALU_A=1\n"),
        ("X=2", f"X=2\n{HEADING}\nALU_A=1\n"),
        ("ALU_A=0\n", "ALU_A=1\n"),
        ("# um\nALU_A=0 # dois\n\nX=2\n", "# um\nALU_A=1\n\nX=2\n"),
        ("export ALU_A=0\n", "export ALU_A=1\n"),
        ("ALU_A=0\r\nX=2\r\n", "ALU_A=1\r\nX=2\r\n"),
        ("ALU_A=0\nALU_A=9\n", "ALU_A=0\nALU_A=1\n"),
        ("# ALU_A=0\n", f"# ALU_A=0\n{HEADING}\nALU_A=1\n"),
        (f"{HEADING}\nX=2\n", f"{HEADING}\nX=2\nALU_A=1\n"),
        ('T="um\nALU_A=0\n"\n', f'T="um\nALU_A=0\n"\n{HEADING}\nALU_A=1\n'),
    ],
)
def test_a_value_takes_the_place_of_the_one_that_counts(before: str, after: str) -> None:
    assert merged(before, {"A": "1"}) == after


def test_a_setting_can_be_taken_out() -> None:
    assert merged("X=1\nALU_A=0\nALU_A=2\nY=3\n", {"A": None}) == "X=1\nY=3\n"
    assert merged("X=1\n", {"A": None}) == "X=1\n"


@pytest.mark.parametrize("value", ["a b#c #d", "${HOME}", "a\nb", "'a'", '"a"', " a", "a #b"])
def test_a_value_that_would_be_read_otherwise_is_refused(value: str) -> None:
    with pytest.raises(AluError, match="ALU_A: há nele um sinal"):
        merged("", {"A": value})


@given(st.lists(LINES, max_size=8), st.booleans())
def test_every_other_value_is_as_before_and_once_is_enough(lines: list[str], ended: bool) -> None:
    text = "\n".join(lines) + ("\n" if ended else "")
    after = merged(text, {"A": "novo", "B": "b:1,c:2"})
    assert merged(after, {"A": "novo", "B": "b:1,c:2"}) == after
    kept = dotenv_values(stream=StringIO(text)) | {"ALU_A": "novo", "ALU_B": "b:1,c:2"}
    assert dotenv_values(stream=StringIO(after)) == kept


def test_a_file_that_others_could_read_is_closed(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("X=1\n", encoding="utf-8")
    path.chmod(0o644)
    assert env_file.readable_by_others(path)
    env_file.write(path, {})
    assert path.read_text(encoding="utf-8") == "X=1\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "guardado", tmp_path / ".env"
    real.write_text("X=1\n", encoding="utf-8")
    link.symlink_to(real)
    env_file.write(link, {"A": "1"})
    assert link.is_symlink()
    assert "ALU_A=1" in real.read_text(encoding="utf-8")


def test_what_cannot_be_written_leaves_the_old_file_whole(tmp_path: Path) -> None:
    folder = tmp_path / "pasta"
    folder.mkdir()
    with pytest.raises(AluError, match="nada foi gravado nele"):
        private.write(folder, "x")
    assert list(tmp_path.iterdir()) == [folder]


def test_a_file_in_another_alphabet_is_told(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("X=coração\n".encode("latin-1"))
    with pytest.raises(AluError, match="UTF-8"):
        env_file.write(path, {"A": "1"})
    assert path.read_bytes() == "X=coração\n".encode("latin-1")


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(AluError, match="Is a directory"):
        env_file.write(tmp_path / ".env", {"CHATWOOT_URL": "https://chatwoot.example.com"})
