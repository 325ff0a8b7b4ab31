"""The sign-in pages, one's own sessions and password, in a browser."""

from __future__ import annotations

import itsdangerous
import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from auth import accounts
from auth.directories.base import Entry
from auth.directories.ldap import LdapDirectory
from auth.directories.local import LocalDirectory
from auth.directories.memory import MemoryDirectory
from auth.models import Account, SignInAttempt, WebSession
from auth.passwords import Passwords
from auth.settings import AttemptSettings, AuthSettings
from tests.auth.conftest import PASSPHRASE
from tests.auth.host import QUICK, Browser, Host
from tests.auth.html import page
from tests.auth.ministry import PASSWORD as MINISTRY_PASSWORD
from tests.auth.slapd import Slapd


def test_alice_signs_in_and_out(host: Host) -> None:
    """M-19: one screen, two fields. She types her name as it comes."""
    browser = host.browser()
    assert browser.who == "nobody"
    answer = browser.sign_in(" ALICE ", PASSPHRASE)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.who == "Alice Côté"
    answer = browser.submit("/-/account/sessions", "/-/sign-out")
    assert answer.status_code == 303
    assert "You are signed out." in page(browser.get(answer.location).text).text
    assert browser.who == "nobody"


def test_a_wrong_password_keeps_the_name_and_tells_nothing(host: Host) -> None:
    """A-11: the same sentence whether the account exists or not, the name kept, the password not."""
    answers = [host.browser().sign_in(name, "not the password") for name in ("alice", "nobody-has-this-name")]
    assert [answer.status_code for answer in answers] == [401, 401]
    first, second = (page(answer.text) for answer in answers)
    assert "do not go together" in first.text
    assert first.text == second.text
    assert first.value("username") == "alice"
    assert not first.value("password")


def test_nothing_typed_is_said_at_its_field(host: Host) -> None:
    """A-11: errors named in text and linked to the field."""
    answer = host.browser().sign_in("", "")
    found = page(answer.text)
    assert answer.status_code == 422
    assert "Type your username." in found.text
    assert "Type your password." in found.text
    assert found.attribute("username", "aria-invalid") == "true"
    assert found.attribute("password", "aria-describedby") == "password-error"


@pytest.mark.parametrize("body", [["alice"], "alice", None, {"username": "alice", "password": PASSPHRASE}])
def test_the_json_of_a_script_is_no_form(host: Host, body: object) -> None:
    """Whatever it holds, it is answered like a form in which nothing was typed."""
    browser = host.browser()
    token = page(browser.get("/-/sign-in").text).value("csrf_token")
    answer = browser.client.post("/-/sign-in", json=body, headers={"X-CSRFToken": token or ""})
    assert answer.status_code == 422
    assert "Type your username." in page(answer.text).text
    assert browser.who == "nobody"
    assert browser.sign_in("alice", PASSPHRASE).status_code == 303


def test_password_managers_are_welcome(host: Host) -> None:
    """A-12: fields say what they are; nothing prevents pasting."""
    found = page(host.browser().get("/-/sign-in").text)
    assert found.attribute("username", "autocomplete") == "username"
    assert found.attribute("password", "autocomplete") == "current-password"
    assert found.attribute("password", "onpaste") is None


def test_who_asked_for_a_page_comes_back_to_it(host: Host) -> None:
    """Even after a slip, and M-19: two screens at most."""
    browser = host.browser()
    asked = browser.get("/plans/winter?view=short")
    assert asked.location == "/-/sign-in?next=/plans/winter?view%3Dshort"
    slip = browser.submit(asked.location, username="alice", password="a slip")
    assert page(slip.text).value("next") == "/plans/winter?view=short"
    answer = browser.submit(asked.location, username="alice", password=PASSPHRASE)
    assert answer.location == "/plans/winter?view=short"
    assert browser.get(answer.location).text == "the winter plan"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/%0a/elsewhere.example\n",
        "javascript:alert(1)",
        "relative",
    ],
)
def test_a_sign_in_link_never_leads_elsewhere(host: Host, target: str) -> None:
    answer = host.browser().submit("/-/sign-in", username="alice", password=PASSPHRASE, next=target)
    assert answer.location == "/"


