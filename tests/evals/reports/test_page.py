"""The page in a real browser: real clicks and keys, hostile texts, no network, quick with a whole suite."""

from __future__ import annotations

import re

import pytest

from agent.drawing import palette
from evals.reports.page import as_page
from tests.evals.reports.browser import Tab, until
from tests.evals.reports.conftest import Opened
from tests.evals.reports.invented import (
    CLOSED,
    MARKUP,
    conversations,
    large,
    nothing_measured,
    report,
)

FAILED = {"compras-cidade-errada-0", "cliente-apressado-3", "caso-quebrado-0"}
WRONG_CITY = "#compras-cidade-errada-0"


def rows(tab: Tab) -> list[str]:
    """The conversations in the list, by their anchors."""
    found = tab.js("[...document.querySelectorAll('#list a')].map(one => one.dataset.anchor)")
    assert isinstance(found, list)
    return found


def go(tab: Tab, place: str) -> None:
    """Changes the address and waits until the page has heard of it."""
    tab.js(
        "window.heard = false; addEventListener('hashchange', () => { heard = true }, {once: true});"
        f"location.hash = {place!r}"
    )
    until(lambda: tab.js("heard"))


def address(tab: Tab) -> object:
    return tab.js("decodeURIComponent(location.hash)")


def marked(tab: Tab, kind: str) -> set[str]:
    """The nodes and ways of the conversation's graph that are marked so."""
    found = tab.js(
        f"[...document.querySelectorAll('#conversation g.{kind}')]"
        ".map(one => one.querySelector('title').textContent)"
    )
    assert isinstance(found, list)
    return set(found)


def turn_shown(tab: Tab) -> str:
    return tab.texts(".steps .caption")[0]


# What is in the file


def test_the_page_is_one_file_that_names_no_address_of_its_own() -> None:
    page = as_page(nothing_measured(), "")
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    assert not re.search(r"<(link|script|img)[^>]+(src|href)=\"(?!data:,)", page)
    for colour in (palette.INK, palette.PATH, palette.PATH_PAPER):
        assert colour in page


def test_no_text_can_end_the_element_that_holds_the_data() -> None:
    page = as_page(report(), "")
    data = page.split('<script type="application/json" id="report">')[1].split("</script>")[0]
    assert "<" not in data
    assert "\\u003c/script>\\u003cb>" in data


def test_a_text_that_looks_like_a_part_of_the_page_stays_a_text(svg: str) -> None:
    page = as_page(report(company="<!-- style --> <!-- data -->"), svg)
    assert page.count("<svg") == 1
    assert "\\u003c!-- style --> \\u003c!-- data -->" in page


# The summary


def test_the_summary_tells_verdict_criteria_and_measures(opened: Opened) -> None:
    with opened(report()) as tab:
        assert tab.texts("h1") == ["1 critério quebrado"]
        told = tab.texts(".verdict p")[0]
        assert told.startswith("7 de 10 conversas deram certo, 3 falharam; 1 ficou sem resposta")
        pills = [text.split("\n")[0] for text in tab.texts(".gate")]
        assert pills == ["quebrado", "não medido", "mantido", "mantido", "mantido", "mantido"]
        measure = next(t for t in tab.texts("#medidas tr") if t.startswith("Necessidade certa"))
        shown = ["95,2", "98,5", "96,2", "99,6", "93,2", "97,7"]
        assert re.findall(r"(\d+,\d) %", measure) == shown
        assert tab.js("document.querySelectorAll('.chart').length") == 3


def test_the_matrix_shows_every_count_beside_its_names(opened: Opened) -> None:
    with opened(report()) as tab:
        titles = tab.js(
            "[...document.querySelectorAll('.heat .cell title')].map(t => t.textContent)"
        )
        assert isinstance(titles, list)
        assert "era entrega, entendeu pos venda: 5 de 47 (10,6 %)" in titles
        assert len(titles) == 64
        numbers = tab.js("[...document.querySelectorAll('.heat .number')].map(t => t.textContent)")
        assert sorted(map(int, numbers)) == sorted(  # type: ignore[arg-type]
            count for row in report().confusion.counts for count in row if count
        )


