"""Notices, as the registry knows them."""

from flask_babel import lazy_gettext as _
from wiki.kinds.notices import documents, queries
from wiki.kinds.notices.events import NoticePosted
from wiki.kinds.notices.rules import RULES_OF_NOTICES
from wiki.kinds.notices.views import blueprint

from wiki.registry import Kind

KIND = Kind(
    name="notice",
    labels=(_("Notice"), _("Notices")),
    icon="info",
    blueprint=blueprint,
    rules=RULES_OF_NOTICES,
    load=documents.load,
    documents=documents.documents,
    cards=documents.cards,
    every_id=queries.every_id,
    recent=queries.recent,
    furnish=lambda session, actor, space, texts: None,
    check=lambda session: (),
    events=(NoticePosted,),
)
