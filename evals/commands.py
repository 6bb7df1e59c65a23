"""``alu eval``: plays the conversations and judges them. Each verb loads what it needs when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from evals.engines import Engine

eval_app = typer.Typer(
    help="Joga as conversas de evals/ contra a Alú e diz o que melhorou e o que piorou.",
    invoke_without_command=True,
)

OUT = Path("var/evals")
BASELINE = Path(__file__).parent / "baseline.json"

Mind = Literal["offline", "semantic", "llm", "scripted"]
Customer = Literal["simulated", "model"]
Method = Literal["json_schema", "json_mode", "function_calling"]
AsJson = Annotated[bool, typer.Option("--json", help="O relatório em JSON na saída.")]
Sure = Annotated[bool, typer.Option("--yes", help="Não pergunta.")]
Heldout = Annotated[
    bool, typer.Option("--heldout", help="Mostra também as reservadas; quem as vê as gasta.")
]
Out = Annotated[Path, typer.Option(help="Onde ficam os relatórios.")]


@eval_app.callback(
    epilog="Exemplo: alu eval --only 'compras-*' --verbose · alu eval --mind llm --base-url http://127.0.0.1:8080/v1"
)
def evaluate(
    context: typer.Context,
    *,
    mind: Annotated[Mind, typer.Option(help="Com que entendimento.")] = "offline",
    base_url: Annotated[
        str, typer.Option(envvar="ALU_LLM_BASE_URL", help="Endereço do modelo, com --mind llm.")
    ] = "",
    model: Annotated[str, typer.Option(envvar="ALU_LLM_MODEL", help="Nome do modelo.")] = "",
    api_key: Annotated[
        str, typer.Option(envvar="ALU_LLM_API_KEY", help="Chave do modelo.", show_default=False)
    ] = "",
    method: Annotated[
        Method, typer.Option(envvar="ALU_LLM_STRUCTURED_METHOD", help="Como o modelo responde.")
    ] = "json_schema",
    customer: Annotated[
        Customer,
        typer.Option(help="Quem faz o cliente: a simulação, ou o mesmo modelo."),
    ] = "simulated",
    seeds: Annotated[
        int | None, typer.Option(min=1, help="Quantas vezes cada cliente simulado.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Só estes casos: id, com * e ?.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Só casos com esta etiqueta.")] = None,
    split: Annotated[Literal["dev", "heldout"] | None, typer.Option(help="Só esta parte.")] = None,
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Para na primeira que falhar.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processos; de costume, um por núcleo.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continua de onde a última parou.")
    ] = False,
    cases: Annotated[
        list[Path] | None, typer.Option(help="Outros arquivos ou pastas de casos.", exists=True)
    ] = None,
    baseline: Annotated[Path, typer.Option(help="A referência com que se compara.")] = BASELINE,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Esta rodada passa a ser a referência.")
    ] = False,
    yes: Sure = False,
    out: Out = OUT,
    heldout: Heldout = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Todos os números.")] = False,
    as_json: AsJson = False,
) -> None:
    """Joga e julga. Sai com 0: tudo mantido; 1: algo piorou; 2: caso ou comando errado; 3: sem modelo."""
    if context.invoked_subcommand:
        return
    from evals import door  # noqa: PLC0415
    from evals.run import Choice  # noqa: PLC0415

    choice = Choice(tuple(only or ()), tuple(tag or ()), split or "", seeds)
    wish = door.Wish(
        choice=choice,
        cases=tuple(cases or ()),
        baseline=baseline,
        shared=baseline.resolve() == BASELINE,
        update=update_baseline,
        sure=yes,
        out=out,
        jobs=jobs,
        resume=resume,
        fail_fast=fail_fast,
        heldout=heldout,
        verbose=verbose,
        as_json=as_json,
    )
    raise typer.Exit(door.evaluate(_engine(mind, customer, base_url, model, api_key, method), wish))


@eval_app.command("compare", epilog="Exemplo: alu eval compare antes.json var/evals/report.json")
def compare(
    before: Annotated[Path, typer.Argument(help="Um report.json, ou uma referência.", exists=True)],
    after: Annotated[Path, typer.Argument(help="O report.json a comparar.", exists=True)],
    *,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Em Markdown, com os caminhos no grafo.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """O que mudou entre duas rodadas: quem passou a falhar, quem passou a passar, cada número, cada caminho."""
    from evals import door  # noqa: PLC0415

    raise typer.Exit(door.compare(before, after, markdown=markdown, as_json=as_json))


@eval_app.command(
    "import", epilog="Exemplo: alu eval import conversa.json --author ana --out evals/transcripts"
)
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Mensagens do Chatwoot em JSON, um .txt do WhatsApp, ou corrections.jsonl.",
            exists=True,
        ),
    ],
    *,
    author: Annotated[str, typer.Option(help="Quem assina os casos.")],
    format: Annotated[
        Literal["chatwoot", "whatsapp", "corrections"] | None,
        typer.Option(help="De costume, o que o arquivo parece ser."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Onde ficam os casos.")] = OUT / "imported",
    split: Annotated[Literal["dev", "heldout"], typer.Option(help="Parte da suíte.")] = "dev",
    seed: Annotated[int, typer.Option(help="Outra semente, outros nomes inventados.")] = 0,
    customer: Annotated[str, typer.Option(help="No WhatsApp: quem é o cliente.")] = "",
    cities: Annotated[bool, typer.Option("--cities", help="Troca também as cidades.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Substitui casos que já existem.")
    ] = False,
) -> None:
    """Conversas de verdade viram casos, com nomes, firmas, documentos e números trocados por inventados."""
    from evals.importing.door import imported  # noqa: PLC0415
    from evals.importing.refused import NotImportable  # noqa: PLC0415

    try:
        written = imported(
            files,
            form=format,
            out=out,
            author=author,
            split=split,
            seed=seed,
            overwrite=overwrite,
            customer=customer,
            cities=cities,
            tell=lambda line: typer.echo(line, err=True),
        )
    except NotImportable as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from None
    for path in written:
        typer.echo(str(path))


@eval_app.command("lint", epilog="Exemplo: alu eval lint evals/transcripts/compras-rajada.yaml")
def lint(
    cases: Annotated[
        list[Path] | None, typer.Argument(help="Arquivos ou pastas; de costume, todos.")
    ] = None,
) -> None:
    """Diz o que há de errado nos casos e no corpus: arquivo, linha e chave."""
    from evals import door  # noqa: PLC0415

    raise typer.Exit(door.lint(tuple(cases or ())))


@eval_app.command("show", epilog="Exemplo: alu eval show compras-rajada-sem-acento")
def show(
    case: Annotated[str, typer.Argument(help="O id do caso, com #semente ou sem.")],
    *,
    out: Out = OUT,
    heldout: Heldout = False,
) -> None:
    """Uma conversa da última rodada, do começo ao fim, com o que falhou."""
    from evals import door  # noqa: PLC0415

    raise typer.Exit(door.show(case, out, heldout=heldout))


def _engine(
    mind: Mind, customer: Customer, base_url: str, model: str, api_key: str, method: Method
) -> Engine:
    from pydantic import SecretStr  # noqa: PLC0415

    from evals.engines import Engine  # noqa: PLC0415

    if mind != "llm" and customer == "simulated":
        return Engine(name=mind)
    if not base_url:
        typer.echo(
            "--mind llm e --customer model precisam de --base-url (ou ALU_LLM_BASE_URL): o endereço do modelo.",
            err=True,
        )
        raise typer.Exit(2)
    return Engine(
        name=mind,
        customer=customer,
        base_url=base_url,
        model=model,
        api_key=SecretStr(api_key),
        method=method,
    )
