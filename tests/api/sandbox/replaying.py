"""The recorded calls, made again in their order, and what came of them beside what was recorded."""

import json

from api.sandbox.records import Contact, ContactInbox, Conversation, Message
from tests.api.sandbox.comparing import differences
from tests.api.sandbox.world import World
from tests.recordings.reading import calls, deliveries

INBOX = "jN9Pwdm2yhGRM1yMzLbA4aYH"
LONG = 150_001
PATHS = ("/webhooks/chatwoot", "/webhooks/account", "/webhooks/inbox")
# Calls whose deliveries were recorded under a longer name.
ACTIONS = {
    "customer resolves": "customer (public) resolves conversation",
    "customer chooses": "customer chooses from input_select (message update)",
    "admin deletes message": "admin deletes a customer message",
    "message status delivered": "agent marks message status delivered (API inbox)",
    "message status failed": "agent marks message status failed (API inbox)",
}


def deliveries_of(action, numbers):
    return [
        one
        for one in deliveries()
        if one["action"] == action
        and one["n"] in numbers
        and json.loads(one["raw_body"]).get("message_type") != "template"
    ]


def _order(body):
    return body["event"] != "message_created", body["id"]


def _place(one):
    return _order(json.loads(one["raw_body"]))


class Replay:
    """One world; what recorded names are called in it is learned from its answers."""

    def __init__(self):
        self.world, self.found, self.deliveries = World(), [], 0
        self.names = {INBOX: self.world.store.inboxes[1].identifier}

    async def make(self, number, *, numbers=range(1, 427)):
        row = calls()[number]
        answer = await self.request(row)
        self.compare(f"r{number}", row["response"]["status"], answer.status_code, "status")
        if row["response"]["json"] is not None or answer.content:
            self.compare(
                f"r{number}", row["response"]["json"], answer.json() if answer.content else None
            )
        self.learn(row["response"]["json"], answer)
        posts = await self.world.delivered()
        action = ACTIONS.get(row["note"], row["note"])
        self.delivered(f"r{number}", deliveries_of(action, numbers), posts)
        self.world.time.passed += 1.5

    async def request(self, row):
        asked, path = row["request"], row["request"]["path"]
        for recorded, ours in self.names.items():
            path = path.replace(recorded, ours)
        more = {}
        if asked["multipart"]:
            sizes = self.sizes(row)
            more["files"] = [
                (name, (file, b"x" * size, kind))
                for (name, file, kind), size in zip(asked["multipart"], sizes, strict=True)
            ]
            more["data"] = asked["fields"]
        elif asked["json"] is not None:
            more["json"] = self.renamed(asked["json"])
        if row["note"] == "bot sends 150001 characters":
            more["json"] = {"content": "x" * LONG}
        if row["note"] in ("wrong token", "bot with old token"):
            more["headers"] = {"Api-Access-Token": "errado"}
        return await self.world.call(row["as"], asked["method"], path, **more)

    def renamed(self, value):
        text = json.dumps(value)
        for recorded, ours in self.names.items():
            text = text.replace(recorded, ours)
        return json.loads(text)

    async def burst(self, word, source_id, numbers):
        """Eight messages of a customer, recorded without their calls. Both are sorted: some came in parallel."""
        path = f"/public/api/v1/inboxes/{INBOX}/contacts/{source_id}/conversations/2/messages"
        for recorded, ours in self.names.items():
            path = path.replace(recorded, ours)
        for place in range(8):
            await self.world.call("public", "POST", path, json={"content": f"{word} {place}"})
        recorded = sorted((one for one in deliveries() if one["n"] in numbers), key=_place)
        posts = await self.world.delivered()
        told = sorted((json.loads(post.body) for post in posts), key=lambda body: _order(body))
        self.compare(word, [one["event"] for one in recorded], [body["event"] for body in told])
        for one, body in zip(recorded, told, strict=True):
            self.deliveries += 1
            self.compare(f"w{one['n']:03}", json.loads(one["raw_body"]), body)

    def skip_to(self, *, message=0, conversation=0, contact=0, link=0):
        """Over what isn't replayed: the next ids follow these."""
        store, moment = self.world.store, self.world.time.now()
        if message:
            store.messages[message] = Message(message, 0, "activity", "", moment, moment)
        if contact:
            store.contacts[contact] = Contact(contact, "", None, None, None, moment, moment)
        if link:
            store.contact_inboxes[link] = ContactInbox(link, 0, 1, "", "", moment)
        if conversation:
            talk = Conversation(conversation, "", 1, 0, 0, "resolved", moment, moment, moment, None)
            store.conversations[conversation] = talk

    def automatic(self, number, conversation, text):
        """What Chatwoot itself sends (greeting, survey), the sandbox doesn't: the test does."""
        store, moment = self.world.store, self.world.sandbox.now()
        store.messages[number] = Message(number, conversation, "template", text, moment, moment)

    def learn(self, recorded, answer):
        if isinstance(recorded, dict) and recorded.get("source_id") and "pubsub_token" in recorded:
            self.names[recorded["source_id"]] = answer.json()["source_id"]

    def delivered(self, name, recorded, posts):
        """The order is that of each receiver: bot, account and inbox are served side by side."""
        for path in PATHS:
            mine = [one for one in recorded if one["path"] == path]
            self.received(name, mine, [post for post in posts if post.url.endswith(path)])

    def received(self, name, recorded, posts):
        told = [one["event"] for one in recorded]
        bodies = [json.loads(post.body) for post in posts]
        self.compare(name, told, [body["event"] for body in bodies], "events")
        for one, post, body in zip(recorded, posts, bodies, strict=False):
            known = f"w{one['n']:03}"
            self.deliveries += 1
            self.compare(known, json.loads(one["raw_body"]), body)
            self.compare(known, sorted(one["headers"]), sorted(post.headers), "headers")

    def compare(self, name, recorded, ours, where=""):
        for one in differences(recorded, ours, where):
            self.found.append((name, one))

    def sizes(self, row):
        shown = row["response"]["json"]["attachments"]
        return [one["file_size"] for one in shown]
