"""Settings from the environment and ``.env``, prefix ``ALU_``: an unknown or unsafe value refuses to start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from api.errors import WrongSettings
from prompts import HERE

PREFIX = "ALU_"

TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")

StructuredMethod = Literal["json_schema", "json_mode", "function_calling"]
Logging = Literal["debug", "info", "warning", "error"]


def _has_a_port(url: str) -> str:
    if urlsplit(url).port == 0:
        raise ValueError("there is no port 0")
    return url


HOST = r"(?:\[[0-9a-fA-F:.]+\]|[^\s/@:\[\]]+)"
Url = Annotated[
    str,
    Field(pattern=rf"^[hH][tT][tT][pP][sS]?://{HOST}(?::\d{{1,5}})?(?:/[^\s@]*)?$"),
    AfterValidator(_has_a_port),
]


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _parts(value: object) -> object:
    """A comma-separated list."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _pairs(value: object) -> object:
    """``name:number`` pairs, comma-separated."""
    parts = _parts(value)
    if not isinstance(parts, tuple):
        return value
    return {name.strip(): number for name, _, number in (part.partition(":") for part in parts)}


Ids = Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(_parts)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_parts)]
Switch = Annotated[bool, BeforeValidator(_lower)]
WEEKLY = r"^(mon|tue|wed|thu|fri|sat|sun) ([01]\d|2[0-3]):[0-5]\d$"
NOTHING = SecretStr("")


class Settings(BaseModel):
    """Every setting with its default. Without ``LLM_*`` Alú understands offline; all times are in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: Annotated[Logging, BeforeValidator(_lower)] = "info"

    database_url: str = "sqlite+aiosqlite:///./var/alu.db"
    state_key: SecretStr = NOTHING

    chatwoot_url: Url | None = None
    chatwoot_account_id: int | None = Field(default=None, ge=1)
    chatwoot_inbox_ids: Ids = ()
    chatwoot_bot_token: SecretStr = NOTHING
    chatwoot_user_token: SecretStr = NOTHING
    chatwoot_admin_token: SecretStr = NOTHING
    chatwoot_teams: Annotated[dict[str, int], BeforeValidator(_pairs)] = {}

    webhook_secrets: Secrets = ()
    webhook_path_token: Secrets = ()
    webhook_unsigned: Switch = False
    webhook_tolerance: float = Field(default=300.0, ge=1, le=3600)
    webhook_max_bytes: int = Field(default=1_048_576, ge=16_384, le=64 * 1_048_576)

    debounce_quiet: float = Field(default=2.5, ge=0, le=60)
    debounce_complete: float = Field(default=1.0, ge=0, le=60)
    debounce_cap: float = Field(default=8.0, ge=0, le=120)
    assignee_takes_over: Switch = False

    prompts_dir: Path = HERE
    llm_base_url: Url | None = None
    llm_api_key: SecretStr = SecretStr("none")
    llm_model: str = ""
    llm_structured_method: StructuredMethod = "json_schema"
    llm_timeout: float = Field(default=12.0, ge=1, le=60)
    llm_mask: Switch = True
    llm_fallback_base_url: Url | None = None
    llm_fallback_api_key: SecretStr = SecretStr("none")
    llm_fallback_model: str = ""
    llm_price_in: float | None = Field(default=None, ge=0, le=1_000_000)
    llm_price_out: float | None = Field(default=None, ge=0, le=1_000_000)
    llm_currency: str = Field(default="US$", pattern=r"^[^\d\s.,]{1,5}$")
    semantic: Switch = False

    digest_conversation: int | None = Field(default=None, ge=1)
    digest_at: Annotated[str, BeforeValidator(_lower), Field(pattern=WEEKLY)] = "mon 08:00"


def from_environment(env_file: Path = Path(".env")) -> Settings:
    """The settings of this process: ``.env`` first, the environment over it. Raises ``WrongSettings``."""
    try:
        written = dotenv_values(env_file)
    except (OSError, UnicodeDecodeError) as unreadable:
        raise WrongSettings(f"{env_file}: {unreadable}") from None
    return from_values({**written, **os.environ})


def from_values(values: Mapping[str, str | None]) -> Settings:
    """The settings among ``values``; a name with our prefix that is no setting is refused, for it may be a typo."""
    ours = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in values.items()
        if name.startswith(PREFIX) and value and value.strip()
    }
    try:
        settings = Settings.model_validate(ours)
    except ValidationError as wrong:
        raise WrongSettings("\n".join(map(_told, wrong.errors()))) from None
    return _checked(settings)


def _told(error: Mapping[str, object]) -> str:
    place = error["loc"]
    name = str(place[0]).upper() if isinstance(place, tuple) and place else ""
    if error["type"] == "extra_forbidden":
        return f"{PREFIX}{name}: there is no such setting; see .env.example"
    return f"{PREFIX}{name}: {error['msg']}"


def harden() -> None:
    """To be called before langgraph is first imported: checkpoints rebuild plain data only, nothing is traced.

    Raises ``WrongSettings`` where tracing is on, for it would send the customers' words to somebody else.
    """
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
    for name in TRACING:
        if os.environ.get(name, "").lower() in ("1", "true", "yes", "on"):
            raise WrongSettings(f"{name}: sends the customers' words to somebody else; unset it")


def serving(settings: Settings) -> Settings:
    """The settings, if they are enough to serve. Raises ``WrongSettings`` that names what is missing."""
    wanted = {
        "CHATWOOT_URL": settings.chatwoot_url,
        "CHATWOOT_ACCOUNT_ID": settings.chatwoot_account_id,
        "CHATWOOT_BOT_TOKEN": settings.chatwoot_bot_token.get_secret_value(),
    }
    missing = [f"{PREFIX}{name}" for name, value in wanted.items() if not value]
    if not settings.webhook_secrets and not settings.webhook_unsigned:
        missing.append(f"{PREFIX}WEBHOOK_SECRETS")
    if missing:
        names = ", ".join(missing)
        raise WrongSettings(
            f"{names}: not set; write them in .env (.env.example tells what each is)"
        )
    return settings


def _checked(settings: Settings) -> Settings:
    if settings.debounce_complete > settings.debounce_quiet:
        raise WrongSettings(f"{PREFIX}DEBOUNCE_COMPLETE: not longer than {PREFIX}DEBOUNCE_QUIET")
    for kind in ("llm", "llm_fallback"):
        url, model = getattr(settings, f"{kind}_base_url"), getattr(settings, f"{kind}_model")
        if url and not model:
            raise WrongSettings(
                f"{PREFIX}{kind.upper()}_MODEL: name the model of {PREFIX}{kind.upper()}_BASE_URL"
            )
        if getattr(settings, f"{kind}_api_key").get_secret_value() != "none" and not url:
            raise WrongSettings(
                f"{PREFIX}{kind.upper()}_API_KEY: whose key is it? set {PREFIX}{kind.upper()}_BASE_URL"
            )
        if model and not url:
            raise WrongSettings(f"{PREFIX}{kind.upper()}_BASE_URL: where is {model!r} to be found?")
    if (settings.llm_price_in is None) != (settings.llm_price_out is None):
        raise WrongSettings(f"{PREFIX}LLM_PRICE_IN, {PREFIX}LLM_PRICE_OUT: both, or neither")
    return settings
