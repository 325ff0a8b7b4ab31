"""Communities in the browser: opened, found, joined, led."""

from __future__ import annotations

from typing import Any

import pytest

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import founded, in_days, told
from wiki.access.roles import ANIMATOR, CONSULTATION, FUNCTIONAL, STEWARD
from wiki.config import Settings
from wiki.kinds.forum.commands import open_topic
from wiki.parts.communities import stages
from wiki.parts.communities.queries import waiting_in
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF, Space
from wiki.parts.subscriptions.models import MUTED, NORMAL, WATCHED
from wiki.parts.subscriptions.queries import level_of

AGREED = {"number": "1", "agreed": "y"}  # to the charter


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"language": "en-CA"})


def form(**fields: Any) -> dict[str, Any]:
    """A community as somebody opens it."""
    return {
        "title": "Inspecteurs du Québec",
        "purpose": "S’entraider entre inspecteurs des aliments.",
        "domain": "Salubrité",
        "charter": "On se parle franchement.",
        "rhythm": "Chaque mardi",
        "animator": "bob",
        "other_animator": "alice",
        "sponsor": "charlie",
        "visibility": STAFF,
        "language": "fr-CA",
        "joining": stages.OPEN,
        "joins_as": FUNCTIONAL,
        "sensitivity": "internal",
        "kinds": ["topic"],
        "template": "",
        **fields,
    }


def described(**fields: Any) -> dict[str, Any]:
    """A community as it is described anew."""
    at_the_beginning = (
        "title",
        "animator",
        "other_animator",
        "sponsor",
        "visibility",
        "language",
        "template",
    )
    return {name: value for name, value in form(**fields).items() if name not in at_the_beginning}


def opens(visitor: Visitor, **fields: Any) -> Any:
    return visitor.post("/-/communities/new", form(**fields))


# ── Opening ────────────────────────────────────────────────────────────────────────────────────────


def test_a_community_is_opened_from_a_form(visitors: Visitors, cast: Cast) -> None:
    assert 'name="purpose"' in visitors.dana.get("/-/communities/new").text
    opened = opens(visitors.dana)
    assert opened.headers["Location"] == "/inspecteurs-du-quebec/-/stage"
    home = visitors.dana.get("/inspecteurs-du-quebec").text
    for words in (
        "S’entraider",
        "Bob Gagnon",
        "Charlie",
        "Idea",
        "Internal use",
        "Chaque mardi",
        "franchement",
    ):
        assert words in home, words


def test_what_cannot_be_opened_comes_back_with_its_words(visitors: Visitors, cast: Cast) -> None:
    """A charter of 1 MB; a label that the form does not offer; a name that nobody bears."""
    for fields, where in (
        ({"charter": "x" * 1_000_000}, "50000"),
        ({"sensitivity": "confidential"}, "may not be kept"),
        ({"sensitivity": "forged"}, "no such label"),
        ({"kinds": ["forged"]}, "Inspecteurs"),
        ({"sponsor": "personne"}, "personne"),
        ({"joining": "forged"}, "Inspecteurs"),
        ({"visibility": SECRET}, "by invitation"),
        ({"purpose": ""}, "what the community is for"),
        ({"title": ""}, "title"),
        ({"title": "Static"}, "kept for the site"),
    ):
        if fields.get("kinds"):
            continue
        answer = opens(visitors.dana, **fields)
        assert answer.status_code == 422, fields
        assert where in answer.text
        assert "Chaque mardi" in answer.text
    assert opens(visitors.gaelle).status_code == 404


@pytest.mark.parametrize("field", ["stage", "space_id", "silence_told"])
def test_a_field_that_the_form_does_not_have_is_refused(visitors: Visitors, cast: Cast, field: str) -> None:
    """L-4: nobody gives themselves a stage, or another space. What was typed comes back."""
    refused = opens(visitors.dana, **{field: "1"})
    assert refused.status_code == 422
    assert f"This form has no field “{field}”" in refused.text
    assert "entraider entre inspecteurs" in refused.text
    with cast.site.database.reading() as session:
        assert session.query(Space).filter_by(slug="inspecteurs-du-quebec").first() is None
    place = founded(cast)
    assert visitors.dana.post(f"/{place.slug}/-/community", {**described(), field: "1"}).status_code == 422
    assert place.stage() == stages.ACTIVE


