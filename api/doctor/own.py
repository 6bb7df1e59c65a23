"""What is hers alone: settings, words, the file of secrets, the database, the disk."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from api import bootstrap
from api.chatwoot.signature import Seal as Signature
from api.doctor.check import Check
from api.doctor.finding import Found, error, ok, warning
from api.doctor.patient import Chart, Patient
from api.errors import WrongSettings
from api.settings import serving
from api.setup import env_file
from api.storage import checkup, inbox
from api.storage.engine import assert_durable
from api.storage.errors import SealBroken
from api.storage.existing import DatabaseRefused
from api.storage.seal import Seal

PATIENCE = timedelta(minutes=2)
"""How long a delivery may wait for its turn, an effect past its time, a customer for an answer."""


async def settings(patient: Patient, chart: Chart) -> Found:
    """Whether they can be read at all."""
    try:
        chart.settings = patient.settings()
    except WrongSettings as wrong:
        return error("invalid", what=_in_one_line(wrong))
    return ok()


async def words(_patient: Patient, chart: Chart) -> Found:
    """The company's protocol, without which nothing can be said."""
    try:
        chart.protocol = bootstrap.company(chart.settings)
    except WrongSettings as wrong:
        return error("invalid", what=_in_one_line(wrong))
    return ok(company=chart.protocol.company.name)


async def complete(_patient: Patient, chart: Chart) -> Found:
    """Whether they are enough to serve, and leave no door open."""
    settings = chart.settings
    try:
        serving(settings)
        Signature(
            tuple(one.get_secret_value() for one in settings.webhook_secrets),
            tuple(one.get_secret_value() for one in settings.webhook_path_token),
            settings.webhook_tolerance,
            settings.webhook_unsigned,
        )
    except WrongSettings as wrong:
        return error("missing", what=_in_one_line(wrong))
    return ok()


async def private(patient: Patient, _chart: Chart) -> Found:
    """Who may read the tokens."""
    if not patient.env.exists():
        return ok("none")
    if env_file.readable_by_others(patient.env):
        return warning("open", file=patient.env)
    return ok()


async def key(_patient: Patient, chart: Chart) -> Found:
    """Whether what is stored is sealed."""
    try:
        seal = Seal.of(chart.settings.state_key.get_secret_value())
    except WrongSettings:
        return error("malformed")
    return ok() if seal.keys else warning("none")


async def database(_patient: Patient, chart: Chart) -> Found:
    """Whether it is there, and keeps what it is told."""
    url = chart.settings.database_url
    file = checkup.file(url)
    if file is not None and not file.is_file():
        return error("none", file=file)
    try:
        async with checkup.reading(url, Seal()) as tx:
            await assert_durable(tx)
            return ok(kind=tx.dialect.name)
    except WrongSettings as wrong:
        return error("unfit", what=_in_one_line(wrong))
    except DatabaseRefused as refused:
        return error("refused", what=refused)


async def migrations(_patient: Patient, chart: Chart) -> Found:
    """Whether its tables are those of this Alú."""
    async with checkup.reading(chart.settings.database_url, Seal()) as tx:
        stored, ours = await checkup.revisions(tx)
    if stored is None:
        return error("none", ours=ours)
    return ok(ours=ours) if stored == ours else error("other", stored=stored, ours=ours)


async def sealed(_patient: Patient, chart: Chart) -> Found:
    """Whether what is stored opens with the key that is set."""
    seal = Seal.of(chart.settings.state_key.get_secret_value())
    async with checkup.reading(chart.settings.database_url, seal) as tx:
        try:
            some = await checkup.assert_opens(tx)
        except SealBroken:
            return error("broken")
    return ok() if some else ok("empty")


async def disk(patient: Patient, chart: Chart) -> Found:
    """Room where she remembers; a database on another machine has a disk of its own."""
    file = checkup.file(chart.settings.database_url)
    if file is None:
        return ok("elsewhere")
    folder = _there(file)
    if not folder.is_dir():
        return error("no_folder", folder=folder)
    free = shutil.disk_usage(folder).free
    megabytes, least = free // 2**20, patient.room // 2**20
    if free < patient.room:
        return error("full", free=megabytes, least=least, folder=folder)
    return ok(free=megabytes, folder=folder)


async def backlog(patient: Patient, chart: Chart) -> Found:
    """Whether what was heard is read."""
    async with checkup.reading(chart.settings.database_url, Seal()) as tx:
        oldest = await inbox.oldest_waiting(tx)
    if oldest is None or patient.clock() - oldest <= PATIENCE:
        return ok()
    return error("waiting", minutes=(patient.clock() - oldest) // timedelta(minutes=1))


async def outbox(patient: Patient, chart: Chart) -> Found:
    """Whether what was decided gets told."""
    async with checkup.reading(chart.settings.database_url, Seal()) as tx:
        stuck = await checkup.stuck(tx, patient.clock() - PATIENCE)
    if stuck.since is None:
        return ok()
    minutes = (patient.clock() - stuck.since) // timedelta(minutes=1)
    return warning("stuck", doubt=stuck.in_doubt, overdue=stuck.overdue, minutes=minutes)


def _there(file: Path) -> Path:
    """The nearest folder above a file that is there already."""
    return next((one for one in file.absolute().parents if one.exists()), file.parent)


def _in_one_line(wrong: Exception) -> str:
    return "; ".join(str(wrong).splitlines())


CHECKS = (
    Check("settings", settings),
    Check("words", words, ("settings",)),
    Check("complete", complete, ("settings",)),
    Check("private_env", private),
    Check("disk", disk, ("settings",)),
    Check("database", database, ("settings",)),
    Check("migrations", migrations, ("database",)),
    Check("state_key", key, ("settings",)),
    Check("sealed", sealed, ("migrations",), unless=("state_key",)),
    Check("backlog", backlog, ("migrations",)),
    Check("outbox", outbox, ("migrations",)),
)
