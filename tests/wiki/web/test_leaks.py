"""Leaks that others had, closed here (requirements 2.3)."""

from __future__ import annotations

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from wiki.access.viewer import operator
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import SECRET, Space

MARKUP = "<script>alert(1)</script>"


def test_fields_that_no_form_has_are_refused_with_all_that_was_typed(visitors: Visitors, cast: Cast) -> None:
    """L-4: a form's words are named one by one; with others besides, nothing is done."""
    with cast.site.database.writing() as session:
        secret = open_space(session, operator(), "Ailleurs", visibility=SECRET)
        session.commit()
        elsewhere = {"space_id": secret.id, "access_class_id": secret.access_class_id}
    words = {"title": "Page ordinaire", "body": "De longues phrases.", "language": "fr-CA"}
    for name, value in {
        "updated_by": "Dana Tremblay",
        "author_name": "Dana Tremblay",
        "at": "1999-01-01",
        "source_slug": "vol",
        "deleted_at": "1999-01-01",
        **elsewhere,
    }.items():
        refused = visitors.bob.post(f"/{cast.space}/-/new", {**words, name: value})
        assert refused.status_code == 422
        assert f"Ce formulaire n’a pas de champ «\u00a0{name}\u00a0»" in refused.text
        assert "Page ordinaire" in refused.text
        assert "De longues phrases." in refused.text
    assert visitors.bob.post(f"/{cast.space}/-/new", words).status_code == 303
    with cast.site.database.reading() as session:
        page = session.query(Page).filter_by(title="Page ordinaire").one()
        space = session.query(Space).filter_by(slug=cast.space).one()
        assert (page.space_id, page.access_class_id) == (space.id, space.access_class_id)
        assert (page.updated_by, page.source_slug, page.deleted_at) == ("Bob Gagnon", None, None)
        assert page.created_at.year > 2000


def test_a_page_is_not_put_under_a_page_of_another_space(visitors: Visitors, cast: Cast) -> None:
    """L-2: access is checked on both sides of a move."""
    with cast.site.database.writing() as session:
        secret = open_space(session, operator(), "Ailleurs", visibility=SECRET)
        session.commit()
        first = session.query(Page).filter_by(space_id=secret.id).one().id
    page = cast.page("À déplacer")
    for path, fields in (
        (f"/{cast.space}/-/new", {"title": "Cachée", "body": "x", "language": "fr-CA", "parent": first}),
        (f"/{cast.space}/{page.slug}/-/move", {"title": "À déplacer", "parent": first, "after": 0}),
    ):
        answer = visitors.bob.post(path, fields)
        assert answer.status_code == 422
        assert "Ailleurs" not in answer.text


def test_a_right_that_is_taken_away_is_gone_at_the_next_request(visitors: Visitors, cast: Cast) -> None:
    """L-6: no session, cache or list outlives the right."""
    page = cast.page("Encore lisible")
    cast.index()
    path = f"/{cast.space}/{page.slug}"
    assert "Encore lisible" in visitors.alice.get(path).text
    with cast.acting("dana") as (session, dana):
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, dana, space, account_word(cast.ids["alice"]), None)
    assert visitors.alice.get(path).status_code == 404
    for place in ("/", "/-/recent", "/-/search?q=lisible", "/-/quick?q=encore", "/-/links?q=encore"):
        assert "Encore lisible" not in visitors.alice.get(place).text, place
    assert "Encore lisible" in visitors.bob.get(path).text


def test_no_word_of_anybody_is_markup(visitors: Visitors, cast: Cast) -> None:
    """L-17: titles, summaries, tags, reasons and descriptions are text, for staff as for everybody."""
    with cast.site.database.writing() as session:
        space = open_space(session, operator(), f"Espace {MARKUP}", address="marqué", description=MARKUP)
        for name, role in (("dana", "steward"), ("bob", "functional")):
            set_role(session, operator(), space, account_word(cast.ids[name]), role)
        session.commit()
        slug = space.slug
    fields = {"title": f"Titre {MARKUP}", "body": MARKUP, "tags": MARKUP, "language": "fr-CA"}
    path = visitors.bob.post(f"/{slug}/-/new", fields).headers["Location"]
    cast.index()
    visitors.dana.post(f"{path}/-/delete", {"reason": MARKUP})
    visitors.bob.post(f"/{slug}/-/new", fields)
    cast.index()
    for address in (
        "/",
        "/-/spaces",
        "/-/recent",
        "/-/search?q=titre",
        f"/-/search?q={MARKUP}",
        f"/{slug}",
        f"/{slug}/-/bin",
        f"/{slug}/-/tree",
        f"/{slug}/-/settings",
        path,
        f"{path}/-/history",
        f"{path}/-/compare?from=1&to=1",
        f"{path}/-/source",
        f"{path}/-/edit",
    ):
        answer = visitors.dana.get(address)
        assert answer.status_code == 200, address
        assert "<script>alert" not in answer.text, address


def test_password_managers_can_fill_the_sign_in(stranger: Visitor) -> None:
    """A-12: no puzzle, no field that refuses what is pasted."""
    form = stranger.get("/-/sign-in").text
    assert 'autocomplete="username"' in form
    assert 'autocomplete="current-password"' in form
    assert "onpaste" not in form
