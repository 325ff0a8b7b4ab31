"""Markdown → safe HTML, links, mentions, contents. The only place that knows markdown-it, bleach and nh3."""

from wiki.markup.anchors import heading_id
from wiki.markup.blocks import split_front_matter
from wiki.markup.links import Target, WikiLink, resolve
from wiki.markup.page import Heading
from wiki.markup.rendering import Rendered, render
from wiki.markup.rewriting import relative_links, retarget

__all__ = [
    "Heading",
    "Rendered",
    "Target",
    "WikiLink",
    "heading_id",
    "relative_links",
    "render",
    "resolve",
    "retarget",
    "split_front_matter",
]
