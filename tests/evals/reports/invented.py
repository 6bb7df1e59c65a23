"""Reports with invented people: every kind of step, failures of every kind, markup in what customers write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent.drawing import draw
from agent.effects import Effect
from agent.graph import build
from evals.case import Split
from evals.record import (
    Conversation,
    Cost,
    Failure,
    Gold,
    Guess,
    Kind,
    Known,
    NeedKnown,
    Played,
    Said,
    Screen,
    Step,
)
from evals.report import (
    Change,
    Confusion,
    Coverage,
    Delta,
    Difference,
    Gate,
    Metric,
    Options,
    Past,
    Reached,
    Report,
    Slice,
    Slot,
    Team,
    Times,
    Way,
)

MONDAY = datetime.fromisoformat("2026-11-23T10:05:00-03:00")
ASKS = ("gate", "understand", "qualify", "reply")
COLLECTS = ("gate", "understand", "qualify", "need", "collect", "reply")
ROUTES = ("gate", "understand", "qualify", "need", "collect", "route", "reply")
HUMAN = ("gate", "human")
MARKUP = (
    'oi <script>window.hacked = 1</script> <img src="http://192.0.2.1/x" onerror="window.hacked=2">'
)
CLOSED = "</script><b>negrito</b> <!-- {{data}} --> &lt;"
CARD = "Juliana · pj · Metal Forte\nCompras: 30 barras de perfil U branco\nFalta: nada\nSugestão: Oi, Juliana!"


def graph_svg() -> str:
    svg = draw(build(), "svg")
    assert isinstance(svg, str)
    return svg


def graph_mermaid() -> str:
    mermaid = draw(build(), "mermaid")
    assert isinstance(mermaid, str)
    return mermaid


def says(text: str) -> Effect:
    return {"do": "say", "text": text}


def customer(*texts: str) -> tuple[Said, ...]:
    return tuple(Said(role="customer", text=text) for text in texts)


def step(
    number: int,
    kind: Kind = "user",
    *,
    at: datetime | None = None,
    effects: Sequence[Effect] = (),
    **told: object,
) -> Step:
    """A step whose effects are also what was said."""
    now = at or MONDAY + timedelta(seconds=40 * number)
    said = tuple(effect["text"] for effect in effects if effect["do"] == "say")
    return Step.model_validate(
        {
            "number": number,
            "kind": kind,
            "now": now.isoformat(),
            "before": "pending",
            "after": "pending",
            "effects": tuple(effects),
            "said": said,
            **told,
        }
    )


def handed_over(text: str = "Prontinho, Juliana, passei tudo pro time comercial.") -> list[Effect]:
    return [
        {"do": "note", "text": CARD},
        {"do": "add_labels", "labels": ["compras", "ia-transferido"]},
        {
            "do": "set_attributes",
            "attributes": {"alu_etapa": "humano", "alu_necessidade": "compras"},
        },
        {
            "do": "update_contact",
            "name": "Juliana",
            "email": "",
            "attributes": {"cidade": "Sobral"},
        },
        {"do": "set_priority", "priority": "high"},
        says(text),
        {"do": "assign_team", "team": "comercial"},
        {"do": "set_status", "status": "open"},
    ]


def known(*items: dict[str, str], **contact: str) -> Known:
    return Known(contact=contact, needs=(NeedKnown(kind="compras", items=items),))


BARS = {"produto": "perfil U", "acabamento": "branco", "quantidade": "30", "unidade": "barra"}


def purchase(texts: Sequence[str], city: str = "Sobral") -> list[Step]:
    """A customer buys: need and item, the name, the city, the hand-over."""
    first = Gold(needs=("compras",), items=(BARS,))
    second = first.model_copy(
        update={"slots": {"nome": "Juliana", "tipo_pessoa": "pj", "empresa": "Metal Forte"}}
    )
    third = second.model_copy(
        update={"slots": {**second.slots, "cidade": "Sobral"}, "implied": {"uf": "CE"}}
    )
    people = {"nome": "Juliana", "tipo_pessoa": "pj", "empresa": "Metal Forte"}
    return [
        step(
            1, heard=customer(*texts), path=ASKS, act="ask", reason="asking", asks=("nome",),
            effects=[says("Bom dia! Aqui é a Alú, assistente virtual. Com quem eu falo?")],
            needs=(Guess(kind="compras", confidence=0.971),), acts=("greets",), fresh=("compras",),
            known=known(BARS), gold=first, uses=("greeting",),
        ),
        step(
            2, heard=customer("Juliana, da Metal Forte"), path=COLLECTS, act="ask", reason="asking",
            asks=("cidade",), effects=[says("Prazer, Juliana. A entrega é em qual cidade?")],
            known=known(BARS, **people), gold=second,
        ),
        step(
            3, heard=customer("Sobral"), path=ROUTES, act="route", reason="complete", after="open",
            effects=handed_over(), known=known(BARS, **people, cidade=city, uf="CE"), gold=third,
            cost=Cost(requests=2, tokens_in=812, tokens_out=96, failures=("llm: timeout",)),
        ),
    ]  # fmt: skip


def eventful() -> list[Step]:
    """Everything that may happen beside a customer's text."""
    start = MONDAY
    taken = {"before": "open", "after": "open", "path": HUMAN, "reason": "human"}
    quiet = {"act": "silence", "silence_due": True}
    return [
        step(
            1, "attached", at=start, heard=(Said(role="customer", kind="audio"),), path=ASKS,
            act="ask", reason="asking", asks=("necessidade",), uses=("audio",),
            effects=[says("Ainda não consigo ouvir áudio. Me escreve o que você precisa?")],
        ),
        step(
            2, "attached", at=start + timedelta(minutes=2), path=ASKS, act="rest", reason="resting",
            heard=(Said(role="customer", kind="image", text="olha a peça amassada"),), mood="annoyed",
            effects=[says("Recebi a foto, obrigada.")],
        ),
        step(3, "silence", at=start + timedelta(hours=3)),
        step(
            4, "human_says", at=start + timedelta(hours=3, minutes=1), **taken, **quiet,
            heard=(Said(role="human", name="Rui", text="oi, aqui é o Rui, já vejo pra você"),),
        ),
        step(
            5, at=start + timedelta(hours=3, minutes=2), **taken, **quiet,
            heard=customer("obrigada Rui"),
        ),
        step(6, "again", at=start + timedelta(hours=3, minutes=3), **taken, **quiet),
        step(7, "unsaid", at=start + timedelta(hours=3, minutes=4), **taken, **quiet),
        step(8, "clock", at=start + timedelta(days=1), before="open", after="open"),
        step(
            9, "status", at=start + timedelta(days=1, minutes=1), path=("gate",), act="silence",
            reason="nothing_to_say", effects=[{"do": "note", "text": "Voltei. Sei que a peça veio amassada."}],
        ),
    ]  # fmt: skip


