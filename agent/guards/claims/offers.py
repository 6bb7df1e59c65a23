"""What would bind the company: a price, a discount, how to pay, what there is, what is granted."""

from __future__ import annotations

from agent.guards.claims.phrase import any_of

PRICE = any_of(
    "(custa|custam|custaria|cobramos|cobro|vale) (so |apenas |uns |umas |cerca de )?NUMBER",
    "(sai|saem|sairia|fica|ficam|ficaria|faco|fazemos) (so |tudo )?(a|por|em|uns|por apenas) NUMBER"
    "( mil)?( reais| conto| pila| EACH|(?= ?([.,!?]|$)))",
    "(preco|custo)s? FEW(de |e |a |por )?NUMBER",
    "(valor|total|orcamento|frete) (e|eh|fica|esta|ta|seria|sai|da|deu) (de |em |por |a |uns )?"
    "NUMBER",
    "NUMBER ?(reais |conto )?EACH",
    r"a partir de (r ?\$|\d)[\d.,]*",
    telling=(
        "cust cobr vale sai sae fica faco fazemos preco valor total orcamento frete metro quilo kg "
        "/m /_m o_m por_m barra unidade peca /un /_un a_un por_un cada a_partir"
    ),
)
"""An amount told as what something costs, whoever said the figure."""

DISCOUNT = any_of(
    "(?<!sobre )(?<!sobre o )(?<!sobre esse )(?<!sobre um )(?<!quanto ao )"
    "(desconto|descontinho|descontao|promocao|promocoes|promocional|abatimento)s?"
    "(?! (quem|e com o time|o time|a equipe|o comercial))",
    "cupom|cashback|brindes?|de graca|gratis|gratuit[oa]|sem custo|cortesia|black friday|bonus",
    r"sem juros|parcel(a|amos|o|ado|ar|amento|as)|\d+ ?x (sem|no|de)",
    r"(preco|valor|condicao|condicoes|oferta)s? (\w+ )?"
    "(especia(l|is)|bom|bons|boas?|otim[oa]s?|melhor(es)?|imbative(l|is)|de fabrica|reduzid[oa]s?"
    "|diferenciad[oa]s?|exclusiv[oa]s?)",
    r"(melhor|melhores|menor|menores|otimos?|bons?) (preco|valor|condic)\w*",
    r"mais (barat\w+|em conta)|precinho|baratinh[oa]",
    "frete (e )?(incluso|por nossa conta)",
    telling=(
        "desco promo abatimento cupom cashback brinde de_graca gratis gratuit sem_custo cortesia "
        "friday bonus juros parcel x_ preco valor condic oferta barat em_conta precinho frete"
    ),
)
"""A concession in price."""

PAYMENT = any_of(
    "(nossa|nosso) (chave|pix|conta|banco|agencia)",
    "(chave( pix)?|pix|conta( corrente| bancaria)?) (e|eh|no|pro) "
    "(o|a|nosso|nossa|este|esse|essa|esta|cnpj)",
    "(chave|chave pix|pix|conta|agencia|codigo de barras|linha digitavel|copia e cola)"
    r"(?= ?:) ?: ?\S*\w",
    r"(agencia|conta|ag|cc|banco) (n[ro]? ?)?\d+",
    "(pode|podem|basta|favor|so) "
    "FEW(pagar|depositar|transferir|fazer (o|um) (pix|deposito|pagamento))",
    "deposite|transfira|pague|faca (o|um) (pix|deposito|pagamento)",
    telling=(
        "chave pix conta banco agencia codigo linha_dig cola ag cc pagar deposit transf pague "
        "pagamento"
    ),
)
"""Where or how to pay."""

STOCK = any_of(
    "(tem|temos|ha|existe|existem|esta|estao|ta|tao|sobrou|ficou) FEW(em|no) estoque",
    "(tem|temos|ha|esta|estao|ta|tao) FEWdisponi(vel|veis)",
    "pronta[- ]entrega|disponi(vel|veis) (em estoque|(pra|para) entrega|imediat[oa])",
    "(estoque|material|produto) (disponivel|garantido|em maos)",
    "tem(os)? sim|sim,? tem(os)?",
    "temos(?! (que|como|de te|o prazer|um time|uma equipe|seus?|suas?))",
    "em falta|esgotad[oa]s?|(sem|fora de|em) estoque(?! (quem|o time))",
    "(trabalhamos|vendemos|fabricamos|fazemos|entregamos|atendemos|cortamos)"
    " (sim|em|no|na|pra|para|com|todo|toda)",
    telling=(
        "estoque disponi pronta temos tem_sim sim_tem sim,_tem falta esgotad garantido em_maos "
        "trabalhamos vendemos fabricamos fazemos entregamos atendemos cortamos sim,tem"
    ),
)
"""That there is something, or that there isn't; that the company does something, or doesn't."""

_GRANT = (
    "liberar|autorizar|aprovar|cancelar|estornar|reembolsar|devolver|trocar|reservar|separar"
    "|faturar|isentar|abater|cobrir|ressarcir|indenizar"
)
PROMISE = any_of(
    "garanto|garantimos|prometo|prometemos|asseguro|com certeza (chega|tem|vai)",
    "(ta|esta|e) (garantid|autorizad|liberad)[oa]",
    f"(vou|vamos|posso|podemos|consigo|conseguimos|o time vai) (te )?({_GRANT})",
    "reservamos|separamos|reembolsamos|devolvemos|trocamos|cobrimos|ressarcimos",
    telling=(
        "garant promet asseguro com_certeza autoriz libera aprovar cancelar estornar reembols "
        "devolve troca reserva separa faturar isentar abater cobri ressarci indenizar"
    ),
)
"""That something will be granted or undone."""
