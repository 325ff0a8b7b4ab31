"""A partner of a municipality comes by a letter, sees one community, and finds nothing open the day after the end."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from auth.models import Account
from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.browser.inspection import sideways, violations
from tests.mail import text_of
from wiki import clock
from wiki.parts.guests.models import GuestStay
from wiki.parts.spaces.models import MEMBERS_ONLY, STAFF

MAIL = "zoe.tremblay@longueuil.quebec"
PASSWORD = "quatre mots pour entrer"
LINK = re.compile(r"/-/guests/[\w-]+")


def test_a_partner_comes_asks_and_is_gone_the_day_after(house: House, browsers: Browsers) -> None:
    """S-11, M-14: the letter, the link, the terms, one community and nothing else, and then nothing."""
    place, other = house.world.places[MEMBERS_ONLY], house.world.places[STAFF]
    link = _invited(house, browsers.page("dana"), place.space)
    _is_usable(browsers.page(viewport=TELEPHONE), link)
    browser = browsers.context(viewport=TELEPHONE, java_script_enabled=False)
    guest = browser.new_page()
    _comes_in(guest, link)

    guest.goto(f"/{place.space}")
    expect(guest.locator("h1")).to_be_visible()
    _asks(guest, place.space)
    guest.goto("/-/spaces")
    assert guest.locator("main .card a, main .list__title a").count() == 1, "one space, and no other"
    refused = guest.goto(f"/{other.space}")
    assert refused is not None
    assert refused.status == 404
    guest.goto(link)
    expect(guest.locator("h1")).to_have_text("Rien ici")

    _the_day_after(house)
    _finds_nothing(browser, guest, place.space)


def _invited(house: House, page: Page, space: str) -> str:
    """The link in the letter that Dana sends from the screen of the guests."""
    page.goto(f"/{space}")
    page.locator(".menu:has(a[href$='/-/guests']) > summary").last.click()
    page.locator(f"main a[href='/{space}/-/guests']").click()
    page.fill("[name=mail]", MAIL)
    page.fill("[name=name]", "Zoé Tremblay")
    page.fill("[name=organisation]", "Ville de Longueuil")
    page.fill("[name=reason]", "Les marchés publics de la Rive-Sud.")
    page.select_option("[name=role]", "functional")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.locator("main")).to_contain_text(MAIL)
    for _ in range(60):
        if house.box.to(MAIL):
            break
        page.wait_for_timeout(250)
    words = text_of(house.box.to(MAIL)[-1])
    assert "Dana Tremblay" in words
    found = LINK.search(words)
    assert found, words
    return found[0]


def _is_usable(page: Page, link: str) -> None:
    page.goto(link)
    assert not violations(page)
    assert not sideways(page)


def _comes_in(page: Page, link: str) -> None:
    """On a telephone and without scripts: what is left out is asked for again, and then the rules are accepted."""
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Dana Tremblay")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form [type=submit]").click()
    expect(page.locator("#form-errors")).to_be_visible()
    page.fill("[name=password]", PASSWORD)
    page.check("[name=agrees]")
    page.locator("main form [type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Charte")
    page.check("[name=agreed]")
    page.locator("main form:has([name=agreed]) [type=submit]").click()


def _asks(page: Page, space: str) -> None:
    page.goto(f"/{space}/-/topics/new")
    page.fill("[name=title]", "Qui inspecte les kiosques?")
    page.fill("[name=body]", "Le marché du samedi est sur un terrain privé.")
    page.locator("main form .button--primary[type=submit]").last.click()
    expect(page.locator("h1")).to_contain_text("Qui inspecte les kiosques?")
    expect(page.locator("main")).to_contain_text("Ville de Longueuil")


def _the_day_after(house: House) -> None:
    """The last day of the stay and of the account was yesterday."""
    with house.world.site.database.writing() as session:
        account = session.scalars(select(Account).where(Account.username == MAIL)).one()
        stay = session.scalars(select(GuestStay).where(GuestStay.account_id == account.id)).one()
        account.ends_at = stay.ends_at = clock.now() - timedelta(days=1)
        session.commit()


def _finds_nothing(browser: BrowserContext, page: Page, space: str) -> None:
    """Neither in the browser that was signed in, nor by signing in again."""
    page.goto(f"/{space}")
    assert "/-/sign-in" in page.url
    page.goto("/-/sign-in")
    page.fill("[name=username]", MAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    expect(page.locator("#form-errors, [role=alert]").first).to_be_visible()
    answer = browser.request.get(f"/{space}", max_redirects=0)
    assert answer.status in (302, 303)
