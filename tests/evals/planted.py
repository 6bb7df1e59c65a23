"""Faults and harmless changes as somebody could make them: one replacement in one file each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROTOCOL = "prompts/protocol.yaml"


@dataclass(frozen=True)
class Change:
    """``old`` becomes ``new`` in ``file``; ``caught_by``: the gate that must fail (none for a harmless one)."""

    name: str
    file: str
    old: str
    new: str
    caught_by: str = ""

    def apply(self, root: Path) -> None:
        """Makes the change in a copy. The text must be there, or the change has lost its meaning."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        assert self.old in text, f"{self.name}: {self.file} no longer holds {self.old!r}"
        path.unlink()  # the copy shares its files with the original
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


REGRESSIONS = (
    # the company's words
    Change(
        "purchases go to the wrong team", PROTOCOL,
        "    team: comercial\n    required:", "    team: atendimento\n    required:", "route_accuracy",
    ),
    Change(
        "the quantity is no longer required", PROTOCOL,
        "      - {any: [produto, codigo]}\n      - quantidade\n", "      - {any: [produto, codigo]}\n", "handoff_early",
    ),
    Change(
        "the price is promised in a fixed text", PROTOCOL,
        "    - Preço quem te passa é o time, com o orçamento certinho.", "    - O quilo está saindo a partir de R$ 39,90.",
        "grounded",
    ),
    Change(
        "a deadline is promised at the hand-over", PROTOCOL,
        '    - "Prontinho, {nome}! Já passei tudo pro {time}, que continua com você por aqui."',
        '    - "Prontinho, {nome}! O {time} te responde em até 2 horas."', "grounded",
    ),
    Change(
        "two questions in one message", "agent/closings.py",
        "(_why(scene), question(scene, speech))", '(_why(scene), question(scene, speech), "Pode ser?")', "one_question",
    ),
    Change(
        "patience with the price has no end", PROTOCOL, "  price: 3 ", "  price: 99 ", "passed",
    ),
    Change(
        "the town is no longer required", PROTOCOL,
        "      - quantidade\n      - cidade\n", "      - quantidade\n", "handoff_early",
    ),
    # the ledger
    Change(
        "a refused slot is open again", "agent/ledger/slots.py",
        'CLOSED = KNOWN | {"refused", "later"}', 'CLOSED = KNOWN | {"later"}', "redundant",
    ),
    Change(
        "corrections are not believed", "agent/ledger/slots.py",
        "    if old.value == proposal.value:\n", "    if old.value != proposal.value:\n        return None\n    if old.value == proposal.value:\n",
        "corrections",
    ),
    Change(
        "every fact goes to the first item", "agent/ledger/items.py",
        "    if not items:\n        return None\n    if any(fact.corrects", "    if not items:\n        return None\n    if items:\n        return 0\n    if any(fact.corrects",
        "item_f1",
    ),
    Change(
        "a firm no longer implies a firm's purchase", "agent/ledger/slots.py",
        "    return {**contact, **implied} if implied else contact", "    return contact", "redundant",
    ),
    Change(
        "the contact is forgotten at the end of an episode", "agent/ledger/needs.py",
        "        return Ledger({n: slot for n, slot in self.contact.items() if slot.state in lasting})",
        "        return Ledger({n: slot for n, slot in self.contact.items() if slot.state not in lasting})", "passed",
    ),
    Change(
        "what earlier conversations knew is not recalled", "agent/ledger/needs.py",
        "        return replace(self, contact={**recalled, **self.contact})", "        return self if recalled else self", "redundant",
    ),
    # rules and routes
    Change(
        "she answers while a person does", "agent/routes.py",
        """    if status == "open":
        return "a person"
    waiting = unanswered(state.get("messages", []), state.get("handled", ""))
    return "Alú" if status == "pending" and waiting else "nobody"
""",
        """    waiting = unanswered(state.get("messages", []), state.get("handled", ""))
    return "Alú" if waiting else "a person" if status == "open" else "nobody"
""",
        "silence",
    ),
    Change(
        "a wish for a person is not obeyed", "agent/rules.py",
        '    if "asks_person" in now.acts:\n        return Decision("route", "asked_person")\n', "", "person",
    ),
    Change(
        "a purchase is asked about before who buys", "agent/nodes/qualify.py",
        '        "qualify", ledger, runtime.context.protocol\n', '        "collect", ledger, runtime.context.protocol\n', "passed",
    ),
    Change(
        "she hands over as soon as the need is known", "agent/nodes/collect.py",
        '    if state.get("plan"):\n', '    if state.get("plan") is not None:\n', "handoff_early",
    ),
    # the mind
    Change(
        "wishes for a person are no longer heard", "agent/mind/offline/mind.py",
        "        acts = self._acts(line.text, seen, asked=asked is not None, answers=answers)\n",
        '        acts = self._acts(line.text, seen, asked=asked is not None, answers=answers) - {"asks_person"}\n', "person",
    ),
    Change(
        "needs are acted upon however unsure", "agent/mind/offline/deciding.py",
        "SURE = 0.5  # a need to act on", "SURE = 0.01  # a need to act on", "route_accuracy",
    ),
    Change(
        "quantities are not read", "agent/mind/facts.py",
        "    for finding in _measures_joined(findings):\n        if finding.slot in", '    for finding in _measures_joined(findings):\n        if finding.slot == "quantidade":\n            continue\n        if finding.slot in',
        "slot_f1",
    ),
    Change(
        "a correction is one more item", "agent/mind/offline/mind.py",
        '        if "corrects" in acts:\n', '        if "corrects" in acts and False:\n', "passed",
    ),
    # guards and the hand-over
    Change(
        "the guards let everything pass", "agent/guards/rules.py",
        "    if len(text) > LONGEST:\n", "    if text:\n        return ()\n    if len(text) > LONGEST:\n", "grounded",
    ),
    Change(
        "no card for the team", "agent/handover.py", '        {"do": "note", "text": _note(ledger, scene, to)},\n', "", "card",
    ),
    Change(
        "no word for the customer at the hand-over", "agent/handover.py", '        {"do": "say", "text": text},\n', "", "word",
    ),
    Change(
        "no label at the hand-over", "agent/handover.py",
        '        {"do": "add_labels", "labels": labels(ledger, scene)},\n', "", "team",
    ),
    Change(
        "another bot is answered for ever", "agent/rules.py",
        'now.habits.get("automated", 0) > protocol.patience.automated', 'now.habits.get("automated", 0) > 99', "repeats",
    ),
    Change(
        "the graph raises on a resolved conversation", "agent/nodes/gate.py",
        '    if status == "resolved":\n', '    if status == "resolved":\n        state["nothing"]\n', "up",
    ),
)  # fmt: skip