def test_ways_never_walked_are_red_and_the_others_thicker_the_more_they_are_walked(
    opened: Opened,
) -> None:
    with opened(report()) as tab:
        never = tab.js(
            "[...document.querySelectorAll('.coverage g.never title')].map(t => t.textContent)"
        )
        assert never == ["human->gate: 0 vezes"]
        thick = """Number([...document.querySelectorAll('.coverage g.edge')]
            .find(one => one.textContent.includes(%r)).querySelector('path').getAttribute('stroke-width'))"""
        often, seldom = tab.js(thick % "understand->qualify"), tab.js(thick % "gate->__end__")
        assert isinstance(often, float)
        assert isinstance(seldom, float)
        assert often > 1.5 * seldom
        red = "getComputedStyle(document.querySelector('.coverage g.never path')).stroke"
        assert tab.js(red) == "rgb(191, 74, 65)"


def test_a_slice_of_fewer_than_five_has_no_percentage_and_leads_to_its_conversations(
    opened: Opened,
) -> None:
    with opened(report()) as tab:
        small = next(t for t in tab.texts(".slices tr") if t.startswith("vagas"))
        assert small.split() == ["vagas", "3", "–", "–", "–", "–"]
        tab.js("document.querySelectorAll('.slices').forEach(one => one.open = true)")
        tab.js(
            "[...document.querySelectorAll('.slices a')]"
            ".find(one => one.innerText === 'apressado').id = 'aim'"
        )
        tab.click("#aim")
        until(lambda: address(tab) == "#conversas")
        assert rows(tab) == [f"cliente-apressado-{seed}" for seed in range(4)]


def test_what_changed_leads_to_its_conversation(opened: Opened) -> None:
    with opened(report()) as tab:
        assert tab.texts(".moved summary") == [
            "passou a falhar 1",
            "passou a dar certo 1",
            "outro caminho 1",
            "nova 1",
            "sumiu 1",
        ]
        tab.click(".moved.newly-failing a")
        until(lambda: tab.texts("#conversation h2") == ["Serralheiro com pressa"])
        assert address(tab) == "#cliente-apressado-3"
        tab.click(".apart summary")
        assert "turno 2" in tab.texts(".apart tr")[1]
        assert "gate → understand → qualify → reply" in tab.texts(".apart tr")[1]


# The filters


def test_only_failures_shows_only_failures(opened: Opened) -> None:
    with opened(report(), "#conversas") as tab:
        assert len(rows(tab)) == len(conversations())
        tab.click("#only-failed")
        assert set(rows(tab)) == FAILED
        assert tab.js("document.querySelectorAll('#list .dot:not(.failed)').length") == 0
        assert tab.texts("#found") == ["3 de 11 conversas"]
        tab.click("#only-failed")
        assert len(rows(tab)) == len(conversations())


def test_the_verdict_leads_to_the_failures(opened: Opened) -> None:
    with opened(report()) as tab:
        tab.click(".verdict a")
        until(lambda: address(tab) == "#conversas")
        assert set(rows(tab)) == FAILED


def test_only_those_that_changed(opened: Opened) -> None:
    with opened(report(), "#conversas") as tab:
        tab.click("#only-changed")
        assert rows(tab) == [
            "compras-rajada-007-0",
            "caso-marcacao-no-texto-0",
            "caso-so-relatado-0",
            "cliente-apressado-3",
        ]
        tab.click("#only-failed")
        assert rows(tab) == ["cliente-apressado-3"]


@pytest.mark.parametrize(
    ("by", "value", "found"),
    [
        ("#by-tag", "humano-assume", {"caso-rui-assume-0"}),
        ("#by-tag", "injecao", {"caso-marcacao-no-texto-0"}),
        ("#by-persona", "apressado", {f"cliente-apressado-{seed}" for seed in range(4)}),
        (
            "#by-split",
            "heldout",
            {"compras-cidade-errada-0", *(f"cliente-apressado-{seed}" for seed in range(4))},
        ),
    ],
)
def test_conversations_are_chosen_from_lists(
    opened: Opened, by: str, value: str, found: set[str]
) -> None:
    with opened(report(), "#conversas") as tab:
        tab.choose(by, value)
        assert set(rows(tab)) == found
        tab.choose(by, "")
        assert len(rows(tab)) == len(conversations())


def test_a_need_is_the_one_the_customer_had(opened: Opened) -> None:
    with opened(report(), "#conversas") as tab:
        tab.choose("#by-need", "compras")
        assert len(rows(tab)) == 9
        assert not {"caso-rui-assume-0", "caso-sem-entendimento-0"} & set(rows(tab))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("SERRALHEIRO pressa", {f"cliente-apressado-{seed}" for seed in range(4)}),
        ("nao consigo ouvir", {"caso-rui-assume-0"}),
        ("onerror=", {"caso-marcacao-no-texto-0"}),
        ("cidade-errada", {"compras-cidade-errada-0"}),
        ("não existe isto", set()),
    ],
)
def test_search_finds_words_anywhere_without_accents(
    opened: Opened, written: str, found: set[str]
) -> None:
    with opened(report(), "#conversas") as tab:
        tab.click("#search")
        tab.write(written)
        assert set(rows(tab)) == found


