"""The decision: may this viewer do this to this item? The rules are a table; what is not in it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wiki.access.item import Item
from wiki.access.predicates import Predicate
from wiki.access.viewer import Viewer
from wiki.errors import Forbidden, NotFound, RulesNotAccepted, SignInNeeded


@dataclass(frozen=True, slots=True)
class Rule:
    """An action, `kind.verb`, what it is in one sentence, and the facts of which one is enough. What is `sensitive` is
    done by those only who typed their password a short while ago (M-19). What `begins` something new of its kind is
    refused where the kind is switched off."""

    action: str
    sentence: str
    allowed_to: tuple[Predicate, ...]
    sensitive: bool = False
    begins: bool = False


class Rules:
    """The composed table of all kinds. Filled while the program is put together."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def add(self, rules: Iterable[Rule]) -> None:
        for rule in rules:
            if rule.action in self._rules and self._rules[rule.action] != rule:
                raise ValueError(f"two rules for {rule.action}")
            self._rules[rule.action] = rule

    def __getitem__(self, action: str) -> Rule:
        return self._rules[action]

    def table(self) -> Mapping[str, Rule]:
        return dict(sorted(self._rules.items()))


RULES = Rules()


def may(viewer: Viewer, action: str, item: Item) -> bool:
    """Whether the viewer may do this to the item. An action without a rule is a mistake, not a refusal.

    :raises KeyError: when no rule names the action.
    """
    rule = RULES[action]
    if rule.begins and not viewer.begins(action.partition(".")[0], item.space_id):
        return False
    return any(fact(viewer, item) for fact in rule.allowed_to)


def require(viewer: Viewer, action: str, item: Item) -> None:
    """Let pass, or refuse in the way that reveals nothing.

    :raises NotFound: what may not be read does not exist.
    :raises RulesNotAccepted: not before the rules of the place are accepted.
    :raises Forbidden: it may be read, but not that.
    """
    if may(viewer, action, item):
        return
    if may(viewer, f"{item.kind}.read", item):
        if viewer.bound_in(item.space_id):
            raise RulesNotAccepted(space_id=0 if 0 in viewer.unaccepted else item.space_id)
        raise Forbidden
    raise NotFound if viewer.signed_in else SignInNeeded