HARMLESS = (
    Change(
        "a question in other words", PROTOCOL,
        "      - Com quem eu falo?\n", "      - Com quem eu tô falando?\n",
    ),
    Change(
        "one more variant of a greeting", PROTOCOL,
        '    - "{saudacao}! Aqui é a {alu}, assistente virtual da {empresa_nossa}."\n',
        '    - "{saudacao}! Aqui é a {alu}, assistente virtual da {empresa_nossa}."\n    - "{saudacao}! Sou a {alu}, assistente virtual da {empresa_nossa}."\n',
    ),
    Change(
        "a comment", "agent/ledger/items.py",
        '"""Which item of a need some facts are about. Pure."""', '"""Which item of a need some facts are about. Pure, and quick."""',
    ),
    Change(
        "a variable by another name", "agent/teams.py",
        "    said = _spaced(\" \".join(message[\"text\"] for message in scene.heard))\n    teams = scene.protocol.teams\n    return next(\n        (t for t in teams if _spaced(t) in said or _spaced(t.replace(\"-\", \"\")) in said), None\n    )",
        "    heard = _spaced(\" \".join(message[\"text\"] for message in scene.heard))\n    teams = scene.protocol.teams\n    return next(\n        (t for t in teams if _spaced(t) in heard or _spaced(t.replace(\"-\", \"\")) in heard), None\n    )",
    ),
    Change(
        "one more way of asking an approved answer", PROTOCOL,
        "    asked_as: [o que vocês vendem?,", "    asked_as: [o que é que vocês vendem?, o que vocês vendem?,",
    ),
)  # fmt: skip