def conversation(
    id: str, steps: Sequence[Step], *failures: Failure, seed: int = 0, **told: object
) -> Conversation:
    return Conversation.model_validate(
        {
            "id": id,
            "seed": seed,
            "title": "Serralheiro escreve tudo picado, sem acento",
            "tags": ("compras", "pj"),
            "split": "dev",
            "author": "ana",
            "file": f"transcripts/{id}.yaml",
            "team": "comercial",
            "handoff_due": True,
            "required": ("nome", "cidade"),
            "played": Played(steps=tuple(steps), screen=screen(), ended="routed"),
            "failures": failures,
            "basis": ("path", "need", "slots", "asks", "silence", "content", "state"),
            **told,
        }
    )


def screen() -> Screen:
    return Screen(
        status="open",
        team="comercial",
        priority="high",
        labels=("compras", "ia-transferido"),
        attributes={"alu_etapa": "humano", "alu_falta": ""},
        contact={"nome": "Juliana", "cidade": "Sobral"},
        notes=(CARD,),
    )


def failure(turn: int, basis: str, what: str, expected: str, found: str, line: int = 12) -> Failure:
    return Failure.model_validate(
        {
            "turn": turn,
            "basis": basis,
            "what": what,
            "expected": expected,
            "found": found,
            "line": line,
        }
    )


