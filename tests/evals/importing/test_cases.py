"""What becomes of a conversation: its turns, what is proposed, and the file that a person is to check."""

from __future__ import annotations

import re

import pytest

from evals.case import Attached, Clock, HumanSays, Silence, StatusChanged
from tests.evals.importing.conftest import exported
from tests.evals.importing.test_chatwoot import BEGAN, bot, message


def shown(case) -> list[str]:
    """The turns in short, with what is expected beside."""
    return [f"{_what(turn)}{_expected(turn)}" for turn in case.turns]


def _what(turn) -> str:
    match turn.event:
        case None:
            return " / ".join(turn.user)
        case Attached(kind=kind, text=text):
            return f"<{kind}> {text}".strip()
        case HumanSays(human_says=texts):
            return f"human: {' / '.join(texts)}"
        case StatusChanged(status=status):
            return f"-> {status}"
        case Silence(silence=silence):
            return f"... {silence}"
        case Clock(clock=clock):
            return f"... {clock.isoformat()}"
        case _:
            return "again"


def _expected(turn) -> str:
    need = f" [{' '.join(turn.expect.need)}]" if turn.expect.need else ""
    return need + (" [silence]" if turn.expect.silence else "")


def activity(number: int, text: str) -> dict[str, object]:
    return message(number, text, 2, sender=None)


def listed(*messages: dict[str, object], labels: tuple[str, ...] = ()) -> dict[str, object]:
    contact = {"name": "Nara Bento", "phone_number": "+5588987654321"}
    return {"meta": {"labels": list(labels), "contact": contact}, "payload": list(messages)}


def test_a_conversation_that_she_routed(importing):
    (one,) = importing(
        listed(
            message(1, "bom dia"),
            bot(2, "Oi! Como posso ajudar?"),
            message(3, "quero 30 barras de perfil U", created_at=BEGAN + 180),
            message(4, "branco", created_at=BEGAN + 190),
            bot(5, "Já passei pro time comercial"),
            activity(6, "Atribuído a comercial por Alú"),
            activity(7, "Conversa foi reaberta por Alú"),
            message(8, "obrigado"),
            message(9, "Oi, aqui é o Rui", 1),
            message(10, "quanto fica?"),
            activity(11, "Conversa foi marcada como resolvida por Rui Alencar"),
            labels=("compras", "ia-transferido", "vip"),
        )
    )
    case = one.case
    assert shown(case)[:3] == [
        "bom dia",
        "quero 30 barras de perfil U / branco [compras]",
        "obrigado",
    ]
    assert re.fullmatch(r"human: Oi, aqui é o \w+ \[silence\]", shown(case)[3])
    assert "Rui" not in shown(case)[3]
    assert shown(case)[4:] == ["quanto fica? [silence]", "-> resolved"]
    assert case.gold == "partial"
    assert (case.goals.team, case.goals.status) == ("comercial", "resolved")
    assert case.goals.labels.contains == ("compras", "ia-transferido")
    assert {"compras", "rajada", "humano-assume"} <= set(case.tags)
    assert case.setup.channel.phone.startswith("+558899999")
    assert case.setup.now.timestamp() == BEGAN + 60


def test_a_conversation_that_people_took_first_is_not_hers_to_route(importing):
    (one,) = importing(
        listed(
            message(1, "quero a segunda via do boleto"),
            message(2, "Oi, já vejo", 1),
            activity(3, "Atribuído a financeiro por Rui Alencar"),
            labels=("financeiro",),
        )
    )
    assert one.case.turns[0].expect.need == ("financeiro",)
    assert one.case.goals.team is None
    assert one.case.goals.labels.contains == ()
    assert one.case.goals.status == "open"
    assert "# Proposto: o time financeiro veio depois" in one.path.read_text(encoding="utf-8")


def test_the_status_goes_as_people_set_it(importing):
    (one,) = importing(
        listed(
            message(1, "oi"),
            activity(2, "Conversa foi reaberta por Rui Alencar"),
            message(3, "alguém?"),
            activity(4, "Conversa foi marcada como pendente por Rui Alencar"),
            message(5, "voltei"),
            activity(6, "Conversa foi adiada por Rui Alencar"),
            message(7, "e aí"),
            activity(8, "Conversa foi marcada como resolvida por Rui Alencar"),
            message(9, "mais uma coisa"),
        )
    )
    assert shown(one.case) == [
        "oi", "-> open", "alguém? [silence]", "-> pending", "voltei", "-> snoozed", "-> open", "e aí [silence]",
        "-> resolved", "mais uma coisa",
    ]  # fmt: skip
    assert {"devolve", "volta", "humano-assume"} <= set(one.case.tags)
    assert one.case.goals.status is None


