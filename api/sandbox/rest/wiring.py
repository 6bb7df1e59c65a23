"""Wiring by the account's API: bots, the inbox, webhooks (protocol 4.4)."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from api.sandbox.events import BOT_HEARS, BOT_ONLY, OF_CONTACT
from api.sandbox.records import Bot, Hook, Inbox
from api.sandbox.rest import answers, house
from api.sandbox.rest.answers import silent, told
from api.sandbox.rest.call import Call, Door
from api.sandbox.store import following, put

LOCK = "lock_to_single_conversation"
SUBSCRIBABLE = {
    *(name for name in BOT_HEARS if name not in BOT_ONLY),
    *OF_CONTACT,
    "conversation_created",
    "conversation_typing_on",
    "conversation_typing_off",
    "webwidget_triggered",
    "inbox_created",
    "inbox_updated",
}


def bots(call: Call) -> Response:
    """The bots; their secrets for administrators."""
    return told([house.bot(one, call.viewer()) for one in call.store.bots.values()])


def bot(call: Call) -> Response:
    """A bot."""
    return told(house.bot(_bot(call), call.viewer()))


def create_bot(call: Call) -> Response:
    """A new bot, connected to nothing yet."""
    asked, naming = call.asked, call.sandbox.naming
    bot = Bot(following(call.store.bots), asked.text("name") or "", asked.text("description"),
              asked.text("outgoing_url") or "", naming.token(), naming.token(), call.sandbox.now())  # fmt: skip
    return told(house.bot(put(call.store.bots, bot), call.viewer()))


def update_bot(call: Call) -> Response:
    """Another name, another address."""
    bot, asked = _bot(call), call.asked
    new = replace(
        bot,
        name=asked.text("name") or bot.name,
        description=asked.text("description") or bot.description,
        url=asked.text("outgoing_url") or bot.url,
    )
    return told(house.bot(put(call.store.bots, new), call.viewer()))


def remove_bot(call: Call) -> Response:
    """A bot goes; inboxes and conversations that were its are nobody's."""
    bot, store = _bot(call), call.store
    for inbox in store.inboxes.values():
        if inbox.bot_id == bot.id:
            put(store.inboxes, replace(inbox, bot_id=None))
    for talk in store.conversations.values():
        if talk.assignee_agent_bot_id == bot.id:
            put(store.conversations, replace(talk, assignee_agent_bot_id=None))
    del store.bots[bot.id]
    return silent()


def reset_secret(call: Call) -> Response:
    """A new secret; what is queued keeps the old one."""
    new = replace(_bot(call), secret=call.sandbox.naming.token())
    return told(house.bot(put(call.store.bots, new), call.viewer()))


def reset_token(call: Call) -> Response:
    """A new token; the old one is refused at once."""
    new = replace(_bot(call), token=call.sandbox.naming.token())
    return told(house.bot(put(call.store.bots, new), call.viewer()))


def inboxes(call: Call) -> Response:
    """The inboxes."""
    return told({"payload": [house.inbox(one) for one in call.store.inboxes.values()]})


def inbox(call: Call) -> Response:
    """An inbox."""
    return told(house.inbox(_inbox(call)))


def update_inbox(call: Call) -> Response:
    """The lock and the webhook of an inbox change; its other settings are kept, shown, and do nothing here."""
    old, asked = _inbox(call), call.asked
    url = asked.object("channel").get("webhook_url", old.webhook_url)
    kept = {name: value for name, value in asked.values.items() if name not in ("channel", LOCK)}
    lock = asked.flag(LOCK) if LOCK in asked else old.lock
    new = replace(old, lock=lock, webhook_url=str(url), settings={**old.settings, **kept})
    return told(house.inbox(put(call.store.inboxes, new)))


def bot_of_inbox(call: Call) -> Response:
    """The bot of an inbox, or nothing."""
    bot = call.store.bot_of(_inbox(call).id)
    return told({"agent_bot": house.bot_of_inbox(bot, call.viewer()) if bot else {}})


def set_bot_of_inbox(call: Call) -> Response:
    """A bot is connected, or none; conversations stay as they are."""
    bot = call.asked.number("agent_bot")
    if bot is not None and bot not in call.store.bots:
        raise answers.not_found()
    put(call.store.inboxes, replace(_inbox(call), bot_id=bot))
    return silent()


def hooks(call: Call) -> Response:
    """The account webhooks."""
    return told({"payload": {"webhooks": [house.hook(one) for one in call.store.hooks.values()]}})


def create_hook(call: Call) -> Response:
    """A new account webhook."""
    asked = call.asked.within("webhook")
    url, names = asked.text("url") or "", asked.texts("subscriptions")
    if any(one.url == url for one in call.store.hooks.values()):
        raise answers.invalid("Url has already been taken", "url")
    if not set(names) <= SUBSCRIBABLE:
        raise answers.invalid("Subscriptions Eventos inválidos", "subscriptions")
    secret = call.sandbox.naming.token()
    hook = Hook(following(call.store.hooks), url, asked.text("name"), names, secret)
    return told({"payload": {"webhook": house.hook(put(call.store.hooks, hook))}})


def update_hook(call: Call) -> Response:
    """Another address, other events."""
    hook, asked = _hook(call), call.asked.within("webhook")
    names = asked.texts("subscriptions") or hook.subscriptions
    if not set(names) <= SUBSCRIBABLE:
        raise answers.invalid("Subscriptions Eventos inválidos", "subscriptions")
    new = replace(hook, url=asked.text("url") or hook.url, subscriptions=names)
    return told({"payload": {"webhook": house.hook(put(call.store.hooks, new))}})


def remove_hook(call: Call) -> Response:
    """An account webhook goes."""
    del call.store.hooks[_hook(call).id]
    return silent()


def _hook(call: Call) -> Hook:
    found = call.store.hooks.get(call.number("hook"))
    if not found:
        raise answers.not_found()
    return found


def _bot(call: Call) -> Bot:
    found = call.store.bots.get(call.number("bot"))
    if not found:
        raise answers.not_found()
    return found


def _inbox(call: Call) -> Inbox:
    found = call.store.inboxes.get(call.number("inbox"))
    if not found:
        raise answers.not_found()
    return found


BOT, INBOX = "/agent_bots/{bot:int}", "/inboxes/{inbox:int}"
HOOK = "/webhooks/{hook:int}"
DOORS = (
    Door("GET", "/agent_bots", bots),
    Door("POST", "/agent_bots", create_bot, admins=True),
    Door("GET", BOT, bot),
    Door("PATCH", BOT, update_bot, admins=True),
    Door("DELETE", BOT, remove_bot, admins=True),
    Door("POST", BOT + "/reset_secret", reset_secret, admins=True),
    Door("POST", BOT + "/reset_access_token", reset_token, admins=True),
    Door("GET", "/inboxes", inboxes),
    Door("GET", INBOX, inbox),
    Door("PATCH", INBOX, update_inbox, admins=True),
    Door("GET", INBOX + "/agent_bot", bot_of_inbox),
    Door("POST", INBOX + "/set_agent_bot", set_bot_of_inbox, admins=True),
    Door("GET", "/webhooks", hooks, admins=True),
    Door("POST", "/webhooks", create_hook, admins=True),
    Door("PATCH", HOOK, update_hook, admins=True),
    Door("DELETE", HOOK, remove_hook, admins=True),
)
