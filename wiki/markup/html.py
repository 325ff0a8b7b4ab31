"""Tokens → HTML that our style sheet, our script policy and assistive technology can use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from wiki.markup.blocks import language_of_block
from wiki.markup.highlighting import coloured, language_class
from wiki.markup.page import Page, is_external, words
from wiki.markup.walls import on_this_site

Tokens = Sequence[Token]
Env = Any  # the parser's: a mapping where "page" is ours


def text_html(text: str) -> str:
    """`text` as HTML content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Renderer(RendererHTML):
    """The library's renderer with our own elements. A rule is a method named for a type of token."""

    def text(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        page: Page = env["page"]
        return text_html(page.typeset(tokens[idx].content))

    def code_inline(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f"<code>{text_html(tokens[idx].content)}</code>"

    def code_block(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return _code(text_html(tokens[idx].content), "")

    def fence(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        token = tokens[idx]
        language = next(iter(unescapeAll(token.info).split()), "")
        return _code(coloured(token.content, language), language_class(language))

    def s_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "<del>"

    def s_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</del>"

    def wiki_link(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        token, page = tokens[idx], env["page"]
        label = text_html(page.typeset(token.content))
        if "section" in token.meta:
            return f'<a href="#{token.meta["section"]}">{label}</a>'
        return f'<a data-link="">{label}</a>'

    def mention(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f'<span class="mention">{text_html(tokens[idx].content)}</span>'

    def link_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        token = tokens[idx]
        extra = ' class="external" rel="noopener"' if is_external(str(token.attrs["href"])) else ""
        return f"<a{self.renderAttrs(token)}{extra}>"

    def image(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        token = tokens[idx]
        source = str(token.attrs["src"])
        alternative = escapeHtml(words(token.children))
        if on_this_site(source):
            title = f' title="{escapeHtml(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
            return f'<img src="{escapeHtml(source)}" alt="{alternative}"{title} loading="lazy">'
        if token.meta.get("in_link") or not source:
            return alternative
        extra = ' class="external" rel="noopener"' if is_external(source) else ""
        return f'<a href="{escapeHtml(source)}"{extra}>{alternative or escapeHtml(source)}</a>'

    def list_item_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        token = tokens[idx]
        if "checked" not in token.meta:
            return self.renderToken(tokens, idx, options, env)
        page: Page = env["page"]
        state = f'{page.words.done}" checked="' if token.meta["checked"] else page.words.to_do
        return f'<li class="task"><input type="checkbox" aria-label="{state}" disabled=""> '

    def bullet_list_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        if "class" in tokens[idx].attrs:  # the only one that the parser gives a list
            tokens[idx].attrs["class"] = "tasks"
        return self.renderToken(tokens, idx, options, env)

    ordered_list_open = bullet_list_open

    def table_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        label = escapeHtml(tokens[idx].meta["label"])
        return f'<div class="table" role="region" aria-label="{label}" tabindex="0"><table>\n'

    def table_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f'<th scope="col"{_alignment(tokens[idx])}>'

    def td_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def admonition_title_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return '<p class="admonition-title">'

    alert_title_open = admonition_title_open

    def admonition_title_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</p>\n"

    alert_title_close = admonition_title_close

    def admonition_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f"<div{self.renderAttrs(tokens[idx])}>\n"

    def container_lang_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f'<div lang="{language_of_block(tokens[idx].info)}">\n'

    def footnote_block_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        label = env["page"].words.notes
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">\n<ol>\n'

    def footnote_block_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return f'<li id="{_note_id(tokens[idx], env)}">'

    def footnote_close(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        return "</li>\n"

    def footnote_ref(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        token = tokens[idx]
        number = token.meta["id"] + 1
        label = env["page"].words.note.format(n=number)
        return (
            f'<sup class="footnote-ref"><a href="#{_note_id(token, env)}" id="{_reference_id(token, env)}"'
            f' role="doc-noteref" aria-label="{label}">{number}</a></sup>'
        )

    def footnote_anchor(self, tokens: Tokens, idx: int, options: Any, env: Env) -> str:
        label = env["page"].words.back
        return (
            f' <a href="#{_reference_id(tokens[idx], env)}" class="footnote-back" role="doc-backlink"'
            f' aria-label="{label}">↩\ufe0e</a>'
        )


def _code(html: str, css_class: str) -> str:
    # A line of code may be wider than the screen: what scrolls must be reachable with the keyboard.
    attribute = f' class="{css_class}"' if css_class else ""
    return f'<pre class="code" tabindex="0"><code{attribute}>{html}</code></pre>\n'


def _alignment(token: Token) -> str:
    # The parser says it in a style attribute, which the script policy forbids.
    side = str(token.attrs.get("style", "")).removeprefix("text-align:")
    return f' class="align-{side}"' if side else ""


def _note_id(token: Token, env: Env) -> str:
    # A colon, which no section's identifier holds.
    return f"{env['page'].prefix}fn:{token.meta['id'] + 1}"


def _reference_id(token: Token, env: Env) -> str:
    again = f":{token.meta['subId'] + 1}" if token.meta["subId"] else ""
    return f"{env['page'].prefix}ref:{token.meta['id'] + 1}{again}"