@pytest.mark.parametrize(
    ("seconds", "turns"),
    [
        (19, ["um / dois"]),
        (21, ["um", "dois"]),
        (29 * 60, ["um", "dois"]),
        (30 * 60, ["um", "... 30m", "dois"]),
        (3 * 3600, ["um", "... 3h", "dois"]),
        (47 * 3600, ["um", "... 2026-11-20T07:06:40-03:00", "dois"]),
    ],
)
def test_time_that_passes_is_a_turn(seconds, turns, importing):
    (one,) = importing(
        [message(1, "um", created_at=BEGAN), message(2, "dois", created_at=BEGAN + seconds)]
    )
    assert shown(one.case) == turns


def test_what_she_answers_in_between_divides_a_burst(importing):
    lines = [message(1, "um"), bot(2, "Oi!"), message(3, "dois")]
    for line in lines:
        line["created_at"] = BEGAN
    (one,) = importing(lines)
    assert shown(one.case) == ["um", "dois"]


def test_what_is_sent_and_what_comes_twice(importing):
    photo = [{"file_type": "image"}, {"file_type": "audio"}]
    (one,) = importing(
        [
            message(1, "olha", attachments=photo),
            message(2, "é isso", source_id="w1"),
            message(3, "é isso", source_id="w1"),
        ]
    )
    assert shown(one.case) == ["<image> olha", "<audio>", "é isso", "again"]
    assert {"midia", "audio", "duplicada"} <= set(one.case.tags)


def test_people_who_only_send_something_take_over_without_a_word(importing):
    photo = [{"file_type": "file"}]
    (one,) = importing(
        [
            message(1, "cadê o boleto"),
            message(2, None, 1, attachments=photo),
            message(3, "obrigada"),
        ]
    )
    assert shown(one.case) == ["cadê o boleto", "-> open", "obrigada [silence]"]


def test_an_export_of_whatsapp_is_a_case_too(importing):
    said = [
        ("Nara Bento", "oi, quero cantoneira"),
        ("Loja", "Oi Nara!"),
        ("Loja", "Qual a medida?"),
        ("Nara Bento", "3/4"),
    ]
    (one,) = importing(exported(said))
    first, human, last = shown(one.case)
    assert (first, last) == ("oi, quero cantoneira", "3/4 [silence]")
    assert re.fullmatch(r"human: Oi \w+! / Qual a medida\? \[silence\]", human)
    assert "Nara" not in one.path.read_text(encoding="utf-8")
    assert one.case.goals.status == "open"


def test_where_nothing_is_known_the_least_is_expected(importing):
    (one,) = importing(exported([("Nara", "oi"), ("Nara", "quero cantoneira")]))
    assert one.case.goals.never_asked == ("telefone",)
    assert "# Proposto: o registro não diz o que esperar" in one.path.read_text(encoding="utf-8")


def test_the_file_is_written_as_people_write_them(importing):
    (one,) = importing(
        listed(
            message(1, "oi", created_at=BEGAN),
            message(2, 'quero: "30" # barras\n- e mais', created_at=BEGAN + 5),
            message(3, "Certo", 1, created_at=BEGAN + 60),
        )
    )
    text = one.path.read_text(encoding="utf-8")
    head, _, body = text.partition("\nid: ")
    assert all(line.startswith("# ") for line in head.splitlines())
    keys = re.findall(r"^(\w+):", f"id: {body}", re.MULTILINE)
    assert keys == ["id", "title", "tags", "split", "author", "gold", "setup", "turns", "goals"]
    assert "  now: 2026-11-18T08:06:40-03:00\n" in body
    assert re.search(r"^  channel: \{phone: '\+5588\d+', name: [^}]+\}$", body, re.MULTILINE)
    assert (
        '  - user:\n      - oi\n      - |-\n        quero: "30" # barras\n        - e mais\n'
        in body
    )
    assert re.search(
        r"^  - event: \{human_says: Certo, by: [^}]+\}\n    expect: \{silence: true\}$",
        body,
        re.MULTILINE,
    )


def test_two_conversations_in_one_file_are_two_cases(importing):
    def hook(number: int, conversation: int) -> dict[str, object]:
        state = {"id": conversation, "status": "pending", "updated_at": BEGAN + number, "meta": {}}
        return {
            **message(number, f"quero {number} barras"),
            "event": "message_created",
            "conversation": state,
        }

    cases = importing([hook(1, 7), hook(2, 8), hook(3, 7)])
    assert [len(one.case.turns) for one in cases] == [2, 1]
    assert len({one.case.id for one in cases}) == 2
