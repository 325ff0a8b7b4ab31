"""What nobody should send, and what happens when they do: one clear sentence, words kept, beside the success
(part 1, bad input)."""

from __future__ import annotations

import pytest

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.forum.talking import Talk, posts, press, says
from tests.wiki.pages.writing import fields_of, opened
from wiki.access.roles import FUNCTIONAL, STEWARD
from wiki.parts.spaces.models import SECRET


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("début " + "é" * 100 * 1024, "This message weighs 201 kB; the heaviest allowed has 100 kB."),
        ("\u200b", "A message needs words that can be read."),
        ("\u200d", "A message needs words that can be read."),
        ("\u3164 \u2800", "A message needs words that can be read."),
        ("", "A message needs words that can be read."),
        (
            " ".join(f"@personne{n}" for n in range(1000)),
            "This message names 1000 people; it can name 25 at most.",
        ),
    ],
    ids=["200 kB", "invisible", "joiner", "blank letters", "empty", "1000 mentions"],
)
def test_words_that_cannot_be_taken_come_back_with_a_sentence(
    visitors: Visitors, talk: Talk, cast: Cast, body: str, sentence: str
) -> None:
    topic = talk.topic()
    new = f"/{cast.space}/-/topics/new"
    places = (
        (new, {**opened(visitors.bob, new), "title": "Titre gardé"}),
        (f"{topic.path}/reply", fields_of(visitors.bob.get(topic.url).text)),
    )
    for path, form in places:
        refused = visitors.bob.post(path, {**form, "body": body}, form=topic.url)
        assert refused.status_code == 422, path
        assert sentence in says(refused.text), path
        assert fields_of(refused.text)["body"].strip("\r\n") == body.strip("\r\n")
        assert "Titre gardé" in refused.text or path != new
        taken = visitors.bob.post(path, {**form, "body": "Des mots. @bob"}, form=topic.url)
        assert taken.status_code == 303, path
    assert talk.numbers(topic) == [1, 2]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Give the topic a title."),
        ({"title": "\u200b"}, "A topic needs a title."),
        ({"title": "x" * 201}, "This title has 201 characters; the longest allowed has 200."),
        ({"tags": ", ".join(map(str, range(30)))}, "An item can bear 20 tags at most"),
        ({"purpose": "party"}, "Not a valid choice"),
    ],
)
def test_a_topic_that_cannot_be_opened_says_why(
    visitors: Visitors, cast: Cast, fields: dict[str, str], sentence: str
) -> None:
    new = f"/{cast.space}/-/topics/new"
    form = {**opened(visitors.bob, new), "title": "Titre", "body": "Mes mots.", **fields}
    refused = visitors.bob.post(new, form)
    assert refused.status_code == 422
    assert sentence in says(refused.text) or fields.get("purpose")
    assert "Mes mots." in refused.text


