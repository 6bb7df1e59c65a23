"""The composition root: settings become a running Alú. The same functions serve the product, the terminal and tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone

from pydantic import SecretStr

from agent.extract import Extractor
from agent.loading import ProtocolError, load
from agent.mind import Mind
from agent.mind.llm import llm_mind
from agent.mind.llm.mind import LlmMind
from agent.mind.offline import OfflineMind
from agent.mind.offline.classifier import load as load_weights
from agent.mind.offline.semantic import Sentences, SentencesUnavailable
from agent.mind.offline.semantic import load as load_sentences
from agent.mind.resilient import ResilientMind
from agent.protocol import Protocol
from agent.resources import Resources
from api.errors import WrongSettings
from api.settings import Settings

OFFLINE_SECONDS = 5.0
MARGIN_SECONDS = 0.2  # a model's mind gives up before it is given up, and tells what the try cost


def resources(settings: Settings) -> Resources:
    """The company's words and the minds that the settings ask for. Raises ``WrongSettings``."""
    protocol = company(settings)
    return Resources.of(protocol, mind(settings, protocol))


def company(settings: Settings) -> Protocol:
    """The protocol of the company whose directory is set."""
    try:
        return load(settings.prompts_dir)
    except ProtocolError as wrong:
        raise WrongSettings(str(wrong)) from wrong


def mind(settings: Settings, protocol: Protocol) -> Mind:
    """The model's mind first where an endpoint is set, a second endpoint next, the offline mind always last."""
    return joined(models(settings, protocol), settings, protocol)


def joined(models: Sequence[tuple[str, LlmMind]], settings: Settings, protocol: Protocol) -> Mind:
    offline = offline_mind(protocol, semantic=settings.semantic)
    if not models:
        return offline
    bounded = [(name, one, settings.llm_timeout) for name, one in models]
    return ResilientMind([*bounded, (OfflineMind.name, offline, OFFLINE_SECONDS)])


def offline_mind(protocol: Protocol, *, semantic: bool = False) -> OfflineMind:
    """The mind that needs no key and no network."""
    extractor = Extractor(protocol.catalogue)
    return OfflineMind(protocol, extractor, load_weights(), _sentences() if semantic else None)


def clock(fixed: str = "") -> Callable[[], datetime]:
    """The clock on the wall, or one that stands still at an ISO 8601 moment with an offset."""
    if not fixed:
        return _now
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WrongSettings(
            f"--agora: {fixed!r} não traz hora e fuso; escreva 2026-11-23T10:00-03:00"
        )
    return lambda: moment


def _now() -> datetime:
    return datetime.now(timezone.utc)  # noqa: TID251, UP017


def _sentences() -> Sentences:
    try:
        return load_sentences()
    except SentencesUnavailable as missing:
        raise WrongSettings(f"ALU_SEMANTIC: {missing}") from missing


def models(settings: Settings, protocol: Protocol) -> list[tuple[str, LlmMind]]:
    """The minds of the endpoints that are set: the first, then the one to fall back on."""
    return [
        (name, _model(name, url, key, model, settings, protocol))
        for name, url, key, model in _endpoints(settings)
        if url
    ]


def asked(models: Sequence[tuple[str, LlmMind]], settings: Settings) -> dict[str, tuple[str, str]]:
    """The model, and the fingerprint of what it is asked, by the name of its mind."""
    named = {name: model for name, _, _, model in _endpoints(settings)}
    return {name: (named[name], mind.fingerprint) for name, mind in models}


def _endpoints(settings: Settings) -> list[tuple[str, str | None, SecretStr, str]]:
    """Name, address, key and model of each; without an address it is not set."""
    return [
        ("llm", settings.llm_base_url, settings.llm_api_key, settings.llm_model),
        ("llm2", settings.llm_fallback_base_url, settings.llm_fallback_api_key, settings.llm_fallback_model),
    ]  # fmt: skip


def _model(
    name: str, url: str, key: SecretStr, model: str, settings: Settings, protocol: Protocol
) -> LlmMind:
    return llm_mind(
        protocol,
        Extractor(protocol.catalogue),
        base_url=url,
        api_key=key,
        model=model,
        method=settings.llm_structured_method,
        seconds=settings.llm_timeout - MARGIN_SECONDS,
        mask=settings.llm_mask,
        name=name,
        prompts=settings.prompts_dir,
    )
