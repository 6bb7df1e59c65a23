"""The journal: a line for each thing that happens in an embedded Chatwoot, as long as somebody looks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.sandbox import console as chatwoot
from api.sandbox.courier import Post, Sender
from api.sandbox.events import Event
from api.sandbox.sandbox import Sandbox
from api.stage.noticing import Changed, Look, Noticed, noticed
from api.stage.picture import COLOURS, SUBJECTS, named, titled, visible, worded

REFUSED = 400


@dataclass(frozen=True, slots=True)
class Journal:
    """What happened, in order; ``kept`` prints it."""

    console: Console
    sandbox: Sandbox
    _lines: asyncio.Queue[Text] = field(default_factory=asyncio.Queue)

    def sending(self, send: Sender) -> Sender:
        """The same sender; deliveries that fail are written here."""

        async def sent(post: Post) -> int | None:
            status = await send(post)
            if status is None or not 200 <= status < 300:
                answer = "não respondeu" if status is None else f"respondeu {status}"
                self._lines.put_nowait(Text(f"webhook {post.url} {answer}", style="red"))
            return status

        return sent

    def answering(self, app: ASGIApp) -> ASGIApp:
        """The same application; calls that it refuses are written here."""

        async def answered(scope: Scope, receive: Receive, send: Send) -> None:
            async def sent(message: Message) -> None:
                if message["type"] == "http.response.start" and message["status"] >= REFUSED:
                    told = visible(f"{scope['method']} {scope['path']}: {message['status']}")
                    self._lines.put_nowait(Text(told, style="red"))
                await send(message)

            await app(scope, receive, sent)

        return answered

    async def kept(self) -> None:
        """Prints what happens, until it is cancelled."""
        leave = self.sandbox.subscribe(self._looking())
        try:
            while True:
                self._print(await self._lines.get())
        finally:
            leave()

    def _looking(self) -> Callable[[Event], None]:
        store = self.sandbox.store
        seen = Look.at(store)

        def look(_: Event) -> None:
            nonlocal seen
            for one in noticed(seen, store):
                self._lines.put_nowait(_line(one))
            seen = Look.at(store)

        return look

    def _print(self, line: Text) -> None:
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(style="dim")
        row.add_column(overflow="fold")
        row.add_row(f"{self.sandbox.now().astimezone():%H:%M:%S}", line)
        self.console.print(row)


def introduction(sandbox: Sandbox, talk: chatwoot.Console | None) -> str:
    """Where the sandbox is, and what to write in ``.env`` for an Alú that is to serve it; with rich's markup."""
    store, bot = sandbox.store, sandbox.bot()
    settings = {
        "CHATWOOT_URL": sandbox.base_url,
        "CHATWOOT_ACCOUNT_ID": store.account.id,
        "CHATWOOT_BOT_TOKEN": bot.token,
        "CHATWOOT_USER_TOKEN": store.users[1].token,
        "CHATWOOT_ADMIN_TOKEN": store.users[1].token,
        "WEBHOOK_SECRETS": bot.secret,
    }
    parts = [
        f"[bold]Chatwoot embutido[/] em {escape(sandbox.base_url)},"
        f" conta {store.account.id} ({escape(store.account.name)})",
        f"Times: {escape(', '.join(team.name for team in store.teams.values()))}",
        f"Os webhooks vão para {escape(bot.url)}",
        "",
        "Para a Alú atender aqui, ponha no .env dela e chame [bold]alu serve[/] (ou [bold]alu setup[/]):",
        "",
        *(escape(f"ALU_{name}={value}") for name, value in settings.items()),
        "",
        *_writing(sandbox, talk),
        "[dim]Ctrl-C termina; nada fica guardado. O que acontecer aparece abaixo.[/]",
    ]
    return "\n".join(parts)


def _writing(sandbox: Sandbox, talk: chatwoot.Console | None) -> list[str]:
    """How to write as the customer of a conversation."""
    if talk is None:
        return []
    link = sandbox.store.contact_inboxes[talk.conversation.contact_inbox_id]
    path = f"inboxes/{sandbox.inbox().identifier}/contacts/{link.source_id}"
    url = f"{sandbox.base_url}/public/api/v1/{path}/conversations/{talk.conversation_id}/messages"
    return [
        f"Para escrever como cliente na conversa #{talk.conversation_id}:",
        "",
        f"curl -F content='bom dia' {escape(url)}",
        "",
    ]


def _line(one: Noticed) -> Text:
    place = f"#{one.conversation} " if one.conversation else ""
    if isinstance(one, Changed):
        return Text.assemble((f"{place}{SUBJECTS[one.subject]}: ", "dim"), worded(one))
    return Text.assemble((f"{place}{titled(one)}: ", COLOURS[one.voice]), named(one))