def test_the_cookie_holds_a_token_and_nothing_about_the_person(host: Host) -> None:
    browser = host.browser()
    browser.sign_in("alice", PASSPHRASE)
    signer = SecureCookieSessionInterface().get_signing_serializer(host.app)
    assert isinstance(signer, itsdangerous.URLSafeTimedSerializer)
    assert set(signer.loads(browser.cookie)) == {"_user_id"}
    browser.get("/-/account/sessions")
    assert set(signer.loads(browser.cookie)) == {"_user_id", "csrf_token"}


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(host: Host) -> None:
    cookie = host.browser().sign_in("alice", PASSPHRASE).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_the_session_changes_at_sign_in(host: Host) -> None:
    """What a stranger planted in the browser before is worth nothing after."""
    browser = host.browser()
    browser.get("/-/sign-in")
    planted = browser.cookie
    browser.sign_in("alice", PASSPHRASE)
    first = browser.cookie
    stranger = host.browser()
    stranger.client.set_cookie("session", planted)
    assert stranger.who == "nobody"
    browser.submit("/-/account/sessions", "/-/sign-out")
    browser.sign_in("alice", PASSPHRASE)
    stranger.client.set_cookie("session", first)
    assert (stranger.who, browser.who) == ("nobody", "Alice Côté")


def test_signing_in_again_leaves_one_session(host: Host, session: Session) -> None:
    browser = host.browser()
    for name in ("alice", "bob"):
        with browser.client.session_transaction() as cookie:
            token = cookie.get("_user_id")
        answer = browser.client.post("/-/sign-in", data=_form(browser, name))
        assert answer.status_code == 303, token
    assert [each.account_id for each in session.scalars(select(WebSession))] == [2]
    assert browser.who == "Bob Gagné"


def _form(browser: Browser, name: str) -> dict[str, str]:
    # The page redirects who is signed in already, so the token comes from another page of the same browser.
    path = "/-/account/sessions" if browser.who != "nobody" else "/-/sign-in"
    found = page(browser.get(path).text)
    return {"csrf_token": found.value("csrf_token") or "", "username": name, "password": PASSPHRASE}


@pytest.mark.parametrize(
    "path",
    [
        "/-/sign-in",
        "/-/sign-out",
        "/-/sign-out-everywhere",
        "/-/account/sessions/1/end",
        "/-/account/sessions/end-others",
        "/-/account/password",
    ],
)
def test_nothing_is_done_for_another_site(host: Host, path: str) -> None:
    """Each write needs the token of one of our own pages."""
    browser = host.browser()
    browser.sign_in("alice", PASSPHRASE)
    assert browser.client.post(path, data={"username": "alice", "password": PASSPHRASE}).status_code == 400
    assert browser.who == "Alice Côté"


def test_alice_ends_the_session_she_left_open_elsewhere(host: Host) -> None:
    office, telephone, bob = (
        host.browser(),
        host.browser("Mozilla/5.0 (Linux; Android 15) Firefox/130.0"),
        host.browser(),
    )
    office.sign_in("alice", PASSPHRASE)
    telephone.sign_in("alice", PASSPHRASE)
    bob.sign_in("bob", PASSPHRASE)
    found = page(office.get("/-/account/sessions").text)
    assert "Firefox, Android" in found.text
    assert "Firefox, Windows This one" in found.text
    ends = [action for action in found.actions() if action.endswith("/end")]
    assert ends == ["/-/account/sessions/1/end", "/-/account/sessions/2/end"]  # the one in use first
    hers = "/-/account/sessions/2/end"
    refused = bob.client.post(
        hers, data={"csrf_token": page(bob.get("/-/account/sessions").text).value("csrf_token")}
    )
    assert (refused.status_code, telephone.who) == (404, "Alice Côté")
    assert office.submit("/-/account/sessions", hers).location == "/-/account/sessions?done=ended"
    assert (office.who, telephone.who, bob.who) == ("Alice Côté", "nobody", "Bob Gagné")


def test_ending_the_others_and_signing_out_everywhere(host: Host) -> None:
    one, two, bob = host.browser(), host.browser(), host.browser()
    for browser, name in ((one, "alice"), (two, "alice"), (bob, "bob")):
        browser.sign_in(name, PASSPHRASE)
    one.submit("/-/account/sessions", "/-/account/sessions/end-others")
    assert (one.who, two.who) == ("Alice Côté", "nobody")
    two.sign_in("alice", PASSPHRASE)
    answer = two.submit("/-/account/sessions", "/-/sign-out-everywhere")
    assert "signed out on every device" in page(two.get(answer.location).text).text
    assert (one.who, two.who, bob.who) == ("nobody", "nobody", "Bob Gagné")


def test_nobody_sees_or_changes_sessions_without_signing_in(host: Host) -> None:
    for path in ("/-/account/sessions", "/-/account/password"):
        assert host.browser().get(path).location == f"/-/sign-in?next={path}"


def test_an_idle_session_ends_and_a_used_one_lasts_until_its_limit(host: Host) -> None:
    alice, bob = host.browser(), host.browser()
    alice.sign_in("alice", PASSPHRASE)
    bob.sign_in("bob", PASSPHRASE)
    for _ in range(27):
        host.clock.pass_time(hours=6)
        assert alice.who == "Alice Côté"
    assert bob.who == "nobody"
    host.clock.pass_time(hours=6)
    assert alice.who == "nobody"