def test_the_same_form_sent_twice_makes_one_post_and_one_topic(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    new = f"/{cast.space}/-/topics/new"
    form = {**opened(visitors.bob, new), "title": "Une fois", "body": "Mes mots."}
    first, second = (visitors.bob.post(new, form).headers["Location"] for _ in range(2))
    assert first == second
    topic = talk.topic()
    reply = {**fields_of(visitors.bob.get(topic.url).text), "body": "Je réponds."}
    sent = [
        visitors.bob.post(f"{topic.path}/reply", reply, form=topic.url).headers["Location"] for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert posts(visitors.alice.get(topic.url).text) == ["Je ne les trouve pas.", "Je réponds."]
    # The same words in another form are another reply, and somebody else's form is not mine.
    again = {**fields_of(visitors.bob.get(topic.url).text), "body": "Je réponds."}
    visitors.bob.post(f"{topic.path}/reply", again, form=topic.url)
    again.pop("csrf_token")
    visitors.dana.post(f"{topic.path}/reply", again, form=topic.url)
    assert talk.numbers(topic) == [1, 2, 3, 4]


def test_a_reply_to_a_topic_that_was_deleted_keeps_its_words(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic()
    form = {**fields_of(visitors.bob.get(topic.url).text), "body": "Ma longue réponse."}
    talk.does("dana", "delete_topic", topic, "Doublon")
    refused = visitors.bob.post(f"{topic.path}/reply", form, form="/-/search")
    assert refused.status_code == 404
    assert "it was deleted, or it is not open to you" in says(refused.text)
    assert "Ma longue réponse." in refused.text
    assert "Doublon" not in refused.text


def test_a_reply_to_a_topic_that_was_moved_says_where_it_went(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    """What was meant for some is not shown to others unasked."""
    other = cast.opened("Laboratoire", dana=STEWARD, bob=FUNCTIONAL)
    topic = talk.topic()
    form = {**fields_of(visitors.bob.get(topic.url).text), "body": "Entre nous."}
    press(
        visitors.dana,
        f"{topic.path}/move",
        form=f"{topic.path}/move",
        **opened(visitors.dana, f"{topic.path}/move", "space"),
    )
    refused = visitors.bob.post(f"{topic.path}/reply", form, form="/-/search")
    assert refused.status_code == 409
    assert "was moved to the space “Laboratoire”" in says(refused.text)
    again = fields_of(refused.text)
    assert again["body"].strip() == "Entre nous."
    assert talk.numbers(topic) == [1]
    sent = visitors.bob.post(f"/{other}/-/topics/{topic.id}/reply", again, form="/-/search")
    assert sent.status_code == 303
    assert talk.numbers(topic) == [1, 2]
    for path, data in (
        (f"{topic.path}/close", {"close-reason": "x"}),
        (f"{topic.path}/delete", {"reason": "y"}),
    ):
        elsewhere = visitors.dana.post(path, data, form="/-/search")
        assert elsewhere.status_code == 409
        assert "Laboratoire" in says(elsewhere.text)


def test_ids_of_other_spaces_and_of_nothing_lead_nowhere(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    hidden = cast.opened("Paie", SECRET, dana=STEWARD)
    secret = talk.topic("Salaires", by="dana", space=hidden)
    answer = talk.reply(secret)
    here = f"/{cast.space}/-"
    for path in (
        f"{here}/topics/{secret.id}-salaires",
        f"{here}/topics/{secret.id}",
        f"{here}/posts/{answer.id}",
        f"{here}/posts/{answer.id}/history",
        f"{here}/topics/987654-rien",
        f"{here}/posts/99999999999999999999",
        f"{here}/topics/99999999999999999999-rien",
        f"{here}/topics?before=rien",
        f"{here}/topics?before=99999999999999999999999-1",
        f"{here}/topics?about=page:99999999999999999999&tag=%00&show=x&kind=y",
    ):
        assert visitors.bob.get(path).status_code == (200 if "?" in path else 404), path
    for path, data in (
        (f"{here}/topics/{secret.id}/reply", {"body": "Coucou"}),
        (f"{here}/posts/{answer.id}/accept", {}),
        (f"{here}/posts/{answer.id}/edit", {"body": "Coucou", "base_revision": "1"}),
    ):
        assert visitors.bob.post(path, data, form="/-/search").status_code == 404, path
    assert talk.numbers(secret) == [1, 2]


def test_a_page_of_a_topic_that_does_not_exist_is_its_nearest(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic()
    for page in ("0", "-3", "99", "x", "9" * 30):
        assert posts(visitors.alice.get(f"{topic.url}?page={page}").text) == ["Je ne les trouve pas."]


def test_hostile_words_are_words(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    """L-17: reasons and names too."""
    topic = talk.topic("<b>gras</b> & co", "<script>alert(1)</script> [x](javascript:alert(1))")
    talk.reply(topic, '<img src=x onerror="alert(1)">')
    talk.does("dana", "close_topic", topic, "<script>alert(2)</script>")
    page = visitors.alice.get(topic.url)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(2)" in page.text
    assert "<b>gras" not in visitors.alice.get(f"/{cast.space}/-/topics").text
