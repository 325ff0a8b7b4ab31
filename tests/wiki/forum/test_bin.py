"""Topics and messages go to the bin with a reason, and come back (W-15)."""

from __future__ import annotations

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.forum.talking import Talk, posts, press, says, titles
from wiki.kinds.forum.addresses import ON_A_PAGE


def test_a_message_in_the_bin_is_seen_by_those_who_may_take_it_out(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    """W-15: nothing of it is left to others, in no count and in no list."""
    topic = talk.topic()
    talk.reply(topic, "Première.")
    said = talk.reply(topic, "Mot malheureux.", by="bob")
    cast.index()
    refused = visitors.dana.post(f"{said.path}/delete", {"reason": ""}, form=f"{said.path}/delete")
    assert refused.status_code == 422
    press(visitors.dana, f"{said.path}/delete", form=f"{said.path}/delete", reason="Hors propos")
    cast.index()
    for reader in (visitors.alice, visitors.bob):
        page = reader.get(topic.url).text
        assert posts(page) == ["Je ne les trouve pas.", "Première."]
        assert "one reply" in says(page)
        assert "malheureux" not in page
        assert "Hors propos" not in page
        assert reader.get(said.path).status_code == 404
        assert reader.get(f"{said.path}/history").status_code == 404
        assert reader.post(f"{said.path}/restore", form=topic.url).status_code == 404
        assert topic.url not in reader.get("/-/search?q=malheureux").text
    assert "malheureux" not in visitors.dana.get("/-/recent").text
    stub = visitors.dana.get(topic.url).text
    assert "Message put in the bin by Dana Tremblay" in says(stub)
    assert "Hors propos" in says(stub)
    row = talk.row(topic)
    assert (row.replies, row.last_number, row.last_post_by, row.numbered) == (1, 2, "Dana Tremblay", 3)

    press(visitors.dana, f"{said.path}/restore", form=topic.url)
    assert posts(visitors.alice.get(topic.url).text) == [
        "Je ne les trouve pas.",
        "Première.",
        "Mot malheureux.",
    ]
    row = talk.row(topic)
    assert (row.replies, row.last_number, row.last_post_by) == (2, 3, "Bob Gagnon")


def test_authors_take_back_what_nobody_has_built_on(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic()
    lone = talk.reply(topic, "Je retire ceci.", by="bob")
    answered = talk.reply(topic, "Et cela?", by="bob")
    talk.reply(topic, "Oui.", reply_to_id=answered.id)
    assert visitors.alice.get(f"{lone.path}/delete").status_code == 403
    press(visitors.bob, f"{lone.path}/delete", form=f"{lone.path}/delete", reason="Erreur")
    assert "Erreur" in says(visitors.bob.get(topic.url).text)
    press(visitors.bob, f"{lone.path}/restore", form=topic.url)
    refused = visitors.bob.post(f"{answered.path}/delete", {"reason": "Erreur"}, form=topic.url)
    assert refused.status_code == 409
    assert "only a steward of the space can put it in the bin" in says(refused.text)
    press(visitors.dana, f"{answered.path}/delete", form=topic.url, reason="Demandé")
    assert visitors.bob.post(f"{answered.path}/restore", form=topic.url).status_code == 404


def test_a_topic_goes_and_comes_back_whole(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    topic = talk.topic(tags=("Froid",))
    said = talk.reply(topic)
    forum = f"/{cast.space}/-/topics"
    refused = visitors.bob.post(f"{topic.path}/delete", {"reason": "Doublon"}, form=f"{topic.path}/delete")
    assert refused.status_code == 409
    assert "Colleagues have replied" in says(refused.text)
    press(visitors.dana, f"{topic.path}/delete", form=f"{topic.path}/delete", reason="Doublon")
    cast.index()
    for path in (topic.url, said.path, f"{said.path}/edit", f"{topic.path}/reply"):
        assert visitors.bob.get(path).status_code == 404, path
    assert titles(visitors.alice.get(forum).text) == []
    assert "Où ranger" not in visitors.alice.get("/-/search?q=scellés").text
    assert visitors.bob.get(f"{forum}/bin").status_code == 403
    assert "Doublon" in says(visitors.dana.get(f"{forum}/bin").text)
    assert "Put in the bin by Dana Tremblay on" in says(visitors.dana.get(topic.url).text)
    press(visitors.dana, f"{forum}/bin/{topic.id}", form=f"{forum}/bin")
    cast.index()
    assert posts(visitors.alice.get(topic.url).text) == ["Je ne les trouve pas.", "Dans l’armoire B."]
    assert "Où ranger" in visitors.alice.get("/-/search?q=scellés").text
    assert "The bin is empty" in says(visitors.dana.get(f"{forum}/bin").text)


def test_an_author_takes_back_a_question_that_nobody_answered(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    topic = talk.topic()
    press(visitors.bob, f"{topic.path}/delete", form=f"{topic.path}/delete", reason="Trouvé")
    assert visitors.alice.get(topic.url).status_code == 404
    assert "Trouvé" in says(visitors.bob.get(topic.url).text)
    press(visitors.bob, f"/{cast.space}/-/topics/bin/{topic.id}", form=topic.url)
    assert visitors.alice.get(topic.url).status_code == 200


def test_an_accepted_answer_in_the_bin_answers_nothing(visitors: Visitors, talk: Talk) -> None:
    """L-11."""
    topic = talk.topic()
    said = talk.reply(topic)
    talk.does("bob", "accept_answer", said)
    press(visitors.dana, f"{said.path}/delete", form=topic.url, reason="Faux")
    row = talk.row(topic)
    assert (row.solved_at, row.answered_at) == (None, None)
    assert "armoire" not in visitors.alice.get(topic.url).text
    press(visitors.dana, f"{said.path}/restore", form=topic.url)
    assert talk.row(topic).solved_at is not None


def test_the_opening_message_goes_with_its_topic_only(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    topic = talk.topic()
    opening = visitors.dana.get(topic.url).text.split('id="post-')[1].split('"')[0]
    refused = visitors.dana.post(f"/{cast.space}/-/posts/{opening}/delete", {"reason": "x"}, form=topic.url)
    assert refused.status_code == 409
    assert "goes to the bin with the topic, not alone" in says(refused.text)


def test_pages_keep_their_posts_when_others_go(visitors: Visitors, talk: Talk) -> None:
    """A link to page 2 goes on meaning the same posts; a page whose posts are all gone says so."""
    topic = talk.topic(body="Message 1.")
    said = [talk.reply(topic, f"Message {number}.") for number in range(2, ON_A_PAGE + 4)]
    talk.does("dana", "delete_post", said[0], "x")
    page = visitors.alice.get(topic.url).text
    assert posts(page) == [f"Message {n}." for n in range(1, ON_A_PAGE + 1) if n != 2]
    for gone in said[ON_A_PAGE - 1 :]:
        talk.does("dana", "delete_post", gone, "x")
    assert 'rel="next"' not in visitors.alice.get(topic.url).text
