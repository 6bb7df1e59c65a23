"""One Chromium for all tests of the page; skipped where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from evals.report import Report
from evals.reports.page import as_page
from tests.evals.reports.browser import NAMES, Browser, Tab, installed, running
from tests.evals.reports.invented import graph_svg

Opened = Callable[..., AbstractContextManager[Tab]]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = installed()
    if program is None:
        pytest.skip(f"no Chromium on the path ({', '.join(NAMES)})")
    with running(program, tmp_path_factory.mktemp("chromium")) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def svg() -> str:
    return graph_svg()


@pytest.fixture
def opened(browser: Browser, svg: str, tmp_path: Path) -> Opened:
    """Opens the page of a report at an address; afterwards nothing may have been complained of, or asked elsewhere."""

    @contextmanager
    def opening(
        made: Report,
        at: str = "",
        *,
        width: int = 1400,
        height: int = 900,
        dark: bool = False,
        drawing: str = svg,
    ) -> Iterator[Tab]:
        page = tmp_path / "report.html"
        page.write_text(as_page(made, drawing), encoding="utf-8")
        with browser.tab(width=width, height=height, dark=dark) as tab:
            tab.open(page.as_uri() + at)
            yield tab
            assert tab.complaints == []
            assert {url.split("#")[0] for url in tab.requests} == {page.as_uri()}

    return opening
