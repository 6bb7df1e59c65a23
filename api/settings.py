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

StructuredMethod = Literal["json_schema", "json_mode", "function_calling"]


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


class Settings(BaseModel):
    """Every setting with its default. Without ``LLM_*`` Alú understands offline."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompts_dir: Path = HERE
    llm_base_url: Url | None = None
    llm_api_key: SecretStr = SecretStr("none")
    llm_model: str = ""
    llm_structured_method: StructuredMethod = "json_schema"
    llm_timeout: float = Field(default=12.0, ge=1, le=60)
    llm_mask: Annotated[bool, BeforeValidator(_lower)] = True
    llm_fallback_base_url: Url | None = None
    llm_fallback_api_key: SecretStr = SecretStr("none")
    llm_fallback_model: str = ""
    semantic: Annotated[bool, BeforeValidator(_lower)] = False


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


def _checked(settings: Settings) -> Settings:
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
    return settings