def conversations() -> list[Conversation]:
    """One of each kind; four fail, one had no mind to ask, one crashed."""
    wrong_city = purchase(["quero 30 barras"], city="Fortaleza")
    return [
        conversation("compras-rajada-007", purchase(["bom dia", "quero 30 barra de perfil u branco"])),
        conversation(
            "caso-marcacao-no-texto", purchase([MARKUP, CLOSED]), title=f"Escreve {MARKUP}",
            tags=("compras", "injecao"),
        ),
        conversation(
            "compras-cidade-errada", wrong_city,
            failure(3, "slots", "cidade", "Sobral", "Fortaleza", 31),
            failure(0, "state", "labels", "not ia-falta-dado", "compras, ia-transferido", 40),
            title="Diz Sobral e fica Fortaleza", split="heldout", author="bento",
        ),
        conversation(
            "caso-rui-assume", eventful(), title="Rui assume e devolve no dia seguinte",
            tags=("pos-venda", "humano-assume"), team="", played=Played(steps=tuple(eventful()), screen=Screen()),
        ),
        conversation(
            "caso-so-relatado", purchase(["oi", "30 barras de perfil U"]),
            failure(1, "path", "path (subset)", "gate route", "gate understand"),
            basis=("need", "slots"), title="O caminho foi outro, mas não decide", tags=("compras", "novo"),
        ),
        *(
            conversation(
                "cliente-apressado", purchase(["opa", f"perfil u {seed}"]), *_asked_twice(seed), seed=seed,
                persona="apressado", tags=("compras", "simulado"), split="heldout", author="celia",
                title="Serralheiro com pressa", file="customers/cliente-apressado.yaml",
            )
            for seed in range(4)
        ),
        conversation(
            "caso-sem-entendimento", [], title="Ninguém respondeu", tags=("outros",),
            played=Played(ended="infra", error="timeout"),
        ),
        conversation(
            "caso-quebrado", purchase(["oi"])[:1], failure(1, "path", "promise: up", "O grafo não quebra", "KeyError"),
            title="O grafo quebra", tags=("outros",),
            played=Played(steps=tuple(purchase(["oi"])[:1]), ended="crashed", error="KeyError"),
        ),
    ]  # fmt: skip


def _asked_twice(seed: int) -> list[Failure]:
    told = "Nada do que foi dito ou recusado é perguntado"
    return [failure(2, "asks", "promise: redundant", told, "nome")] if seed == 3 else []


def metric(name: str, label: str, value: float | None, of: int = 120, **told: object) -> Metric:
    return Metric.model_validate({"name": name, "label": label, "value": value, "of": of, **told})


def share(name: str, label: str, value: float, of: int = 120, **told: object) -> Metric:
    spread = 1.9 * (value * (1 - value) / of + 0.0002) ** 0.5
    interval = {"low": max(0.0, value - spread), "high": min(1.0, value + spread)}
    return metric(name, label, value, of, **{**interval, **told})


def metrics(less: float = 0.0, of: int = 480) -> tuple[Metric, ...]:
    return (
        metric("need_f1", "Necessidade, macro-F1", 0.941 - less, of),
        share("need_accuracy", "Necessidade certa", 0.952 - less, of),
        metric("ece", "Erro de calibração", 0.034 + less, of, better="less"),
        share("slot_f1", "Dados certos (F1)", 0.963 - less, of),
        share("route", "Time certo", 0.978 - less, of),
        share("ungrounded", "Afirmações sem base", 0.0, of, better="less"),
        metric("excess", "Perguntas a mais", 0.31 + less, of, better="less"),
        metric("pass_4", "Certas nas 4 sementes", None, 0),
    )


