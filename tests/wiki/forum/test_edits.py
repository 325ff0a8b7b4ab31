"""Messages are changed, with their history; the first minutes are grace (F-26), drafts are kept (F-12)."""

from __future__ import annotations

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.forum.conftest import Clock
from tests.wiki.forum.talking import Talk, posts, says
from tests.wiki.pages.writing import fields_of, opened, sent


def revisions(html: str) -> int:
    return html.count("?number=")


def test_a_correction_within_five_minutes_is_no_edit(visitors: Visitors, talk: Talk, hour: Clock) -> None:
    """F-26: no mark, no line in the history; counted from what was said, however often it is corrected."""
    topic = talk.topic()
    said = talk.reply(topic, "Dans larmoire B.", by="bob")
    for text in ("Dans l’armoire B.", "Dans l’armoire B, à droite."):
        hour.later(minutes=2)
        form = opened(visitors.bob, f"{said.path}/edit")
        assert sent(visitors.bob, f"{said.path}/edit", form, body=text).status_code == 303
    page = visitors.alice.get(topic.url).text
    assert posts(page)[1] == "Dans l’armoire B, à droite."
    assert "changed by" not in page
    assert revisions(visitors.alice.get(f"{said.path}/history").text) == 1
    assert visitors.alice.get(f"{said.path}/history?number=1").status_code == 404

    hour.later(minutes=2)
    form = opened(visitors.bob, f"{said.path}/edit")
    sent(visitors.bob, f"{said.path}/edit", form, body="Dans l’armoire C.", summary="Elle a changé")
    page = visitors.alice.get(topic.url).text
    assert "changed by Bob Gagnon" in says(page)
    history = visitors.alice.get(f"{said.path}/history")
    assert revisions(history.text) == 2
    assert "Elle a changé" in history.text
    assert "<del>B</del>" in history.text or "B, à droite" in history.text