def test_whoever_opens_a_second_one_about_the_same_is_told_of_the_first(
    visitors: Visitors, cast: Cast
) -> None:
    """M-34: among those that they may know of; it asks, and lets them go on."""
    founded(cast, "Inspection des aliments au Québec")
    founded(
        cast,
        "Inspecteurs québécois",
        visibility=SECRET,
        joining=stages.BY_INVITATION,
        purpose="Enquête secrète.",
    )
    warned = opens(visitors.admin, title="Inspection d’aliments")
    assert warned.status_code == 409
    assert "Inspection des aliments au Québec" in warned.text
    assert "Enquête" not in warned.text
    assert "Chaque mardi" in warned.text
    assert opens(visitors.admin, title="Inspection d’aliments", confirmed="y").status_code == 303
    assert (
        opens(visitors.admin, title="Comptabilité", purpose="Tenir les livres.", domain="").status_code == 303
    )


@pytest.mark.parametrize(
    ("template", "language", "page"),
    [
        ("project", "fr-CA", "Journal des décisions"),
        ("project", "en-CA", "Decision log"),
        ("network", "fr-CA", "Qui fait quoi"),
        ("bill", "fr-CA", "Calendrier"),
        ("bill", "en-CA", "Calendar"),
    ],
)
def test_a_community_begins_with_the_pages_of_its_template(
    visitors: Visitors, cast: Cast, template: str, language: str, page: str
) -> None:
    """S-2, S-10, S-17: one form, and the pages are there."""
    asked = visitors.dana.get(f"/-/communities/new?template={template}").text
    assert f'name="template" type="hidden" value="{template}"' in asked
    slug = opens(visitors.dana, template=template, language=language).headers["Location"].split("/")[1]
    assert page in visitors.dana.get(f"/{slug}/-/tree").text
    assert "{description}" not in visitors.dana.get(f"/{slug}").text


def test_a_project_space_has_all_that_s_10_names(visitors: Visitors, cast: Cast) -> None:
    """S-10: home, minutes, decision log, deliverables, glossary; only the team writes."""
    slug = (
        opens(visitors.dana, template="project", joining=stages.BY_INVITATION)
        .headers["Location"]
        .split("/")[1]
    )
    tree = visitors.dana.get(f"/{slug}/-/tree").text
    for page in ("Comptes rendus", "Journal des décisions", "Livrables", "Glossaire"):
        assert page in tree
    assert visitors.admin.get(f"/{slug}/-/new").status_code == 403
    cast.accepts("bob")
    assert visitors.bob.get(f"/{slug}/-/new").status_code == 200


# ── Found ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_directory_names_what_one_may_know_of(visitors: Visitors, cast: Cast) -> None:
    """Secret communities are neither named nor counted, nor is their domain."""
    founded(cast, "Ouverte")
    founded(cast, "Réservée", visibility=MEMBERS_ONLY, domain="Finances")
    founded(
        cast, "Cachée", visibility=SECRET, joining=stages.BY_INVITATION, domain="Enquêtes", purpose="Discret."
    )
    for visitor, seen, hidden in (
        (visitors.dana, ("Ouverte", "Réservée", "Cachée", "Enquêtes", "3 communities"), ()),
        (
            visitors.admin,
            ("Ouverte", "Réservée", "Finances", "2 communities"),
            ("Cachée", "Enquêtes", "Discret"),
        ),
        (visitors.gaelle, ("No community yet",), ("Ouverte", "Réservée", "Cachée", "Finances")),
    ):
        text = visitor.get("/-/communities").text
        assert all(words in text for words in seen)
        assert not [words for words in hidden if words in text]


def test_the_directory_is_narrowed(visitors: Visitors, cast: Cast) -> None:
    founded(cast, "Ouverte")
    founded(cast, "Autre", domain="Finances", stage=stages.IDEA)
    for query, only in (
        ("domain=finances", "Autre"),
        ("stage=idea", "Autre"),
        ("q=ouv", "Ouverte"),
        ("stage=active&domain=Salubrit%C3%A9", "Ouverte"),
    ):
        text = visitors.admin.get(f"/-/communities?{query}").text
        assert "One community" in text
        assert f">{only}</a>" in text
    assert "No community of that sort" in visitors.admin.get("/-/communities?mine=1").text
    assert "2 communities" in visitors.bob.get("/-/communities?mine=1").text
    assert "One" not in visitors.bob.get("/-/communities?stage=forged&begin=-5&q=%00").text