# A conversation


def test_a_conversation_is_shown_beside_what_was_behind_it(opened: Opened) -> None:
    with opened(report(), WRONG_CITY) as tab:
        assert tab.texts(".bubble.customer p") == ["quero 30 barras", "Juliana, da Metal Forte", "Sobral"]  # fmt: skip
        assert tab.texts(".bubble.note .who") == ["nota para o time"]
        assert tab.texts(".faults li") == [
            "turno 3 cidade: esperado Sobral, veio Fortaleza",
            "no fim etiquetas: esperado não ia-falta-dado, veio compras, ia-transferido",
        ]
        first = tab.texts("#turno-1 .behind dd")
        assert first[0] == "nome"
        assert "97 %" in first[2]
        assert first[-1] == "gate → understand → qualify → reply"
        city = next(t for t in tab.texts("#turno-3 .facts tr") if t.startswith("cidade"))
        assert city.split() == ["cidade", "Fortaleza", "Sobral", "diferente"]
        assert "time: comercial" in tab.texts("#turno-3 .system")


def test_whatever_may_happen_is_shown(opened: Opened) -> None:
    with opened(report(), "#caso-rui-assume-0") as tab:
        assert tab.texts(".attachment") == ["áudio", "foto"]
        assert tab.texts(".bubble.person") == ["Rui\n\noi, aqui é o Rui, já vejo pra você"]
        assert [text for text in tab.texts(".system") if "Alú em silêncio" not in text] == [
            "3 horas sem ninguém escrever",
            "uma pessoa assume a conversa",
            "o canal entrega de novo as últimas mensagens",
            "a última mensagem dela não chegou ao cliente",
            "o relógio anda: 21 horas",
            "uma pessoa muda a situação: aberta → pendente",
        ]
        assert tab.texts(".when")[-1] == "turno 9 · 10:06"
        assert "ter, 24/11/2026" in tab.texts(".when")[-2]
        assert tab.texts(".bubble.alu")[0].endswith("Me escreve o que você precisa?")


@pytest.mark.parametrize("one", conversations(), ids=lambda one: one.key)
def test_every_conversation_opens(opened: Opened, one) -> None:  # type: ignore[no-untyped-def]
    with opened(report(), f"#{one.id}-{one.seed}") as tab:
        assert tab.js("document.querySelectorAll('#conversation .turn').length") == len(
            one.played.steps
        )
        verdict = "falhou" if one.key.replace("#", "-") in FAILED else "deu certo"
        expected = "sem entendimento" if one.played.ended == "infra" else verdict
        assert tab.texts(".verdict-line .pill") == [expected]


def test_markup_in_a_text_is_shown_and_does_nothing(opened: Opened) -> None:
    with opened(report()) as tab:
        for place in ("#conversas", "#resumo", "#caso-marcacao-no-texto-0"):
            go(tab, place)
        assert tab.texts("#conversation h2") == [f"Escreve {MARKUP}"]
        assert tab.texts(".bubble.customer p")[:2] == [MARKUP, CLOSED]
        assert tab.js("window.hacked === undefined") is True
        inside = "document.querySelectorAll('main img, main script, main b > b, .bubble b').length"
        assert tab.js(inside) == 0


def test_even_markup_that_got_in_could_do_nothing(opened: Opened) -> None:
    """The policy of the page forbids what the page itself never does."""
    with opened(report()) as tab:
        tab.js(
            "window.kept = new Set();"
            "document.addEventListener('securitypolicyviolation', one => kept.add(one.effectiveDirective));"
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"hacked = 3\">');"
            "const own = document.createElement('script'); own.textContent = 'window.hacked = 4';"
            "document.body.append(own);"
            "fetch('http://127.0.0.1:9/').catch(() => {})"
        )
        wanted = {"script-src-attr", "script-src-elem", "img-src", "connect-src"}
        until(lambda: len(tab.js("[...kept]")) == len(wanted), 5)  # type: ignore[arg-type]
        assert set(tab.js("[...kept]")) == wanted  # type: ignore[call-overload]
        assert tab.js("window.hacked === undefined") is True
        assert all("Content Security Policy" in one for one in tab.complaints)
        tab.complaints.clear()
        del tab.requests[1:]  # begun, and blocked