def test_what_somebody_else_changes_is_always_an_edit(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic()
    said = talk.reply(topic, "Dans larmoire B.", by="bob")
    assert visitors.alice.get(f"{said.path}/edit").status_code == 403
    form = opened(visitors.dana, f"{said.path}/edit")
    sent(visitors.dana, f"{said.path}/edit", form, body="Dans l’armoire B.", minor="y")
    page = says(visitors.alice.get(topic.url).text)
    assert "changed by Dana Tremblay" in page
    history = visitors.alice.get(f"{said.path}/history").text
    assert revisions(history) == 2
    assert "minor" in says(history)
    assert "/-/posts/" not in visitors.alice.get("/-/recent").text
    assert says(visitors.alice.get("/-/recent?minor=1").text).count("Message changed") == 1


def test_two_who_change_one_message_are_merged_or_told(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic()
    said = talk.reply(topic, "Premier alinéa du message.\n\nDernier alinéa du message.", by="bob")
    path = f"{said.path}/edit"
    mine, theirs = opened(visitors.bob, path), opened(visitors.dana, path)
    sent(visitors.dana, path, theirs, body="Premier alinéa du message.\n\nDernier alinéa corrigé.")
    merged = sent(visitors.bob, path, mine, body="Premier alinéa repris.\n\nDernier alinéa du message.")
    assert merged.status_code == 303
    assert posts(visitors.alice.get(topic.url).text)[1] == "Premier alinéa repris. Dernier alinéa corrigé."

    mine, theirs = opened(visitors.bob, path), opened(visitors.dana, path)
    sent(visitors.dana, path, theirs, body="Tout autre chose.")
    refused = sent(visitors.bob, path, mine, body="Encore autre chose.")
    assert refused.status_code == 409
    assert "Dana Tremblay changed this message while you were writing" in says(refused.text)
    assert "Tout autre chose." in refused.text
    again = fields_of(refused.text)
    assert again["body"].strip() == "Encore autre chose."
    assert sent(visitors.bob, path, again).status_code == 303
    assert posts(visitors.alice.get(topic.url).text)[1] == "Encore autre chose."


def test_the_first_message_changes_the_topic(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    topic = talk.topic(tags=("Froid",))
    opening = visitors.bob.get(topic.url).text.split('class="post post--first" id="post-')[1].split('"')[0]
    path = f"/{cast.space}/-/posts/{opening}/edit"
    form = opened(visitors.bob, path)
    assert (form["title"], form["tags"], form["purpose"]) == ("Où ranger les scellés?", "Froid", "question")
    sent(
        visitors.bob,
        path,
        form,
        title="Scellés: où?",
        tags="Froid, Vrac",
        purpose="discussion",
        body="Dites.",
    )
    row = talk.row(topic)
    assert (row.title, row.slug, row.purpose) == ("Scellés: où?", "scelles-ou", "discussion")
    assert "Vrac" in visitors.alice.get(f"{topic.path}-scelles-ou").text
    for title in ("", "x" * 300):
        refused = sent(visitors.bob, path, opened(visitors.bob, path), title=title, body="Gardé.")
        assert refused.status_code == 422
        assert "Gardé." in refused.text


# ── Drafts ─────────────────────────────────────────────────────────────────────────────────────────


def keep(visitors: Visitors, path: str, **words: str) -> int:
    return visitors.bob.post(
        path, {"title": "", "summary": "", "base_revision": "0", **words}, form="/-/search"
    ).status_code


def test_a_reply_begun_is_found_again_below_the_topic_and_at_home(visitors: Visitors, talk: Talk) -> None:
    """F-12: on any device, by its author alone, until it is sent or thrown away."""
    topic = talk.topic()
    assert keep(visitors, f"{topic.path}/draft", body="Il faudrait voir") == 200
    assert fields_of(visitors.bob.get(topic.url).text)["body"].strip() == "Il faudrait voir"
    assert "Il faudrait voir" not in visitors.dana.get(topic.url).text
    assert f"{topic.path}/reply?draft={topic.id}" in visitors.bob.get("/").text
    assert "Il faudrait voir" in visitors.bob.get(f"{topic.path}/reply?draft={topic.id}").text

    discarded = visitors.bob.post(f"{topic.path}/draft", {"discard": "1"}, form=topic.url)
    assert discarded.status_code == 303
    assert "Il faudrait voir" not in visitors.bob.get(topic.url).text

    keep(visitors, f"{topic.path}/draft", body="Il faudrait voir")
    form = fields_of(visitors.bob.get(topic.url).text)
    visitors.bob.post(f"{topic.path}/reply", form, form=topic.url)
    assert "/reply?draft=" not in visitors.bob.get("/").text
    assert keep(visitors, f"{topic.path}/draft", body="é" * 100 * 1024) == 422


def test_a_topic_begun_is_found_again_with_what_it_is_about(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    page = cast.page("Procédure")
    new = f"/{cast.space}/-/topics/new"
    form = opened(visitors.bob, f"{new}?about=page:{page.id}")
    assert form["summary"] == f"page:{page.id}"
    draft = f"/{cast.space}/-/topics/draft?key={form['sending']}"
    assert keep(visitors, draft, title="Et ceci?", body="Peut-on", summary=form["summary"]) == 200
    assert "You have a draft of a topic" in visitors.bob.get(new).text
    again = opened(visitors.bob, f"{new}?draft={form['sending']}")
    assert (again["title"], again["body"].strip()) == ("Et ceci?", "Peut-on")
    assert again["summary"] == form["summary"]
    assert f"{new}?draft={form['sending']}" in visitors.bob.get("/").text
    there = visitors.bob.post(new, again).headers["Location"]
    assert "Procédure" in says(visitors.alice.get(there).text)
    assert "You have a draft" not in visitors.bob.get(new).text


def test_an_edit_begun_is_found_again(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic()
    said = talk.reply(topic, by="bob")
    keep(visitors, f"{said.path}/draft", body="Dans l’armoire Z.", base_revision="1")
    assert "You have a draft of this message" in visitors.bob.get(f"{said.path}/edit").text
    form = opened(visitors.bob, f"{said.path}/edit?draft=restore")
    assert form["body"].strip() == "Dans l’armoire Z."
    sent(visitors.bob, f"{said.path}/edit", form)
    assert "You have a draft" not in visitors.bob.get(f"{said.path}/edit").text
