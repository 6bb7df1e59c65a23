"""Faults, each planted in a healthy chain, and what the doctor must call it: that, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from api.sandbox.courier import Post, signature
from api.sandbox.records import Hook
from api.sandbox.store import put
from api.storage import outbox
from api.storage.engine import opened
from api.storage.inbox import Heard, hear
from api.storage.seal import Seal
from api.storage.thread import Thread
from tests.api.doctor.chain import KEY, Chain, clock

NOWHERE = "http://127.0.0.1:1"
TEN_MINUTES = timedelta(minutes=10)
THREAD = Thread(1, 77)
Plant = Callable[[Chain], Awaitable[None] | None]


@dataclass(frozen=True)
class Fault:
    """``calls``: what must be said, case by check, and nothing else; ``remedy``: words that it must hold."""

    plant: Plant
    calls: Mapping[str, str]
    remedy: str
    only: tuple[str, ...] = ()
    chain: Mapping[str, object] = field(default_factory=dict)


def setting(**values: str | None) -> Plant:
    return lambda here: here.values.update(values)


def patient(**said: object) -> Plant:
    return lambda here: here.patient.update(said)


def bot(**changes: object) -> Plant:
    def plant(here: Chain) -> None:
        put(here.store.bots, replace(here.store.bots[1], **changes))

    return plant


def inbox(**options: object) -> Plant:
    def plant(here: Chain) -> None:
        here.place.inbox_with(**options)

    return plant


def before_alu(path: str, answer: Callable[[Chain], Response]) -> Plant:
    """The front answers in her place, under these paths."""

    def plant(here: Chain) -> None:
        here.front.instead = lambda asked: answer(here) if asked.startswith(path) else None

    return plant


def before_chatwoot(answer: Callable[[], Response]) -> Plant:
    def plant(here: Chain) -> None:
        here.chatwoot.instead = lambda _: answer()

    return plant


def gone(*tables: str) -> Plant:
    """The first row of each table of Chatwoot goes."""

    def plant(here: Chain) -> None:
        for name in tables:
            rows = getattr(here.store, name)
            del rows[min(rows)]

    return plant


def together(*plants: Plant) -> Plant:
    async def plant(here: Chain) -> None:
        for one in plants:
            if (planted := one(here)) is not None:
                await planted

    return plant


def own_database(here: Chain) -> Path:
    """A copy of Alú's, which she does not work in."""
    copy = here.place.home / "outra.db"
    with (
        closing(sqlite3.connect(here.place.home / "alu.db")) as hers,
        closing(sqlite3.connect(copy)) as theirs,
    ):
        hers.backup(theirs)
    here.values["DATABASE_URL"] = f"sqlite+aiosqlite:///{copy}"
    return copy


def an_older_schema(here: Chain) -> None:
    with closing(sqlite3.connect(own_database(here))) as database:
        database.execute("UPDATE alembic_version SET version_num = 'antiga'")
        database.commit()


def an_empty_file(here: Chain) -> None:
    (here.place.home / "vazio.db").touch()
    here.values["DATABASE_URL"] = f"sqlite+aiosqlite:///{here.place.home}/vazio.db"


def no_database_at_all(here: Chain) -> None:
    (here.place.home / "texto.db").write_text("isto não é um banco\n" * 400, encoding="utf-8")
    here.values["DATABASE_URL"] = f"sqlite+aiosqlite:///{here.place.home}/texto.db"


async def heard(here: Chain, minutes: float = 10, seal: str = KEY) -> None:
    own_database(here)
    async with (
        opened(here.values["DATABASE_URL"] or "", Seal.of(seal)) as engine,
        engine.begin() as tx,
    ):
        at = clock() - timedelta(minutes=minutes)
        await hear(tx, Heard(THREAD, "message_created", {"text": "oi"}, at, message=1))


async def sealed_with_another(here: Chain) -> None:
    await heard(here, minutes=0, seal="02" * 32)


