"""Asking and answering, in a real browser: without scripts, with them, on a telephone, read aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.browser.test_accessible import SMALL, sideways, violations, walk
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
    for path in (topic, f"{topic}?page=2", f"/{house.space}/-/topics"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(path)
        assert not violations(page)
        page.emulate_media(color_scheme="dark")
        assert not violations(page)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(TELEPHONE)
        assert not sideways(page), path
        assert not violations(page)
        small = page.evaluate(SMALL)
        assert not small, path


def test_the_focus_is_seen_in_a_topic(house: House, browsers: Browsers) -> None:
    topic = asked(house, "Qui a vu le tampon?", replies=1)
    page = browsers.page("bob")
    page.goto(topic)
    stops = walk(page)
    assert not [stop["name"] for stop in stops if not stop["visible"]], "no ring"
    assert not [stop["name"] for stop in stops if not (stop["inside"] and stop["seen"])], "hidden"