def test_a_guest_is_out_the_day_after_the_last(host: Host) -> None:
    """S-11: sessions and sign-in are both refused from the end on; the staff go on."""
    gaelle, alice = host.browser(), host.browser()
    gaelle.sign_in("gaelle", PASSPHRASE)
    alice.sign_in("alice", PASSPHRASE)
    host.clock.pass_time(days=6, hours=19, minutes=59)
    assert gaelle.sign_in("gaelle", PASSPHRASE).status_code == 303
    assert gaelle.who == "Gaëlle Lévesque-D'Amours"
    host.clock.pass_time(minutes=1)
    assert gaelle.who == "nobody"
    answer = gaelle.sign_in("gaelle", PASSPHRASE)
    assert answer.status_code == 403
    assert "come to its end date" in answer.text
    assert alice.sign_in("alice", PASSPHRASE).status_code == 303


def test_a_disabled_account_is_out_at_once(host: Host, session: Session, cast: dict[str, Account]) -> None:
    alice, bob = host.browser(), host.browser()
    alice.sign_in("alice", PASSPHRASE)
    bob.sign_in("bob", PASSPHRASE)
    accounts.disable(session, cast["alice"], by="administrator", now=host.clock())
    session.commit()
    assert (alice.who, bob.who) == ("nobody", "Bob Gagné")
    answer = alice.sign_in("alice", PASSPHRASE)
    assert answer.status_code == 403
    assert "This account is disabled." in answer.text
    assert alice.sign_in("alice", "not the password").status_code == 401


def test_guessing_is_slowed_down(engine: Engine, cast: dict[str, Account], passwords: Passwords) -> None:
    """The eleventh try is refused even with the right password, says how long to wait, and others are not hindered."""
    settings = AuthSettings(passwords=QUICK, attempts=AttemptSettings(by_account=3, by_address=50))
    host = Host(engine, lambda session: [LocalDirectory(session, passwords)], settings)
    browser = host.browser()
    for _ in range(3):
        assert browser.sign_in("alice", "a guess").status_code == 401
    answer = browser.sign_in("Ａlice\u00ad", PASSPHRASE)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in page(answer.text).text
    assert answer.headers["Retry-After"] == "901"
    assert browser.sign_in("bob", PASSPHRASE).status_code == 303
    for _ in range(3):
        host.browser().sign_in("nobody-has-this-name", "a guess")
    unknown = host.browser().sign_in("nobody-has-this-name", "a guess")
    assert page(unknown.text).text == page(answer.text).text
    host.clock.pass_time(minutes=15, seconds=1)
    assert browser.client.post("/-/sign-in", data=_form(browser, "alice")).status_code == 303


def test_an_address_that_tries_many_names_is_stopped(
    engine: Engine, cast: dict[str, Account], passwords: Passwords
) -> None:
    settings = AuthSettings(passwords=QUICK, attempts=AttemptSettings(by_account=10, by_address=5))
    host = Host(engine, lambda session: [LocalDirectory(session, passwords)], settings)
    statuses = [host.browser().sign_in(f"name{number}", "a guess").status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
    elsewhere = host.browser()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "10.1.2.3"
    assert elsewhere.sign_in("alice", PASSPHRASE).status_code == 303


def test_success_clears_ones_own_tries(host: Host, session: Session) -> None:
    browser = host.browser()
    for _ in range(9):
        browser.sign_in("alice", "a slip")
    browser.sign_in("bob", "a slip")
    assert browser.sign_in("alice", PASSPHRASE).status_code == 303
    subjects = [each.subject for each in session.scalars(select(SignInAttempt))]
    assert [each for each in subjects if each.startswith("account:")] == ["account:bob"]


def test_a_directory_that_is_down_says_so_and_blames_nobody(
    engine: Engine, settings: AuthSettings, session: Session
) -> None:
    """Those who are signed in stay, the typed name is kept, and no try is counted."""
    directory = MemoryDirectory()
    directory.put(Entry("id-1", "alice", "Alice Côté"), PASSPHRASE)
    settled: list[bool] = []
    host = Host(engine, lambda session: [directory], settings, settle=lambda: settled.append(True))
    inside, outside = host.browser(), host.browser()
    inside.sign_in("alice", PASSPHRASE)
    directory.down = True
    for _ in range(12):
        answer = outside.sign_in("alice", PASSPHRASE)
        assert answer.status_code == 503
    found = page(answer.text)
    assert "The directory does not answer" in found.text
    assert found.value("username") == "alice"
    assert inside.who == "Alice Côté"
    assert session.scalars(select(SignInAttempt)).all() == []
    directory.down = False
    assert outside.sign_in("alice", PASSPHRASE).status_code == 303
    assert len(settled) == 14


def test_alice_changes_her_password(host: Host) -> None:
    """Other sessions end, this one goes on under a new token."""
    here, there = host.browser(), host.browser()
    here.sign_in("alice", PASSPHRASE)
    there.sign_in("alice", PASSPHRASE)
    before = here.cookie
    new = "cinq hiboux dans la grange"
    answer = here.submit("/-/account/password", password=PASSPHRASE, new_password=new, again=new)
    assert answer.location == "/-/account/sessions?done=password"
    assert "Your password is changed" in page(here.get(answer.location).text).text
    assert (here.who, there.who) == ("Alice Côté", "nobody")
    there.client.set_cookie("session", before)
    assert there.who == "nobody"
    assert host.browser().sign_in("alice", PASSPHRASE).status_code == 401
    assert host.browser().sign_in("alice", new).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "sentence"),
    [
        (
            "not the password",
            "cinq hiboux dans la grange",
            "cinq hiboux dans la grange",
            "not your current password",
        ),
        (PASSPHRASE, "trop court", "trop court", "12 characters or more"),
        (PASSPHRASE, "alice côté alice", "alice côté alice", "not made of your own name"),
        (PASSPHRASE, "cinq hiboux dans la grange", "cinq hiboux", "not the new password that you typed"),
    ],
)
def test_a_bad_new_password_is_refused_at_its_field(
    host: Host, current: str, new: str, again: str, sentence: str
) -> None:
    browser = host.browser()
    browser.sign_in("alice", PASSPHRASE)
    answer = browser.submit("/-/account/password", password=current, new_password=new, again=again)
    assert answer.status_code == 422
    assert sentence in page(answer.text).text
    assert host.browser().sign_in("alice", PASSPHRASE).status_code == 303


