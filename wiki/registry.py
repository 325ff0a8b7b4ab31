"""What a kind of content is, and the discovery of the kinds: one folder of wiki/kinds each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Select
from sqlalchemy.orm import Session

from search.documents import Document
from wiki.access.decision import RULES, Rule
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.markup import Target, WikiLink


@dataclass(frozen=True, slots=True)
class Card:
    """An item as results, lists and feeds show it."""

    kind: str
    id: int
    title: str
    url: str
    space_title: str
    space_url: str
    updated_at: datetime
    author: str
    # Of the two titles, as tags such as "fr-CA"; "" where it is not known.
    language: str = ""
    space_language: str = ""
    tags: tuple[str, ...] = ()
    source_slug: str | None = None
    # What else is worth knowing before it is opened: its state, what it is for. Translated when they are shown.
    facts: tuple[Any, ...] = ()
    # Words of it that say more than any extract: the answer that was accepted.
    quote: str = ""
    # Whether somebody who may answered for what it says.
    official: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something that somebody did to an item, as the list of recent changes tells it."""

    at: datetime
    id: int  # breaks ties between changes of the same instant
    kind: str
    title: str
    url: str
    space_title: str
    space_url: str
    author: str
    summary: str
    minor: bool
    what: str  # "created", "edited", "renamed", …
    # Of the two titles, as tags such as "fr-CA"; "" where it is not known.
    language: str = ""
    space_language: str = ""
    # Of the summary: that of the item for words that somebody wrote, "" for words of the screen.
    summary_language: str = ""
    author_page: int | None = None  # whose page the viewer may open (wiki/parts/authors)
    author_guest: bool = False
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """A place of every space that a kind keeps: its label, its icon, and where it is in the space of this address."""

    label: Any
    icon: str
    path: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class MarginNote:
    """Something that hangs beside an item."""

    title: str
    url: str
    label: Any  # its state, in words
    tone: str  # of the label: neutral, info, success, warning, danger or accent
    detail: str


@dataclass(frozen=True, slots=True)
class MarginPart:
    """What one kind hangs beside one item: `lead` says how much there is, in a few words."""

    title: Any
    lead: str
    notes: tuple[MarginNote, ...]
    more: str | None = None  # where the others are


@dataclass(frozen=True, slots=True)
class Hanging:
    """What a kind hangs beside the items of all others."""

    # (viewer, item, address of its space) → label and address of what can be done there; asks the database nothing
    invite: Callable[[Viewer, Item, str], tuple[Any, str] | None]
    # what hangs there that the viewer may read: only asked for where something does (wiki/parts/margins)
    part: Callable[[Session, Viewer, Item], MarginPart | None]


@dataclass(frozen=True, slots=True)
class Naming:
    """How a kind whose items are linked to by their titles serves the texts of all the others."""

    # (kind and id of the text, its space) have its links be these
    write: Callable[[Session, str, int, int, Sequence[WikiLink]], None]
    # (kind of the texts, their ids, id and address of their space) → where the links of each lead this viewer
    targets: Callable[[Session, Viewer, str, Sequence[int], int, str], Mapping[int, Mapping[int, Target]]]
    # (card, address of the space where a text is written) → how that text links to the item
    written: Callable[[Card, str], str]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is begun in a space, offered where no space has been chosen yet."""

    label: Any
    icon: str
    action: str  # that one may do in the space
    path: Callable[[str], str]  # address of the space → where it is begun


class Starter(NamedTuple):
    """A text that a space begins with; the first one is that of its first page."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """The words of what a space shows at its own address, for whoever draws more than them there."""

    title: str
    html: Any  # as it is read
    language: str
    url: str  # where they stand alone
    edit_url: str | None  # where the viewer may change them
    navigation: Any  # what stands at the left of them
    official: Any = ""  # who answered for them, where somebody did


@dataclass(frozen=True, slots=True)
class SpacePart:
    """A short list that a kind brings to the home of a community; an empty one is not drawn."""

    title: Any
    # (viewer, space, how many at most) → cards of what the viewer may read; one statement
    cards: Callable[[Session, Viewer, int, int], Sequence[Card]]
    icon: str
    # (address of the space) → where the others are
    more: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Front:
    """What draws the front of some spaces in place of the kind that draws it for all others."""

    of: Callable[[Any], bool]
    draw: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class HomePart:
    """A short list that a kind brings to somebody's home; an empty one is not drawn."""

    title: Any
    # (viewer, how many at most) → cards of what the viewer may read, each leading where they go on; one statement
    cards: Callable[[Session, Viewer, int], Sequence[Card]]
    icon: str
    most: int = 5  # cards