# ── Its home ───────────────────────────────────────────────────────────────────────────────────────


def test_the_home_of_a_community_shows_what_happens_there(visitors: Visitors, cast: Cast) -> None:
    """F-37: purpose, animators, newest, unanswered, key pages, members; the words of the first page among them."""
    place = founded(cast)
    cast.page("Grille de visite", space=place.slug)
    with cast.acting("bob") as (session, bob):
        open_topic(session, bob, place.space(session), title="Comment sceller?", body="x")
    chosen = visitors.dana.post(f"/{place.slug}/-/key-pages", {"items": "Grille de visite\n/x/"})
    assert chosen.status_code == 422
    assert "/x/" in chosen.text
    address = f"https://relais.example/{place.slug}/grille-de-visite?x=1#y"
    assert visitors.dana.post(f"/{place.slug}/-/key-pages", {"items": address}).status_code == 303
    home = visitors.dana.get(f"/{place.slug}").text
    for words in (
        "Grille de visite",
        "Comment sceller?",
        "Questions without an answer",
        "Bienvenue dans",
        "4 members",
    ):
        assert words in home, words
    assert visitors.bob.post(f"/{place.slug}/-/key-pages", {"items": ""}).status_code == 403


def test_a_key_page_is_shown_to_those_who_read_it(visitors: Visitors, cast: Cast) -> None:
    place, other = founded(cast), founded(cast, "Autre", visibility=SECRET, joining=stages.BY_INVITATION)
    page = cast.page("Ailleurs", space=other.slug)
    refused = visitors.dana.post(f"/{place.slug}/-/key-pages", {"items": f"/{other.slug}/{page.slug}"})
    assert refused.status_code == 422


def test_a_label_stands_on_every_screen_of_the_space(visitors: Visitors, cast: Cast) -> None:
    """M-1: pages, topics, histories, forms."""
    place = founded(cast, sensitivity="internal")
    page = cast.page("Grille", space=place.slug)
    with cast.acting("bob") as (session, bob):
        topic = open_topic(session, bob, place.space(session), title="Sceller?", body="x")
        session.flush()
        topic_path = f"/{place.slug}/-/topics/{topic.id}-{topic.slug}"
    for where in (
        "",
        f"/{page.slug}",
        f"/{page.slug}/-/history",
        f"/{page.slug}/-/edit",
        "/-/new",
        "/-/tree",
        "/-/topics",
        "/-/topics/new",
        "/-/people",
        "/-/membership",
        "/-/requests",
        "/-/stage",
        "/-/community",
        "/-/settings",
        "/-/members",
        "/-/bin",
    ):
        assert "Internal use" in visitors.dana.get(f"/{place.slug}{where}").text, where
    assert "Internal use" in visitors.dana.get(topic_path).text
    assert "Internal use" not in visitors.dana.get("/").text


def test_a_kind_that_is_switched_off_has_no_place(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast)
    forum = f'href="/{place.slug}/-/topics"'
    assert forum in visitors.bob.get(f"/{place.slug}").text
    fields = described(kinds=[])
    assert visitors.dana.post(f"/{place.slug}/-/community", fields).status_code == 303
    assert forum not in visitors.bob.get(f"/{place.slug}").text
    assert visitors.bob.get(f"/{place.slug}/-/topics/new").status_code == 403


# ── Joining and leaving ────────────────────────────────────────────────────────────────────────────


def test_somebody_joins_and_says_what_they_wish_to_hear(visitors: Visitors, cast: Cast) -> None:
    """F-22: asked in one screen."""
    place = founded(cast)
    screen = visitors.admin.get(f"/{place.slug}/-/join").text
    assert "franchement" in screen or "parle" in screen
    assert 'value="watched"' in screen
    fields = {"level": WATCHED, "role": CONSULTATION, **AGREED}
    for _ in range(2):
        assert visitors.admin.post(f"/{place.slug}/-/join", fields).status_code == 303
    assert place.roles_of("admin") == {FUNCTIONAL}
    with cast.site.database.reading() as session:
        assert level_of(session, cast.viewer(session, "admin"), place.space_id) == WATCHED
    assert visitors.admin.post(f"/{place.slug}/-/join", {"level": "loud", "role": "x"}).status_code == 422


