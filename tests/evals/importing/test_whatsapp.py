"""Exports of WhatsApp as phones write them: who, when, what, and what nobody said."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from evals.importing.refused import NotImportable
from evals.importing.talk import Line, Talk
from evals.importing.whatsapp import looks_like, read

ZONE = ZoneInfo("America/Fortaleza")
FILE = Path("conversa.txt")


def talk(text: str, customer: str = "") -> Talk:
    return read(text, FILE, zone=ZONE, customer=customer, alu="Alú")


def at(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("12/03/2026 14:05 - Nara: oi", "2026-03-12 14:05"),
        ("12/03/26 14:05 - Nara: oi", "2026-03-12 14:05"),
        ("12/03/2026, 14:05 - Nara: oi", "2026-03-12 14:05"),
        ("[12/03/26, 14:05:33] Nara: oi", "2026-03-12 14:05:33"),
        ("[12/03/2026 14:05:33] Nara: oi", "2026-03-12 14:05:33"),
        ("\u200e[13/03/26, 14:05:33] Nara: oi", "2026-03-13 14:05:33"),
        ("3/13/26, 2:05 PM - Nara: oi", "2026-03-13 14:05"),
        ("3/13/26, 12:05\u202fAM - Nara: oi", "2026-03-13 00:05"),
        ("[3/13/26, 2:05:33\u202fPM] Nara: oi", "2026-03-13 14:05:33"),
        ("13/03/2026 2:05 p. m. - Nara: oi", "2026-03-13 14:05"),
        ("13.03.26, 14:05 - Nara: oi", "2026-03-13 14:05"),
        ("2026-03-13 14:05 - Nara: oi", "2026-03-13 14:05"),
    ],
)
def test_a_line_tells_when_who_and_what(line, when):
    assert looks_like(line)
    assert talk(line).entries == (Line("customer", at(when), "oi", name="Nara"),)


def test_the_order_of_day_and_month_is_that_in_which_time_goes_on():
    going_on = "4/1/26, 9:00 - Nara: um\n4/2/26, 9:00 - Nara: dois\n5/1/26, 9:00 - Nara: tres\n"
    assert [line.at.month for line in talk(going_on).lines if line.at] == [4, 4, 5]


def test_a_message_of_several_lines_is_one():
    text = "12/03/2026 14:05 - Nara: quero:\n- 30 barras\n\n- 12: as de sempre\n12/03/2026 14:06 - Nara: ok\n"
    assert [line.text for line in talk(text).lines] == [
        "quero:\n- 30 barras\n\n- 12: as de sempre",
        "ok",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "12/03/2026 14:05 - As mensagens e as ligações são protegidas com a criptografia de ponta a ponta.",
        "12/03/2026 14:05 - Messages and calls are end-to-end encrypted. Tap to learn more.",
        '12/03/2026 14:05 - Nara mudou o assunto para "Obra: nova"',
        "12/03/2026 14:05 - Rui adicionou +55 85 99999-0001",
        "[12/03/26, 14:05:33] Loja: \u200eAs mensagens e ligações são protegidas com a criptografia de ponta a ponta.",
        "[12/03/26, 14:05:33] Nara: \u200eLigação de voz perdida",
        "12/03/2026 14:05 - Nara: Mensagem apagada",
        "[12/03/26, 14:05:33] Nara: \u200eThis message was deleted.",
        "12/03/2026 14:05 - Rui: Você apagou esta mensagem",
        "12/03/2026 14:05 - Nara: null",
    ],
)
def test_what_whatsapp_says_itself_is_no_line(line):
    assert [one.text for one in talk(f"{line}\n13/03/2026 14:06 - Nara: oi\n").lines] == ["oi"]


@pytest.mark.parametrize(
    ("said", "kind", "caption"),
    [
        ("<Mídia oculta>", "image", ""),
        ("<Media omitted>", "image", ""),
        ("\u200eimagem ocultada", "image", ""),
        ("\u200eimage omitted", "image", ""),
        ("\u200eáudio ocultado", "audio", ""),
        ("\u200eaudio omitted", "audio", ""),
        ("\u200evídeo omitido", "video", ""),
        ("\u200efigurinha omitida", "sticker", ""),
        ("lista.pdf • \u200e2 páginas \u200edocumento omitido", "document", ""),
        ("\u200eContact card omitted", "contact", ""),
        ("PTT-20260312-WA0001.opus (arquivo anexado)", "audio", ""),
        ("\u200eIMG-20260312-WA0001.jpg (file attached)\nolha essa", "image", "olha essa"),
        ("\u200e<anexado: 00000012-PHOTO-2026-03-12.jpg>", "image", ""),
        ("<attached: 00000013-lista.xlsx>", "document", ""),
        ("STK-20260312-WA0003.webp (arquivo anexado)", "sticker", ""),
        ("Zelia.vcf (arquivo anexado)", "contact", ""),
        ("localização: https://maps.google.com/?q=-3.7,-38.5", "location", ""),
    ],
)
def test_what_was_sent_is_a_kind_with_its_caption(said, kind, caption):
    (line,) = talk(f"12/03/2026 14:05 - Nara: {said}\n").lines
    assert (line.kind, line.text) == (kind, caption)


def test_words_about_media_are_words():
    (line,) = talk("12/03/2026 14:05 - Nara: mandei o documento omitido ontem, viu\n").lines
    assert line.kind == "text"


def test_what_was_edited_is_read_as_it_was_left():
    (line,) = talk("12/03/2026 14:05 - Nara: são 40 <Mensagem editada>\n").lines
    assert line.text == "são 40"


def test_the_customer_is_who_writes_first_or_who_is_named():
    text = "12/03/2026 14:05 - Rui: oi, tudo bem?\n12/03/2026 14:06 - Nara: oi\n12/03/2026 14:06 - Alú: Oi!\n"
    assert [line.who for line in talk(text).lines] == ["customer", "human", "alu"]
    assert [line.who for line in talk(text, "Nara").lines] == ["human", "customer", "alu"]


def test_who_is_not_there_is_told_with_who_is():
    with pytest.raises(NotImportable, match="Em --customer, escreva um destes: Rui, Nara"):
        talk("12/03/2026 14:05 - Rui: oi\n12/03/2026 14:06 - Nara: oi\n", "Zelia")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\noi\n", "conversa.txt:2: a linha não começa com data e hora"),
        ("", "conversa.txt: não há mensagem nenhuma"),
        ("12/03/2026 14:05 - Nara: oi\n32/13/2026 14:05 - Nara: oi\n", "conversa.txt:2: esta data não existe"),
        ("12/03/2026 14:05 - Nara saiu do grupo\n", "conversa.txt: só há avisos do WhatsApp"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_with_its_line(text, told):
    with pytest.raises(NotImportable) as refused:
        talk(text)
    assert str(refused.value).startswith(told)
