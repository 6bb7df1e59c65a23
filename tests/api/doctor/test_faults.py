"""Every fault is named, with its remedy, and nothing else is: what follows from it is not told again."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.doctor import words
from tests.api.doctor.chain import amiss, chain
from tests.api.doctor.faults import FAULTS

pytestmark = pytest.mark.anyio
WORDS = words.load()


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_is_named_and_its_remedy_told(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    async with chain(tmp_path, **fault.chain) as here:  # type: ignore[arg-type]
        if (planting := fault.plant(here)) is not None:
            await planting
        found = await here.examined(*fault.only)
    assert amiss(found) == fault.calls
    remedies = [WORDS.told(found[one], "pt").remedy for one in fault.calls]
    assert any(fault.remedy in one for one in remedies), remedies
    assert all(remedies)
    assert all(WORDS.told(found[one], "en").remedy for one in fault.calls)
