"""People and groups as they are named when a role is given."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from auth.accounts import people_matching
from auth.groups import groups_matching
from auth.identity import MEMBERS, account_word, group_word, ids_in
from auth.models import Account, Group
from auth.names import name_key, username_key
from wiki.parts.spaces.errors import UnknownMember

# How a person is offered: « Alice Tremblay (alice.tremblay) ».
_OFFERED = re.compile(r"\((?P<username>[^()]+)\)\s*$")


def names_like(session: Session, typed: str, limit: int = 10) -> list[str]:
    """People and groups to offer while a name is typed."""
    people = [f"{found.name} ({found.username})" for found in people_matching(session, typed, limit=limit)]
    return people + [found.name for found in groups_matching(session, typed, limit=limit)]


def offered_as(session: Session, words: Collection[str]) -> list[str]:
    """The people and the groups among these words, as `word_of` takes them, by name."""
    people = session.execute(
        select(Account.name, Account.username).where(Account.id.in_(ids_in(words, "account:")))
    )
    groups = session.scalars(select(Group.name).where(Group.id.in_(ids_in(words, "group:"))))
    return sorted([*(f"{name} ({username})" for name, username in people), *groups], key=name_key)


def word_of(session: Session, who: str) -> str:
    """The word of the person or the group named: as offered, by user name, or by a full name that one alone has.

    :raises UnknownMember: when nobody is, or several are.
    """
    if who.strip() == MEMBERS:
        return MEMBERS
    words = [account_word(account_id) for account_id in session.scalars(_accounts(who))]
    words += [group_word(group_id) for group_id in session.scalars(_groups(who))]
    if len(set(words)) != 1:
        raise UnknownMember(who=who)
    return words[0]


def _accounts(who: str) -> Select[int]:
    offered = _OFFERED.search(who)
    typed = offered["username"] if offered else who
    named = (Account.username == username_key(typed)) | (Account.name_key == name_key(who))
    return select(Account.id).where(named, Account.disabled_at.is_(None))


def _groups(who: str) -> Select[int]:
    return select(Group.id).where(Group.name_key == name_key(who), Group.gone_at.is_(None))
