"""The page as a browser shows it: alone, without a script, in light, in dark, on a phone and on paper."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.report.page import as_page
from api.report.period import Period
from api.settings import Settings
from tests.agent.stub_mind import PROTOCOL
from tests.api.report.conftest import Shelf
from tests.api.report.ledgerbook import WEEK
from tests.evals.reports.browser import Browser, Tab
from tests.evals.reports.conftest import browser

pytestmark = pytest.mark.anyio

__all__ = ["browser"]


class Strict(HTMLParser):
    """Every element that is opened is closed, in order."""

    VOID = frozenset({"meta", "rect", "line"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in self.VOID or self.open.pop() == tag


async def test_it_is_one_well_formed_document_that_asks_for_nothing(shelf: Shelf) -> None:
    page = as_page(await shelf.report(), PROTOCOL)
    parser = Strict()
    parser.feed(page)
    assert parser.open == []
    assert not parser.seen & {"script", "img", "link", "iframe"}
    assert not re.search(r"https?://|url\(|@import", page)


async def test_names_are_never_taken_for_markup(shelf: Shelf) -> None:
    company = PROTOCOL.company.model_copy(update={"name": "<b>Fortal & Filhos</b>"})
    need = PROTOCOL.needs["compras"].model_copy(update={"label": '<i title="x">Compras</i>'})
    odd = PROTOCOL.model_copy(
        update={"company": company, "needs": {**PROTOCOL.needs, "compras": need}}
    )
    report = await shelf.report(protocol=odd)
    page = as_page(report, odd)
    assert "<b>Fortal" not in page
    assert "<i title" not in page
    assert "&lt;b&gt;Fortal &amp; Filhos&lt;/b&gt;" in page


async def test_nothing_happened(shelf: Shelf) -> None:
    quiet = Period(WEEK.begin - timedelta(days=90), WEEK.begin - timedelta(days=83), WEEK.zone)
    page = as_page(await shelf.report(quiet), PROTOCOL)
    told = "Nenhuma conversa comigo de 18/08/2026 08:00 a 25/08/2026 08:00."
    assert f'<p class="empty">{told}</p>' in page
    assert "<svg" not in page


@pytest.fixture
def tab(browser: Browser, tmp_path: Path) -> Iterator[Tab]:
    with browser.tab(width=1200, height=1000) as tab:
        yield tab
        assert tab.complaints == []
        assert {url.split("?")[0] for url in tab.requests} <= {(tmp_path / "r.html").as_uri()}


async def test_a_browser_shows_figures_and_charts(shelf: Shelf, tab: Tab, tmp_path: Path) -> None:
    opened(tab, as_page(await shelf.report(), PROTOCOL), tmp_path)
    tiles = dict(zip(tab.texts("main > .tiles dt"), tab.texts("main > .tiles b"), strict=True))
    assert tiles == {
        "Conversas": "20",
        "Encaminhadas": "12",
        "Completas": "58 %",
        "Tempo até encaminhar": "7 min 20 s",
        "Turnos por conversa": "3",
        "Correções do time": "1",
    }
    assert tab.texts("#needs .bars span")[0] == "Compras"
    assert tab.texts("#needs .bars b")[0] == "8 · 40 %"
    shares = tab.js(
        """[...document.querySelectorAll("#needs li")].map(li => {
            const long = part => li.querySelector(part).getBoundingClientRect().width;
            return Math.round(100 * long(".bar") / long(".rail"));
        })"""
    )
    assert shares == [40, 15, 15, 15, 15]
    columns = tab.js('document.querySelectorAll("#course rect.came").length')
    assert columns == 8
    assert "R$ 0,0368" in tab.texts("#model b")


async def test_it_fits_a_phone(shelf: Shelf, browser: Browser, tmp_path: Path) -> None:
    with browser.tab(width=390, height=800) as phone:
        opened(phone, as_page(await shelf.report(), PROTOCOL), tmp_path)
        assert phone.js("document.documentElement.scrollWidth") == 390


async def test_words_are_readable_in_light_and_in_dark(
    shelf: Shelf, browser: Browser, tmp_path: Path
) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 2.2, AA) for ink and for the fainter words."""
    page = as_page(await shelf.report(), PROTOCOL)
    for dark in (False, True):
        with browser.tab(dark=dark) as tab:
            opened(tab, page, tmp_path)
            ground = tab.js('getComputedStyle(document.querySelector("section")).backgroundColor')
            for words in ("dd b", "dt", ".bars small", ".about"):
                ink = tab.js(f'getComputedStyle(document.querySelector("{words}")).color')
                assert contrast(str(ink), str(ground)) >= 4.5, (dark, words)


async def test_it_prints(shelf: Shelf, tab: Tab, tmp_path: Path) -> None:
    """On A4, in few pages, in light colours even where the screen is dark."""
    opened(tab, as_page(await shelf.report(), PROTOCOL), tmp_path)
    told = tab.call(
        "Page.printToPDF", {"preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69}
    )
    pdf = base64.b64decode(str(told["data"]))
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", pdf)) <= 3
    scheme = {"name": "prefers-color-scheme", "value": "dark"}
    tab.call("Emulation.setEmulatedMedia", {"media": "print", "features": [scheme]})
    assert tab.js("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


async def test_a_long_course_keeps_few_words(shelf: Shelf) -> None:
    """Of a quarter: a column a day, a date here and there, no figures over columns too thin for them."""
    quarter = Period(WEEK.end - timedelta(days=91), WEEK.end, WEEK.zone)
    page = as_page(await shelf.report(quarter), PROTOCOL)
    assert page.count('class="tick"') == 12
    assert 'class="over"' not in page
    assert page.count('class="came"') == 15 + 1  # the days of the fortnight, and the legend


async def test_without_a_price_there_is_no_money(shelf: Shelf) -> None:
    unpriced = Settings(chatwoot_account_id=1)
    assert "Custo do modelo" not in as_page(await shelf.report(settings=unpriced), PROTOCOL)


def opened(tab: Tab, page: str, folder: Path) -> None:
    file = folder / "r.html"
    file.write_text(page, encoding="utf-8")
    tab.open(file.as_uri())


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(one) / 255 for one in re.findall(r"\d+", colour)[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
