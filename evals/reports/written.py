"""A report as files: JSON to be read again, Markdown for a pull request, JUnit for whatever collects test results."""

from __future__ import annotations

import orjson
from pydantic import ValidationError

from evals.record import VERSION
from evals.report import Report
from evals.reports.junit import as_junit
from evals.reports.markdown import as_markdown

__all__ = ["NotAReport", "as_json", "as_junit", "as_markdown", "from_json"]


class NotAReport(Exception):
    """What was given is no report that can be read here; the message says why."""


def as_json(report: Report) -> bytes:
    """UTF-8, keys sorted, one line: the same report gives the same bytes."""
    return orjson.dumps(
        report.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    )


def from_json(written: bytes) -> Report:
    """The report that ``as_json`` wrote. Raises ``NotAReport``."""
    try:
        told = orjson.loads(written)
    except orjson.JSONDecodeError as wrong:
        raise NotAReport(f"isto não é um relatório: não é JSON ({wrong})") from None
    if not isinstance(told, dict) or "version" not in told or "conversations" not in told:
        raise NotAReport("isto não é um relatório de alu eval: falta `version` ou `conversations`")
    if told["version"] != VERSION:
        raise NotAReport(
            f"este relatório é da versão {told['version']}, e esta Alú lê a {VERSION}: rode alu eval de novo"
        )
    return _validated(told)


def _validated(told: dict[str, object]) -> Report:
    try:
        return Report.model_validate(told)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise NotAReport(f"este relatório está estragado em {place}: {first['msg']}") from None