def gates() -> tuple[Gate, ...]:
    return (
        gate("route", "Time certo", hard=False, value=0.978, wanted=0.97, tolerance=0.01),
        gate("excess", "Perguntas a mais", hard=False, value=0.31, wanted=0.3, tolerance=0.2, better="less"),
        gate("grounded", "Nada afirmado sem base", value=0, wanted=0, better="less"),
        gate("silence", "Silêncio quando uma pessoa atende", value=1, wanted=1),
        gate("redundant", "Nada do que foi dito ou recusado é perguntado", outcome="failed", value=1,
             wanted=0, better="less", offending=("cliente-apressado#3",)),
        gate("replay", "Mesma semente, mesma conversa", outcome="unmeasured", value=None, wanted=1),
    )  # fmt: skip


def gate(name: str, label: str, **told: object) -> Gate:
    return Gate.model_validate(
        {"name": name, "label": label, "hard": True, "outcome": "held", **told}
    )


def slices() -> tuple[Slice, ...]:
    figures = {"need_accuracy": 0.94, "slot_f1": 0.97, "excess": 0.4}
    return (
        Slice(name="compras", group="need", conversations=48, passed=46, metrics=figures),
        Slice(name="financeiro", group="need", conversations=20, passed=17, metrics=figures),
        Slice(name="vagas", group="need", conversations=3, passed=1, metrics=figures),
        Slice(name="rajada", group="tag", conversations=12, passed=12, metrics={}),
        Slice(name="apressado", group="persona", conversations=8, passed=7, metrics=figures),
        Slice(name="dev", group="split", conversations=70, passed=68, metrics=figures),
        Slice(name="heldout", group="split", conversations=50, passed=47, metrics=figures),
        Slice(name="ana", group="author", conversations=60, passed=58, metrics=figures),
    )


def confusion() -> Confusion:
    labels = (
        "compras",
        "fornecedores",
        "financeiro",
        "entrega",
        "pos_venda",
        "vagas",
        "outros",
        "none",
    )
    counts = [[0] * len(labels) for _ in labels]
    for i in range(len(labels)):
        counts[i][i] = 60 - 6 * i
    counts[3][4], counts[4][3], counts[1][0], counts[7][0], counts[6][7] = 5, 2, 3, 1, 4
    return Confusion(labels=labels, counts=tuple(map(tuple, counts)))  # fmt: skip


def coverage() -> Coverage:
    ways = (
        ("__start__", "gate", 3120), ("gate", "human", 240), ("gate", "understand", 2870), ("gate", "__end__", 10),
        ("human", "gate", 0), ("understand", "qualify", 2870), ("qualify", "need", 1800), ("qualify", "reply", 1070),
        ("need", "collect", 1500), ("need", "reply", 300), ("collect", "route", 640), ("collect", "reply", 860),
        ("route", "reply", 640), ("reply", "__end__", 2870),
    )  # fmt: skip
    return Coverage(
        ways=tuple(Way(source=one, target=other, walked=times) for one, other, times in ways),
        reached=(
            Reached(kind="nodes", of=8),
            Reached(kind="edges", of=14, missed=("human->gate",)),
            Reached(kind="texts", of=38, missed=("opt_out", "farewell")),
            Reached(kind="reasons", of=17, missed=("abuse",)),
        ),
    )


