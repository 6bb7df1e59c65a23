"""Wordings that give a dialogue act, a mood or a language away, folded (no accents, lower case), as small patterns."""

from __future__ import annotations

import re

from agent.mind.labels import Act

PERSON = (
    "atendente", "humano", "humana", "pessoa", "vendedor", "vendedora", "gente de verdade", "alguem", "responsavel",
    "gerente", "dono", "encarregado", "ser humano", "consultor", "representante", "funcionario", "supervisor",
)  # fmt: skip
ARTICLE = "(?:um |uma |o |a |os |as |algum |alguma |outra |outro )?"
TO_ME = "(?:te |lhe |ti )?"


def any_of(*wordings: str) -> re.Pattern[str]:
    """Any of the wordings, beginning at a word's beginning."""
    return re.compile(rf"\b(?:{'|'.join(wordings)})")


ACTS: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("asks_person", any_of(
        rf"(?:falar|conversar|tratar|fala) (?:direto )?(?:com|cm|c) {ARTICLE}(?:{'|'.join(PERSON)})\b",
        rf"(?:quero|queria|preciso de|me passa|passa pra|chama) {ARTICLE}"
        "(?:atendente|humano|atendimento humano|ser humano)",
        rf"chama (?:ai )?{ARTICLE}(?:pess?oa|alguem)\b",
        "atendente (?:humano|real|de verdade)",
        "atendimento humano",
        "me transfere",
        "transfere (?:pra|para)",
        "nao quero falar com (?:robo|maquina|bot)",
        r"quero gente\b",
        "alguem de verdade",
        "(?:speak|talk|chat) (?:to|with) (?:a |an |some)?(?:real |human )?(?:person|human|someone|agent|attendant|one)",
        "(?:hablar|platicar) con (?:una |un |alguna )?(?:persona|humano|alguien|asesor)",
    )),
    ("asks_privacy", any_of(
        r"lgpd\b",
        r"(?:apag|exclu|delet|remov|elimin)\w* (?:tudo|todos?)\b.{0,40}\b(?:sobre mim|de mim|meus? |minhas?)",
        r"(?:apag|exclu|delet|remov|elimin)\w* (?:os |o )?(?:meus|meu) (?:dados|cadastro|numero|telefone|nome)\b",
    )),
    ("refuses", any_of(
        rf"nao (?:quero|vou|posso|gostaria de|gosto de|pretendo|preciso) {TO_ME}"
        "(?:informar|passar|dar|dizer|falar|mandar|fornecer)",
        "prefiro nao",
        "melhor nao (?:passar|dar|informar)",
        "nao (?:passo|informo|dou)",
        "nao e da sua conta",
        "nao interessa",
        "nao (?:tenho|possuo|uso) (?:cnpj|e-?mail|empresa|nenhum)",
        r"(?:e-?mail|cnpj) (?:eu |a gente )?(?:nao|nunca) (?:uso|usei|usa|tenho|tem|possuo|passo)\b",
        r"nao (?:tem|ha|existe) (?:boleto|nota|pedido|numero)\b.{0,24}\b(?:nem|nisso|nenhum|disso)\b",
    )),
    ("asks_price", any_of(
        r"quanto (?:que )?(?:sai|custa|esta|ta) (?:o|a|os|as|um|uma|\d+|mais ou menos)\b",
        r"(?:me )?(?:diz|diga|fala|passa) (?:logo |so |ai )*(?:o |a )?(?:preco|valor|tabela de preco)\b",
    )),
    ("opts_out", any_of(
        r"nao (?:me )?(?:mande|mandem|manda|envie|enviem) (?:mais )?(?:nenhuma )?(?:mensage\w*|msg|propaganda)",
        r"par(?:a|e|em) de (?:me )?(?:mandar|enviar) (?:mensage\w*|msg|propaganda)",
        r"nao quero (?:mais )?receber (?:mais )?(?:mensage\w*|msg|propaganda)",
    )),
    ("abuses", any_of(
        r"filh\w+ da (?:puta|mae)\b",
        r"(?:seu|sua|seus|suas) (?:bando de )?(?:burr|idiota|imbeci|otari|palhac|vagabund|ladr|lixo|merda)",
    )),
    ("postpones", any_of(
        rf"depois (?:eu |a gente )?{TO_ME}(?:mando|passo|envio|falo|vejo|digo|informo)",
        "(?:te |eu )?(?:mando|passo|envio|falo) (?:depois|mais tarde|amanha|ja ja|daqui a pouco)",
        rf"mais tarde (?:eu )?{TO_ME}(?:mando|passo|falo|vejo)",
        "(?:quando|assim que) (?:eu )?(?:souber|tiver|achar|chegar)",
        r"vou (?:ver|confirmar|checar|conferir|procurar|pegar|perguntar|verificar|medir|olhar)\b",
        "deixa eu (?:ver|conferir|procurar|olhar)",
        r"ainda nao (?:sei|tenho) .{0,60}(?:mando|aviso|falo)",
    )),
    ("unsure", any_of(
        r"nao sei\b", "nao faco ideia", r"sei la\b", "nao (?:me )?lembro", "nao tenho (?:certeza|ideia)", "nem ideia",
        "faco ideia nao", "sei nao", "lembro nao", r"no se\b", "nao tenho (?:o |a )?(?:numero|nota|pedido)",
    )),
    ("corrects", any_of(
        r"na verdade\b", r"corrigindo\b", r"correcao\b", r"quis dizer\b", r"quero dizer\b", r"me enganei\b", r"errei\b",
        r"retific\w+\b", r"alias\b", r"ops\b", r"digo\b", r"mandei errado\b", r"falei errado\b",
        r"(?:muda|troca|altera|corrige)\b.{0,60}\b(?:pra|para|por)\b",
    )),
    ("corrects", re.compile(r"^\s*nao[, ]+(?:e|sao|eh|foi|era|seria|pera)\b")),
    ("bids_farewell", any_of(
        r"(?:foi|era|e) engano\b", r"numero errado\b", r"mensagem errada\b",
        r"(?:era|foi) so (?:por |uma )?curiosidade\b", r"mandei pro lugar errado\b",
    )),
    ("asks_why", any_of(
        "(?:pra que|para que|por que|pq|porque|pra q) (?:vc |voce |voces |vcs |tu )?"
        "(?:quer|precisa|precisam|querem|pede|pergunta|isso|tanta pergunta|meu|minha|o )",
    )),
)  # fmt: skip

