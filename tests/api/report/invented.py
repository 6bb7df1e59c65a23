"""An invented fortnight at the company: enough of everything that a report can show."""

from __future__ import annotations

from datetime import timedelta

from tests.api.report.ledgerbook import WEEK, Book

NEEDS = (
    ("compras", "comercial"), ("compras", "comercial"), ("compras", "comercial"), ("financeiro", "financeiro"),
    ("entrega", "logistica"), ("pos_venda", "pos-venda"), ("", "atendimento"),
)  # fmt: skip
LACKS = ([], [], ["cidade"], [], ["quantidade", "produto/codigo"])


def fortnight() -> Book:
    """Two weeks: the second busier than the first."""
    book = Book()
    for number in range(1, 64):
        at = WEEK.before.begin + timedelta(hours=number * number / 12)
        need, team = NEEDS[number % len(NEEDS)]
        fate = number % 5
        book.conversation(number, status="pending" if fate == 4 else "open")
        book.turn(
            number,
            1,
            at,
            need=need,
            heard=at - timedelta(seconds=3),
            told=at,
            mind="llm",
            tokens=(1900, 120),
        )
        late = number % 9 == 0
        book.turn(number, 2, at + timedelta(seconds=50), heard=at + timedelta(seconds=45),
                  mind="offline" if late else "llm", tokens=(2100, 90))  # fmt: skip
        after = at + timedelta(seconds=60 + number * 7)
        if fate < 3:
            lacks = LACKS[number % len(LACKS)]
            book.route(number, 3, after, team, need, lacks, "incomplete" if lacks else "complete",
                       heard=after, told=after + timedelta(seconds=2))  # fmt: skip
        elif fate == 3:
            book.turn(number, 3, at + timedelta(hours=20), "rest", "unanswered", mind="")
        if number % 7 == 0:
            book.effect(number, 2, after, state="suppressed", reason="a person took over", part=2)
        if number % 13 == 0:
            book.effect(number, 2, after, "update_contact", "dropped", "no_user_token", 3)
            book.correction(number, after, "labels" if number % 2 else "team")
    return book
