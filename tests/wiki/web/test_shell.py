"""The frame of the site is drawn once for a session, and shows nobody what belongs to another."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import update

from auth.models import Account
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, edit

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


def token_of(visitor: Visitor, page: str) -> str:
    found = TOKEN.search(visitor.get(page).text)
    assert found
    return found[1]


def test_each_reads_the_page_in_a_frame_of_their_own(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Cadre", "Le texte.\n"))
    for _ in range(2):  # drawn, then kept
        assert "Dana" in visitors.dana.get(page).text
        alice = visitors.alice.get(page).text
        assert "Alice" in alice
        assert "Dana" not in alice.partition("<main")[0]
    assert token_of(visitors.dana, page) == token_of(visitors.dana, page)
    assert token_of(visitors.dana, page) != token_of(visitors.alice, page)


def test_a_title_is_only_text(visitors: Visitors, cast: Cast) -> None:
    """L-16: what a writer calls a page cannot end the element that holds it."""
    page = address_of(cast, cast.page("</title><script>1</script> & « x »", "Le texte.\n"))
    for _ in range(2):
        text = visitors.dana.get(page).text
        assert "<script>1" not in text
        assert "<title>&lt;/title&gt;&lt;script&gt;1&lt;/script&gt; &amp; « x »" in text


def test_a_message_is_shown_once(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Message", "Le texte.\n"))
    visitors.bob.get(page)
    assert edit(visitors.bob, page, body="Un autre texte.\n").status_code == 303
    assert 'class="frame flashes"' in visitors.bob.get(page).text
    assert 'class="frame flashes"' not in visitors.bob.get(page).text
    assert 'class="frame flashes"' not in visitors.alice.get(page).text


def test_a_name_that_changed_is_the_new_one_at_the_next_view(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Nom", "Le texte.\n"))
    visitors.alice.get(page)
    with cast.site.database.writing() as session:
        session.execute(update(Account).where(Account.username == "alice").values(name="Alice Tremblay"))
        session.commit()
    assert "Alice Tremblay" in visitors.alice.get(page).text


def test_a_cookie_that_was_altered_or_ended_opens_nothing(app: Flask, visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Témoin", "Le texte.\n"))
    visitors.alice.get(page)
    cookie = visitors.alice.client.get_cookie("relais")
    assert cookie
    stranger = app.test_client()
    stranger.set_cookie("relais", cookie.value[:-2] + ("aa" if cookie.value[-2:] != "aa" else "bb"))
    assert stranger.get(page).status_code == 303
    visitors.alice.post("/-/sign-out", form="/")
    stranger.set_cookie("relais", cookie.value)
    assert stranger.get(page).status_code == 303
