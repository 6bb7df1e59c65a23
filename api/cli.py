"""``alu``, the one command for people. Each verb loads what it needs when it is called: help stays quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from api.corrections.commands import corrections_app
from api.doctor.commands import EPILOG as OF_DOCTOR
from api.doctor.commands import doctor
from api.errors import AluError
from api.operator import commands
from api.operator.report import EPILOG as OF_REPORT
from api.operator.report import report
from api.setup.commands import EPILOG as OF_SETUP
from api.setup.commands import setup
from evals.commands import eval_app

app = typer.Typer(
    name="alu",
    help="Alú, a atendente que responde primeiro no WhatsApp.\n\nExemplo: alu chat",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
mind_app = typer.Typer(help="O entendimento offline: treinar e medir.", no_args_is_help=True)
app.add_typer(mind_app, name="mind")
app.add_typer(commands.outbox_app, name="outbox")
app.add_typer(commands.conversation_app, name="conversation")
app.add_typer(corrections_app, name="corrections")
app.add_typer(eval_app, name="eval")

Form = Literal["mermaid", "dot", "svg", "png", "ascii"]


@app.command(epilog="Exemplo: alu chat --script conversa.txt --detalhes")
def chat(
    script: Annotated[
        Path | None,
        typer.Option(help="Arquivo com uma linha por mensagem.", exists=True, dir_okay=False),
    ] = None,
    detalhes: Annotated[
        bool, typer.Option(help="Mostra o que há por dentro a cada turno.")
    ] = False,
    agora: Annotated[str, typer.Option(help="Hora fixa, ISO 8601: 2026-11-23T10:00-03:00.")] = "",
    ddd: Annotated[str, typer.Option(help="DDD do telefone do cliente.")] = "85",
    largura: Annotated[int | None, typer.Option(help="Largura da tela, em colunas.")] = None,
) -> None:
    """Conversa com a Alú no terminal, sem Chatwoot."""
    from api import bootstrap, settings, talk  # noqa: PLC0415
    from api.chat import Chat  # noqa: PLC0415
    from api.screen import Screen  # noqa: PLC0415

    console = Console(width=largura)
    resources = bootstrap.resources(settings.from_environment())
    screen = Screen(console, resources.protocol, details=detalhes)
    conversation = Chat(resources, bootstrap.clock(agora), ddd=ddd)
    if script:
        talk.follow(conversation, screen, talk.scripted(script))
        return
    screen.help()
    talk.follow(conversation, screen, talk.typed(console))


@app.command(epilog="Exemplo: alu demo --script docs/demo.txt --agora 2026-11-23T10:05-03:00")
def demo(
    script: Annotated[
        Path | None,
        typer.Option(
            help="Arquivo com uma linha por mensagem ou comando.", exists=True, dir_okay=False
        ),
    ] = None,
    agora: Annotated[
        str, typer.Option(help="Hora de começo, ISO 8601: 2026-11-23T10:00-03:00.")
    ] = "",
    largura: Annotated[int | None, typer.Option(help="Largura da tela, em colunas.")] = None,
) -> None:
    """Alú e um Chatwoot embutido: no terminal você é cliente e atendente."""
    from api import settings  # noqa: PLC0415

    settings.harden()
    from api import demo as door  # noqa: PLC0415

    chosen = settings.from_environment()
    console = Console(width=largura)
    raise typer.Exit(door.demo(console, chosen, script=script, begins=agora))


@app.command(epilog="Exemplo: alu sandbox --port 3000 --seed")
def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Porta do Chatwoot embutido.")] = 3000,
    webhook: Annotated[
        str, typer.Option(help="Para onde vão os webhooks.")
    ] = "http://127.0.0.1:8000/webhooks/chatwoot",
    seed: Annotated[bool, typer.Option("--seed", help="Já com um cliente e uma conversa.")] = False,
    host: Annotated[
        str, typer.Option(help="Endereço; fora de 127.0.0.1 os tokens mudam a cada vez.")
    ] = "127.0.0.1",
) -> None:
    """Serve só o Chatwoot embutido e mostra o que acontece nele."""
    from api import settings  # noqa: PLC0415

    settings.harden()
    from api import demo as door  # noqa: PLC0415

    chosen = settings.from_environment()
    told = door.sandbox(Console(), chosen, host=host, port=port, webhook=webhook, seed=seed)
    raise typer.Exit(told)


@app.command(epilog="Exemplo: alu serve --host 0.0.0.0 --port 8000")
def serve(
    host: Annotated[str, typer.Option(help="Endereço; sem ele, ALU_HOST.")] = "",
    port: Annotated[int | None, typer.Option(help="Porta; sem ela, ALU_PORT.")] = None,
) -> None:
    """Atende: recebe os webhooks do Chatwoot e responde pela API dele."""
    from api import settings  # noqa: PLC0415

    settings.harden()
    chosen = settings.serving(settings.from_environment())
    import asyncio  # noqa: PLC0415

    from api import app as door  # noqa: PLC0415
    from api import logs  # noqa: PLC0415

    logs.configure(chosen.log_level)
    at = chosen.port if port is None else port
    asyncio.run(door.serve(chosen, host or chosen.host, at))


app.command(epilog="Exemplo: alu migrate")(commands.migrate)
app.command(epilog=OF_SETUP)(setup)
app.command(epilog=OF_DOCTOR)(doctor)
app.command(epilog=OF_REPORT)(report)


@app.command(
    epilog="Exemplo: alu graph --format png --path gate,understand,need,reply -o turno.png"
)
def graph(
    format: Annotated[Form, typer.Option(help="Forma do desenho.")] = "mermaid",
    path: Annotated[str, typer.Option(help="Caminho a marcar: nós separados por vírgula.")] = "",
    conversation: Annotated[
        str, typer.Option(help="Marca o caminho de uma conversa guardada: 42 ou conta:42.")
    ] = "",
    turn: Annotated[
        int | None, typer.Option(min=0, help="O turno a marcar, 0 para todos; sem ele, o último.")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Todos os turnos, como --turn 0.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Arquivo; sem ele, a tela.")
    ] = None,
) -> None:
    """Desenha o protocolo a partir do grafo que roda."""
    from agent import drawing  # noqa: PLC0415
    from agent.graph import build  # noqa: PLC0415

    walked = _walked(path, conversation, 0 if whole else turn)
    try:
        picture = drawing.draw(build(), format, walked)
    except (ValueError, drawing.DrawingUnavailable) as wrong:
        raise AluError(str(wrong)) from wrong
    content = picture if isinstance(picture, bytes) else picture.encode()
    if output:
        try:
            output.write_bytes(content)
        except OSError as unwritable:
            raise AluError(f"{output}: {unwritable.strerror}") from None
    else:
        sys.stdout.buffer.write(content)


def _walked(path: str, conversation: str, turn: int | None) -> tuple[str, ...]:
    """The nodes to mark: as written, or as a stored conversation went through them."""
    if path and conversation:
        raise AluError("--path ou --conversation: um dos dois")
    if turn is not None and not conversation:
        raise AluError("--turn e --all: de qual conversa? diga com --conversation")
    if conversation:
        return commands.path_of(conversation, turn)
    return tuple(node.strip() for node in path.split(",") if node.strip())


@mind_app.command("train", epilog="Exemplo: alu mind train --semantic")
def train(
    semantic: Annotated[
        bool, typer.Option(help="Também sobre vetores de frases (1 a 2 min).")
    ] = False,
) -> None:
    """Treina o classificador com o corpus e grava os pesos."""
    from agent.extract import Extractor  # noqa: PLC0415
    from api import bootstrap, settings  # noqa: PLC0415
    from evals.understanding import teach  # noqa: PLC0415

    company = bootstrap.company(settings.from_environment())
    teach.teach(Console(), Extractor(company.catalogue), sentences=semantic)


@mind_app.command("report", epilog="Exemplo: alu mind report --split heldout --json")
def measure(
    split: Annotated[Literal["dev", "heldout"], typer.Option(help="Conjunto a medir.")] = "heldout",
    semantic: Annotated[
        bool, typer.Option(help="Com os vetores de frases (extra semantic).")
    ] = False,
    errors: Annotated[bool, typer.Option(help="Lista os erros.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Em JSON.")] = False,
) -> None:
    """Mede o entendimento offline: precisão, cobertura, F1, confusões, calibração, dados extraídos."""
    from agent.extract import Extractor  # noqa: PLC0415
    from api import bootstrap, settings  # noqa: PLC0415
    from evals.understanding import report  # noqa: PLC0415

    company = bootstrap.company(settings.from_environment())
    mind = bootstrap.offline_mind(company, semantic=semantic)
    figures = report.measured(mind, Extractor(company.catalogue), split, semantic=semantic)
    if as_json:
        sys.stdout.write(report.as_json(figures) + "\n")
    else:
        report.printed(Console(), figures, errors=errors)


def main() -> None:
    """The entry point: an error that a person can put right is told in one breath, exit code 2."""
    try:
        app()
    except AluError as wrong:
        sys.stderr.write(f"alu: {wrong}\n")
        sys.exit(2)
