"""What cannot be taken, as a French reader is told: in one clear sentence, and the words are still there. What else
each refusal does is told where its kind is tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.forum.talking import Talk, says
from tests.wiki.operator import Operator
from tests.wiki.pages.writing import create, fields_of
from wiki.access.roles import FUNCTIONAL, STEWARD
from wiki.kinds.forum.commands import move_topic
from wiki.parts.spaces.models import SECRET, Space

WORDS = "Ma longue réponse."
GONE = "Il n’y a pas de sujet à cette adresse : on l’a retiré, ou il ne vous est pas ouvert."


@pytest.fixture
def talk(cast: Cast) -> Talk:
    return Talk(cast)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("a" * 200_000, "Ce message pèse 196 ko; le plus lourd permis en a 100."),
        ("\u200b", "Écrivez quelque chose : le message est vide."),
        (
            " ".join(f"@personne{n}" for n in range(1000)),
            "Ce message nomme 1000 personnes; il peut en nommer 25 au plus.",
        ),
    ],
    ids=["200 kB", "invisible", "1,000 mentions"],
)
def test_a_post_that_cannot_be_taken(visitors: Visitors, talk: Talk, body: str, sentence: str) -> None:
    topic = talk.topic()
    form = fields_of(visitors.bob.get(topic.url).text)
    refused = visitors.bob.post(f"{topic.path}/reply", {**form, "body": body}, form=topic.url)
    assert refused.status_code == 422
    assert sentence in says(refused.text)
    assert fields_of(refused.text)["body"].strip("\r\n") == body


@pytest.mark.parametrize(
    ("what", "status", "sentence"),
    [
        ("close", 409, "Dana Tremblay a fermé ce sujet : « C’est dit. ». Vos mots sont encore ici"),
        ("delete", 404, GONE),
        ("move", 409, "Ce sujet a été déplacé dans l’espace « Laboratoire »"),
    ],
)
def test_a_reply_that_comes_too_late(
    visitors: Visitors, talk: Talk, cast: Cast, what: str, status: int, sentence: str
) -> None:
    other = cast.opened("Laboratoire", dana=STEWARD, bob=FUNCTIONAL)
    topic = talk.topic()
    form = {**fields_of(visitors.bob.get(topic.url).text), "body": WORDS}
    if what == "move":
        with cast.acting("dana") as (session, dana):
            there = session.query(Space).filter_by(slug=other).one()
            move_topic(session, dana, topic.id, there)
    else:
        talk.does("dana", f"{what}_topic", topic, "C’est dit.")
    refused = visitors.bob.post(f"{topic.path}/reply", form, form="/-/search")
    assert refused.status_code == status
    assert sentence in says(refused.text)
    assert WORDS in refused.text
    assert talk.numbers(topic) == [1]


def test_a_forged_number_of_another_space(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    """The same sentence as for what has never been."""
    hidden = cast.opened("Paie", SECRET, dana=STEWARD)
    secret = talk.topic("Salaires", by="dana", space=hidden)
    answer = talk.reply(secret)
    for number in (secret.id, 987654):
        reply = visitors.bob.post(f"/{cast.space}/-/topics/{number}/reply", {"body": WORDS}, form="/-/search")
        assert reply.status_code == 404
        assert GONE in says(reply.text)
        assert WORDS in reply.text
    for number in (answer.id, 987654):
        accept = visitors.bob.post(f"/{cast.space}/-/posts/{number}/accept", {}, form="/-/search")
        assert accept.status_code == 404
        assert GONE.replace("sujet", "message") in says(accept.text)


@pytest.mark.parametrize("title", ["edit", "topics", "static", "new", "sign-in"])
def test_a_page_named_like_a_route_is_a_page(visitors: Visitors, cast: Cast, title: str) -> None:
    assert create(visitors.bob, cast, title, WORDS).status_code == 303
    assert WORDS in visitors.alice.get(f"/{cast.space}/{title}").text
    assert visitors.bob.get(f"/{cast.space}/-/new").status_code == 200
    assert visitors.bob.get(f"/{cast.space}/-/topics").status_code == 200


def test_a_page_named_like_the_mark_of_routes_is_none(visitors: Visitors, cast: Cast) -> None:
    refused = create(visitors.bob, cast, "-", WORDS)
    assert refused.status_code == 422
    assert "« - » ne peut pas être le titre d’une page." in says(refused.text)
    assert WORDS in refused.text


def test_a_demo_that_is_not_there_any_more(tmp_path: Path) -> None:
    relais = Operator(tmp_path)
    relais("init")
    relais.environment["LANGUAGE"] = "fr"
    said, _complaints = relais.begin("demo", "--remove").communicate()
    assert said == "Il n’y a pas de démonstration à retirer.\n"