FACT = re.compile(any_of(
    "tem", "tens", "teria", "vendem?", "entregam?", "faz", "fazem", "aceitam?", "trabalham?", "parcelam?", "cortam?",
    "cobram?", "qual o prazo", "quanto tempo", "que horas", "horario", "onde fica", "endereco", "localizacao",
    "pronta entrega", "estoque", "pedido minimo", "frete", "abrem?", "fecham?", "da pra", "e loja", "e fabrica",
    "chega quando", "quando (?:chega|sai)", "posso", "podem?", "consigo", "e de voces",
).pattern + r"\b[^?]*\?")  # fmt: skip

ANGRY = any_of(
    "absurdo", "palhacada", "vergonha", "ridiculo", "pessimo", "horrivel", r"lixo\b", r"procon\b", "reclame aqui",
    "(?:vou|vamos) processar", "meu advogado", "chamar (?:um |o )?advogado", "descaso", "inadmissivel",
    r"revoltad\w", r"puto\b", r"puta\b", r"merda\b", r"porra\b", "caralho", "nunca mais", "falta de organizacao",
    r"cobrad\w+ (?:duas vezes|de novo|depois de pag)",
)  # fmt: skip
UPSET = any_of(
    "obra parada", "parou a obra", "ate agora nada", "ninguem responde", "de novo isso", "terceira vez", "segunda vez",
    r"como (?:e )?(?:que )?pode (?:isso|uma coisa dessas?|um negocio)", r"cade\b.{0,40}!", "paguei e", "ja paguei e",
)  # fmt: skip
HURRIED = any_of(
    "urgente", "urgencia", "pra (?:hoje|ontem)", "para hoje", "agora mesmo", r"rapido\b", "com pressa",
    "o quanto antes", "obra parada", "to esperando",
)  # fmt: skip
HAPPY = re.compile(any_of(
    "otimo", "excelente", "maravilha", "perfeito", "adorei", "show de bola", "top demais", "nota 10", "parabens",
).pattern + "|😀|😃|😍|🎉")  # fmt: skip
SPANISH = re.compile(any_of(
    r"hola\b", r"buen[oa]s\b", r"gracias\b", r"quiero\b", r"quisiera\b", r"necesito\b", r"ustede?s?\b", r"precio\b",
    r"cuanto\b", r"cuesta\b", r"hay\b", r"tienen\b", r"envian\b", r"donde\b", r"cuando llega\b", r"llego\b",
    r"todavia\b", r"soy\b",
).pattern + "|¿|¡")  # fmt: skip
PORTUGUESE = any_of(
    r"voces?\b", r"nao\b", r"obrigad[oa]\b", r"vcs?\b", r"pra\b", r"sou\b", r"queria\b"
)
ENGLISH = any_of(
    r"hello\b", r"hi there\b", r"please\b", r"need\b", r"want\b", r"price\b", r"quote\b", r"the\b", r"do you\b",
    r"thanks\b", r"thank you\b", r"order\b", r"invoice\b", r"how much\b", r"where\b",
)  # fmt: skip

YES = frozenset({
    "sim", "s", "ss", "sss", "isso", "isso mesmo", "isso ai", "e isso", "exato", "exatamente", "pode", "pode ser", "ok",
    "okay", "certo", "uhum", "aham", "claro", "correto", "positivo", "com certeza", "beleza", "perfeito", "quero",
    "sim por favor", "quero sim", "sou sim", "e sim", "tenho sim", "pode sim", "pode ser sim", "e isso mesmo",
    "isso sim", "ta certo", "certinho", "ta otimo", "fechado",
})  # fmt: skip
NO = frozenset({
    "nao", "n", "nn", "nao nao", "negativo", "nada", "nada nao", "nao obrigado", "nao obrigada", "so isso",
    "nao precisa", "so isso mesmo", "era so isso", "e so isso", "por enquanto e so", "por enquanto nao", "nao tenho",
})  # fmt: skip
EMOJI: dict[str, Act] = {
    "👍": "affirms", "👌": "affirms", "✅": "affirms", "🆗": "affirms", "👎": "denies", "🙏": "thanks", "❤": "thanks",
}  # fmt: skip
