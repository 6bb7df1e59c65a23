"""What is remembered of a contact beyond one conversation: a few facts, sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from api.storage.inserts import insert
from api.storage.seal import close_json, open_json
from api.storage.tables import contacts


async def remember(
    tx: AsyncConnection, account: int, contact: int, facts: Mapping[str, str], at: datetime
) -> None:
    """Adds facts to what is known; one that is known already is replaced."""
    new = insert(tx, contacts).values(account=account, contact=contact, changed_at=at)
    await tx.execute(new.on_conflict_do_nothing())
    known = await _facts(tx, account, contact, alone=True)
    sealed = close_json(tx, {**known, **facts}, place(account, contact))
    await tx.execute(
        update(contacts).where(_is(account, contact)).values(facts=sealed, changed_at=at)
    )


async def remembered(tx: AsyncConnection, account: int, contact: int) -> dict[str, str]:
    """The facts; none for a contact never met, or erased."""
    return await _facts(tx, account, contact, alone=False)


async def erasures(
    tx: AsyncConnection, people: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], datetime]:
    """When those of ``people`` (account, contact) that were erased were erased last."""
    columns = (contacts.c.account, contacts.c.contact)
    wanted = and_(tuple_(*columns).in_(list(people)), contacts.c.erased_at.is_not(None))
    rows = await tx.execute(select(*columns, contacts.c.erased_at).where(wanted))
    return {(account, contact): moment for account, contact, moment in rows}


async def forget(tx: AsyncConnection, account: int, contact: int, at: datetime) -> None:
    """The facts are gone; that they were erased, and when, stays."""
    gone = {"facts": None, "changed_at": at, "erased_at": at}
    new = insert(tx, contacts).values(account=account, contact=contact, **gone)
    await tx.execute(new.on_conflict_do_update(index_elements=["account", "contact"], set_=gone))


def place(account: int, contact: int) -> str:
    """Where facts are sealed for."""
    return f"contacts.facts:{account}:{contact}"


async def _facts(tx: AsyncConnection, account: int, contact: int, *, alone: bool) -> dict[str, str]:
    """``alone``: nobody else may change them until the transaction ends."""
    wanted = select(contacts.c.facts).where(_is(account, contact))
    stored = await tx.scalar(wanted.with_for_update() if alone else wanted)
    return {
        name: str(value) for name, value in open_json(tx, stored, place(account, contact)).items()
    }


def _is(account: int, contact: int) -> ColumnElement[bool]:
    return and_(contacts.c.account == account, contacts.c.contact == contact)
