"""What is compiled once for all the programs that the tests put together in this process."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any, cast

from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from wiki.web.templates import LanguageEnvironment


class Templates(BytecodeCache):
    """What each template became, by its name, its text and the catalogue whose words are folded into it."""

    def __init__(self) -> None:
        self._kept: dict[object, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> object:
    words = cast(LanguageEnvironment, bucket.environment).words
    return bucket.key, bucket.checksum, words


class KnownRule(Rule):
    """A rule of the router; what builds its addresses was compiled once, for the same rule of an earlier program."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        defaults = tuple(sorted((self.defaults or {}).items()))
        key = self.rule, tuple(self._trace), defaults, append_unknown
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]


class Statements(dict[Any, Any]):
    """Statements in the language of each database. SQLAlchemy keeps them for each engine; tests have one engine after
    another, all for the same server or the same library."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_any_engine(key), default)

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(_of_any_engine(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_of_any_engine(key), value)


def _of_any_engine(key: Any) -> Any:
    dialect, *rest = key
    return type(dialect), *rest


Builder = Callable[..., tuple[str, str]]
_BUILDERS: dict[object, Builder] = {}
