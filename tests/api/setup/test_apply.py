"""``alu setup`` on an account, over a real socket: made once, adopted, repaired, asked for, taken back."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.sandbox.records import Bot, Definition, Folder
from api.sandbox.store import put
from api.setup.steps import Action, Link, Turn, Write
from api.setup.wanted import wanted
from tests.api.setup.premises import ALU, FOLDERS, PROTOCOL, Premises, premises

pytestmark = pytest.mark.anyio


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Premises]:
    async with premises(tmp_path) as place:
        yield place


def folders(place: Premises, user: int) -> list[str]:
    return [one.name for one in place.sandbox.store.folders.values() if one.user_id == user]


def refused(_action: Action) -> bool:
    return False


# --- an empty account ---


async def test_an_empty_account_gets_everything_once(place: Premises) -> None:
    outcome = await place.apply()
    store, want = place.sandbox.store, wanted(PROTOCOL, (1,))
    assert outcome.left == ()
    (bot,) = store.bots.values()
    assert (bot.name, bot.url) == ("Alú", f"{ALU}/webhooks/chatwoot")
    assert store.inboxes[1].bot_id == bot.id
    assert [one.name for one in store.teams.values()] == list(PROTOCOL.teams)
    assert {one.title for one in store.labels.values()} == {one.title for one in want.labels}
    assert {"compras", "pos-venda", "ia-transferido", "ia-falta-dado"} <= {
        one.title for one in want.labels
    }
    assert all(one.show_on_sidebar and one.color for one in store.labels.values())
    defined = [(one.model, one.key, one.type) for one in store.definitions.values()]
    assert defined == [(one.model, one.key, one.kind) for one in want.attributes]
    assert folders(place, 1) == list(FOLDERS)
    assert store.hooks == {}  # this server tells its bots everything


async def test_the_settings_are_enough_to_serve_and_only_the_owner_reads_them(
    place: Premises,
) -> None:
    place.env.write_text("# meu\nALU_LOG_LEVEL=debug\nOUTRO=1\n", encoding="utf-8")
    place.env.chmod(0o644)
    await place.apply()
    text, (bot,) = place.env.read_text(encoding="utf-8"), place.sandbox.store.bots.values()
    assert text.startswith("# meu\nALU_LOG_LEVEL=debug\nOUTRO=1\n")
    assert f"ALU_CHATWOOT_BOT_TOKEN={bot.token}\n" in text
    assert f"ALU_WEBHOOK_SECRETS={bot.secret}\n" in text
    assert place.settings().chatwoot_teams["pos-venda"] == 5
    assert "ADMIN_TOKEN" not in text
    assert [stat.S_IMODE(one.stat().st_mode) for one in (place.env, place.record)] == [0o600, 0o600]


async def test_the_record_has_ids_and_no_token(place: Premises) -> None:
    await place.apply(managers=(place.manager.token,))
    store, record = place.sandbox.store, place.record.read_text(encoding="utf-8")
    secrets = [
        store.bots[1].token,
        store.bots[1].secret,
        *(one.token for one in store.users.values()),
    ]
    assert not [one for one in secrets if one in record]


async def test_a_second_run_writes_nothing_and_a_check_finds_nothing(place: Premises) -> None:
    await place.apply(managers=(place.manager.token,))
    place.line.forget()
    before, files = place.state, (place.env.read_bytes(), place.record.read_bytes())
    outcome = await place.apply(managers=(place.manager.token,))
    assert outcome.done == outcome.left == place.line.writes == () or place.line.writes == []
    assert (await place.plan()).actions == ()
    assert place.line.writes == []
    assert len(place.line.crossings) > 10
    assert place.state == before
    assert files == (place.env.read_bytes(), place.record.read_bytes())


async def test_a_dry_run_changes_nothing_anywhere(place: Premises) -> None:
    before = place.state
    plan = await place.plan()
    assert len(plan.actions) > 30
    assert place.line.writes == []
    assert place.state == before
    assert list(place.home.iterdir()) == []


async def test_every_action_says_what_and_why_and_the_bot_is_linked_last(place: Premises) -> None:
    plan = await place.plan(managers=(place.manager.token,))
    assert all(one.what and one.why for one in plan.actions)
    assert len({one.what for one in plan.actions}) == len(plan.actions)
    assert isinstance(plan.actions[-1].step, Link)
    assert isinstance(plan.actions[-2].step, Write)


# --- folders ---


async def test_every_manager_whose_token_is_given_gets_the_folders(place: Premises) -> None:
    await place.apply(managers=(place.manager.token, place.manager.token))
    assert folders(place, 1) == folders(place, 2) == list(FOLDERS)


async def test_a_folder_of_the_same_name_and_filter_is_taken_as_it_is(place: Premises) -> None:
    await place.apply()
    mine = place.sandbox.store.folders[2]
    put(place.sandbox.store.folders, replace(mine, id=9, user_id=2))
    await place.apply(managers=(place.manager.token,))
    assert sorted(folders(place, 2)) == sorted(FOLDERS)
    await place.undo(managers=(place.manager.token,))
    assert [one.id for one in place.sandbox.store.folders.values()] == [9]


async def test_a_folder_of_the_same_name_that_shows_something_else_stays_beside_ours(
    place: Premises,
) -> None:
    now = place.sandbox.now()
    human = Folder(1, 1, "Falta dado", "conversation", {"payload": []}, now, now)
    put(place.sandbox.store.folders, human)
    await place.apply()
    assert folders(place, 1).count("Falta dado") == 2
    place.line.forget()
    await place.apply()
    assert place.line.writes == []
    await place.undo()
    assert list(place.sandbox.store.folders.values()) == [human]


async def test_our_folder_with_another_filter_is_mended(place: Premises) -> None:
    await place.apply()
    ours = place.sandbox.store.folders[3]
    put(place.sandbox.store.folders, replace(ours, query={"payload": []}))
    (action,) = (await place.plan()).actions
    assert "corrigir o filtro da pasta “Falta dado”" in action.what
    await place.apply()
    assert place.sandbox.store.folders[3].query == ours.query


async def test_the_folders_show_what_they_say(place: Premises) -> None:
    """Each filter, as it was stored, let loose on conversations of every kind."""
    from api.sandbox import Console
    from api.sandbox.arriving import Known

    await place.apply()
    store, shown = place.sandbox.store, {}
    kinds = [("pending", ()), ("open", ("ia-transferido",)), ("open", ("ia-transferido", "ia-falta-dado")),
             ("pending", ("ia-transferido",)), ("resolved", ("ia-transferido",)), ("open", ())]  # fmt: skip
    for status, labels in kinds:
        talk = Console.begin(place.sandbox, Known(name="Rui")).conversation
        put(store.conversations, replace(talk, status=status, label_list=labels))
    async with __import__("httpx").AsyncClient(trust_env=False) as http:
        for folder in store.folders.values():
            answer = await http.post(
                f"{place.url}/api/v1/accounts/1/conversations/filter",
                json=folder.query,
                headers={"Api-Access-Token": store.users[1].token},
            )
            shown[folder.name] = sorted(one["id"] for one in answer.json()["payload"])
    assert shown == dict(zip(FOLDERS, ([1, 4], [2, 3], [3], [4]), strict=True))


# --- what others made ---


async def test_labels_and_teams_of_people_are_adopted_and_survive_an_undo(place: Premises) -> None:
    label, team = place.human_label("compras"), place.human_team("comercial")
    outcome = await place.apply()
    assert any("barra lateral" in one for one in outcome.remarks)
    assert place.settings().chatwoot_teams["comercial"] == team.id
    await place.undo()
    assert list(place.sandbox.store.labels.values()) == [label]
    assert list(place.sandbox.store.teams.values()) == [team]


async def test_an_attribute_of_people_is_left_alone_and_told_of(place: Premises) -> None:
    now = place.sandbox.now()
    theirs = Definition(1, "tipo_pessoa", "Tipo", "list", "contact_attribute", None, ("pf",), now)
    number = Definition(2, "cnpj", "CNPJ", "number", "contact_attribute", None, (), now)
    for one in (theirs, number):
        put(place.sandbox.store.definitions, one)
    outcome = await place.apply()
    assert place.sandbox.store.definitions[1] == theirs
    assert any("tipo_pessoa" in one and "pj" in one for one in outcome.remarks)
    assert any("cnpj" in one and "number" in one for one in outcome.remarks)


async def test_values_that_a_list_of_ours_lacks_are_added_to_those_of_people(
    place: Premises,
) -> None:
    await place.apply()
    stage = next(one for one in place.sandbox.store.definitions.values() if one.key == "alu_etapa")
    put(place.sandbox.store.definitions, replace(stage, values=("qualificar", "em férias")))
    await place.apply()
    values = place.sandbox.store.definitions[stage.id].values
    assert values[:2] == ("qualificar", "em férias")
    assert set(stage.values) < set(values)


async def test_a_colour_that_people_chose_is_no_drift(place: Premises) -> None:
    await place.apply()
    label = place.sandbox.store.labels[1]
    put(place.sandbox.store.labels, replace(label, color="#000000", show_on_sidebar=False))
    assert (await place.plan()).actions == ()


async def test_a_stranger_of_her_name_is_left_alone(place: Premises) -> None:
    bots, now = place.sandbox.store.bots, place.sandbox.now()
    other = put(
        bots,
        Bot(
            1, "Alú", None, "https://ensaio.example.com/webhooks/chatwoot", "t" * 24, "s" * 24, now
        ),
    )
    outcome = await place.apply()
    assert place.sandbox.store.inboxes[1].bot_id == 2
    assert any("outro robô chamado “Alú”" in one for one in outcome.remarks)
    await place.undo()
    assert list(bots.values()) == [other]


# --- what is asked first ---


async def test_the_voices_of_an_inbox_are_turned_off_only_if_agreed(place: Premises) -> None:
    place.inbox_with(greeting_enabled=True, greeting_message="Olá!", working_hours_enabled=True,
                     out_of_office_message="Fechado.")  # fmt: skip
    before = place.state
    outcome = await place.apply(agree=refused)
    assert [type(one.step) for one in outcome.left] == [Turn]
    assert place.sandbox.inbox().settings["greeting_enabled"] is True
    assert place.sandbox.inbox().bot_id  # the rest is done all the same
    outcome = await place.apply()
    assert outcome.left == ()
    silent = place.sandbox.inbox().settings
    assert (silent["greeting_enabled"], silent["working_hours_enabled"]) == (False, False)
    assert (silent["greeting_message"], silent["out_of_office_message"]) == ("Olá!", "Fechado.")
    await place.undo()
    assert place.state == before


async def test_an_inbox_without_a_word_to_say_out_of_hours_keeps_its_hours(place: Premises) -> None:
    place.inbox_with(working_hours_enabled=True, out_of_office_message="")
    await place.apply()
    assert place.sandbox.inbox().settings["working_hours_enabled"] is True


async def test_another_bot_is_replaced_only_if_agreed_and_comes_back(place: Premises) -> None:
    other = put(
        place.sandbox.store.bots,
        Bot(1, "Bia", None, "https://bia.example.com", "t" * 24, "s" * 24, place.sandbox.now()),
    )
    put(place.sandbox.store.inboxes, replace(place.sandbox.inbox(), bot_id=other.id))
    before = place.state
    outcome = await place.apply(agree=refused)
    assert [one.asks for one in outcome.left] == [
        "A caixa “WhatsApp (API)” tem o robô “Bia”. Trocar?"
    ]
    assert place.sandbox.inbox().bot_id == other.id
    await place.apply()
    assert place.sandbox.inbox().bot_id == 2
    await place.undo()
    assert place.state == before


# --- drift ---


async def test_whatever_is_taken_away_comes_back(place: Premises) -> None:
    await place.apply()
    store = place.sandbox.store
    del store.teams[5], store.labels[2], store.definitions[3], store.folders[4]
    put(store.inboxes, replace(place.sandbox.inbox(), bot_id=None))
    put(store.bots, replace(store.bots[1], url="https://velho.example.com/webhooks/chatwoot"))
    plan = await place.plan()
    assert len(plan.actions) == 7
    await place.apply()
    assert (await place.plan()).actions == ()
    assert place.settings().chatwoot_teams["pos-venda"] == max(store.teams)
    assert (store.inboxes[1].bot_id, store.bots[1].url) == (1, f"{ALU}/webhooks/chatwoot")


async def test_a_new_secret_is_put_before_the_old_one(place: Premises) -> None:
    await place.apply()
    old = place.sandbox.store.bots[1]
    put(place.sandbox.store.bots, replace(old, secret="novo", token="tokennovo"))
    await place.apply()
    settings = place.settings()
    assert [one.get_secret_value() for one in settings.webhook_secrets] == ["novo", old.secret]
    assert settings.chatwoot_bot_token.get_secret_value() == "tokennovo"


async def test_an_inbox_that_is_no_longer_hers_gets_back_what_it_had(place: Premises) -> None:
    put(place.sandbox.store.inboxes, replace(place.sandbox.inbox(), id=2, name="Site"))
    await place.apply(inboxes=(1, 2))
    assert [one.bot_id for one in place.sandbox.store.inboxes.values()] == [1, 1]
    await place.apply(inboxes=(2,))
    assert [one.bot_id for one in place.sandbox.store.inboxes.values()] == [None, 1]
    assert place.settings().chatwoot_inbox_ids == (2,)


async def test_settings_of_the_environment_that_say_otherwise_stop_it(place: Premises) -> None:
    place.environment["ALU_CHATWOOT_BOT_TOKEN"] = "antigo"
    with pytest.raises(Exception, match="o ambiente diz outra coisa"):
        await place.apply()


async def test_a_file_that_others_may_read_is_closed(place: Premises) -> None:
    await place.apply()
    place.env.chmod(0o640)
    (action,) = (await place.plan()).actions
    assert action.what == "fechar o .env para os outros"
    before = place.env.read_bytes()
    await place.apply()
    assert (stat.S_IMODE(place.env.stat().st_mode), place.env.read_bytes()) == (0o600, before)


async def test_a_token_that_chatwoot_does_not_show_is_asked_of_a_person(place: Premises) -> None:
    def unshown(told: object) -> object:
        if isinstance(told, list):
            return [unshown(one) for one in told]
        if isinstance(told, dict) and "outgoing_url" in told:
            return {**told, "access_token": None}
        return told

    place.line.changed = unshown
    outcome = await place.apply()
    assert any("grave em ALU_CHATWOOT_BOT_TOKEN" in one for one in outcome.remarks)
    assert "BOT_TOKEN" not in place.env.read_text(encoding="utf-8")


# --- undo ---


async def test_an_undo_leaves_the_account_as_found(place: Premises) -> None:
    place.human_label("compras")
    place.human_team("vendas")
    before = place.state
    await place.apply(managers=(place.manager.token,))
    assert place.state != before
    outcome = await place.undo(managers=(place.manager.token,))
    assert outcome.left == ()
    assert place.state == before
    assert not place.record.exists()
    assert place.settings().chatwoot_bot_token.get_secret_value() == ""
    assert place.settings().webhook_secrets == ()


async def test_without_a_record_an_undo_touches_nothing(place: Premises) -> None:
    await place.apply()
    place.record.unlink()
    place.line.forget()
    await place.undo()
    assert place.line.writes == []


async def test_folders_of_a_manager_whose_token_is_missing_stay_and_are_remembered(
    place: Premises,
) -> None:
    await place.apply(managers=(place.manager.token,))
    outcome = await place.undo()
    assert folders(place, 2) == list(FOLDERS)
    assert any("--managers" in one for one in outcome.remarks)
    assert place.record.exists()
    await place.undo(managers=(place.manager.token,))
    assert folders(place, 2) == []
    assert not place.record.exists()


async def test_what_people_renamed_is_theirs_now(place: Premises) -> None:
    await place.apply()
    label = place.sandbox.store.labels[1]
    put(place.sandbox.store.labels, replace(label, title="vendas"))
    outcome = await place.undo()
    assert [one.title for one in place.sandbox.store.labels.values()] == ["vendas"]
    assert any("agora se chama “vendas”" in one for one in outcome.remarks)


async def test_a_bot_that_people_linked_meanwhile_stays_linked(place: Premises) -> None:
    await place.apply()
    other = put(
        place.sandbox.store.bots, Bot(7, "Bia", None, "", "t" * 24, "s" * 24, place.sandbox.now())
    )
    put(place.sandbox.store.inboxes, replace(place.sandbox.inbox(), bot_id=other.id))
    await place.undo()
    assert place.sandbox.inbox().bot_id == 7