async def stuck(here: Chain) -> None:
    own_database(here)
    async with (
        opened(here.values["DATABASE_URL"] or "", Seal.of(KEY)) as engine,
        engine.begin() as tx,
    ):
        effect = {"do": "say", "text": "oi"}
        await outbox.add(tx, THREAD, 1, 0, [effect], clock() - TEN_MINUTES)  # type: ignore[list-item]


def unwritable(here: Chain) -> None:
    (here.place.home / "pasta").write_text("um arquivo", encoding="utf-8")
    here.values["DATABASE_URL"] = f"sqlite+aiosqlite:///{here.place.home}/pasta/alu.db"


def clocks_apart(minutes: float) -> Plant:
    def plant(here: Chain) -> None:
        here.chatwoot.apart = timedelta(minutes=minutes)

    return plant


def token_of(number: int, name: str) -> Plant:
    return lambda here: here.values.update({name: here.store.users[number].token})


def bots_token(name: str) -> Plant:
    return lambda here: here.values.update({name: here.store.bots[1].token})


def queue_down(here: Chain) -> None:
    here.chatwoot.queue = "failing"


def shown_otherwise(key: str, value: object) -> Plant:
    """Chatwoot's lists show another value under this key."""

    def changed(told: object) -> object:
        if isinstance(told, list):
            return [changed(one) for one in told]
        return {**told, key: value} if isinstance(told, dict) and "outgoing_url" in told else told

    def plant(here: Chain) -> None:
        here.place.line.changed = changed

    return plant


def an_agent_of_another_account(here: Chain) -> None:
    def changed(told: object) -> object:
        hers = isinstance(told, dict) and told.get("email") == "alu@example.com"
        return {**told, "accounts": [{"id": 8, "role": "agent"}]} if hers else told  # type: ignore[dict-item]

    here.place.line.changed = changed


def not_linked(here: Chain) -> None:
    here.inbox(bot_id=None)


def moved(there: str) -> Plant:
    def plant(here: Chain) -> None:
        url = here.store.bots[1].url.replace(here.alu, there)
        put(here.store.bots, replace(here.store.bots[1], url=url))
        here.patient["alu"] = ""

    return plant


def rotated_but_not_restarted(here: Chain) -> None:
    """The secret was reset and written to .env; the Alú that serves has the old one still."""
    put(here.store.bots, replace(here.store.bots[1], secret="novo-segredo-inventado"))
    here.values["WEBHOOK_SECRETS"] = "novo-segredo-inventado"


def hooked_too(here: Chain) -> None:
    put(here.store.hooks, Hook(9, here.store.bots[1].url, None, ("message_created",), "outro"))


def on_the_way(change: Callable[[Post], Post | None]) -> Plant:
    """Something lies between Chatwoot and Alú and changes what is delivered; None: it never arrives."""

    def plant(here: Chain) -> None:
        async def send(post: Post) -> int | None:
            import httpx

            sent = change(post)
            if sent is None:
                return 200
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.post(sent.url, content=sent.body, headers=sent.headers)
                return answer.status_code

        here.send = send

    return plant


def signed(post: Post, secret: str, seconds: int = 0) -> Post:
    moment = str(int(clock().timestamp()) - seconds)
    headers = {
        **post.headers,
        "X-Chatwoot-Timestamp": moment,
        "X-Chatwoot-Signature": signature(secret, moment, post.body),
    }
    return replace(post, headers=headers)


def by_another(post: Post) -> Post:
    return signed(post, "de-outro")


def an_hour_old(here: Chain) -> None:
    secret = here.store.bots[1].secret
    on_the_way(lambda post: signed(post, secret, 3600))(here)


def bare(post: Post) -> Post:
    kept = {k: v for k, v in post.headers.items() if not k.startswith("X-Chatwoot-")}
    return replace(post, headers=kept)


def in_another_inbox(here: Chain) -> None:
    """The note's conversation belongs to an inbox that this Alú does not serve."""
    other = put(here.store.inboxes, replace(here.store.inboxes[1], id=2, name="Instagram"))
    talk = here.store.conversations[here.conversation]
    put(here.store.conversations, replace(talk, inbox_id=other.id))