@dataclass(frozen=True, slots=True)
class Matter:
    """An item, or a part of one, as those see it who decide on it."""

    kind: str  # "page", "topic", "post"
    id: int
    space_id: int
    access_class_id: int
    author_id: int | None
    author_name: str
    title: str
    language: str
    url: str
    text: str  # without markup
    written_at: datetime
    held: str | None  # how it is held back: "waiting", "hidden", "returned"
    stays: bool = False  # it cannot be hidden
    number: int | None = None  # of the one revision that it is, where it is not the whole item


@dataclass(frozen=True, slots=True)
class Moderated:
    """How what a kind holds is flagged, held back and let go (wiki/parts/moderation)."""

    # what it answers for: "topic", and the messages in it, "post"
    kinds: tuple[str, ...]
    # (name, ids) → those that exist and are not in the bin, whoever may read them
    matters: Callable[[Session, str, Sequence[int]], Sequence[Matter]]
    # hold one back in this way, or, with None, let it go
    hold: Callable[[Session, Viewer, Matter, str | None], None]
    # (space, account, at most) → how many things by this person are shown there
    shown: Callable[[Session, int, int, int], int]
    # what it answers for besides, that nobody flags: those who moderate alone take it up
    parts: tuple[str, ...] = ()


class ChangeList(Protocol):
    def __call__(
        self,
        session: Session,
        viewer: Viewer,
        *,
        space_id: int | None,
        before: datetime | None,
        limit: int,
        minor: bool,
        author_id: int | None = None,
        unmuted: bool = False,
    ) -> Sequence[Change]: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content: what search, recent changes, permissions and the others need to know of it."""

    name: str
    # Singular and plural, translated when they are shown: "Page", "Pages".
    labels: tuple[Any, Any]
    icon: str
    blueprint: Any  # a flask.Blueprint; this floor does not know Flask
    rules: tuple[Rule, ...]
    # ids → items that exist and are not in the bin
    load: Callable[[Session, Iterable[int]], Sequence[Item]]
    # items → what the search should know of them
    documents: Callable[[Session, Sequence[Item]], Sequence[Document]]
    # ids → cards of those that the viewer may read
    cards: Callable[[Session, Viewer, Iterable[int]], Mapping[int, Card]]
    # every id that should be in the index, in batches
    every_id: Callable[[Session], Iterable[int]]
    recent: ChangeList
    # called in the transaction that opens a space, so that it does not begin empty: with these texts, if there are any
    furnish: Callable[[Session, Viewer, Any, Sequence[Starter]], None]
    # what `relais check` verifies: sentences about what is wrong
    check: Callable[[Session], Iterable[str]]
    # events whose payload says `item_ids` to be indexed again
    events: tuple[type, ...] = ()
    # of these, those by which something new begins, and those by which it goes on: told to those who wish to hear of it
    begins: tuple[type, ...] = ()
    goes_on: tuple[type, ...] = ()
    # of these places that are written at ("page:12"), those of this kind that the viewer may still open: what each is
    # called, where it is and in which language. As many statements for one as for twenty
    writing_at: Callable[[Session, Viewer, Sequence[str]], Mapping[str, tuple[str, str, str]]] | None = None
    # (id of a space, path below its address) → the id of the item of this kind that is read there
    at: Callable[[Session, int, str], int | None] | None = None
    # draws what a space shows at its own address; one kind does
    front: Callable[[Any], Any] | None = None
    # the words of that, for whoever draws more than them there
    welcome: Callable[[Any], Welcome] | None = None
    # its place in the navigation of a space
    tab: Tab | None = None
    # what it hangs beside the items of other kinds
    hanging: Hanging | None = None
    # leads the links that any text writes by title; one kind does
    naming: Naming | None = None
    # all its items that the viewer may read and that are not in the bin: id, and when it last changed. With it they are
    # listed and counted by their tags
    readable: Callable[[Viewer], Select[int, datetime]] | None = None
    # what it brings to somebody's home, in this order
    home: tuple[HomePart, ...] = ()
    # what it brings to the home of a community, in this order
    community: tuple[SpacePart, ...] = ()
    # what is begun of it from home
    opening: Opening | None = None
    # draws its own components in every state for the guide of style, their links leading to this address
    specimens: Callable[[str], Any] | None = None
    # how its items are moderated
    moderated: Moderated | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What is found by its name alone, as results show it."""

    title: str
    url: str
    detail: str  # what tells it from others of the same name


