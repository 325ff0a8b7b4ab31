"""A directory's people and groups brought into the database: arrivals, changes, departures, returns.

People are read a page at a time and written a batch at a time, so that a hundred thousand fit in little memory.
A second run changes nothing. Nobody is disabled before the whole list has been read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth import accounts, groups
from auth.directories.base import Directory, Entry, GroupEntry
from auth.errors import SuspiciousDepartures
from auth.models import Account, Group, Membership
from auth.names import username_key

BATCH = 500

# With fewer than this share of the people known before, the directory is more likely broken than deserted.
PLAUSIBLE = 0.5
# Under so many people, half of them may well leave.
FEW = 10

Progress = Callable[[int], None]


@dataclass
class Summary:
    """What a synchronisation did, or would do; people are counted, and those who lose something named."""

    read: int = 0
    created: int = 0
    updated: int = 0
    enabled: int = 0
    unchanged: int = 0
    # Names of those who are gone or whom the directory has disabled.
    disabled: list[str] = field(default_factory=list)
    # Usernames that the directory has given to somebody else.
    reassigned: list[str] = field(default_factory=list)
    # Usernames that two entries share: the first that was read has it, the others are left out.
    ambiguous: list[str] = field(default_factory=list)
    groups_created: int = 0
    groups_updated: int = 0
    groups_closed: int = 0
    memberships_added: int = 0
    memberships_removed: int = 0

    @property
    def changes(self) -> int:
        """How much differs from before; 0 when the run changed nothing."""
        return (
            self.created
            + self.updated
            + self.enabled
            + len(self.disabled)
            + self.groups_created
            + self.groups_updated
            + self.groups_closed
            + self.memberships_added
            + self.memberships_removed
        )


def synchronise(
    session: Session,
    directory: Directory,
    *,
    administrators: Sequence[str] = (),
    now: datetime,
    force: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda count: None,
    settle: Callable[[], None] = lambda: None,
) -> Summary:
    """Make accounts and groups follow the directory, and say what was done.

    A dry run does the same and takes it all back. Otherwise the caller commits; `settle` is called after each batch,
    for a caller who would rather commit as it goes than hold the database for minutes. `progress` is told how many
    people have been read. Objects that the Session held before are detached.

    :raises SuspiciousDepartures: far fewer people or groups than before, and not `force`; nobody is disabled.
    :raises auth.errors.DirectoryProblem: the list cannot be had whole; nobody is disabled.
    """
    if not dry_run:
        return _Run(session, directory, administrators, now).run(force, progress, settle)
    # A savepoint of its own, so that what the caller had done before stays.
    trial = session.begin_nested()
    try:
        return _Run(session, directory, administrators, now).run(force, progress, lambda: None)
    finally:
        trial.rollback()
        session.expire_all()


class _Run:
    """One synchronisation."""

    def __init__(
        self, session: Session, directory: Directory, administrators: Sequence[str], now: datetime
    ) -> None:
        self._session, self._directory, self._now = session, directory, now
        self._administrators = administrators
        self._appointed: set[int] = set()
        self._summary = Summary()
        self._seen: set[str] = set()
        self._claimed: dict[str, str] = {}
        self._inactive: list[int] = []
        self._group_ids: dict[str, int] = {}

    def run(self, force: bool, progress: Progress, settle: Callable[[], None]) -> Summary:
        told = list(
            self._directory.groups()
        )  # before the database is asked: nobody waits for a slow directory
        before = self._living_people()
        self._appointed = groups.appointed_by_settings(self._session)
        self._bring_groups(told, force)
        settle()
        for batch in _batches(self._directory.people()):
            self._bring_people(batch)
            settle()
            progress(self._summary.read)
        leaving = [*self._inactive, *self._absent()]
        _require_plausible(before, before - len(leaving), force)
        self._close(leaving)
        return self._summary

    # ── Groups ─────────────────────────────────────────────────────────────────────────────────────

    def _bring_groups(self, entries: Sequence[GroupEntry], force: bool) -> None:
        ours = select(Group).where(Group.origin == self._directory.name)
        known = {group.external_id: group for group in self._session.scalars(ours)}
        told = {entry.external_id for entry in entries}
        living = [group for group in known.values() if group.gone_at is None]
        gone = [group for group in living if group.external_id not in told]
        _require_plausible(len(living), len(living) - len(gone), force)
        for entry in entries:
            self._bring_group(known.get(entry.external_id), entry)
        for group in gone:
            groups.close_group(self._session, group, self._now)
        self._summary.groups_closed += len(gone)
        self._session.flush()

    def _bring_group(self, group: Group | None, entry: GroupEntry) -> int:
        if group is None:
            group = groups.group_of(self._session, self._directory.name, entry, self._now)
            self._summary.groups_created += 1
        elif groups.update_group(group, entry):
            self._summary.groups_updated += 1
        self._group_ids[entry.external_id] = group.id
        return group.id

    def _group_id(self, entry: GroupEntry) -> int:
        """The id of a group that a person is in; one that was made since the groups were read is brought now."""
        known = self._group_ids.get(entry.external_id)
        if known is not None:
            return known
        found = groups.find_group(self._session, self._directory.name, entry.external_id)
        return self._bring_group(found, entry)

    # ── People ─────────────────────────────────────────────────────────────────────────────────────

    def _bring_people(self, batch: Sequence[Entry]) -> None:
        self._summary.read += len(batch)
        self._seen.update(entry.external_id for entry in batch)
        entries = [entry for entry in batch if self._claims_its_name(entry)]
        known = self._known(entries)
        self._free_usernames(entries, known)
        for entry in entries:
            if account := known.get(entry.external_id):
                self._update(account, entry)
        known |= self._create([each for each in entries if each.active and each.external_id not in known])
        present = [(entry, known[entry.external_id]) for entry in entries if entry.external_id in known]
        self._bring_memberships(present)
        self._appoint(present)
        self._session.flush()
        # A hundred thousand accounts in one Session would be as many objects in memory.
        self._session.expunge_all()

    def _claims_its_name(self, entry: Entry) -> bool:
        name = username_key(entry.username)
        if self._claimed.setdefault(name, entry.external_id) == entry.external_id:
            return True
        self._summary.ambiguous.append(name)
        return False

    def _known(self, entries: Sequence[Entry]) -> dict[str, Account]:
        theirs = select(Account).where(
            Account.directory == self._directory.name,
            Account.external_id.in_([entry.external_id for entry in entries]),
        )
        return {account.external_id: account for account in self._session.scalars(theirs)}

    def _free_usernames(self, entries: Sequence[Entry], known: Mapping[str, Account]) -> None:
        """Take names from those whom the directory now calls otherwise, so that two people may swap theirs."""
        owners = {str(accounts.facts_of(entry)["username"]): entry.external_id for entry in entries}
        held = select(Account).where(Account.directory == self._directory.name, Account.username.in_(owners))
        for account in self._session.scalars(held):
            if owners[account.username] != account.external_id:
                self._summary.reassigned.append(account.username)
                account.username = accounts.vacated(account.id)
        self._session.flush()

    def _create(self, entries: Sequence[Entry]) -> dict[str, Account]:
        made = [accounts.new_account(self._directory.name, entry, self._now) for entry in entries]
        try:
            with self._session.begin_nested():
                self._session.add_all(made)
        except IntegrityError:
            # Somebody of the batch has signed in for the first time in the meantime.
            made = [
                accounts.account_of(self._session, self._directory.name, entry, self._now)
                for entry in entries
            ]
        self._summary.created += len(made)
        return {account.external_id: account for account in made}

    def _update(self, account: Account, entry: Entry) -> None:
        changed = accounts.update_account(self._session, account, entry, self._now)
        returning = entry.active and account.disabled_by == "directory"
        if returning:
            accounts.enable(self._session, account, self._now)
        if not entry.active and account.disabled_at is None:
            self._inactive.append(account.id)
        self._summary.updated += changed
        self._summary.enabled += returning
        self._summary.unchanged += not (changed or returning)

    def _bring_memberships(self, present: Sequence[tuple[Entry, Account]]) -> None:
        wanted = {(account.id, self._group_id(group)) for entry, account in present for group in entry.groups}
        held = self._held([account.id for _, account in present])
        self._session.add_all(
            Membership(account_id=account_id, group_id=group_id)
            for account_id, group_id in sorted(wanted - held)
        )
        for account_id, group_id in held - wanted:
            one = (Membership.account_id == account_id, Membership.group_id == group_id)
            self._session.execute(delete(Membership).where(*one))
        self._summary.memberships_added += len(wanted - held)
        self._summary.memberships_removed += len(held - wanted)

    def _held(self, account_ids: Sequence[int]) -> set[tuple[int, int]]:
        rows = self._session.execute(
            select(Membership.account_id, Membership.group_id)
            .join(Group, Group.id == Membership.group_id)
            .where(Membership.account_id.in_(account_ids), Group.origin == self._directory.name)
        )
        return {(row.account_id, row.group_id) for row in rows}

    def _appoint(self, present: Sequence[tuple[Entry, Account]]) -> None:
        for entry, account in present:
            named = groups.named_by_settings(account, entry.group_ids, self._administrators)
            if named or account.id in self._appointed:
                groups.follow_settings(
                    self._session, account, entry.group_ids, self._administrators, self._now
                )

    # ── Departures ─────────────────────────────────────────────────────────────────────────────────

    def _living(self) -> Select[int, str]:
        return select(Account.id, Account.external_id).where(
            Account.directory == self._directory.name, Account.disabled_at.is_(None)
        )

    def _living_people(self) -> int:
        return self._session.scalar(select(func.count()).select_from(self._living().subquery())) or 0

    def _absent(self) -> list[int]:
        return [row.id for row in self._session.execute(self._living()) if row.external_id not in self._seen]

    def _close(self, account_ids: Iterable[int]) -> None:
        for account_id in account_ids:
            account = self._session.get_one(Account, account_id)
            accounts.disable(self._session, account, by="directory", now=self._now)
            self._summary.disabled.append(account.name)


def _require_plausible(before: int, still: int, force: bool) -> None:
    if not force and before >= FEW and still < before * PLAUSIBLE:
        raise SuspiciousDepartures(found=still, before=before)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    everyone = iter(entries)
    while batch := list(islice(everyone, BATCH)):
        yield batch