def a_list_without(here: Chain) -> None:
    rows = here.store.definitions
    one = next(one for one in rows.values() if one.type == "list")
    put(rows, replace(one, values=one.values[1:]))


def another_filter(here: Chain) -> None:
    rows = here.store.folders
    one = rows[min(rows)]
    payload = one.query["payload"]
    assert isinstance(payload, list)
    query = {"payload": [{**payload[0], "values": ["open"]}, *payload[1:]]}
    put(rows, replace(one, query=query))


def a_team_of_another_number(here: Chain) -> None:
    known = here.place.settings().chatwoot_teams
    here.values["CHATWOOT_TEAMS"] = ",".join(f"{name}:{n + 40}" for name, n in known.items())


def teams_without_numbers(here: Chain) -> None:
    here.values |= {"CHATWOOT_TEAMS": None, "CHATWOOT_USER_TOKEN": None}


def left_waiting(here: Chain) -> None:
    """A customer wrote ten minutes ago, and Alú was not told."""
    on_the_way(lambda post: None if b"Mariana" in post.body else post)(here)
    talk = here.talk("Mariana Costa")
    talk.write("bom dia, tem chapa?")
    rows = here.store.messages
    for one in [one for one in rows.values() if one.conversation_id == talk.conversation_id]:
        put(rows, replace(one, created_at=clock() - TEN_MINUTES))


HTML = "<html><body>Bem-vindo</body></html>"

