"""An invitation is sent, followed and answered: once, by whoever has the box, in time (M-14, M-17, S-12)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from auth.identity import account_word
from auth.models import Account
from auth.settings import AttemptSettings
from tests.factories import Cast
from tests.mail import html_of, text_of
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import founded, told
from tests.wiki.guests.hosting import MAIL, PASSWORD, Hosting, last_day, made_at_the_command_line
from tests.wiki.test_rules import published
from wiki.access.viewer import operator
from wiki.outbox import Delivery
from wiki.parts.audit.models import AuditEntry
from wiki.parts.communities import stages
from wiki.parts.guests import errors
from wiki.parts.guests.models import GuestInvitation
from wiki.parts.moderation.commands import restrain
from wiki.parts.spaces.commands import change_roles, set_role

GUESTS_OF_THE_CAST = 1  # Gaëlle


def kept_in_clear(place: Hosting) -> str:
    """Everything that the database keeps of invitations, events and the journal, in one text."""
    with place.cast.site.database.reading() as session:
        rows = [
            *session.execute(select(GuestInvitation.__table__)),
            *session.execute(select(Delivery.__table__)),
            *session.execute(select(AuditEntry.__table__)),
        ]
        return " ".join(str(value) for row in rows for value in row)


def closed(answer: object) -> bool:
    """Whether a link answers as one that never was."""
    text = getattr(answer, "text", "")
    return getattr(answer, "status_code", 0) == 404 and "Ce lien n’ouvre rien" in text


def test_whoever_is_invited_comes_and_sees_the_community(place: Hosting, cast: Cast) -> None:
    cast.page("Prélever un échantillon", space=place.slug)
    zoe = place.comes()
    answer = zoe.get(f"/{place.slug}/prelever-un-echantillon")
    assert answer.status_code == 200
    account = place.account()
    assert (account.standing, account.name) == ("guest", "Zoé Tremblay (Ville de Longueuil)")
    assert account.ends_at == place.stay().ends_at
    assert "GuestCame" in told(cast, "bob")


def test_the_letter_says_who_what_why_until_when_in_the_language_of_the_community(place: Hosting) -> None:
    place.invites()
    (letter,) = place.box.to(MAIL)
    assert letter["Subject"] == "Bob Gagnon vous invite dans «\xa0Inspection Québec\xa0»"
    words = text_of(letter)
    assert "Bonjour Zoé Tremblay," in words
    assert "Elle inspecte les marchés publics avec nous." in words
    assert place.link() in html_of(letter)
    assert letter["Auto-Submitted"] == "auto-generated"


def test_the_link_is_kept_nowhere(place: Hosting) -> None:
    place.invites()
    token = place.link().rsplit("/", 1)[1]
    assert len(token) == 43
    assert token not in kept_in_clear(place)
    assert MAIL not in " ".join(str(event) for event in _payloads(place))


def _payloads(place: Hosting) -> list[str]:
    with place.cast.site.database.reading() as session:
        return [*session.scalars(select(Delivery.payload)), *session.scalars(select(AuditEntry.details))]


def test_looking_uses_nothing_up_and_answering_does(place: Hosting) -> None:
    """Programs that look for harm in letters follow every link."""
    place.invites()
    for _ in range(3):
        assert Visitor(place.app).get(place.link()).status_code == 200
    assert place.answers().status_code == 303
    again = Visitor(place.app)
    assert closed(again.get(place.link()))
    assert closed(place.answers())


def test_two_who_answer_at_once_are_one(place: Hosting) -> None:
    place.invites()
    browsers = [Visitor(place.app) for _ in range(4)]
    said = {"name": "Zoé Tremblay", "password": PASSWORD, "agrees": "y"}
    forms = [(browser, {**said, "csrf_token": browser.token(place.link())}) for browser in browsers]
    with ThreadPoolExecutor() as threads:
        answers = list(threads.map(lambda form: form[0].client.post(place.link(), data=form[1]), forms))
    assert sorted(answer.status_code for answer in answers) == [303, 404, 404, 404]
    with place.cast.site.database.reading() as session:
        assert session.scalar(select(func.count()).where(Account.username == MAIL)) == 1


def test_two_invitations_answered_at_once_make_one_account(place: Hosting, cast: Cast) -> None:
    other = Hosting(place.app, cast, place.box, founded(cast, "Salubrité Gaspésie"))
    place.invites()
    links = [place.link()]
    other.invites()
    links.append(other.link())
    browsers = [Visitor(place.app) for _ in links]
    said = {"name": "Zoé Tremblay", "password": PASSWORD, "agrees": "y"}
    forms = [
        {**said, "csrf_token": browser.token(link)} for browser, link in zip(browsers, links, strict=True)
    ]
    with ThreadPoolExecutor() as threads:
        answers = list(
            threads.map(
                lambda one, link, form: one.client.post(link, data=form).status_code, browsers, links, forms
            )
        )
    assert answers == [303, 303]
    zoe = Visitor(place.app)
    zoe.sign_in(MAIL, PASSWORD)
    assert [zoe.get(f"/{slug}").status_code for slug in (place.slug, other.slug)] == [200, 200]


@pytest.mark.parametrize(
    "change", ["altered", "withdrawn", "too late", "closing", "sponsor gone", "replaced"]
)
def test_a_link_that_opens_nothing_says_nothing_more(place: Hosting, change: str) -> None:
    made = place.invites()
    link = place.link()
    if change == "altered":
        link = link[:-1] + ("A" if link[-1] != "A" else "B")
    elif change == "withdrawn":
        place.does("alice", "withdraw_invitation", made.id)
    elif change == "closing":
        place.community.comes_to(stages.CLOSING)
    elif change == "sponsor gone":
        _takes_roles_from_bob(place)
    elif change == "replaced":
        place.invites("alice")
    with place.later(days=15 if change == "too late" else 0):
        assert closed(Visitor(place.app).get(link))
        assert closed(place.answers(link=link))
        assert closed(Visitor(place.app).get("/-/guests/" + "x" * 43))


def _takes_roles_from_bob(place: Hosting) -> None:
    with place.cast.site.database.writing() as session:
        word = account_word(place.cast.ids["bob"])
        change_roles(session, operator(), place.community.space(session), word, {})
        session.commit()


@pytest.mark.parametrize("action", ["silence", "suspend"])
@pytest.mark.parametrize("by", ["dana", "admin"], ids=["here", "everywhere"])
def test_whoever_may_invite_nobody_meanwhile_has_nobody_come(place: Hosting, action: str, by: str) -> None:
    place.invites("charlie")
    with place.cast.acting(by) as (session, actor):
        where = None if by == "admin" else place.community.space(session)
        words = {"reason": "disrespect", "words": "Restons courtois."}
        restrain(session, actor, place.cast.ids["charlie"], where, action, 3, **words)
    assert closed(Visitor(place.app).get(place.link()))
    assert closed(place.answers())
    with place.later(days=4):
        assert place.answers().status_code == 303


def test_sent_again_the_link_before_opens_nothing(place: Hosting) -> None:
    made = place.invites()
    before = place.link()
    place.does("alice", "send_again", made.id, place.settings, secret=place.secret)
    place.cast.index()
    assert closed(Visitor(place.app).get(before))
    assert place.link() != before
    assert place.answers().status_code == 303
    assert place.stay().sponsor_id == place.cast.ids["alice"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"agrees": None}, "Lisez les conditions pour les personnes invitées"),
        ({"name": "  "}, "Dites de qui il s’agit"),
        ({"password": "court"}, "Choisissez un mot de passe"),
        ({"website": "https://spam.example"}, "Laissez le dernier champ vide"),
        ({"standing": "staff"}, "n’a pas de champ"),
    ],
    ids=["terms", "name", "password", "honeypot", "unknown field"],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    place: Hosting, said: dict[str, str | None], sentence: str
) -> None:
    place.invites()
    kept = {"name": "Zoé T. Tremblay"} if "name" not in said else {}
    answer = place.answers(**{**kept, **said})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not kept or "Zoé T. Tremblay" in answer.text
    assert PASSWORD not in answer.text
    assert place.answers().status_code == 303, "nothing was used up"


def test_too_many_answers_from_one_place_wait(place: Hosting) -> None:
    """M-17: no puzzle, but not a thousand tries either."""
    place.invites()
    limit = AttemptSettings().by_address
    visitor = Visitor(place.app)
    token = visitor.token(place.link())
    codes = {
        visitor.client.post(place.link(), data={"csrf_token": token, "name": "Zoé"}).status_code
        for _ in range(limit)
    }
    assert codes == {422}
    answer = place.answers()
    assert answer.status_code == 429
    assert "Trop de tentatives" in answer.text
    with place.later(hours=1):
        assert place.answers().status_code == 303


def test_a_browser_of_somebody_else_answers_for_nobody(place: Hosting, visitors: Visitors) -> None:
    place.invites()
    assert "au nom de Bob Gagnon" in visitors.bob.get(place.link()).text
    answer = place.answers(visitors.bob)
    assert answer.status_code == 409
    assert place.answers().status_code == 303


def test_the_terms_in_force_are_accepted_with_it(place: Hosting, visitors: Visitors) -> None:
    published(place.cast)
    place.cast.accepts()
    place.invites()
    shown = Visitor(place.app).get(place.link()).text
    assert 'name="terms" type="hidden" value="1"' in shown or 'value="1"' in shown
    assert place.answers(terms="0").status_code == 409
    zoe = Visitor(place.app)
    assert place.answers(zoe, terms="1").status_code == 303
    assert "Vous avez accepté la version 1" in zoe.get("/-/terms").text


def test_a_guest_reads_one_text_more(place: Hosting, visitors: Visitors) -> None:
    zoe = place.comes()
    assert "Conditions pour les personnes invitées" in zoe.get("/-/terms").text
    assert "Conditions pour les personnes invitées" not in visitors.bob.get("/-/terms").text


def test_invited_again_elsewhere_one_person_has_one_account(place: Hosting) -> None:
    """M-13: and keeps the password, unless another one is chosen."""
    place.comes()
    other = Hosting(place.app, place.cast, place.box, founded(place.cast, "Salubrité Gaspésie"))
    other.invites("bob", mail=MAIL.upper())
    stranger = Visitor(place.app)
    answer = other.answers(stranger, password="")
    assert answer.status_code == 303
    assert "/-/sign-in" in answer.location
    assert stranger.get(f"/{other.slug}").status_code != 200
    assert stranger.sign_in(MAIL, PASSWORD).status_code == 303
    assert stranger.get(f"/{other.slug}").status_code == 200
    with place.cast.site.database.reading() as session:
        assert (
            session.scalar(select(func.count()).where(Account.standing == "guest", Account.mail == MAIL)) == 1
        )


def test_a_forgotten_password_is_replaced_by_a_link_from_whoever_answers(
    place: Hosting, visitors: Visitors
) -> None:
    zoe = place.comes()
    before = place.stay()
    guest = place.account().id
    answer = visitors.alice.post(f"{place.path}/{guest}/link", form=place.path)
    place.cast.index()
    assert len(place.box.to(MAIL)) == 1, "Bob answers for her, not Alice"
    visitors.bob.post(f"{place.path}/{guest}/link", form=place.path)
    place.cast.index()
    assert answer.status_code == 303
    letter = place.box.to(MAIL)[-1]
    assert "mot de passe" in str(letter["Subject"])
    assert "invite" not in text_of(letter).replace("/-/guests/", "")
    assert "(Ville de Longueuil) (Ville de Longueuil)" not in visitors.bob.get(place.path).text
    assert "autre mot de passe" in Visitor(place.app).get(place.link()).text
    new = "cinq mots pour revenir enfin"
    back = Visitor(place.app)
    assert place.answers(back, password=new).status_code == 303
    assert back.get(f"/{place.slug}").status_code == 200
    assert zoe.get(f"/{place.slug}").status_code != 200, "the sessions of before are over"
    after = place.stay()
    assert (after.began_at, after.ends_at) == (before.began_at, before.ends_at)
    assert Visitor(place.app).sign_in(MAIL, PASSWORD).status_code == 401


@pytest.mark.parametrize("how", ["ended", "role taken"])
def test_a_link_for_another_password_brings_nobody_back_whose_stay_was_ended(
    place: Hosting, cast: Cast, how: str
) -> None:
    place.comes()
    guest = place.account().id
    place.does("bob", "send_link", guest, place.settings, secret=place.secret)
    cast.index()
    assert Visitor(place.app).get(place.link()).status_code == 200
    if how == "ended":
        place.does("dana", "end_stay", guest)
    else:
        with cast.acting("dana") as (session, dana):
            set_role(session, dana, place.community.space(session), account_word(guest), None)
        cast.index()
    assert closed(Visitor(place.app).get(place.link()))
    assert closed(place.answers())
    assert place.stay().ended_at is not None


def test_no_link_is_sent_to_an_address_that_the_directory_has_got_since(
    place: Hosting, cast: Cast, visitors: Visitors
) -> None:
    """It would open nothing; the guest stays, for their password is theirs."""
    zoe = place.comes()
    with cast.acting("alice") as (session, alice):
        session.get_one(Account, alice.account_id).mail = MAIL.upper()
    guest = place.account().id
    answer = visitors.bob.post(f"{place.path}/{guest}/link", form=place.path, follow_redirects=True)
    assert "Un autre compte a cette adresse" in answer.text
    cast.index()
    assert len(place.box.to(MAIL)) == 1
    assert zoe.get(f"/{place.slug}").status_code == 200
    with pytest.raises(errors.AddressShared):
        place.does("bob", "send_link", guest, place.settings, secret=place.secret)


def test_an_address_kept_with_capitals_is_that_of_the_guest(place: Hosting, cast: Cast) -> None:
    """One made at the command line, who has come into a community since: the link is theirs, and makes nobody new."""
    with cast.acting("bob") as (session, _bob):
        made = made_at_the_command_line(cast, session, last_day(30))
        made.mail = "Zoe.Tremblay@Longueuil.Quebec"
        guest = made.id
    place.invites()
    assert place.answers(password="").status_code == 303
    for _ in range(2):  # the second link takes the place of the first
        place.does("bob", "send_link", guest, place.settings, secret=place.secret)
    cast.index()
    assert "vous avez déjà un compte" in Visitor(place.app).get(place.link()).text.lower()
    assert place.answers(password="cinq mots pour revenir enfin").status_code == 303
    with cast.site.database.reading() as session:
        assert (
            session.scalar(select(func.count()).where(Account.standing == "guest")) == GUESTS_OF_THE_CAST + 1
        )
        open_still = select(func.count()).where(
            GuestInvitation.accepted_at.is_(None), GuestInvitation.withdrawn_at.is_(None)
        )
        assert session.scalar(open_still) == 0


def letters_of(place: Hosting) -> list[EmailMessage]:
    return place.box.to(MAIL)


def test_a_server_that_refuses_loses_no_invitation(place: Hosting) -> None:
    """Letters leave one by one: what went well is not sent twice."""
    place.box.unknown.add("vieux@longueuil.quebec")
    place.invites(mail="vieux@longueuil.quebec")
    place.invites()
    assert len(letters_of(place)) == 1
    place.box.unknown.clear()
    with place.later(hours=1):
        place.cast.index()
    assert len(letters_of(place)) == 1
    assert len(place.box.to("vieux@longueuil.quebec")) == 1


def test_every_step_is_in_the_journal_without_the_address(place: Hosting) -> None:
    place.comes()
    with place.cast.site.database.reading() as session:
        acts = list(session.scalars(select(AuditEntry.act)))
    assert {"GuestInvited", "GuestAccepted", "RolesChanged"} <= set(acts)
    assert not re.search(MAIL, " ".join(_payloads(place)))


def test_whoever_is_suspended_does_not_come_in_by_a_link(place: Hosting, cast: Cast) -> None:
    """Not even to choose another password; once it is over, the same link serves."""
    place.comes()
    guest = place.account().id
    with cast.acting("admin") as (session, admin):
        restrain(session, admin, guest, None, "suspend", 1, reason="charter")
    place.does("bob", "send_link", guest, place.settings, secret=place.secret)
    cast.index()
    zoe = Visitor(place.app)
    refused = place.answers(zoe, password="cinq mots pour revenir enfin")
    assert refused.status_code == 403
    assert "plus accès à ce site" in refused.text
    assert zoe.get(f"/{place.slug}").status_code in (302, 303)
    with place.later(days=2):
        assert place.answers(zoe, password="cinq mots pour revenir enfin").status_code == 303
        assert zoe.get(f"/{place.slug}").status_code == 200


def test_a_link_opens_no_second_account_beside_one_of_the_directory(place: Hosting, cast: Cast) -> None:
    """Somebody was engaged since they were invited, and the address is what they sign in with now."""
    place.invites()
    with cast.site.database.writing() as session:
        engaged = session.get_one(Account, cast.ids["charlie"])
        engaged.directory, engaged.username = "ldap", MAIL
        session.commit()
    assert closed(place.answers())
    with cast.site.database.writing() as session:
        session.get_one(Account, cast.ids["charlie"]).username = "charlie"
        session.commit()
    assert place.answers().status_code == 303
