"""Asking and answering, in a real browser: without scripts, with them, on a telephone, read aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.browser.inspection import sideways, small, violations
from tests.browser.keyboard import go, hidden, tab_to, walk
from tests.browser.walking import enhanced
from wiki.kinds.forum import commands
from wiki.parts.spaces.models import Space

LONG = "Anticonstitutionnellement" * 6


def asked(house: House, title: str, replies: int = 0) -> str:
    """The address of a question of Bob's, with so many replies of Dana's, the first of them accepted."""
    with house.world.cast.acting("bob") as (session, bob):
        dana = house.world.cast.viewer(session, "dana")
        space = session.scalars(select(Space).where(Space.slug == house.space)).one()
        topic = commands.open_topic(
            session, bob, space, title=title, body=f"Bonjour, {LONG}.", tags=("froid",)
        )
        session.flush()
        posts = [
            commands.reply(
                session, dana, topic.id, body=f"## Réponse {n}\n\n| a | b |\n|---|---|\n| {LONG} | c |"
            )
            for n in range(replies)
        ]
        if posts:
            commands.accept_answer(session, bob, posts[0].id)
        return f"/{house.space}/-/topics/{topic.id}-{topic.slug}"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_question_is_asked_answered_and_solved_without_scripts(house: House, browsers: Browsers) -> None:
    """F-1, F-3, F-7, F-10, F-21."""
    path = house.page("Fiche des scellés")
    bob = browsers.page("bob", java_script_enabled=False)
    dana = browsers.page("dana", java_script_enabled=False)

    bob.goto(path)
    bob.locator("#page-menu summary").click()
    bob.get_by_role("link", name="Poser une question sur cette page").click()
    expect(bob.locator(".notice")).to_contain_text("Fiche des scellés")
    bob.fill("[name=title]", "Qui garde la clé?")
    bob.fill("[name=body]", "La fiche ne le dit pas.")
    press(bob, "Publier le sujet")
    expect(bob.locator("h1")).to_have_text("Qui garde la clé?")
    topic = bob.url.split("#")[0]

    dana.goto(path)
    expect(dana.locator(".margin")).to_contain_text("Une question sans réponse")
    dana.get_by_role("link", name="Qui garde la clé?").click()
    dana.fill("[name=body]", "La personne de **garde**.")
    press(dana, "Envoyer la réponse")
    expect(dana.locator(".post").nth(1)).to_contain_text("La personne de garde.")

    bob.goto(f"/{house.space}/-/topics")
    line = bob.locator(".topics__line", has_text="Qui garde la clé?")
    expect(line).to_contain_text("Nouvelles réponses")
    line.get_by_role("link", name="Qui garde la clé?").click()
    assert "#post-" in bob.url
    press(bob, "Retenir comme réponse")
    expect(bob.locator(".answers")).to_contain_text("La personne de garde.")
    expect(bob.locator(".topic__head")).to_contain_text("Résolue")
    bob.locator(".post").nth(1).get_by_role("link", name="Citer").click()
    assert "> La personne de **garde**." in bob.input_value("[name=body]")
    bob.fill("[name=body]", bob.input_value("[name=body]") + "Merci!")
    press(bob, "Envoyer la réponse")
    expect(bob.locator(".post").nth(2).locator("blockquote")).to_contain_text("Dana Tremblay a écrit")

    alice = browsers.page("alice", java_script_enabled=False)
    alice.goto(topic)
    expect(alice.locator(".post")).to_have_count(3)
    assert alice.get_by_role("link", name="Répondre").count() == 0
    alice.goto(f"/{house.space}/-/topics")
    press(alice, "Tout marquer comme lu")
    assert alice.locator(".badge--news").count() == 0


def test_a_question_is_asked_answered_and_solved_with_a_keyboard_alone(
    house: House, browsers: Browsers
) -> None:
    """From the switcher to the accepted answer; whoever tabs sees every stop (A-1, A-2, W-23)."""
    bob, dana = browsers.page("bob"), browsers.page("dana")
    bob.goto("/")
    enhanced(bob)
    bob.keyboard.press("Control+k")
    bob.locator("dialog[open] input").wait_for()
    bob.keyboard.type("memberst")
    # Before anything is typed the list offers what Bob saw of late: what counts are the options of his words.
    expect(bob.locator("dialog[open] [role=option]").first).to_contain_text("Memberstitre")
    bob.keyboard.press("ArrowDown")
    bob.keyboard.press("Enter")
    bob.wait_for_url("**/memberstitre")
    go(bob, "#page-menu summary")
    go(bob, "#page-menu a[href*='/-/topics/new']")
    bob.wait_for_url("**/-/topics/new*")
    tab_to(bob, "[name=title]")
    bob.keyboard.type("Avec le seul clavier?")
    tab_to(bob, "[name=body]")
    bob.keyboard.type("Oui ou non.")
    go(bob, "main form.columns .form__actions .button--primary")
    expect(bob.locator("h1")).to_have_text("Avec le seul clavier?")

    dana.goto(bob.url)
    tab_to(dana, "[name=body]")
    dana.keyboard.type("Oui.")
    go(dana, "#reply form.form [type=submit]")
    expect(dana.locator(".post").nth(1)).to_contain_text("Oui.")

    bob.reload()
    go(bob, ".post__acts button[formaction$='/accept']")
    expect(bob.locator(".answers")).to_contain_text("Oui.")
    tab_to(bob, ".post__acts button[formaction$='/withdraw']")


def test_what_is_being_written_is_kept_and_found_again(house: House, browsers: Browsers) -> None:
    """F-12: in another browser too, until it is sent."""
    topic = asked(house, "Où est le registre?")
    page = browsers.page("bob")
    page.goto(topic)
    page.locator("[name=body]").press_sequentially("Je crois que ")
    expect(page.locator("[data-draft-status]")).to_contain_text("Brouillon")
    expect(page.locator("[data-draft-status]")).not_to_contain_text("…", timeout=10_000)
    other = browsers.page("bob")
    other.goto(topic)
    assert other.input_value("[name=body]").strip() == "Je crois que"
    other.fill("[name=body]", "Je crois qu’il est au bureau.")
    press(other, "Envoyer la réponse")
    expect(other.locator(".post").nth(1)).to_contain_text("au bureau")
    assert other.input_value("[name=body]") == ""
    page.close(run_before_unload=False)


@pytest.mark.parametrize("person", ["dana", "alice"])
def test_a_topic_with_everything_can_be_used_by_everybody(
    house: House, browsers: Browsers, person: str
) -> None:
    """Headings and tables of several messages, words without end, pages, an accepted answer (A-1 to A-8)."""
    topic = asked(house, f"Question de {person} {LONG}"[:190], replies=22)
    page = browsers.page(person)
    house.world.cast.index()
    for path in (topic, f"{topic}?page=2", f"/{house.space}/-/topics", "/-/search?q=reponse"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(path)
        assert not violations(page)
        page.emulate_media(color_scheme="dark")
        assert not violations(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(TELEPHONE)
        assert not sideways(page), path
        assert not violations(page)
        assert not small(page), path


def test_the_focus_is_seen_in_a_topic(house: House, browsers: Browsers) -> None:
    topic = asked(house, "Qui a vu le tampon?", replies=1)
    page = browsers.page("bob")
    page.goto(topic)
    stops = walk(page)
    assert not hidden(stops)