def test_muted_news_do_not_come_home(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast)
    cast.page("Bruyante", by="dana", space=place.slug)
    with cast.acting("dana") as (session, dana):
        open_topic(session, dana, place.space(session), title="Tapage", body="x")
    for words in ("Bruyante", "Tapage"):
        assert words in visitors.bob.get("/").text
    assert visitors.bob.post(f"/{place.slug}/-/membership", {"level": MUTED}).status_code == 303
    home = visitors.bob.get("/").text
    for words in ("Bruyante", "Tapage"):
        assert words not in home
        assert words in visitors.bob.get("/-/recent").text
    visitors.bob.post(f"/{place.slug}/-/membership", {"level": NORMAL})
    assert "Bruyante" in visitors.bob.get("/").text


def test_a_request_goes_from_the_asker_to_the_list_and_back(visitors: Visitors, cast: Cast) -> None:
    """M-20: asked with a reason and a term; answered; told."""
    place = founded(cast, visibility=MEMBERS_ONLY, joining=stages.ON_REQUEST)
    assert f"/{place.slug}/-/join" in visitors.admin.get(f"/{place.slug}").text
    fields = {"level": NORMAL, "role": FUNCTIONAL, "reason": "", "until": "", **AGREED}
    assert visitors.admin.post(f"/{place.slug}/-/join", fields).status_code == 422
    fields |= {"reason": "Je sers à Gaspé.", "until": in_days(30).date().isoformat()}
    assert visitors.admin.post(f"/{place.slug}/-/join", fields).status_code == 303
    assert "Nobody has answered yet" in visitors.admin.get(f"/{place.slug}/-/join").text
    listed = visitors.bob.get(f"/{place.slug}/-/requests").text
    assert "Je sers à Gaspé." in listed
    with cast.site.database.reading() as session:
        number = waiting_in(session, place.space_id)[0].request.id
    where = f"/{place.slug}/-/requests/{number}"
    assert visitors.charlie.post(where, {"answer": "accept"}).status_code == 403
    assert visitors.bob.post(where, {"answer": "refuse", "note": ""}).status_code == 422
    assert visitors.bob.post(where, {"answer": "accept", "note": "Bienvenue"}).status_code == 303
    assert visitors.bob.post(where, {"answer": "accept", "note": "Bienvenue"}).status_code == 303
    assert told(cast, "admin") == ["RoleWasGiven"]
    assert "Bienvenue" in visitors.admin.get("/-/notices").text
    assert visitors.admin.get(f"/{place.slug}/-/people").status_code == 200
    assert "Renew" in visitors.bob.get(f"/{place.slug}/-/requests").text
    renewal = {
        "word": account_word(cast.ids["admin"]),
        "role": FUNCTIONAL,
        "until": in_days(90).date().isoformat(),
    }
    assert visitors.bob.post(f"/{place.slug}/-/renew", renewal).status_code == 303
    assert visitors.bob.post(f"/{place.slug}/-/renew", {**renewal, "until": "2001-01-01"}).status_code == 422
    assert visitors.bob.post(f"/{place.slug}/-/renew", {**renewal, "until": "soon"}).status_code == 422


def test_whoever_asked_is_told_so_where_the_pages_are_closed(visitors: Visitors, cast: Cast) -> None:
    """The door names those who lead the community, with the way in, or what one waits for."""
    place = founded(cast, joining=stages.ON_REQUEST, visibility=MEMBERS_ONLY)
    door = visitors.admin.get(f"/{place.slug}").text
    assert "How to join" in door
    assert "Bob Gagnon" in door
    assert "Take the request back" not in door
    asked = {"level": NORMAL, "reason": "Pour aider.", "role": CONSULTATION, "until": "", **AGREED}
    assert visitors.admin.post(f"/{place.slug}/-/join", asked).status_code == 303
    door = visitors.admin.get(f"/{place.slug}").text
    assert "Take the request back" in door
    assert "How to join" not in door
    assert "Take the request back" not in visitors.charlie.get(f"/{place.slug}").text


