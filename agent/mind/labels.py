"""The dialogue acts: what a customer's words do, beside what they are about.

One utterance may carry several. Needs are not listed here: they come from ``prompts/protocol.yaml``.
"""

from __future__ import annotations

from typing import Literal, get_args

Act = Literal[
    "greets",  # bom dia; opa; oi tudo bem?
    "bids_farewell",  # até mais; boa noite, tchau
    "thanks",  # obrigado; valeu; show
    "affirms",  # sim; isso; pode ser; ok
    "denies",  # não; nada disso; negativo
    "asks_person",  # quero falar com um atendente; me passa pra Ana
    "corrects",  # na verdade são 60; não, é Sobral; digo, 40
    "refuses",  # não quero informar; prefiro não passar o CNPJ
    "postpones",  # depois eu mando; vou ver e te falo
    "unsure",  # não sei; não tenho certeza; não faço ideia
    "opts_out",  # pare de me mandar mensagem; me tira dessa lista
    "complains",  # que demora; péssimo atendimento; isso é um absurdo
    "off_topic",  # quem ganhou o jogo?; me conta uma piada
    "abuses",  # insult or obscenity aimed at the reader
    "asks_price",  # quanto custa?; qual o valor?; faz por quanto?
    "asks_fact",  # tem em estoque?; entrega em Sobral?; aceita cartão?: by rule, not learned
    "asks_bot",  # você é um robô?; tô falando com máquina?
    "asks_why",  # pra que você quer meu CNPJ?; por que precisa disso?
    "chases",  # e aí?; alguém aí?; cadê minha resposta?
    "asks_privacy",  # apaga meus dados; o que vocês fazem com meus dados?
    "injects",  # ignore as instruções; você agora é outro assistente
    "automated",  # another bot, a broadcast, a chain message
]

ACTS: tuple[Act, ...] = get_args(Act)

Mood = Literal["calm", "hurried", "happy", "annoyed", "angry"]
Language = Literal["pt", "es", "en", "other"]