# The graph beside it


def test_the_path_of_the_conversation_is_marked_on_the_graph(opened: Opened) -> None:
    with opened(report(), "#caso-rui-assume-0") as tab:
        assert marked(tab, "passed") == {
            "__start__", "gate", "human", "understand", "qualify", "reply", "__start__->gate", "gate->human",
            "gate->understand", "understand->qualify", "qualify->reply", "reply->__end__", "gate->__end__",
        }  # fmt: skip
        assert marked(tab, "now") == set()


def test_turns_are_gone_through_by_button_click_and_pointer(opened: Opened) -> None:
    with opened(report(), "#compras-rajada-007-0") as tab:
        assert turn_shown(tab) == "a conversa toda"
        tab.click(".steps button[aria-label='próximo turno']")
        assert turn_shown(tab) == "turno 1 de 3"
        assert marked(tab, "now") == {
            "__start__", "gate", "understand", "qualify", "reply", "__start__->gate", "gate->understand",
            "understand->qualify", "qualify->reply", "reply->__end__",
        }  # fmt: skip
        tab.click("#turno-3 .when")
        assert turn_shown(tab) == "turno 3 de 3"
        assert "collect->route" in marked(tab, "now")
        tab.hover("#turno-2 .when")
        assert turn_shown(tab) == "turno 2 de 3"
        tab.hover(".heading h2")
        assert turn_shown(tab) == "turno 3 de 3"
        tab.click(".steps button[aria-label='a conversa toda']")
        assert marked(tab, "now") == set()


def test_a_turn_that_scrolls_under_a_resting_pointer_is_not_looked_at(opened: Opened) -> None:
    with opened(report(), "#caso-rui-assume-0", height=500) as tab:
        tab.hover("#turno-1 .when")
        tab.press("ArrowRight")
        tab.press("ArrowRight")
        assert turn_shown(tab) == "turno 2 de 9"
        tab.js("scrollTo(0, 900)")
        frames = "new Promise(go => requestAnimationFrame(() => setTimeout(go, 150)))"
        tab.call("Runtime.evaluate", {"expression": frames, "awaitPromise": True})
        assert tab.js("scrollY") == 900
        assert turn_shown(tab) == "turno 2 de 9"


def test_a_failure_leads_to_its_turn(opened: Opened) -> None:
    with opened(report(), WRONG_CITY) as tab:
        tab.click(".faults button")
        assert turn_shown(tab) == "turno 3 de 3"
        seen = """(() => {
            const {top, bottom} = document.querySelector('#turno-3').getBoundingClientRect();
            return top < innerHeight && bottom > 0;
        })()"""
        assert tab.js(seen) is True


def test_without_a_drawing_everything_else_is_there(opened: Opened) -> None:
    with opened(report(), drawing="") as tab:
        assert "human" in " ".join(tab.texts("#cobertura td"))
        go(tab, WRONG_CITY)
        tab.click("#turno-3 .when")
        assert tab.js("document.querySelectorAll('#conversation svg.graph').length") == 0


# The keyboard, addresses


def test_the_keyboard_is_enough(opened: Opened) -> None:
    with opened(report(), "#compras-rajada-007-0") as tab:
        tab.press("j")
        until(lambda: address(tab) == "#caso-marcacao-no-texto-0")
        tab.press("j")
        until(lambda: address(tab) == WRONG_CITY)
        tab.press("k")
        until(lambda: address(tab) == "#caso-marcacao-no-texto-0")
        tab.press("ArrowRight")
        tab.press("ArrowRight")
        assert turn_shown(tab) == "turno 2 de 3"
        tab.press("ArrowLeft")
        assert turn_shown(tab) == "turno 1 de 3"
        tab.js("history.back()")
        until(lambda: tab.texts("#conversation h2") == ["Diz Sobral e fica Fortaleza"])
        tab.press("/")
        assert tab.js("document.activeElement.id") == "search"
        tab.write("fica fortaleza")
        tab.press("j")
        assert address(tab) == WRONG_CITY
        tab.press("Escape")
        assert tab.js("document.activeElement.id") != "search"
        assert address(tab) == WRONG_CITY