@dataclass(frozen=True, slots=True)
class ByName:
    """What a feature finds by names, beside what the kinds have the search know: results of a group of their own."""

    name: str
    # Singular and plural, translated when they are shown: "Person", "People".
    labels: tuple[Any, Any]
    # (viewer, the words of the name, each with its alternatives; how many at most, after how many) → those that the
    # viewer may know of, and how many they are in all; one statement
    found: Callable[[Session, Viewer, Sequence[Sequence[str]], int, int], tuple[Sequence[Named], int]]


class Registry:
    """The kinds of this installation, in the order of their names."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._fronts: dict[str, Front] = {}
        self._by_name: dict[str, ByName] = {}

    def add(self, kind: Kind) -> None:
        self._kinds[kind.name] = kind
        RULES.add(kind.rules)

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def __contains__(self, name: str) -> bool:
        return name in self._kinds

    def __iter__(self) -> Any:
        return iter(self._kinds.values())

    def find_by_name(self, found: ByName) -> None:
        """Have the search ask this too."""
        self._by_name[found.name] = found

    @property
    def by_name(self) -> Sequence[ByName]:
        """What is found by names, beside the kinds."""
        return list(self._by_name.values())

    def draw_front(self, name: str, front: Front) -> None:
        """Have the feature of this name draw the front of its spaces."""
        self._fronts[name] = front

    def front_of(self, space: Any) -> Callable[[Any], Any]:
        """What draws the front of this space."""
        drawn = (front.draw for front in self._fronts.values() if front.of(space))
        return next(drawn, self.front)

    @property
    def front(self) -> Callable[[Any], Any]:
        """What draws the front of a space that nothing else draws."""
        return next(kind.front for kind in self._kinds.values() if kind.front is not None)

    @property
    def welcome(self) -> Callable[[Any], Welcome]:
        """The words that stand at the front of a space."""
        return next(kind.welcome for kind in self._kinds.values() if kind.welcome is not None)

    @property
    def optional(self) -> Sequence[Kind]:
        """The kinds that a space may do without: all but the one that draws its front."""
        return [kind for kind in self._kinds.values() if kind.front is None and kind.tab is not None]

    @property
    def naming(self) -> Naming:
        """What leads the links that a text of any kind writes by title."""
        return next(kind.naming for kind in self._kinds.values() if kind.naming is not None)

    @property
    def named(self) -> frozenset[str]:
        """The kinds whose items are linked to by their titles."""
        return frozenset(name for name, kind in self._kinds.items() if kind.naming is not None)

    def moderating(self, name: str) -> Moderated | None:
        """What answers for items, or parts of items, of this name."""
        found = (kind.moderated for kind in self._kinds.values() if kind.moderated is not None)
        return next((each for each in found if name in each.kinds + each.parts), None)

    def discover(self) -> Registry:
        """Import `kind.py` of every folder of wiki/kinds and take its KIND."""
        # By name: this floor lies under the kinds, and must not know them.
        kinds = importlib.import_module("wiki.kinds")
        for folder in sorted(module.name for module in pkgutil.iter_modules(kinds.__path__)):
            self.add(importlib.import_module(f"wiki.kinds.{folder}.kind").KIND)
        return self


KINDS = Registry()
