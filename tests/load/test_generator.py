"""The generator tells the truth: on time whatever the server does, stalls shown, every request accounted for."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from contextlib import asynccontextmanager

import pytest

from api.chatwoot.events import parse
from api.chatwoot.signature import Seal
from tests.load.deliveries import TEXTS, Deliveries
from tests.load.generator import closed_loop, open_loop
from tests.load.processes import DidNotServe, free_port, module, running
from tests.load.schedule import poisson, steady
from tests.load.shots import NO_ANSWER, Shot, Spread, Summary, percentile
from tests.load.wires import Wires

pytestmark = pytest.mark.anyio

SECRET = "segredo-da-carga"
NOW = 1_795_370_000.0


def deliveries(**more):
    return Deliveries("127.0.0.1", "/webhooks/chatwoot", SECRET, **{"now": NOW, **more})


@asynccontextmanager
async def wall(folder, *options):
    port = free_port()
    command = module("tests.load.wall", "--port", str(port), *options)
    async with running(command, port, folder) as server:
        yield server


async def shot_at(server, rate, seconds, **how):
    due = steady(rate, seconds)
    return await asyncio.to_thread(
        open_loop, server.address, deliveries().requests(len(due)), due, **how
    )


def one_by_one(server, deliveries):
    """The wires after 20 requests, each sent when the one before is answered and its connection rests."""
    with Wires(server.address, time.monotonic, keep_alive=True) as wires:
        for request in deliveries.requests(20):
            wires.send(request, wires.clock())
            wires.finish()
            time.sleep(0.01)
        return wires


class TestSchedules:
    def test_steady_is_even(self):
        assert steady(4, 1.5) == (0.0, 0.25, 0.5, 0.75, 1.0, 1.25)

    def test_chance_has_the_rate_and_no_rhythm(self):
        moments = poisson(200, 50, seed=7)
        gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
        assert len(moments) == pytest.approx(10_000, rel=0.05)
        assert statistics.stdev(gaps) == pytest.approx(statistics.mean(gaps), rel=0.1)
        assert moments == tuple(sorted(moments))

    def test_a_seed_is_a_schedule(self):
        assert poisson(50, 5, seed=1) == poisson(50, 5, seed=1) != poisson(50, 5, seed=2)


class TestFigures:
    @pytest.mark.parametrize(
        ("share", "value"), [(0.0, 1), (0.5, 5), (0.9, 9), (0.91, 10), (0.99, 10), (1.0, 10)]
    )
    def test_a_percentile_is_a_value_that_was_measured(self, share, value):
        assert percentile(range(1, 11), share) == value

    def test_latency_counts_from_the_due_moment(self):
        late = Shot(due=1.0, sent=3.0, done=3.5, status=200)
        assert (late.latency, late.lateness) == (2.5, 2.0)

    def test_a_summary_counts_what_was_not_answered(self):
        shots = [Shot(0.0, 0.0, 0.1, 200), Shot(0.5, 0.5, 0.6, 429), Shot(1.0, 1.0, 2.0, NO_ANSWER)]
        summary = Summary.of(shots)
        assert summary.statuses == {"0": 1, "200": 1, "429": 1}
        assert not summary.all_answered_200
        assert summary.rate == 0.5
        assert summary.latency == Spread(p50=100, p90=1000, p99=1000, p999=1000, max=1000)

    def test_a_summary_survives_the_way_between_processes(self):
        summary = Summary.of([Shot(0.0, 0.0, 0.1, 200)])
        assert Summary.read(summary.told()) == summary
        assert summary.all_answered_200


class TestDeliveries:
    def test_they_are_signed_as_chatwoot_signs(self):
        for request in deliveries().requests(3):
            head, _, body = request.partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            headers = [tuple(line.split(": ", 1)) for line in lines]
            assert first == "POST /webhooks/chatwoot HTTP/1.1"
            assert Seal((SECRET,)).verdict(headers, body, NOW) == "signed"
            assert dict(headers)["Content-Length"] == str(len(body))

    def test_alu_reads_each_as_another_message_of_a_customer(self):
        events = [parse(body) for body in deliveries(conversations=10).bodies(50)]
        assert {event.who for event in events} == {"customer"}
        assert len({event.key for event in events}) == 50
        assert {event.conversation for event in events} == set(range(1, 11))
        assert {event.contact.id for event in events} == set(range(1, 11))
        assert all(event.conversation == event.contact.id for event in events)
        assert {event.message.content for event in events} == set(TEXTS)
        marks = [event.watermark for event in events]
        assert marks == sorted(set(marks))

    @pytest.mark.parametrize(("share", "pending"), [(0, 0), (0.1, 10), (0.5, 50), (1, 100)])
    def test_a_share_of_the_conversations_is_hers(self, share, pending):
        events = [parse(body) for body in deliveries(conversations=100, pending=share).bodies(100)]
        statuses = [event.status for event in events]
        assert (statuses.count("pending"), statuses.count("open")) == (pending, 100 - pending)


class TestTheOpenLoop:
    async def test_every_request_is_answered_on_a_connection_of_its_own(self, tmp_path):
        async with wall(tmp_path) as server:
            shots = await shot_at(server, 200, 1)
        summary = Summary.of(shots)
        assert summary.all_answered_200
        assert summary.requests == 200
        assert summary.seconds == pytest.approx(1, abs=0.3)

    async def test_a_server_that_stalls_does_not_stop_it_and_shows(self, tmp_path):
        async with wall(tmp_path, "--stall-at", "1", "--stall", "1") as server:
            shots = await shot_at(server, 100, 3)
        summary = Summary.of(shots)
        assert summary.all_answered_200
        assert summary.latency.p99 > 900
        assert sum(shot.latency > 0.1 for shot in shots) >= 80  # all that came in while it stalled
        assert summary.lateness.p99 < 250  # while they went on leaving
        assert summary.end_p50 < 250  # and afterwards all is well again

    async def test_a_closed_loop_hides_the_same_stall(self, tmp_path):
        async with wall(tmp_path, "--stall-at", "0.2", "--stall", "1") as server:
            requests = deliveries().requests(4000)
            shots = await asyncio.to_thread(closed_loop, server.address, requests, 1)
        latencies = [shot.latency for shot in shots]
        assert max(latencies) > 0.9
        assert Spread.of(latencies).p99 < 500

    async def test_who_never_answers_is_given_up(self, tmp_path):
        async with wall(tmp_path, "--stall-at", "0", "--stall", "2") as server:
            began = time.monotonic()
            shots = await shot_at(server, 20, 0.5, patience=0.3)
            assert time.monotonic() - began < 1.8
        assert [shot.status for shot in shots] == [NO_ANSWER] * 10
        assert all(shot.latency >= 0.3 for shot in shots)

    async def test_where_nobody_listens_nothing_is_answered(self):
        due = steady(50, 0.2)
        requests = deliveries().requests(len(due))
        shots = open_loop(("127.0.0.1", free_port()), requests, due)
        assert Summary.of(shots).statuses == {"0": 10}

    @pytest.mark.parametrize(("kept", "opened"), [(True, 1), (False, 20)])
    async def test_a_connection_kept_alive_is_used_again(self, tmp_path, kept, opened):
        async with wall(tmp_path) as server:
            wires = await asyncio.to_thread(one_by_one, server, deliveries(keep_alive=kept))
        assert Summary.of(wires.shots).all_answered_200
        assert wires.opened == opened

    async def test_an_idle_connection_that_the_server_closed_is_not_used(self, tmp_path):
        async with wall(tmp_path, "--rude") as server:
            wires = await asyncio.to_thread(one_by_one, server, deliveries(keep_alive=True))
        assert Summary.of(wires.shots).all_answered_200
        assert wires.opened == 20


class TestServers:
    async def test_the_bare_endpoint_answers_and_its_cost_is_seen(self, tmp_path):
        port = free_port()
        command = module("tests.load.bare", "--port", str(port))
        async with running(command, port, tmp_path) as server:
            before = server.cpu()
            requests = deliveries().requests(1500)
            shots = await asyncio.to_thread(closed_loop, server.address, requests, 16)
            assert server.cpu() > before
            assert 10 < server.resident() <= server.resident("VmHWM") < 500
        assert Summary.of(shots).all_answered_200

    async def test_one_that_does_not_start_tells_why(self, tmp_path):
        port = free_port()
        command = module("tests.load.bare", "--port", "no-number")
        with pytest.raises(DidNotServe, match="invalid int value"):
            async with running(command, port, tmp_path):
                pass