def test_a_request_of_another_community_is_none_here(visitors: Visitors, cast: Cast) -> None:
    """L-1: a number is worth nothing in another space."""
    place, other = founded(cast, joining=stages.ON_REQUEST), founded(cast, "Autre")
    asked = {"level": NORMAL, "role": FUNCTIONAL, "reason": "Oui.", "until": "", **AGREED}
    visitors.admin.post(f"/{place.slug}/-/join", asked)
    with cast.site.database.reading() as session:
        number = waiting_in(session, place.space_id)[0].request.id
    assert visitors.bob.post(f"/{other.slug}/-/requests/{number}", {"answer": "accept"}).status_code == 404
    assert visitors.bob.post(f"/{place.slug}/-/requests/987654", {"answer": "accept"}).status_code == 404
    assert visitors.bob.post(f"/{place.slug}/-/requests/{number}/cancel").status_code == 404
    assert visitors.admin.post(f"/{place.slug}/-/join/withdraw").status_code == 303
    assert "Nobody is waiting" in visitors.bob.get(f"/{place.slug}/-/requests").text


def test_an_invitation_is_answered_by_whoever_was_invited(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast, visibility=SECRET, joining=stages.BY_INVITATION)
    invited = {"who": "admin", "role": CONSULTATION, "reason": "Venez.", "until": ""}
    assert visitors.bob.post(f"/{place.slug}/-/invite", {**invited, "who": "personne"}).status_code == 422
    assert visitors.bob.post(f"/{place.slug}/-/invite", {**invited, "who": "gaelle"}).status_code == 422
    assert visitors.bob.post(f"/{place.slug}/-/invite", {**invited, "role": STEWARD}).status_code == 403
    assert visitors.bob.post(f"/{place.slug}/-/invite", invited).status_code == 303
    told_of = visitors.admin.get("/-/invitations").text
    assert "Inspection Québec" in told_of
    assert "invited by Bob Gagnon" in told_of
    assert visitors.admin.get(f"/{place.slug}").status_code == 404
    with cast.site.database.reading() as session:
        number = waiting_in(session, place.space_id)[0].request.id
    answer = {"answer": "accept", "level": NORMAL}
    assert visitors.alice.post(f"/-/invitations/{number}", answer).status_code == 404
    assert visitors.admin.post(f"/-/invitations/{number}", answer).status_code == 303
    assert visitors.admin.get(f"/{place.slug}").status_code == 200


def test_the_last_one_is_asked_who_takes_over(visitors: Visitors, cast: Cast) -> None:
    """U-7: the screen lists who could."""
    place = founded(cast)
    screen = visitors.dana.get(f"/{place.slug}/-/membership").text
    assert "Nobody else does here what you do" in screen
    assert "Bob Gagnon (bob)" in screen
    where = f"/{place.slug}/-/membership/leave"
    assert visitors.dana.post(where, {"successor": "0"}).status_code == 409
    assert visitors.dana.post(where, {"successor": str(cast.ids["gaelle"])}).status_code == 422
    assert visitors.dana.post(where, {"successor": "x"}).status_code in (409, 422)
    assert visitors.dana.post(where, {"successor": str(cast.ids["bob"])}).status_code == 303
    assert place.roles_of("dana") == set()
    assert place.roles_of("bob") == {ANIMATOR, STEWARD}


# ── Its life ───────────────────────────────────────────────────────────────────────────────────────


def test_the_list_of_a_stage_says_what_is_missing(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast, stage=stages.IDEA, charter="")
    move = {"stage": stages.INCUBATION, "seen": stages.IDEA}
    assert visitors.dana.post(f"/{place.slug}/-/stage", move).status_code == 303
    screen = visitors.dana.get(f"/{place.slug}/-/stage").text
    assert "Not yet" in screen
    assert "It has a charter" in screen
    early = {"stage": stages.ACTIVE, "seen": stages.INCUBATION}
    assert visitors.dana.post(f"/{place.slug}/-/stage", early).status_code == 409
    forged = {"stage": "forged", "seen": stages.INCUBATION}
    assert visitors.dana.post(f"/{place.slug}/-/stage", forged).status_code == 422
    assert visitors.bob.post(f"/{place.slug}/-/stage", early).status_code == 403


def test_a_plain_space_has_none_of_it(visitors: Visitors, cast: Cast) -> None:
    for where in ("join", "people", "stage", "key-pages"):
        assert visitors.dana.get(f"/{cast.space}/-/{where}").status_code == 404
    assert visitors.dana.post(f"/{cast.space}/-/community", described()).status_code == 303
    assert visitors.dana.get(f"/{cast.space}/-/stage").status_code == 200
