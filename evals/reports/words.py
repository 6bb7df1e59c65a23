"""What things of a report are called by whoever reads it, in Portuguese. What has no word here is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

from evals.record import Conversation, Failure

OUTCOMES = {"held": "mantido", "failed": "quebrado", "unmeasured": "não medido"}
SPLITS = {"dev": "dev", "heldout": "reservadas"}
GROUPS = {
    "tag": "Etiqueta",
    "need": "Necessidade",
    "persona": "Persona",
    "split": "Separação",
    "author": "Quem escreveu",
}
REACHED = {
    "nodes": "Nós",
    "edges": "Caminhos",
    "slots": "Dados",
    "questions": "Perguntas",
    "texts": "Textos",
    "answers": "Respostas prontas",
    "reasons": "Motivos",
}
CHANGES = {
    "newly failing": "passou a falhar",
    "newly passing": "passou a dar certo",
    "other path": "outro caminho",
    "new": "nova",
    "gone": "sumiu",
}
BASES = {
    "path": "caminho",
    "need": "necessidade",
    "slots": "dados",
    "asks": "perguntas",
    "silence": "silêncio",
    "content": "conteúdo",
    "state": "situação final",
}
ENDS = {
    "end": "fim da conversa",
    "routed": "passada ao time",
    "max_turns": "turnos demais",
    "repeating": "Alú se repetiu",
    "silent": "cliente sem mais o que dizer",
    "infra": "entendimento fora do ar",
    "crashed": "o grafo quebrou",
}
STATUS = {
    "pending": "pendente",
    "open": "aberta",
    "resolved": "resolvida",
    "snoozed": "adiada",
}
ACTS = {
    "ask": "pergunta",
    "answer": "responde",
    "route": "passa ao time",
    "rest": "fala sem perguntar",
    "silence": "silêncio",
}
REASONS = {
    "complete": "dados completos",
    "incomplete": "o cliente não informou tudo",
    "asked_person": "pediu uma pessoa",
    "price": "insistiu no preço",
    "not_understood": "não foi possível entender",
    "patience": "perguntas demais",
    "mind": "entendimento indisponível",
    "opted_out": "não quer mensagens",
    "privacy": "pediu sobre os próprios dados",
    "abuse": "mensagem ofensiva",
    "chased": "cobrou retorno",
    "back": "pedido completo, cliente voltou",
    "asking": "espera a resposta do cliente",
    "resting": "nada a perguntar agora",
    "automated": "mensagem automática",
    "nothing_to_say": "nada a responder",
    "human": "conversa com uma pessoa",
    "told_by_human": "um colega mandou passar",
    "answered_team": "respondeu um colega",
    "reminded": "lembrou o cliente",
    "unanswered": "o cliente não respondeu mais",
    "waited": "o cliente esperou além do limite",
}
ATTACHMENTS = {
    "text": "texto",
    "audio": "áudio",
    "image": "foto",
    "video": "vídeo",
    "document": "documento",
    "location": "localização",
    "contact": "contato",
    "sticker": "figurinha",
    "reaction": "reação",
    "unsupported": "sem suporte",
}
MOODS = {
    "calm": "calmo",
    "hurried": "com pressa",
    "happy": "contente",
    "annoyed": "incomodado",
    "angry": "irritado",
}
EFFECTS = {
    "say": "mensagem",
    "note": "nota para o time",
    "add_labels": "etiquetas",
    "set_attributes": "atributos",
    "update_contact": "contato",
    "set_priority": "prioridade",
    "assign_team": "time",
    "set_status": "situação",
}
PRIORITIES = {"urgent": "urgente", "high": "alta", "medium": "média", "low": "baixa"}
VERDICTS = {
    "right": "certo",
    "wrong": "diferente",
    "missing": "faltou",
    "extra": "a mais",
    "implied": "deduzido",
    "unjudged": "não conferido",
}
WHATS = {
    "act": "ato",
    "acts": "atos do cliente",
    "answer": "resposta pronta",
    "asks": "pergunta",
    "asks something": "pergunta algo",
    "characters": "letras por mensagem",
    "hand-over": "passagem ao time",
    "items": "itens",
    "labels": "etiquetas",
    "lines of a note": "linhas da nota",
    "messages": "mensagens",
    "missing": "o que falta",
    "need": "necessidade",
    "never says": "nunca diz",
    "no note with": "nota sem",
    "note with": "nota com",
    "notes": "notas",
    "priority": "prioridade",
    "questions": "perguntas",
    "questions to route": "perguntas até passar",
    "reason": "motivo",
    "says": "diz",
    "silence": "silêncio",
    "stage": "etapa",
    "status": "situação",
    "team": "time",
    "text": "texto",
}
VALUES = {
    "": "nada",
    "False": "não",
    "True": "sim",
    "None": "nada",
    "none": "nenhuma",
    "nothing": "nada",
    "refused": "recusado",
    "silence": "silêncio",
    "unknown": "desconhecido",
}
VALUES_OF_EFFECTS = {"set_status": STATUS, "set_priority": PRIORITIES}
PROMISE = "promise: "
ASKED = " asked at most"
BEGINNINGS = {
    "attributes: ": "atributo",
    "contact: ": "contato",
    "item ": "item",
    "path ": "caminho",
}

CAPTIONS = {
    "heat": "Cada linha é o que o cliente queria; cada coluna, o que ela entendeu.",
    "sure": "Certeza (%) de cada necessidade entendida, onde o caso diz qual era: verde, certas; vermelho, erradas.",
    "walked": "Quanto mais grosso, mais vezes andado; em vermelho, nunca.",
}

FOR_THE_PAGE: Mapping[str, Mapping[str, str]] = {
    "captions": CAPTIONS,
    "outcomes": OUTCOMES,
    "splits": SPLITS,
    "groups": GROUPS,
    "reached": REACHED,
    "changes": CHANGES,
    "bases": BASES,
    "ends": ENDS,
    "status": STATUS,
    "acts": ACTS,
    "reasons": REASONS,
    "attachments": ATTACHMENTS,
    "moods": MOODS,
    "effects": EFFECTS,
    "priorities": PRIORITIES,
    "verdicts": VERDICTS,
}


def is_promise(failure: Failure) -> bool:
    """A promise was broken: it is told by its own words, and by what broke it."""
    return failure.what.startswith(PROMISE)


def what(failure: Failure) -> str:
    """What a failure is about: ``pergunta``, ``item 2``, a promise in quotes; a slot by its name."""
    about = failure.what
    if is_promise(failure):
        return f'promessa "{failure.expected}"'
    if about.endswith(ASKED):
        return f"vezes que pergunta {about.removesuffix(ASKED)}"
    for beginning, word in BEGINNINGS.items():
        if about.startswith(beginning):
            return f"{word} {about.removeprefix(beginning)}"
    return WHATS.get(about, about)


def short(failure: Failure) -> str:
    """A failure as a heading: when, and what."""
    return f"{turn(failure)}: {failure.expected if is_promise(failure) else what(failure)}"


def expected(failure: Failure) -> str:
    """What should have come; nothing of a promise, whose words say it already."""
    return "" if is_promise(failure) else _value(failure, failure.expected)


def found(failure: Failure) -> str:
    """What came."""
    return _value(failure, failure.found)


def _value(failure: Failure, value: str) -> str:
    of_its_own = {"act": ACTS, "reason": REASONS, "status": STATUS, "priority": PRIORITIES}
    word = of_its_own.get(failure.what, VALUES).get(value) or VALUES.get(value, value)
    return f"não {word.removeprefix('not ')}" if word.startswith("not ") else word


def turn(failure: Failure) -> str:
    """When it went wrong."""
    return f"turno {failure.turn}" if failure.turn else "no fim"


def why(failure: Failure) -> str:
    """A failure in one line: ``turno 2, cidade: esperado Sobral, veio Fortaleza``."""
    wish = f"esperado {expected(failure)}, veio " if expected(failure) else ""
    return f"{turn(failure)}, {what(failure)}: {wish}{found(failure)}"


def ended(one: Conversation) -> str:
    """Why a conversation ended, with the error where there was one."""
    word = ENDS.get(one.played.ended, one.played.ended)
    return f"{word} ({one.played.error})" if one.played.error else word


def count(number: int) -> str:
    """A whole number: ``1.200``."""
    return f"{number:,}".replace(",", ".")


def many(number: int, one: str, several: str) -> str:
    """A count with its noun: ``1 conversa``, ``3 conversas``, ``1.200 conversas``."""
    return f"{count(number)} {one if number == 1 else several}"
