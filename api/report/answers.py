"""A report as JSON of one stable shape (docs/report.md). Moments are ISO 8601 in UTC, times are in seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from agent.protocol import Protocol
from api.report import words
from api.report.figures import Figures, Spread
from api.report.period import Period
from api.report.report import Report
from api.report.words import Name

VERSION = 1


def written(report: Report, protocol: Protocol) -> str:
    """The whole report. What is not known of the period before is null."""
    told = {
        "version": VERSION,
        "company": report.company,
        "timezone": report.period.zone.key,
        "told_from": _moment(report.told_from),
        "currency": report.currency if report.figures.model.cost is not None else None,
        "period": _period(report.period),
        "figures": _figures(report.figures, protocol, whole=True),
        "before": {
            "period": _period(report.period.before),
            "figures": _figures(report.before, protocol, whole=report.was_whole),
        },
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _figures(one: Figures, protocol: Protocol, *, whole: bool) -> dict[str, object]:
    return {
        "conversations": one.conversations,
        "needs": _counts(one.needs, words.need(protocol)),
        "endings": _counts(one.endings, words.among(words.ENDINGS)),
        "turns_per_conversation": _spread(one.turns),
        "routed": one.routed,
        "teams": _counts(one.teams, words.team(protocol)),
        "reasons": _counts(one.reasons, words.reason(protocol)),
        "complete": one.complete,
        "completeness_unknown": one.unknown,
        "missing": _counts(one.missing, words.missing(protocol)),
        "seconds_to_route": _spread(one.to_route) if whole else None,
        "corrections": _counts(one.corrections, words.among(words.CORRECTIONS)),
        "suppressed": _counts(one.suppressed, words.among(words.WHY)) if whole else None,
        "dropped": [asdict(dropped) for dropped in one.dropped] if whole else None,
        "doubts": one.doubts if whole else None,
        "model": asdict(one.model),
        "course": [{**asdict(moment), "begin": _moment(moment.begin)} for moment in one.course],
    }


def _counts(counts: Mapping[str, int], name: Name) -> list[dict[str, object]]:
    return [{"id": one, "label": name(one), "count": count} for one, count in counts.items()]


def _spread(values: Spread | None) -> dict[str, float] | None:
    return None if values is None else asdict(values)


def _period(period: Period) -> dict[str, str]:
    return {"begin": _moment(period.begin), "end": _moment(period.end)}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
