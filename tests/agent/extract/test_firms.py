"""The firm, with and without a cue; a product in its name is no item."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    (
        "Risoleta, Serralharia Três Marias",
        "nome tipo_pessoa",
        "",
        "nome=Risoleta; empresa=Serralharia Três Marias",
    ),
    ("Cidália, Box Mar e Sol", "nome tipo_pessoa", "", "nome=Cidália; empresa=Box Mar e Sol"),
    ("Ana, Rua das Flores", "nome tipo_pessoa", "", "nome=Ana"),
    ("Pedro, bom dia", "nome tipo_pessoa", "", "nome=Pedro"),
    ("Lúcio - Vidros & Cia", "nome empresa", "", "nome=Lúcio; empresa=Vidros & Cia"),
    (
        "Rodrigo Alves Vidraçaria Cristal",
        "nome empresa",
        "",
        "nome=Rodrigo Alves; empresa=Vidraçaria Cristal",
    ),
    ("sou o Rogério da tecno alumínio", "nome empresa", "", "nome=Rogério; empresa=Tecno Alumínio"),
    ("Wandergleyson da Metal Forte", "nome empresa", "", "nome=Wandergleyson; empresa=Metal Forte"),
    (
        "Usinagem Precisa Ltda, falar com Heloísa",
        "nome tipo_pessoa",
        "",
        "empresa=Usinagem Precisa Ltda; nome=Heloísa",
    ),
    (
        "Usinagem Precisa Ltda, falar com Heloísa",
        "",
        "",
        "empresa=Usinagem Precisa Ltda; nome=Heloísa",
    ),
    (
        "Alumínio Center, falar com Beatriz",
        "nome empresa",
        "",
        "empresa=Alumínio Center; nome=Beatriz",
    ),
    ("Silva & Filhos Metalúrgica Ltda", "", "", "empresa=Silva & Filhos Metalúrgica Ltda"),
    ("quero falar com a Ana", "", "", ""),
    (
        "Contabilidade da Alfa Janelas, me chamo Rosângela",
        "",
        "",
        "empresa=Alfa Janelas; nome=Rosângela",
    ),
    ("aqui é do financeiro da Metal Forte, preciso do boleto", "", "", "empresa=Metal Forte"),
    ("departamento de compras da Construtora Ápice", "", "", "empresa=Construtora Ápice"),
    ("sou da qualidade da Implementos Jaguaribe", "", "", "empresa=Implementos Jaguaribe"),
    ("o financeiro da empresa", "", "", ""),
    ("é pra Refrigeração Polo Norte", "", "", "empresa=Refrigeração Polo Norte"),
    ("pode faturar pra Construtora Alfa", "", "", "empresa=Construtora Alfa"),
    ("é pra Maria Clara", "", "", ""),
    ("orçamento para Guarda Corpo", "", "", "0:produto=guarda-corpo"),
    ("nota no nome da Alumínios Leste", "", "", "empresa=Alumínios Leste"),
    ("somos a Transportadora Rápido Norte", "", "", "empresa=Transportadora Rápido Norte"),
    ("aqui é da Gradil Nordeste", "", "", "empresa=Gradil Nordeste"),
    ("aqui da Torres Engenharia, o boleto venceu", "", "", "empresa=Torres Engenharia"),
    ("o caminhão tá aqui na portaria", "", "", ""),
    ("sou vendedor da Perfil Mais", "", "", "empresa=Perfil Mais"),
    ("sou representante da Ferragens Delta", "", "", "empresa=Ferragens Delta"),
    ("represento a marca Roldex de acessórios", "", "", "empresa=Roldex"),
    ("tem representante no PI?", "", "", "uf=PI?"),
    (
        "CNPJ 11.222.333/0001-81 Vidraçaria Bela Vista",
        "",
        "",
        "cnpj=11222333000181; empresa=Vidraçaria Bela Vista",
    ),
    (
        "Metalúrgica Três Irmãos, cnpj 11222333000181",
        "",
        "",
        "empresa=Metalúrgica Três Irmãos; cnpj=11222333000181",
    ),
    (
        "oi, Paulo da Calhas Nordeste de Teresina",
        "",
        "",
        "nome=Paulo; empresa=Calhas Nordeste; cidade=Teresina; uf=PI",
    ),
    ("Boa tarde! Tiago, da Tech Esquadrias", "", "", "nome=Tiago; empresa=Tech Esquadrias"),
    ("Foz do Iguaçu", "", "", ""),
    ("bom dia Ana da loja", "", "", ""),
    (
        "sou a engenheira Camila, da Construtora Vale Verde",
        "",
        "",
        "nome=Camila; empresa=Construtora Vale Verde",
    ),
    ("aqui é a secretária do dr Paulo", "", "", ""),
    ("é o Zé da oficina", "", "", "nome=Zé"),
    ("sou da serralheria da esquina", "", "", ""),
    ("sou da carteira da luciana", "", "", ""),
    ("aqui é o João do Gesso", "", "", "nome=João"),
    ("falo da metal forte", "", "", "empresa=Metal Forte"),
    ("minha empresa é pequenininha", "", "", "tipo_pessoa=pj"),
    ("o nome da empresa mudou", "", "", ""),
    ("razão social: F. das C. Sousa ME", "", "", "empresa=F. das C. Sousa ME"),
    ("trabalho no IFCE", "", "", "empresa=IFCE"),
    (
        "nosso limite? Construtora Alvorada cnpj 11.222.333/0001-81",
        "",
        "",
        "empresa=Construtora Alvorada; cnpj=11222333000181",
    ),
    (
        "10 do branco e da natural",
        "",
        "",
        "0:quantidade=10; 0:acabamento=branco; 1:acabamento=natural",
    ),
    ("3 Irmãos Vidros", "empresa", "", "empresa=3 Irmãos Vidros"),
    ("vidraçaria do zé", "empresa", "", "empresa=Vidraçaria do Zé"),
    ("chama Alumix", "empresa", "", "empresa=Alumix"),
    ("soy Pablo", "", "", "nome=Pablo"),
    ("me llamo Pablo Ibarra, es para mi empresa", "", "", "nome=Pablo Ibarra; tipo_pessoa=pj"),
    ("mi nombre es Lucía", "", "", "nome=Lucía"),
    ("Aberturas del Este", "empresa", "", "empresa=Aberturas del Este"),
    ("sou a Rute\ndo Grupo Pajeú", "", "", "nome=Rute; empresa=Grupo Pajeú"),
    ("do Grupo Pajeú", "", "", "empresa=Grupo Pajeú"),
    ("da conta de vocês", "", "", ""),
    ("Sônia, contadora da Gráfica Iracema", "nome", "", "nome=Sônia; empresa=Gráfica Iracema"),
    ("Contadora da Gráfica Iracema", "nome empresa", "", "empresa=Gráfica Iracema"),
    ("sou zeladora do Condomínio Vila Verde", "", "", "empresa=Condomínio Vila Verde"),
    (
        "Rui da Ferragens Três Irmãos aqui. 4 barras",
        "",
        "",
        "nome=Rui; empresa=Ferragens Três Irmãos; 0:quantidade=4; 0:unidade=barra",
    ),
    (
        "me chamo Lídia, Transportes Costa Azul, pode anotar",
        "nome",
        "",
        "nome=Lídia; empresa=Transportes Costa Azul",
    ),
    (
        "Lídia Moura, setor fiscal, Implementos Cariri",
        "nome",
        "",
        "nome=Lídia Moura; empresa=Implementos Cariri",
    ),
    ("La empresa es Posada Mar Azul", "", "", "empresa=Posada Mar Azul"),
    ("Davi, sai pela DM Serralheria", "nome", "", "nome=Davi; empresa=DM Serralheria"),
    ("é pra minha loja, a Rita Variedades", "", "", "tipo_pessoa=pj; empresa=Rita Variedades"),
    (
        "4 chapas lisas para a Móveis Palmeira",
        "",
        "",
        "0:quantidade=4; 0:unidade=chapa; 0:produto=chapa lisa; empresa=Móveis Palmeira",
    ),
    ("só que agora tô na Alfa Box", "", "", "empresa=Alfa Box"),
    (
        "isso não passo, é norma. Mas é a Granja Boa Vista",
        "empresa cnpj",
        "",
        "empresa=Granja Boa Vista",
    ),
]


@pytest.mark.parametrize(("text", "asked", "ddd", "facts"), CASES)
def test_firms_are_read_whole(
    read: Callable[..., str], text: str, asked: str, ddd: str, facts: str
) -> None:
    assert read(text, asked, ddd) == facts