def difference() -> Difference:
    before = {one.name: one for one in metrics(0.012)}
    return Difference(
        against="evals/baseline.json",
        deltas=tuple(
            Delta(name=one.name, label=one.label, before=before[one.name].value, after=one.value, better=one.better)
            for one in metrics()
        ),
        changes=(
            Change(key="cliente-apressado#3", title="Serralheiro com pressa", kind="newly failing",
                   why=("2: promise: redundant: / nome",),
                   before=(ASKS, COLLECTS, ROUTES), after=(ASKS, ASKS, ROUTES)),
            Change(key="compras-rajada-007#0", title="Serralheiro escreve tudo picado", kind="newly passing",
                   before=(ASKS, ASKS, HUMAN), after=(ASKS, COLLECTS, ROUTES)),
            Change(key="caso-so-relatado#0", title="O caminho foi outro, mas não decide", kind="other path",
                   before=(ROUTES,), after=(ASKS, COLLECTS, ROUTES)),
            Change(key="caso-marcacao-no-texto#0", title=f"Escreve {MARKUP}", kind="new",
                   after=(ASKS, COLLECTS, ROUTES)),
            Change(key="compras-antiga#0", title="Já não existe", kind="gone", before=(ASKS,)),
        ),
    )  # fmt: skip


def times() -> Times:
    return Times(
        at="2026-11-23T02:10:00-03:00", seconds=41.3, jobs=2, turns=3120, p50=3.61, p95=9.14, peak_mib=512.4,
        slowest=(("compras-rajada-007#0", 88.1), ("caso-rui-assume#0", 61.7)),
        trend=tuple(
            Past(at=f"2026-11-{date:02}T02:10:00-03:00", metrics=_past(date))
            for date in (12, 14, 17, 18, 20)
        ),
    )  # fmt: skip


def _past(date: int) -> dict[str, float | None]:
    slots = 0.95 + (date % 3) / 100
    return {"need_accuracy": 0.9 + date / 500, "slot_f1": slots, "excess": 0.5 - date / 100}


def report(some: Sequence[Conversation] | None = None, **told: object) -> Report:
    """A whole run: one hard gate is broken, four conversations fail."""
    every = conversations() if some is None else list(some)
    return Report.model_validate(
        {
            "options": Options(),
            "fingerprint": "3f9ab2c41d77e0",
            "company": "Alumínios Fortal",
            "mermaid": graph_mermaid(),
            "metrics": metrics(),
            "splits": _splits(),
            "slots": tuple(Slot(name=name, precision=0.98, recall=recall, f1=(0.98 + recall) / 2, of=of)
                           for name, recall, of in (("nome", 0.99, 210), ("cidade", 0.95, 190), ("cnpj", 0.88, 41))),
            "teams": (Team(name="comercial", precision=0.99, recall=0.97, of=120),
                      Team(name="rh", precision=1, recall=0.9, of=10)),
            "confusion": confusion(),
            "slices": slices(),
            "gates": gates(),
            "coverage": coverage(),
            "difference": difference(),
            "conversations": tuple(every),
            "infra": tuple(one.key for one in every if one.played.ended == "infra"),
            "times": times(),
            **told,
        }
    )  # fmt: skip


def _splits() -> dict[Split, tuple[Metric, ...]]:
    return {"dev": metrics(-0.01, 300), "heldout": metrics(0.02, 180)}


def nothing_measured() -> Report:
    """A run of nothing at all."""
    return Report()


def large(conversations_wanted: int = 600, turns: int = 7) -> Report:
    """As many conversations as a whole suite plays, each of ``turns`` turns."""
    some = [_long(number, turns) for number in range(conversations_wanted)]
    return report(some, difference=None, gates=gates()[:4])


def _long(number: int, turns: int) -> Conversation:
    first, middle, last = purchase(
        [
            f"bom dia, aqui é da obra {number}",
            "preciso de 30 barras de perfil u branco pra semana que vem",
        ]
    )
    between = [middle.model_copy(update={"number": 2 + place}) for place in range(turns - 2)]
    steps = [first, *between, last.model_copy(update={"number": turns})]
    failures = [failure(2, "asks", "asks", "cidade", "nome")] if number % 20 == 0 else []
    return conversation(
        f"grande-{number:03}", steps, *failures, title=f"Cliente número {number} quer perfil",
        split="heldout" if number % 3 == 0 else "dev",
    )  # fmt: skip