def test_escape_leads_back_to_the_list(opened: Opened) -> None:
    with opened(report(), WRONG_CITY, width=400, height=800) as tab:
        assert tab.js("getComputedStyle(document.querySelector('#conversation')).display") == "block"  # fmt: skip
        tab.press("Escape")
        until(lambda: address(tab) == "#conversas")
        assert tab.js("getComputedStyle(document.querySelector('#conversation')).display") == "none"


def test_everything_that_can_be_pressed_has_a_name(opened: Opened) -> None:
    with opened(report(), WRONG_CITY) as tab:
        nameless = """[...document.querySelectorAll('a, button, input, select, summary')]
            .filter(one => ![one.innerText, one.ariaLabel, one.closest('label')?.innerText]
                .some(name => name?.trim())).length"""
        assert tab.js(nameless) == 0


@pytest.mark.parametrize(
    ("at", "view"),
    [
        ("", "resumo"),
        ("#cobertura", "resumo"),
        ("#nada-disso", "resumo"),
        ("#%E0%A4%A", "resumo"),
        ("#conversas", "conversas"),
        (WRONG_CITY, "conversas"),
    ],
)
def test_every_address_leads_somewhere(opened: Opened, at: str, view: str) -> None:
    with opened(report(), at) as tab:
        other = {"resumo": "conversas", "conversas": "resumo"}[view]
        assert tab.js(f"document.querySelector('#view-{view}').hidden") is False
        assert tab.js(f"document.querySelector('#view-{other}').hidden") is True


def test_a_run_of_nothing_is_a_page_too(opened: Opened) -> None:
    with opened(nothing_measured()) as tab:
        assert tab.texts("h1") == ["Todos os critérios mantidos"]
        go(tab, "#conversas")
        assert tab.texts("#found") == ["0 conversas"]


# Screens


@pytest.mark.parametrize("width", [360, 400, 768, 1100, 1400, 1920])
def test_no_screen_has_to_be_scrolled_sideways(opened: Opened, width: int) -> None:
    with opened(report(), width=width, height=800) as tab:
        for at in ("#resumo", "#conversas", WRONG_CITY, "#caso-rui-assume-0"):
            go(tab, at)
            tab.js("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert tab.js("document.documentElement.scrollWidth <= innerWidth") is True
            assert tab.js("document.querySelector('#conversation').scrollWidth <= innerWidth")


CONTRAST = """
(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const even = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = (colour) => channels(colour).map(even)
    .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (one) => { for (let at = one; at; at = at.parentElement) {
    const ground = getComputedStyle(at).backgroundColor;
    if (!/rgba\\(.*, 0\\)|transparent/.test(ground)) return ground;
  } return "rgb(255, 255, 255)"; };
  const told = (one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  const seen = [...document.querySelectorAll("body *:not(svg *):not(script):not(style):not(option)")]
    .filter((one) => told(one) && one.checkVisibility());
  return seen.map((one) => {
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), one.className + " " + one.innerText.slice(0, 30)];
  }).sort((one, two) => one[0] - two[0])[0];
})()
"""


@pytest.mark.parametrize("at", ["", WRONG_CITY, "#caso-rui-assume-0", "#cliente-apressado-3"])
@pytest.mark.parametrize("dark", [False, True])
def test_every_text_can_be_read_by_day_and_by_night(opened: Opened, at: str, *, dark: bool) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    with opened(report(), at, dark=dark) as tab:
        tab.js("document.querySelectorAll('details').forEach(one => one.open = true)")
        least = tab.js(CONTRAST)
        assert isinstance(least, list)
        assert least[0] >= 4.5, least


# A whole suite


def test_a_whole_suite_opens_quickly_and_draws_what_is_seen(opened: Opened) -> None:
    made = large()
    assert len(as_page(made, "").encode()) < 10_000_000
    with opened(made, "#grande-300-0") as tab:
        ready = "performance.getEntriesByType('navigation')[0].loadEventEnd"
        assert until(lambda: tab.js(ready)) < 2000
        assert tab.texts("#conversation h2") == ["Cliente número 300 quer perfil"]
        assert tab.js("document.querySelectorAll('#conversation .turn').length") == 7
        assert tab.js("document.querySelector('#list [aria-current]').dataset.anchor") == "grande-300-0"  # fmt: skip
        tab.click("#only-failed")
        assert len(rows(tab)) == 30
        tab.click("#only-failed")
        assert len(rows(tab)) < 600
        tab.js("document.querySelector('#list').scrollTo(0, 1e6)")
        until(lambda: len(rows(tab)) > 100)