FAULTS: dict[str, Fault] = {
    "a setting that is no number": Fault(
        setting(DEBOUNCE_QUIET="logo"), {"settings": "invalid"}, ".env"
    ),
    "a setting that does not exist": Fault(
        setting(WEBHOOK_SECRET="x"), {"settings": "invalid"}, ".env"
    ),
    "no secret for deliveries": Fault(
        setting(WEBHOOK_SECRETS=None), {"complete": "missing"}, "alu setup"
    ),
    "a path token that is too short": Fault(
        setting(WEBHOOK_PATH_TOKEN="curto"), {"complete": "missing"}, "alu setup"
    ),
    "no words": Fault(setting(PROMPTS_DIR="/nao/existe"), {"words": "invalid"}, "ALU_PROMPTS_DIR"),
    "tokens that others can read": Fault(
        lambda here: here.place.env.chmod(0o644), {"private_env": "open"}, "chmod 600"
    ),
    "a full disk": Fault(patient(room=2**60), {"disk": "full"}, "libere espaço"),
    "a folder that is a file": Fault(
        unwritable, {"disk": "no_folder", "database": "none"}, "ALU_DATABASE_URL"
    ),
    "no database": Fault(
        setting(DATABASE_URL="sqlite+aiosqlite:////tmp/nao-existe-alu.db"),
        {"database": "none"},
        "alu migrate",
    ),
    "a database server that is down": Fault(
        setting(DATABASE_URL="postgresql+psycopg://alu@127.0.0.1:1/alu"),
        {"database": "refused"},
        "ALU_DATABASE_URL",
    ),
    "a file that is no database": Fault(
        no_database_at_all, {"database": "refused"}, "ALU_DATABASE_URL"
    ),
    "a kind of database that she does not know": Fault(
        setting(DATABASE_URL="mysql://alu@127.0.0.1/alu"), {"database": "unfit"}, "ALU_DATABASE_URL"
    ),
    "an empty database": Fault(an_empty_file, {"migrations": "none"}, "alu migrate"),
    "a schema of another version": Fault(an_older_schema, {"migrations": "other"}, "alu migrate"),
    "personal data in clear": Fault(setting(STATE_KEY=None), {"state_key": "none"}, "openssl rand"),
    "a key that is none": Fault(
        setting(STATE_KEY="segredo"), {"state_key": "malformed"}, "openssl rand"
    ),
    "another key than what is stored": Fault(
        sealed_with_another, {"sealed": "broken"}, "ALU_STATE_KEY"
    ),
    "deliveries that nobody reads": Fault(heard, {"backlog": "waiting"}, "alu serve"),
    "effects that are stuck": Fault(stuck, {"outbox": "stuck"}, "alu outbox list"),
    "Chatwoot is down": Fault(setting(CHATWOOT_URL=NOWHERE), {"chatwoot": "refused"}, "no ar"),
    "Chatwoot has moved": Fault(
        before_chatwoot(lambda: RedirectResponse("https://outro.example.com/x", 301)),
        {"chatwoot": "redirected"},
        "https://outro.example.com",
    ),
    "Chatwoot fails": Fault(
        before_chatwoot(lambda: Response(status_code=502)),
        {"chatwoot": "broken"},
        "log do Chatwoot",
    ),
    "something else is there": Fault(
        before_chatwoot(lambda: PlainTextResponse(HTML)),
        {"chatwoot": "stranger"},
        "ALU_CHATWOOT_URL",
    ),
    "Chatwoot's queue is down": Fault(queue_down, {"version": "services"}, "Sidekiq"),
    "clocks an hour apart": Fault(clocks_apart(60), {"clock": "apart"}, "set-ntp"),
    "clocks that drift": Fault(clocks_apart(-2), {"clock": "drifting"}, "set-ntp"),
    "a bot's token that was reset": Fault(
        bot(token="n" * 24), {"token_bot": "refused"}, "ALU_CHATWOOT_BOT_TOKEN"
    ),
    "a person's token for the bot": Fault(
        token_of(2, "CHATWOOT_BOT_TOKEN"), {"token_bot": "person"}, "Configurações → Bots"
    ),
    "a garbled token": Fault(
        setting(CHATWOOT_BOT_TOKEN="a b"), {"token_bot": "garbled"}, "ALU_CHATWOOT_BOT_TOKEN"
    ),
    "no agent of her own": Fault(
        setting(CHATWOOT_USER_TOKEN=None), {"token_user": "none"}, "Configurações → Agentes"
    ),
    "an agent's token that is wrong": Fault(
        setting(CHATWOOT_USER_TOKEN="errado"), {"token_user": "refused"}, "ALU_CHATWOOT_USER_TOKEN"
    ),
    "a garbled agent's token": Fault(
        setting(CHATWOOT_USER_TOKEN="a b"), {"token_user": "garbled"}, "Token de acesso"
    ),
    "a bot's token for the agent": Fault(
        bots_token("CHATWOOT_USER_TOKEN"), {"token_user": "bot"}, "Token de acesso"
    ),
    "an administrator as her agent": Fault(
        token_of(1, "CHATWOOT_USER_TOKEN"), {"token_user": "administrator"}, "papel de agente"
    ),
    "an administrator who is none": Fault(
        token_of(2, "CHATWOOT_ADMIN_TOKEN"), {"token_admin": "agent"}, "administrador"
    ),
    "an administrator's token that is wrong": Fault(
        setting(CHATWOOT_ADMIN_TOKEN="errado"), {"token_admin": "refused"}, "Token de acesso"
    ),
    "an agent of another account": Fault(
        an_agent_of_another_account, {"account": "stranger"}, "Configurações → Agentes"
    ),
    "another account": Fault(
        setting(CHATWOOT_ACCOUNT_ID="7"), {"account": "unknown"}, "ALU_CHATWOOT_ACCOUNT_ID"
    ),
    "an inbox that does not exist": Fault(
        setting(CHATWOOT_INBOX_IDS="1,9"), {"inboxes": "unknown"}, "ALU_CHATWOOT_INBOX_IDS"
    ),
    "no inbox chosen": Fault(
        setting(CHATWOOT_INBOX_IDS=None), {"inboxes": "none"}, "ALU_CHATWOOT_INBOX_IDS"
    ),
    "a token of no bot of the account": Fault(
        shown_otherwise("access_token", "outro"), {"bot": "none"}, "alu setup"
    ),
    "a bot that is not linked": Fault(not_linked, {"linked": "not"}, "Configuração do robô"),
    "a bot without an address": Fault(bot(url=""), {"address": "none"}, "--alu"),
    "a bot that calls something else": Fault(
        bot(url="https://example.com/hook"), {"address": "stranger"}, "--alu"
    ),
    "a bot that calls another Alú": Fault(
        patient(alu="https://alu.example.com"),
        {"address": "elsewhere"},
        "--alu https://alu.example.com",
    ),
    "an address without its secret part": Fault(
        setting(WEBHOOK_PATH_TOKEN="p" * 24), {"address": "no_token"}, "alu setup"
    ),
    "an address with an unknown secret part": Fault(
        lambda here: bot(url=f"{here.store.bots[1].url}/{'q' * 24}")(here),
        {"address": "unknown_token"},
        "ALU_WEBHOOK_PATH_TOKEN",
    ),
    "an address with another secret part": Fault(
        together(
            setting(WEBHOOK_PATH_TOKEN="p" * 24),
            lambda here: bot(url=f"{here.store.bots[1].url}/{'q' * 24}")(here),
        ),
        {"address": "other_token"},
        "alu setup",
    ),
    "http on the public network": Fault(
        together(bot(url="http://8.8.8.8/webhooks/chatwoot"), patient(alu="")),
        {"address": "in_clear"},
        "https",
        only=("address",),
    ),
    "another secret": Fault(
        setting(WEBHOOK_SECRETS="outro-segredo"), {"secret": "other"}, "alu setup"
    ),
    "a door for what is not signed": Fault(
        lambda here: None,
        {"secret": "lenient"},
        "ALU_WEBHOOK_UNSIGNED",
        chain={"WEBHOOK_UNSIGNED": "true", "WEBHOOK_PATH_TOKEN": "p" * 24},
    ),
    "an older server without its webhook": Fault(
        gone("hooks"), {"hook": "missing"}, "alu setup", chain={"old": True}
    ),
    "everything twice": Fault(hooked_too, {"hook": "twice"}, "Webhooks"),
    "Alú is not there": Fault(moved(NOWHERE), {"reach": "refused"}, "alu serve"),
    "Alú behind a redirect": Fault(
        before_alu("/live", lambda _: RedirectResponse("https://alu.example.com/live", 301)),
        {"reach": "redirected"},
        "--alu https://alu.example.com",
    ),
    "a proxy without Alú": Fault(
        lambda here: setattr(here.front, "app", None), {"reach": "broken"}, "alu serve"
    ),
    "a proxy before something else": Fault(
        before_alu("/live", lambda _: PlainTextResponse(HTML)), {"reach": "stranger"}, "proxy"
    ),
    "Alú without her database": Fault(
        before_alu(
            "/ready",
            lambda _: JSONResponse(
                {"ready": False, "database": False, "backlog_seconds": 0, "chatwoot": "reached"},
                503,
            ),
        ),
        {"ready": "database"},
        "banco",
    ),
    "Alú far behind": Fault(
        before_alu(
            "/ready",
            lambda _: JSONResponse(
                {"ready": False, "database": True, "backlog_seconds": 300, "chatwoot": "reached"},
                503,
            ),
        ),
        {"ready": "backlog"},
        "log",
    ),
    "Alú who cannot reach Chatwoot": Fault(
        before_alu(
            "/ready",
            lambda _: JSONResponse(
                {"ready": True, "database": True, "backlog_seconds": 0, "chatwoot": "unreachable"}
            ),
        ),
        {"ready": "chatwoot"},
        "ALU_CHATWOOT_URL",
    ),
    "an odd /ready": Fault(
        before_alu("/ready", lambda _: PlainTextResponse(HTML)), {"ready": "stranger"}, "proxy"
    ),
    "an Alú with the old secret": Fault(
        rotated_but_not_restarted, {"knock": "signature"}, "reinicie"
    ),
    "an Alú who knows another path": Fault(
        before_alu("/webhooks", lambda _: Response(status_code=404)), {"knock": "path"}, "reinicie"
    ),
    "a webhook that is redirected": Fault(
        before_alu("/webhooks", lambda here: RedirectResponse(f"{here.alu}/outro", 308)),
        {"knock": "redirected"},
        "--alu",
    ),
    "a webhook that a proxy refuses": Fault(
        before_alu("/webhooks", lambda _: Response(status_code=413)), {"knock": "stranger"}, "proxy"
    ),
    "deliveries that a filter drops": Fault(
        on_the_way(lambda _: None), {"selftest": "lost", "private_address": "refused"}, "Sidekiq"
    ),
    "deliveries signed by another": Fault(
        on_the_way(by_another), {"selftest": "signature"}, "alu setup"
    ),
    "a proxy that takes headers away": Fault(
        on_the_way(bare), {"selftest": "unsigned"}, "X-Chatwoot-"
    ),
    "deliveries an hour old": Fault(an_hour_old, {"selftest": "stale"}, "set-ntp"),
    "a conversation that does not exist": Fault(
        patient(conversation=999), {"selftest": "no_note"}, "número"
    ),
    "a conversation of another inbox": Fault(
        in_another_inbox, {"selftest": "inbox"}, "--conversation"
    ),
    "a private address, and nobody tried": Fault(
        patient(self_test=False), {"private_address": "inside"}, "SAFE_FETCH_ALLOW_PRIVATE_NETWORK"
    ),
    "a greeting": Fault(inbox(greeting_enabled=True), {"voices": "greeting"}, "Saudação"),
    "an out-of-office message": Fault(
        inbox(working_hours_enabled=True, out_of_office_message="Voltamos já"),
        {"voices": "away"},
        "Horário",
    ),
    "both": Fault(
        inbox(greeting_enabled=True, working_hours_enabled=True, out_of_office_message="Até já"),
        {"voices": "both"},
        "--silence-inbox",
    ),
    "auto-assignment": Fault(
        inbox(enable_auto_assignment=True), {"auto_assignment": "on"}, "Atribuição automática"
    ),
    "auto-assignment that silences her": Fault(
        together(inbox(enable_auto_assignment=True), setting(ASSIGNEE_TAKES_OVER="true")),
        {"auto_assignment": "takes_over"},
        "ALU_ASSIGNEE_TAKES_OVER",
    ),
    "a conversation for every return": Fault(
        lambda here: here.inbox(lock=False) and None,
        {"lock": "off"},
        "Bloquear em uma única conversa",
    ),
    "a team that is gone": Fault(gone("teams"), {"teams": "missing"}, "alu setup"),
    "a team of another number": Fault(a_team_of_another_number, {"teams": "numbers"}, "reinicie"),
    "teams whose numbers nobody knows": Fault(
        teams_without_numbers, {"token_user": "none", "teams": "nameless"}, "alu setup"
    ),
    "a label that is gone": Fault(gone("labels"), {"labels": "missing"}, "alu setup"),
    "an attribute that is gone": Fault(gone("definitions"), {"attributes": "missing"}, "alu setup"),
    "a list that lacks a value": Fault(
        a_list_without, {"attributes": "values"}, "Atributos personalizados"
    ),
    "a folder that is gone": Fault(gone("folders"), {"folders": "missing"}, "alu setup"),
    "a folder that shows something else": Fault(
        another_filter, {"folders": "missing"}, "alu setup"
    ),
    "a model that is not there": Fault(
        setting(LLM_BASE_URL=NOWHERE, LLM_MODEL="m"), {"model": "unreachable"}, "ALU_LLM_BASE_URL"
    ),
    "a second model that is not there": Fault(
        setting(LLM_FALLBACK_BASE_URL=NOWHERE, LLM_FALLBACK_MODEL="m"),
        {"model_fallback": "unreachable"},
        "ALU_LLM_FALLBACK_BASE_URL",
    ),
    "a customer whom nobody answers": Fault(left_waiting, {"pending": "waiting"}, "Pendentes"),
}
