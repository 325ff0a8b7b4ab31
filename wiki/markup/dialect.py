"""The parser of our Markdown: CommonMark, GitHub's additions, and the wiki's."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from wiki.markup.blocks import MAX_DEPTH, BoundedBlocks, add_blocks, check_depth, check_size, dress_callouts
from wiki.markup.characters import UNPRINTABLE
from wiki.markup.html import Renderer
from wiki.markup.inline import bare_address, language_span, names_in_text, wiki_link

_SCHEME = re.compile(r"[^/?#:]*:")
_ALLOWED_SCHEME = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


class Dialect(MarkdownIt):
    """The library's parser, with narrower addresses and bounded depth."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": MAX_DEPTH})
        self.options["tasklists"] = True
        self.options["alerts"] = True
        self.options["strikethrough_single_tilde"] = True

    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        """Whether an address may be linked to: http, https, mailto, tel, or none of these but relative."""
        return _SCHEME.match(url) is None or _ALLOWED_SCHEME.match(url) is not None

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (the library's name)
        """The address as shown, without the characters that decoding `%01` would bring back."""
        return UNPRINTABLE.sub("\ufffd", super().normalizeLinkText(link).replace("\x00", "\ufffd"))


@cache
def parser() -> MarkdownIt:
    """The one parser of the process. It holds no state of what it parses, so that threads may share it."""
    md = Dialect()
    md.block = _bounded(md)
    md.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    md.use(deflist_plugin)
    add_blocks(md)
    md.core.ruler.after("block", "check_size", check_size)
    md.core.ruler.after("check_size", "callouts", dress_callouts)
    md.inline.ruler.before("link", "wiki_link", wiki_link)
    md.inline.ruler.before("link", "language_span", language_span)
    md.inline.ruler.push("bare_address", bare_address)
    md.core.ruler.push("names_in_text", names_in_text)
    md.core.ruler.push("check_depth", check_depth)
    md.renderer = Renderer(md)  # last: the plug-ins come with renderings of their own
    return md


def _bounded(md: MarkdownIt) -> BoundedBlocks:
    blocks = BoundedBlocks()
    blocks.ruler.enableOnly(md.get_active_rules()["block"])
    return blocks