def test_guesses_of_the_current_password_are_counted_too(host: Host) -> None:
    browser = host.browser()
    browser.sign_in("alice", PASSPHRASE)
    fields = {"new_password": "cinq hiboux dans la grange", "again": "cinq hiboux dans la grange"}
    statuses = [
        browser.submit("/-/account/password", password="a guess", **fields).status_code for _ in range(11)
    ]
    assert statuses == [422] * 10 + [429]


def test_answers_stay_out_of_caches(host: Host) -> None:
    """L-13: errors included."""
    browser = host.browser()
    answers = [
        browser.get("/-/sign-in"),
        browser.sign_in("alice", "wrong"),
        browser.sign_in("alice", PASSPHRASE),
    ]
    answers.append(browser.get("/-/account/sessions"))
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_page_view_asks_one_statement_and_writes_once_in_five_minutes(host: Host) -> None:
    browser = host.browser()
    browser.sign_in("alice", PASSPHRASE)
    seen: list[str] = []
    event.listen(
        host.engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2].split()[0])
    )
    assert browser.who == "Alice Côté"
    assert statements(seen) == ["SELECT"]
    host.clock.pass_time(minutes=5)
    for _ in range(3):
        assert browser.who == "Alice Côté"
    assert statements(seen) == ["SELECT"] * 2 + ["UPDATE"] + ["SELECT"] * 2


def statements(seen: list[str]) -> list[str]:
    return [statement for statement in seen if statement != "BEGIN"]


def test_a_host_may_note_by_itself_that_a_session_was_seen(
    engine: Engine, settings: AuthSettings, cast: dict[str, Account], passwords: Passwords
) -> None:
    noted: list[int] = []
    host = Host(engine, lambda session: [LocalDirectory(session, passwords)], settings, touch=noted.append)
    browser = host.browser()
    browser.sign_in("alice", PASSPHRASE)
    host.clock.pass_time(minutes=6)
    assert browser.who == "Alice Côté"
    assert noted == [1]


def test_the_whole_way_through_a_real_directory(engine: Engine, slapd: Slapd, ldap: LdapDirectory) -> None:
    """From the form to slapd and back, with the groups, and the directory's own sentence when it refuses."""
    settings = AuthSettings(
        directory="ldap", ldap=slapd.settings(), administrators=["hdamourslevesque"], passwords=QUICK
    )
    host = Host(engine, lambda session: [LocalDirectory(session, Passwords(QUICK)), ldap], settings)
    browser = host.browser()
    assert browser.sign_in("HDamoursLevesque", MINISTRY_PASSWORD).status_code == 303
    assert browser.who == "Hélène D'Amours-Lévesque"
    found = page(browser.get("/-/account/password").text)
    assert "kept by your organisation's directory" in found.text
    assert found.value("new_password") is None
    token = page(browser.get("/-/account/sessions").text).value("csrf_token")
    fields = {"csrf_token": token, "password": "x", "new_password": "y" * 12, "again": "y" * 12}
    assert browser.client.post("/-/account/password", data=fields).status_code == 404
    refused = host.browser().sign_in(slapd.ministry.troubled["expired"].uid, MINISTRY_PASSWORD)
    assert refused.status_code == 403
    assert "come to its end date" in page(refused.text).text
