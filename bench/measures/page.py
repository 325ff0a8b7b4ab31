"""A page is read by somebody who is signed in, beside a bare Flask that says hello."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench import server
from bench.load import Load, load
from bench.round import Round
from bench.server import Server

AT_ONCE = (1, 8, 32)
STEADY = 0.15  # how far the bare server's rate may drift while the pages are measured


@dataclass(frozen=True)
class Bare:
    """The bare server under two sync workers, and under the server that Relais runs by default."""

    sync: Server
    same: Server

    def loads(self, round: Round) -> Mapping[int, tuple[Load, Load]]:
        """At once → (sync, same server)."""
        return {
            at_once: (_bare(self.sync, at_once, round), _bare(self.same, at_once, round))
            for at_once in AT_ONCE
        }


def page(round: Round) -> None:
    """Pages of 5 and of 50 kB, by 1, 8 and 32 at once: rate, CPU, and share of the bare server's rate."""
    beside_bare(round, {"page of 5 kB": round.dataset.plan.small, "page of 50 kB": round.dataset.plan.large})


def beside_bare(round: Round, screens: Mapping[str, Sequence[str]]) -> None:
    """Each screen, at these paths, by 1, 8 and 32 at once, with the bare server before and after."""
    bare = Bare(server.bare_sync(), server.bare_same_server())
    for paths in screens.values():
        for path in paths:  # each is there, and what is kept in memory is there too
            round.reader.page(path)
    with server.running(bare.sync, bare.same):
        before = bare.loads(round)
        views = {
            (name, at_once): round.load(paths, at_once)
            for name, paths in screens.items()
            for at_once in AT_ONCE
        }
        after = bare.loads(round)
    _tell_bare(round, before, after)
    for (name, at_once), view in views.items():
        _tell_view(round, name, at_once, view, before, after)


Loads = Mapping[int, tuple[Load, Load]]


def _bare(of: Server, at_once: int, round: Round) -> Load:
    return load(of, ["/"], at_once=at_once, seconds=round.pace.load)


def _tell_bare(round: Round, before: Loads, after: Loads) -> None:
    for at_once in AT_ONCE:
        for which, name in enumerate(("sync workers", "the same server")):
            first, second = before[at_once][which], after[at_once][which]
            rate, cpu = _mean(first.rate, second.rate), _mean(first.cpu, second.cpu)
            round.report.add(f"bare Flask, {name}, {at_once} at once", rate=rate, cpu=cpu, p50=second.p50)
            if (moved := drift(first, second)) > STEADY:
                round.report.warn(
                    f"the bare server's rate moved by {moved:.0%}: something else used the machine"
                )


def _tell_view(round: Round, name: str, at_once: int, view: Load, before: Loads, after: Loads) -> None:
    sync, same = (_mean(before[at_once][which].rate, after[at_once][which].rate) for which in (0, 1))
    bare_cpu = _mean(before[at_once][0].cpu, after[at_once][0].cpu)
    round.report.add(
        f"{name}, {at_once} at once",
        rate=view.rate,
        p50=view.p50,
        p95=view.p95,
        cpu=view.cpu,
        share=view.rate / sync,
        share_same=view.rate / same,
        cost=view.cpu / bare_cpu,
        errors=view.errors,
    )


def drift(one: Load, other: Load) -> float:
    """How far two loads of the same server are apart, as a share of the quicker one."""
    return abs(one.rate - other.rate) / max(one.rate, other.rate)


def _mean(one: float, other: float) -> float:
    return (one + other) / 2
