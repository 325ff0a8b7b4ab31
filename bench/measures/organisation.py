"""A large organisation: its people and groups out of a real slapd, its communities, and what reading costs there."""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from timeit import repeat

import psutil
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.accounts import find_by_username, identity
from auth.identity import group_word
from auth.models import Group
from bench.browser import signed_in
from bench.datasets import PASSWORD as LOCAL_PASSWORD
from bench.datasets import READER, SPACE, Dataset, settings_of
from bench.load import load
from bench.report import Report
from bench.round import Pace
from bench.server import BESIDE_PYTHON, environment_of, relais
from tests.auth import slapd
from tests.auth.ministry import PASSWORD, SERVICE_PASSWORD, Circle, Ministry, ministry
from wiki.access.decision import may
from wiki.access.keyring import viewer_of
from wiki.access.roles import ANIMATOR, CONSULTATION, FUNCTIONAL
from wiki.access.viewer import operator
from wiki.app import Site, assemble
from wiki.kinds.pages.models import Page
from wiki.parts.communities.commands import Description, open_community
from wiki.parts.communities.stages import BY_GROUP, ON_REQUEST
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF, Space

COMMUNITIES = 200
GROUPS_OF_ONE = 300  # of the person who reads
DECISIONS = 10_000
GLANCE = 0.05  # seconds between two looks at the memory


def organisation(made: Dataset, pace: Pace, scratch: Path, report: Report) -> None:
    """Bring the people in, open the communities, and have somebody of many groups read the pages of the site."""
    with made.copied(scratch) as data:
        plain = _cost(data, made, pace, environment_of(data), READER, LOCAL_PASSWORD)
        directory = large_ministry(pace.people)
        with _slapd(directory, scratch) as server:
            environment = {**environment_of(data), **_settings(server)}
            _bring_in(environment, data, pace.people, report)
            site = assemble(settings_of(data))
            _open_communities(site, report)
            _decide(site, directory, report)
            site.engine.close()
            site.database.close()
            many = _cost(data, made, pace, environment, directory.in_sixty_groups.uid, PASSWORD)
    report.add("page of 5 kB, few people and groups", cpu=plain)
    report.add("page of 5 kB, large organisation", cpu=many, ratio=many / plain)


def large_ministry(people: int) -> Ministry:
    """So many people, a twentieth as many groups, and one person in `GROUPS_OF_ONE` of these."""
    found = ministry(people)
    chance, busy = random.Random(people), found.in_sixty_groups
    wanted = people // 20
    groups = [
        Circle(
            f"unité {number:05}",
            (
                *({busy.dn} if number < GROUPS_OF_ONE else ()),
                *dict.fromkeys(person.dn for person in chance.choices(found.people, k=40)),
            ),
        )
        for number in range(wanted)
    ]
    return Ministry(found.people, [*found.groups, *groups], found.troubled)


@contextmanager
def _slapd(directory: Ministry, scratch: Path) -> Iterator[slapd.Slapd]:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        server = slapd.Slapd(Path(folder), directory)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _settings(server: slapd.Slapd) -> Mapping[str, str]:
    """The variables by which Relais follows this directory."""
    said = server.settings(receive_timeout=60).model_dump(mode="json", exclude_unset=True)
    said["bind_password"] = SERVICE_PASSWORD
    return {"RELAIS_AUTH__DIRECTORY": "ldap", "RELAIS_AUTH__LDAP": json.dumps(said)}


@dataclass(frozen=True, slots=True)
class _Spent:
    seconds: float
    memory: int  # bytes, at the most


def _bring_in(environment: Mapping[str, str], data: Path, people: int, report: Report) -> None:
    first, again = _sync(environment, data), _sync(environment, data)
    report.add(
        "directory sync, all new", rate=people / first.seconds, took=first.seconds, memory=first.memory
    )
    report.add(
        "directory sync, nothing new", rate=people / again.seconds, took=again.seconds, memory=again.memory
    )


def _sync(environment: Mapping[str, str], data: Path) -> _Spent:
    begun, most = time.perf_counter(), 0
    command = [str(BESIDE_PYTHON / "relais"), "directory", "sync"]
    process = psutil.Popen(command, cwd=data.parent, env=dict(environment), stdout=subprocess.DEVNULL)
    while process.poll() is None:
        with suppress(psutil.Error):  # it has just ended
            most = max(most, process.memory_info().rss)
        time.sleep(GLANCE)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return _Spent(time.perf_counter() - begun, most)


def _open_communities(site: Site, report: Report) -> None:
    """Each with a share of the groups of the directory; those of one person read the measured space too."""
    begun = time.perf_counter()
    with site.database.writing() as session:
        groups = _groups(session)
        share = max(1, len(groups) // COMMUNITIES)
        for number in range(COMMUNITIES):
            visibility = (STAFF, MEMBERS_ONLY, SECRET)[number % 3]
            said = Description(
                f"Ce que font les unités {number}.",
                domain=f"Domaine {number % 12}",
                joining=BY_GROUP if visibility == SECRET else ON_REQUEST,
            )
            space = open_community(
                session,
                operator(),
                f"Communauté {number:03}",
                said,
                site.settings.communities,
                visibility=visibility,
            )
            for place, group in enumerate(groups[number * share : (number + 1) * share]):
                role = (ANIMATOR, FUNCTIONAL, CONSULTATION)[min(place, 2)]
                set_role(session, operator(), space, group_word(group), role)
        measured = session.scalars(select(Space).where(Space.slug == SPACE)).one()
        set_role(session, operator(), measured, group_word(groups[0]), FUNCTIONAL)
        session.commit()
    report.add("communities opened, with their groups", rate=COMMUNITIES / (time.perf_counter() - begun))


def _groups(session: Session) -> list[int]:
    """The groups of units, by their names."""
    units = select(Group.id).where(Group.name.like("unité %")).order_by(Group.name)
    return list(session.scalars(units))


def _decide(site: Site, directory: Ministry, report: Report) -> None:
    """What a decision costs, the viewer's classes known; and what it takes to know them for the first time."""
    with site.database.reading() as session:
        account = find_by_username(session, "ldap", directory.in_sixty_groups.uid)
        if account is None:
            raise LookupError(directory.in_sixty_groups.uid)
        who = identity(session, account)
        begun = time.perf_counter()
        viewer = viewer_of(session, who)
        first = time.perf_counter() - begun
        page = session.scalars(select(Page).limit(1)).one()
        once = min(repeat(lambda: may(viewer, "page.edit", page), number=DECISIONS, repeat=5)) / DECISIONS
    report.add("rights of the site, read for the first time", took=first)
    report.add("decision", decision=once)


def _cost(
    data: Path, made: Dataset, pace: Pace, environment: Mapping[str, str], username: str, password: str
) -> float:
    """CPU of one page of 5 kB, one after the other."""
    with relais(data, environment) as server:
        browser = signed_in(server.port, username, password)
        for path in made.plan.small:
            browser.page(path)
        loads = [
            load(server, made.plan.small, at_once=1, seconds=pace.load, cookie=browser.cookie)
            for _ in range(3)
        ]
    return min(each.cpu for each in loads)
