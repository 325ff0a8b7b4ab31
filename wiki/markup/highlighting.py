"""Source code → coloured source code, by classes."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

CLASSES = frozenset(name for name in STANDARD_TYPES.values() if name)
LANGUAGE_CLASS = re.compile(r"language-[a-z0-9][a-z0-9+#.-]{0,30}")

# A lexer is a set of regular expressions of somebody else's: those that nobody needs here are not run on what
# a stranger typed.
# fmt: off
LANGUAGES = frozenset({
    "apache", "bash", "bat", "batch", "c", "c#", "c++", "cfg", "console", "cpp", "cs", "csharp", "css",
    "dax", "diff", "django", "docker", "dockerfile", "go", "graphql", "groovy", "html", "http", "ini", "java",
    "javascript", "jinja", "js", "json", "json5", "julia", "kotlin", "latex", "lua", "make", "makefile",
    "markdown", "matlab", "md", "nginx", "pascal", "perl", "php", "postgres", "postgresql",
    "powershell", "properties", "ps1", "py", "pycon", "python", "r", "rb", "rst", "ruby", "rust", "sas", "scala",
    "scss", "sh", "shell", "sparql", "sql", "swift", "tex", "toml", "ts", "tsql", "turtle", "typescript",
    "vb.net", "vbnet", "vim", "xml", "xslt", "yaml", "yml", "zsh",
})
# fmt: on
_LONGEST = 20_000  # characters: longer code is shown without colours, for colouring costs ten times the rest

_formatter = HtmlFormatter[str](nowrap=True)


def language_class(name: str) -> str:
    """The class of a code block written in `name`, or "" when the name is none that a class may have."""
    candidate = f"language-{name.lower()}"
    return candidate if LANGUAGE_CLASS.fullmatch(candidate) else ""


def coloured(code: str, language: str) -> str:
    """`code` as HTML, coloured when its language is known and its length reasonable, only escaped otherwise."""
    name = language.lower()
    if name not in LANGUAGES or len(code) > _LONGEST:
        return escape(code, quote=False)
    return _coloured(code, name)


@lru_cache(maxsize=128)
def _coloured(code: str, language: str) -> str:
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return str(highlight(code, lexer, _formatter))
