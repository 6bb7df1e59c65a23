"""Settings: every one is read, anything strange is refused by its name, no secret is ever told."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import pytest

from api.errors import AluError, WrongSettings
from api.settings import PREFIX, Settings, from_environment, from_values, serving
from prompts import HERE

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SECRET = "sk-segredo-de-ninguem"
URL = "http://127.0.0.1:8080/v1"
FIRST = {"ALU_LLM_BASE_URL": URL, "ALU_LLM_MODEL": "modelo"}
FIRST_ONLY = {"LLM_BASE_URL": URL, "LLM_MODEL": "modelo"}
SECOND = {"ALU_LLM_FALLBACK_BASE_URL": URL, "ALU_LLM_FALLBACK_MODEL": "outro"}


def refused(**values: str) -> str:
    """What is said of settings that are refused."""
    with pytest.raises(WrongSettings) as wrong:
        from_values({f"{PREFIX}{name}": value for name, value in values.items()})
    return str(wrong.value)


def test_without_any_setting_she_understands_offline() -> None:
    settings = from_values({})
    assert settings.llm_base_url is None
    assert settings.llm_fallback_base_url is None
    assert settings.prompts_dir == HERE
    assert settings.llm_mask is True
    assert settings.semantic is False


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("PROMPTS_DIR", "/srv/outra", Path("/srv/outra")),
        ("LLM_STRUCTURED_METHOD", "json_schema", "json_schema"),
        ("LLM_STRUCTURED_METHOD", "json_mode", "json_mode"),
        ("LLM_STRUCTURED_METHOD", "function_calling", "function_calling"),
        ("LLM_TIMEOUT", "1", 1.0),
        ("LLM_TIMEOUT", "12.5", 12.5),
        ("LLM_TIMEOUT", "60", 60.0),
        ("LLM_MASK", "false", False),
        ("LLM_MASK", "False", False),
        ("LLM_MASK", "0", False),
        ("LLM_MASK", "TRUE", True),
        ("SEMANTIC", "true", True),
        ("SEMANTIC", "1", True),
        ("SEMANTIC", "off", False),
        ("HOST", "0.0.0.0", "0.0.0.0"),  # noqa: S104
        ("PORT", "0", 0),
        ("PORT", "65535", 65535),
        ("LOG_LEVEL", "DEBUG", "debug"),
        (
            "DATABASE_URL",
            "postgresql+psycopg://alu@127.0.0.1/alu",
            "postgresql+psycopg://alu@127.0.0.1/alu",
        ),
        ("CHATWOOT_URL", "https://chatwoot.example.com", "https://chatwoot.example.com"),
        ("CHATWOOT_ACCOUNT_ID", "1", 1),
        ("CHATWOOT_INBOX_IDS", "1", (1,)),
        ("CHATWOOT_INBOX_IDS", " 3, 5 ,", (3, 5)),
        ("CHATWOOT_TEAMS", "comercial:1, pos-venda: 2", {"comercial": 1, "pos-venda": 2}),
        ("WEBHOOK_UNSIGNED", "True", True),
        ("WEBHOOK_TOLERANCE", "60", 60.0),
        ("WEBHOOK_MAX_BYTES", "16384", 16_384),
        ("DEBOUNCE_QUIET", "4", 4.0),
        ("DEBOUNCE_COMPLETE", "0", 0.0),
        ("DEBOUNCE_CAP", "12.5", 12.5),
        ("ASSIGNEE_TAKES_OVER", "on", True),
        ("LLM_CURRENCY", "R$", "R$"),
        ("DIGEST_CONVERSATION", "42", 42),
        ("DIGEST_AT", "Fri 17:30", "fri 17:30"),
    ],
)
def test_a_setting_is_read(name: str, text: str, value: object) -> None:
    assert getattr(from_values({f"ALU_{name}": text}), name.lower()) == value


@pytest.mark.parametrize(
    "name", ["STATE_KEY", "CHATWOOT_BOT_TOKEN", "CHATWOOT_USER_TOKEN", "CHATWOOT_ADMIN_TOKEN"]
)
def test_a_secret_is_read_and_kept(name: str) -> None:
    settings = from_values({f"ALU_{name}": SECRET})
    assert getattr(settings, name.lower()).get_secret_value() == SECRET
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("name", ["WEBHOOK_SECRETS", "WEBHOOK_PATH_TOKEN"])
def test_secrets_may_be_two_while_one_is_being_changed(name: str) -> None:
    settings = from_values({f"ALU_{name}": f"{SECRET}-novo , {SECRET}"})
    found = [one.get_secret_value() for one in getattr(settings, name.lower())]
    assert found == [f"{SECRET}-novo", SECRET]
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(("kind", "values"), [("llm", FIRST), ("llm_fallback", SECOND)])
def test_an_endpoint_is_read_with_its_model_and_key(kind: str, values: dict[str, str]) -> None:
    settings = from_values({**values, f"ALU_{kind.upper()}_API_KEY": SECRET})
    assert getattr(settings, f"{kind}_base_url") == URL
    assert getattr(settings, f"{kind}_model") == values[f"ALU_{kind.upper()}_MODEL"]
    assert getattr(settings, f"{kind}_api_key").get_secret_value() == SECRET


def test_every_setting_has_a_case_here() -> None:
    told = Path(__file__).read_text(encoding="utf-8")
    names = {name.upper() for name in Settings.model_fields if not name.endswith("_api_key")}
    assert all(name in told for name in names)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LLM_BASE_URL", "127.0.0.1:8080/v1"),
        ("LLM_BASE_URL", "ftp://127.0.0.1/v1"),
        ("LLM_BASE_URL", "http://"),
        ("LLM_BASE_URL", "http:// espaço"),
        ("LLM_FALLBACK_BASE_URL", "modelo.example/v1"),
        ("LLM_STRUCTURED_METHOD", "xml"),
        ("LLM_STRUCTURED_METHOD", "JSON_SCHEMA"),
        ("LLM_TIMEOUT", "0.5"),
        ("LLM_TIMEOUT", "61"),
        ("LLM_TIMEOUT", "12,5"),
        ("LLM_TIMEOUT", "nan"),
        ("LLM_TIMEOUT", "inf"),
        ("LLM_TIMEOUT", "logo"),
        ("LLM_MASK", "sim"),
        ("SEMANTIC", "talvez"),
        ("LLM_MODELL", "modelo"),
        ("LLM_APIKEY", SECRET),
        ("PROMPT_DIR", "prompts"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("LOG_LEVEL", "verbose"),
        ("CHATWOOT_URL", "chatwoot.example.com"),
        ("CHATWOOT_URL", "https://alguem:senha@chatwoot.example.com"),
        ("CHATWOOT_ACCOUNT_ID", "0"),
        ("CHATWOOT_ACCOUNT_ID", "conta"),
        ("CHATWOOT_INBOX_IDS", "1;2"),
        ("CHATWOOT_INBOX_IDS", "0"),
        ("CHATWOOT_TEAMS", "comercial"),
        ("CHATWOOT_TEAMS", "comercial:um"),
        ("WEBHOOK_UNSIGNED", "sim"),
        ("WEBHOOK_TOLERANCE", "0"),
        ("WEBHOOK_TOLERANCE", "86400"),
        ("WEBHOOK_MAX_BYTES", "1000"),
        ("DEBOUNCE_QUIET", "-1"),
        ("DEBOUNCE_CAP", "121"),
        ("ASSIGNEE_TAKES_OVER", "talvez"),
        ("LLM_PRICE_IN", "-1"),
        ("LLM_PRICE_OUT", "nan"),
        ("LLM_CURRENCY", "reais brasileiros"),
        ("DIGEST_CONVERSATION", "0"),
        ("DIGEST_AT", "segunda 08:00"),
        ("DIGEST_AT", "mon 8:00"),
        ("DIGEST_AT", "mon 24:00"),
        ("WEBHOOK_SECRET", SECRET),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(name: str, text: str) -> None:
    told = refused(**{name: text})
    assert told.startswith(f"ALU_{name}: ")
    assert SECRET not in told


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"LLM_MODEL": "modelo"}, "ALU_LLM_BASE_URL"),
        ({"LLM_BASE_URL": URL}, "ALU_LLM_MODEL"),
        ({"LLM_FALLBACK_MODEL": "modelo"}, "ALU_LLM_FALLBACK_BASE_URL"),
        ({"LLM_FALLBACK_BASE_URL": URL}, "ALU_LLM_FALLBACK_MODEL"),
        ({"LLM_API_KEY": SECRET}, "ALU_LLM_API_KEY"),
        ({"LLM_FALLBACK_API_KEY": SECRET, **FIRST_ONLY}, "ALU_LLM_FALLBACK_API_KEY"),
    ],
)
def test_half_an_endpoint_is_refused(values: dict[str, str], named: str) -> None:
    assert refused(**values).startswith(f"{named}: ")


def test_one_price_alone_is_refused() -> None:
    for name in ("LLM_PRICE_IN", "LLM_PRICE_OUT"):
        assert refused(**{name: "0.4"}).startswith("ALU_LLM_PRICE_IN, ALU_LLM_PRICE_OUT: ")
    settings = from_values({"ALU_LLM_PRICE_IN": "0.4", "ALU_LLM_PRICE_OUT": "0"})
    assert (settings.llm_price_in, settings.llm_price_out) == (0.4, 0.0)


def test_a_message_that_looks_complete_is_not_waited_for_longer_than_others() -> None:
    assert refused(DEBOUNCE_COMPLETE="3", DEBOUNCE_QUIET="2").startswith("ALU_DEBOUNCE_COMPLETE: ")


# --- enough to serve ---

SERVING = {
    "CHATWOOT_URL": "https://chatwoot.example.com",
    "CHATWOOT_ACCOUNT_ID": "1",
    "CHATWOOT_BOT_TOKEN": SECRET,
    "WEBHOOK_SECRETS": SECRET,
}


def given(**values: str) -> Settings:
    return from_values({f"{PREFIX}{name}": value for name, value in values.items()})


def test_what_is_enough_to_serve_is_taken_as_it_is() -> None:
    settings = given(**SERVING)
    assert serving(settings) is settings


@pytest.mark.parametrize("missing", SERVING)
def test_what_is_missing_to_serve_is_named(missing: str) -> None:
    values = {name: value for name, value in SERVING.items() if name != missing}
    with pytest.raises(WrongSettings) as wrong:
        serving(given(**values))
    assert str(wrong.value).startswith(f"ALU_{missing}: ")
    assert SECRET not in str(wrong.value)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(WrongSettings) as wrong:
        serving(given())
    assert all(f"ALU_{name}" in str(wrong.value) for name in SERVING)


def test_without_signatures_no_secret_is_asked_for() -> None:
    values = {name: value for name, value in SERVING.items() if name != "WEBHOOK_SECRETS"}
    assert serving(given(**values, WEBHOOK_UNSIGNED="true"))


def test_everything_wrong_is_told_at_once_a_line_each() -> None:
    told = refused(LLM_TIMEOUT="0", LLM_MODELL="x", SEMANTIC="talvez").splitlines()
    assert {line.partition(":")[0] for line in told} == {
        "ALU_LLM_TIMEOUT",
        "ALU_LLM_MODELL",
        "ALU_SEMANTIC",
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://maquina:porta/v1",
        "http://maquina:/v1",
        "http://maquina:808080/v1",
        "http://a b",
        "http://m/v1 v2",
        "http://alguem:senha@maquina/v1",
        "http://alguem@maquina/v1",
        "http://127.0.0.1:99999/v1",
    ],
)
def test_an_address_that_no_client_can_open_is_refused(url: str) -> None:
    assert refused(LLM_BASE_URL=url, LLM_MODEL="modelo").startswith("ALU_LLM_BASE_URL: ")


@pytest.mark.parametrize("url", [URL, "https://modelo.example", "http://m:1/"])
def test_an_address_of_a_server_is_taken(url: str) -> None:
    assert from_values({**FIRST, "ALU_LLM_BASE_URL": url}).llm_base_url == url


def test_blanks_around_a_setting_are_no_part_of_it() -> None:
    spaced = {name: f" {value} \n" for name, value in FIRST.items()}
    assert from_values(spaced) == from_values(FIRST)


def test_a_key_without_an_address_names_the_setting_that_is_lacking() -> None:
    assert "ALU_LLM_BASE_URL" in refused(LLM_API_KEY=SECRET)


def test_a_model_of_blanks_is_no_model() -> None:
    assert "ALU_LLM_MODEL" in refused(LLM_BASE_URL=URL, LLM_MODEL="  ")


def test_variables_of_others_are_none_of_our_business() -> None:
    assert from_values({"PATH": "/bin", "LLM_MODEL": "x", "ALUMINIO": "sim"}) == from_values({})


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_setting_is_as_if_it_were_not_there(empty: str | None) -> None:
    assert from_values({"ALU_LLM_TIMEOUT": empty, "ALU_SEMANTIC": empty}) == from_values({})


# --- secrets ---


def test_no_key_is_in_any_form_of_the_settings() -> None:
    keys = {"ALU_LLM_API_KEY": SECRET, "ALU_LLM_FALLBACK_API_KEY": SECRET}
    settings = from_values({**FIRST, **SECOND, **keys})
    forms = (repr(settings), str(settings), str(settings.model_dump()), settings.model_dump_json())
    assert not any(SECRET in form for form in forms)


@pytest.mark.parametrize(
    "values",
    [
        {"LLM_API_KEY": SECRET, "LLM_BASE_URL": "nada"},
        {"LLM_API_KEY": SECRET, "LLM_BASE_URL": URL},
        {"LLM_API_KEY": SECRET, "LLM_MODEL": "modelo"},
        {"LLM_API_KEY": SECRET},
        {"LLM_BASE_URL": f"http://alguem:{SECRET}@maquina/v1", "LLM_MODEL": "modelo"},
        {"LLM_FALLBACK_API_KEY": SECRET, "LLM_TIMEOUT": "0"},
        {"LLM_FALLBACK_API_KEY": SECRET, "LLM_NADA": "1"},
        {"LLM_KEY": SECRET},
    ],
)
def test_no_key_is_in_an_error_nor_in_its_traceback(values: dict[str, str]) -> None:
    with pytest.raises(WrongSettings) as wrong:
        from_values({f"ALU_{name}": value for name, value in values.items()})
    told = "".join(traceback.format_exception(wrong.value))
    assert SECRET not in told


def test_settings_are_not_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        from_values({}).semantic = True


def test_wrong_settings_are_an_error_a_person_can_put_right() -> None:
    assert issubclass(WrongSettings, AluError)


# --- where they come from ---


def test_the_environment_goes_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "minhas.env"
    file.write_text('ALU_LLM_TIMEOUT=20\nALU_SEMANTIC="true"\nOUTRA=1\n', encoding="utf-8")
    monkeypatch.setenv("ALU_LLM_TIMEOUT", "30")
    settings = from_environment(file)
    assert (settings.llm_timeout, settings.semantic) == (30.0, True)


def test_without_a_file_the_environment_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALU_LLM_MASK", "false")
    assert from_environment(tmp_path / "nenhum.env").llm_mask is False


def test_the_file_is_the_one_where_she_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("ALU_LLM_TIMEOUT=33\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert from_environment().llm_timeout == 33.0


def test_a_file_in_another_encoding_is_refused_and_named(tmp_path: Path) -> None:
    file = tmp_path / "minhas.env"
    file.write_bytes("# endereço\nALU_LLM_TIMEOUT=20\n".encode("latin-1"))
    with pytest.raises(WrongSettings, match=r"minhas\.env"):
        from_environment(file)


# --- .env.example ---


def example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    found = (re.fullmatch(r"# (ALU_\w+)=(.*)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def test_the_example_names_every_setting_and_nothing_else() -> None:
    assert set(example()) == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    told = set(re.findall(r"ALU_\w+", EXAMPLE.read_text(encoding="utf-8")))
    assert told == set(example())


def test_the_example_sets_nothing_by_itself() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert all(not line or line.startswith("#") for line in lines)


def test_the_example_shows_the_defaults() -> None:
    given = {name: value for name, value in example().items() if value}
    for shown in ("ALU_CHATWOOT_URL", "ALU_LLM_BASE_URL", "ALU_PROMPTS_DIR"):
        given.pop(shown)
    assert from_values(given) == from_values({})
    assert (EXAMPLE.parent / example()["ALU_PROMPTS_DIR"]).resolve() == HERE
