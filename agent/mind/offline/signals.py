"""Dialogue acts that wording alone gives away: short replies, refusals, corrections, questions of fact. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.normal import expand, fold
from agent.mind.labels import Act, Language, Mood

EMOJI: dict[str, Act] = {
    "👍": "affirms", "👌": "affirms", "✅": "affirms", "🆗": "affirms", "👎": "denies", "🙏": "thanks", "❤": "thanks",
}  # fmt: skip
YES = frozenset({
    "sim", "s", "ss", "sss", "isso", "isso mesmo", "isso ai", "e isso", "exato", "exatamente", "pode", "pode ser", "ok",
    "okay", "certo", "uhum", "aham", "claro", "correto", "positivo", "com certeza", "beleza", "perfeito", "quero",
    "sim por favor", "quero sim", "sou sim", "e sim", "tenho sim",
})  # fmt: skip
NO = frozenset({
    "nao", "n", "nn", "nao nao", "negativo", "nada", "nada nao", "nao obrigado", "nao obrigada", "so isso", "nao precisa",
    "so isso mesmo", "era so isso", "e so isso", "por enquanto e so", "por enquanto nao", "nao tenho",
})  # fmt: skip
PATTERNS: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("asks_person", re.compile(
        r"\b(?:falar|conversar|tratar|fala) (?:direto )?(?:com|cm|c) (?:um |uma |o |a |os |as |algum |alguma |outra |outro )?"
        r"(?:atendente|humano|humana|pessoa|vendedor|vendedora|gente de verdade|alguem|responsavel|gerente|dono|encarregado|"
        r"ser humano|consultor|representante|funcionario|supervisor)"
        r"|\b(?:quero|queria|preciso de|me passa|passa pra|chama) (?:um |uma |o |a )?(?:atendente|humano|atendimento humano|ser humano)"
        r"|\batendente (?:humano|real|de verdade)|\batendimento humano|\bme transfere|\btransfere (?:pra|para)"
        r"|\bnao quero falar com (?:robo|maquina|bot)|\bquero gente\b|\balguem de verdade"
    )),
    ("refuses", re.compile(
        r"\b(?:nao (?:quero|vou|posso|gostaria de|gosto de|pretendo|preciso) (?:te |lhe )?(?:informar|passar|dar|dizer|falar|mandar|fornecer)"
        r"|prefiro nao|melhor nao (?:passar|dar|informar)|nao passo|nao informo|nao dou|nao e da sua conta|nao interessa"
        r"|nao (?:tenho|possuo|uso) (?:cnpj|e-?mail|empresa|o numero|a nota|nota|numero|nenhum|pedido))"
    )),
    ("postpones", re.compile(
        r"\b(?:depois (?:eu |a gente )?(?:te |lhe |ti )?(?:mando|passo|envio|falo|vejo|digo|informo)|(?:te |eu )?(?:mando|passo|envio|falo) (?:depois|mais tarde|amanha|ja ja|daqui a pouco)"
        r"|mais tarde (?:eu )?(?:te )?(?:mando|passo|falo|vejo)|quando (?:eu )?(?:souber|tiver|chegar)|assim que (?:eu )?(?:souber|tiver|achar|chegar)"
        r"|vou (?:ver|confirmar|checar|conferir|procurar|pegar|perguntar|verificar|medir|olhar)\b|deixa eu (?:ver|conferir|procurar|olhar)|ainda nao (?:sei|tenho) .*(?:mando|aviso|falo))"
    )),
    ("unsure", re.compile(
        r"\b(?:nao sei|nao faco ideia|sei la|nao lembro|nao me lembro|nao tenho certeza|nao tenho ideia|nem ideia|faco ideia nao|sei nao|lembro nao|no se)\b"
    )),
    ("corrects", re.compile(
        r"\b(?:na verdade|corrigindo|correcao|quis dizer|quero dizer|me enganei|errei|retificando|retifico|alias|ops|opa,? errei|digo)\b"
        r"|^\s*nao[, ]+(?:e|sao|eh|foi|era|seria|pera)\b|\b(?:muda|troca|altera|corrige)\b.*\b(?:pra|para|por)\b|\b(?:errado|mandei errado|falei errado)\b.*\be\b"
    )),
    ("asks_why", re.compile(
        r"\b(?:pra que|para que|por que|pq|porque|pra q) (?:vc |voce |voces |vcs |tu )?(?:quer|precisa|precisam|querem|pede|pergunta|isso|tanta pergunta|meu|minha|o )"
    )),
)  # fmt: skip
FACTS = re.compile(
    r"\b(?:tem|tens|teria|vende|vendem|entrega|entregam|faz|fazem|aceita|aceitam|trabalha|trabalham|parcela|parcelam|corta|cortam|cobra|cobram|"
    r"qual o prazo|quanto tempo|que horas|horario|onde fica|endereco|localizacao|pronta entrega|estoque|pedido minimo|frete|abre|abrem|fecha|fecham|"
    r"da pra|e loja|e fabrica|chega quando|quando chega|quando sai|tem como saber)\b[^?]*\?"
)
ANGRY = re.compile(
    r"\b(?:absurdo|palhacada|vergonha|ridiculo|pessimo|horrivel|lixo|procon|reclame aqui|processo|advogado|descaso|inadmissivel|revoltad\w|puto|puta|merda|porra|caralho|nunca mais)\b"
)
HURRIED = re.compile(
    r"\b(?:urgente|urgencia|pra hoje|para hoje|pra ontem|agora mesmo|rapido|com pressa|o quanto antes|obra parada|to esperando)\b"
)
HAPPY = re.compile(r"\b(?:otimo|excelente|maravilha|perfeito|adorei|show de bola|top demais|nota 10|parabens)\b|😀|😃|😍|🎉")
SPANISH = re.compile(
    r"\b(?:hola|buenos|buenas|gracias|quiero|quisiera|necesito|usted|ustedes|precio|cuanto cuesta|cuesta|aluminio para|hay|tienen|envian|por favor necesito|donde|cuando llega|muchas|pedido de ustedes|llego|todavia|barras de perfil para)\b|¿|¡"
)
ENGLISH = re.compile(
    r"\b(?:hello|hi there|please|need|want|price|quote|the|do you|thanks|thank you|order|invoice|how much|where)\b"
)


def acts_of(text: str, asked: bool) -> frozenset[Act]:
    """The acts that the wording gives away. ``asked``: a question is open, so a bare "não" answers it."""
    return frozenset(_acts(text, expand(text), asked))


def _acts(text: str, folded: str, asked: bool) -> Iterator[Act]:
    bare = " ".join(re.findall(r"[a-z0-9]+", folded))
    if bare in YES:
        yield "affirms"
    if bare in NO:
        yield "denies"
    if not bare:
        yield from {act for sign, act in EMOJI.items() if sign in text}
    for act, pattern in PATTERNS:
        if (asked or act not in ("refuses", "unsure")) and pattern.search(folded):
            yield act
    if FACTS.search(folded):
        yield "asks_fact"


def mood_of(text: str, acts: frozenset[Act]) -> Mood:
    """How the customer sounds."""
    folded = fold(text)
    if "abuses" in acts or ANGRY.search(folded):
        return "angry"
    if "complains" in acts:
        return "annoyed"
    if HURRIED.search(folded):
        return "hurried"
    return "happy" if HAPPY.search(folded) else "calm"


def language_of(text: str) -> Language:
    """Portuguese unless Spanish or English words say otherwise."""
    folded = fold(text)
    if len(SPANISH.findall(folded)) >= 1 and not re.search(r"\b(?:voce|nao|obrigad|vcs|pra)\b", folded):
        return "es"
    return "en" if len(ENGLISH.findall(folded)) >= 2 else "pt"
