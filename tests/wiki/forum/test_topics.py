"""Topics are opened, replied to, answered (F-1, F-2, F-3, F-10)."""

from __future__ import annotations

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.conftest import Clock
from tests.wiki.forum.talking import Talk, posts, press, says, titles
from tests.wiki.pages.writing import fields_of, opened
from wiki.access.roles import FUNCTIONAL, STEWARD
from wiki.parts.spaces.models import SECRET


def test_bob_asks_dana_answers_and_bob_accepts(visitors: Visitors, cast: Cast) -> None:
    """F-1, F-2, F-3: the whole of it, through the screens, without a script."""
    forum = f"/{cast.space}/-/topics"
    assert "Nobody has said anything yet" in visitors.bob.get(forum).text

    form = opened(visitors.bob, f"{forum}/new")
    answer = visitors.bob.post(
        f"{forum}/new", {**form, "title": "Où ranger les scellés?", "body": "Je cherche.", "tags": "Scellés"}
    )
    assert answer.status_code == 303
    topic = answer.headers["Location"]
    assert topic.endswith("-ou-ranger-les-scelles")
    assert "Waits for an answer" in says(visitors.alice.get(topic).text)
    assert titles(visitors.alice.get(f"{forum}?show=unanswered").text) == ["Où ranger les scellés?"]

    page = visitors.dana.get(topic).text
    reply = fields_of(page)
    number = topic.split("/")[-1].split("-")[0]
    answer = visitors.dana.post(
        f"{forum}/{number}/reply", {**reply, "body": "Dans l’**armoire B**."}, form=topic
    )
    assert answer.status_code == 303
    post = answer.headers["Location"].rpartition("-")[2]
    page = visitors.bob.get(topic).text
    assert posts(page) == ["Je cherche.", "Dans l’ armoire B ."]
    assert "Has replies" in says(page)

    accepted = press(visitors.bob, f"/{cast.space}/-/posts/{post}/accept", form=topic)
    assert accepted.headers["Location"].endswith(f"#post-{post}")
    page = says(visitors.alice.get(topic).text)
    assert "Solved" in page
    assert "Accepted answer Dans l’armoire B. Dana Tremblay" in page
    assert "accepted by Bob Gagnon" in page
    assert titles(visitors.alice.get(f"{forum}?show=solved&tag=scelles").text) == ["Où ranger les scellés?"]
    assert titles(visitors.alice.get(f"{forum}?show=open").text) == []

    press(visitors.bob, f"/{cast.space}/-/posts/{post}/withdraw", form=topic)
    assert "Has replies" in says(visitors.alice.get(topic).text)


def test_who_reads_does_not_write_and_who_belongs_elsewhere_sees_nothing(
    visitors: Visitors, cast: Cast, talk: Talk, stranger: Visitor
) -> None:
    topic = talk.topic()
    reply = talk.reply(topic)
    forum = f"/{cast.space}/-/topics"
    assert "New topic" not in says(visitors.alice.get(forum).text)
    assert 'id="reply"' not in visitors.alice.get(topic.url).text
    for path, data in (
        (f"{forum}/new", {"title": "Moi", "body": "aussi"}),
        (f"{topic.path}/reply", {"body": "Moi aussi"}),
        (f"{reply.path}/edit", {"body": "Autre chose"}),
        (f"{reply.path}/accept", {}),
        (f"{topic.path}/close", {"close-reason": "x"}),
        (f"{topic.path}/delete", {"reason": "x"}),
    ):
        assert visitors.alice.post(path, data, form=topic.url).status_code == 403, path
        assert visitors.charlie.post(path, data, form=topic.url).status_code == 404, path
    for path in (forum, topic.url, topic.path, f"{topic.path}/unread", reply.path, f"{reply.path}/history"):
        assert visitors.charlie.get(path).status_code == 404
        assert visitors.gaelle.get(path).status_code == 404
        assert stranger.get(path).headers["Location"].startswith("/-/sign-in")


def test_only_stewards_announce(visitors: Visitors, cast: Cast) -> None:
    """F-1."""
    new = f"/{cast.space}/-/topics/new"
    assert "announcement" not in visitors.bob.get(new).text
    words = {"title": "Fermeture", "body": "Vendredi.", "language": "fr-CA"}
    assert visitors.bob.post(new, {**words, "purpose": "announcement"}).status_code in (403, 422)
    assert visitors.dana.post(new, {**words, "purpose": "announcement"}).status_code == 303
    assert titles(visitors.alice.get(f"/{cast.space}/-/topics?kind=announcement").text) == ["Fermeture"]
    assert titles(visitors.alice.get(f"/{cast.space}/-/topics?kind=question").text) == []


def test_several_answers_can_be_accepted_by_the_asker_or_a_steward_and_by_nobody_else(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    """F-3."""
    other = cast.opened("Autre", dana=STEWARD, bob=FUNCTIONAL, charlie=FUNCTIONAL)
    topic = talk.topic(space=other)
    first = talk.reply(topic, "Ici.", by="charlie")
    second = talk.reply(topic, "Ou là.", by="dana")
    assert visitors.charlie.post(f"{first.path}/accept", form=topic.url).status_code == 403
    press(visitors.bob, f"{first.path}/accept", form=topic.url)
    press(visitors.dana, f"{second.path}/accept", form=topic.url)
    page = says(visitors.bob.get(topic.url).text)
    assert "Accepted answers Ici." in page
    assert "Ou là. Dana Tremblay" in page
    press(visitors.dana, f"{first.path}/withdraw", form=topic.url)
    assert talk.row(topic).solved_at is not None
    press(visitors.bob, f"{second.path}/withdraw", form=topic.url)
    assert talk.row(topic).solved_at is None


def test_the_asker_is_told_what_is_expected_of_them(visitors: Visitors, talk: Talk) -> None:
    """From the first reply until an answer is accepted, and nobody else."""
    topic, asked = talk.topic(), "Does one of these replies answer you?"
    assert asked not in visitors.bob.get(topic.url).text
    answer = talk.reply(topic)
    assert asked in visitors.bob.get(topic.url).text
    assert asked not in visitors.dana.get(topic.url).text
    press(visitors.bob, f"{answer.path}/accept", form=topic.url)
    assert asked not in visitors.bob.get(topic.url).text


def test_only_a_reply_to_a_question_is_an_answer(visitors: Visitors, talk: Talk) -> None:
    discussion = talk.topic("Un avis?", purpose="discussion")
    reply = talk.reply(discussion)
    assert "This answers the question" not in visitors.bob.get(discussion.url).text
    refused = visitors.dana.post(f"{reply.path}/accept", form=discussion.url)
    assert refused.status_code == 409
    assert "Only a reply to a question can be accepted" in says(refused.text)
    question = talk.topic()
    opening = visitors.bob.get(question.url).text.split('id="post-')[1].split('"')[0]
    assert (
        visitors.bob.post(
            f"{question.path.rpartition('/topics')[0]}/posts/{opening}/accept", form=question.url
        ).status_code
        == 409
    )


# ── Kept by stewards ───────────────────────────────────────────────────────────────────────────────


def test_a_topic_is_closed_with_a_reason_that_all_read_and_opened_again(
    visitors: Visitors, talk: Talk
) -> None:
    """F-2; a reply to it comes back with its words and says why."""
    topic = talk.topic()
    assert visitors.bob.get(f"{topic.path}/keep").status_code == 403
    refused = visitors.dana.post(f"{topic.path}/close", {"close-reason": ""}, form=f"{topic.path}/keep")
    assert refused.status_code == 422
    assert "Say why" in refused.text
    form = fields_of(visitors.bob.get(topic.url).text)
    press(
        visitors.dana, f"{topic.path}/close", form=f"{topic.path}/keep", **{"close-reason": "Voir la page."}
    )
    page = visitors.alice.get(topic.url).text
    assert "Closed by Dana Tremblay" in says(page)
    assert "Voir la page." in says(page)
    assert 'id="reply"' not in visitors.bob.get(topic.url).text
    late = visitors.bob.post(f"{topic.path}/reply", {**form, "body": "J’avais écrit ceci."}, form=topic.url)
    assert late.status_code == 409
    assert "closed by Dana Tremblay: “Voir la page.”" in says(late.text)
    assert "J’avais écrit ceci." in late.text
    press(visitors.dana, f"{topic.path}/keep", form=f"{topic.path}/keep", action="reopen")
    assert (
        visitors.bob.post(f"{topic.path}/reply", {**form, "body": "Alors voici."}, form=topic.url).status_code
        == 303
    )


def test_a_topic_is_pinned_until_a_day(visitors: Visitors, talk: Talk, cast: Cast, hour: Clock) -> None:
    """F-2: with a reason, above all others, and no longer than said."""
    pinned, other = talk.topic("Consigne"), talk.topic("Autre")
    talk.reply(other)
    forum = f"/{cast.space}/-/topics"
    day = (hour.now()).date().replace(year=hour.now().year + 3)
    form = f"{pinned.path}/keep"
    refused = visitors.dana.post(f"{pinned.path}/pin", {"pin-until": day, "pin-reason": "À lire"}, form=form)
    assert refused.status_code == 422
    assert "Choose a day between tomorrow and a year from now." in says(refused.text)
    assert titles(visitors.alice.get(forum).text) == ["Autre", "Consigne"]
    in_a_week = fields_of(visitors.dana.get(form).text, "pin-until")
    assert (
        visitors.dana.post(f"{pinned.path}/pin", {**in_a_week, "pin-reason": "À lire"}, form=form).status_code
        == 303
    )
    page = visitors.alice.get(forum).text
    assert titles(page) == ["Consigne", "Autre"]
    assert "Pinned" in says(page)
    assert "À lire (until" in says(page)
    hour.later(days=9)
    assert titles(visitors.alice.get(forum).text) == ["Autre", "Consigne"]


def test_an_archived_topic_is_read_found_and_no_longer_changed(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    """F-2."""
    topic = talk.topic()
    reply = talk.reply(topic)
    press(visitors.dana, f"{topic.path}/keep", form=f"{topic.path}/keep", action="archive")
    forum = f"/{cast.space}/-/topics"
    assert titles(visitors.alice.get(forum).text) == []
    assert titles(visitors.alice.get(f"{forum}?show=archived").text) == ["Où ranger les scellés?"]
    assert "In the archives since" in says(visitors.alice.get(topic.url).text)
    for path, data in (
        (f"{topic.path}/reply", {"body": "Encore"}),
        (f"{reply.path}/edit", {"body": "Encore", "base_revision": "1"}),
        (f"{reply.path}/accept", {}),
    ):
        refused = visitors.dana.post(path, data, form=topic.url)
        assert refused.status_code == 409, path
        assert "in the archives" in says(refused.text)
    press(visitors.dana, f"{topic.path}/keep", form=f"{topic.path}/keep", action="unarchive")
    assert titles(visitors.alice.get(forum).text) == ["Où ranger les scellés?"]


# ── Quoted, answered, linked to ────────────────────────────────────────────────────────────────────


def test_a_quotation_says_who_and_where_and_works_without_a_script(visitors: Visitors, talk: Talk) -> None:
    """F-10."""
    topic = talk.topic()
    said = talk.reply(topic, "> une citation\n\nDans l’armoire B.\n\nÀ droite.")
    form = opened(visitors.bob, f"{topic.path}/reply?quote={said.id}")
    assert form["body"] == (
        f"> [Dana Tremblay]({said.path}) wrote:\n>\n> Dans l’armoire B.\n>\n> À droite.\n\n"
    )
    assert form["reply_to"] == str(said.id)
    third = talk.reply(topic, "Autre chose.")
    body = f"{form['body']}Merci!"
    sent = visitors.bob.post(f"{topic.path}/reply", {**form, "body": body}, form=topic.url)
    assert sent.status_code == 303
    page = visitors.alice.get(topic.url).text
    assert f'href="{said.path}">Dana Tremblay</a> wrote:' in page
    assert f'in answer to <a href="#post-{said.id}">Dana Tremblay</a>' in " ".join(page.split())
    assert visitors.alice.get(said.path).headers["Location"] == said.url
    assert third.id


def test_a_post_of_another_topic_can_be_neither_quoted_nor_answered(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    """L-15: a forged id tells nothing."""
    hidden = cast.opened("Paie", SECRET, dana=STEWARD)
    secret = talk.topic("Salaires", "Motsecret", by="dana", space=hidden)
    with cast.acting("dana") as (session, _):
        secret_post = session.connection().exec_driver_sql("SELECT max(id) FROM post").scalar()
    topic = talk.topic()
    page = visitors.bob.get(f"{topic.path}/reply?quote={secret_post}").text
    assert "Motsecret" not in page
    form = fields_of(page)
    sent = visitors.bob.post(
        f"{topic.path}/reply", {**form, "body": "Bonjour", "reply_to": str(secret_post)}, form=topic.url
    )
    assert sent.status_code == 303
    assert "Motsecret" not in visitors.bob.get(topic.url).text
    assert visitors.bob.get(f"/{cast.space}/-/posts/{secret_post}").status_code == 404
    assert visitors.bob.get(f"/{cast.space}/-/topics/{secret.id}-salaires").status_code == 404


def test_addresses_survive_a_rename_and_a_move(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    """F-10: for those who may read where the topic is now, and for nobody else."""
    topic = talk.topic()
    said = talk.reply(topic)
    talk_form = opened(
        visitors.bob, topic.url.replace(str(topic.url), f"/{cast.space}/-/posts/{said.id - 1}/edit")
    )
    visitors.bob.post(
        f"/{cast.space}/-/posts/{said.id - 1}/edit", {**talk_form, "title": "Où sont les scellés?"}
    )
    moved = visitors.alice.get(f"{topic.url}?page=1")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{topic.path}-ou-sont-les-scelles?page=1"

    other = cast.opened("Labo", SECRET, dana=STEWARD)
    form = opened(visitors.dana, f"{topic.path}/move", "space")
    assert visitors.bob.get(f"{topic.path}/move").status_code == 403
    there = visitors.dana.post(f"{topic.path}/move", form).headers["Location"]
    assert there.startswith(f"/{other}/-/topics/")
    for path in (topic.url, topic.path, f"{topic.path}/reply", said.path):
        answer = visitors.dana.get(path)
        assert answer.status_code in (301, 303), path
        assert answer.headers["Location"].startswith(f"/{other}/"), path
        assert visitors.alice.get(path).status_code == 404, path


def test_links_of_a_post_lead_where_its_reader_may_go(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    """W: as in pages; a page that comes later is found, one that may not be read is like one that is not there."""
    cast.page("Procédure des scellés")
    hidden = cast.opened("Paie", SECRET, dana=STEWARD)
    cast.page("Salaires", by="dana", space=hidden)
    topic = talk.topic(body=f"Voir [[Procédure des scellés]], [[Plus tard]] et [[{hidden}:Salaires]].")
    page = visitors.alice.get(topic.url).text
    assert f'<a href="/{cast.space}/procedure-des-scelles">Procédure des scellés</a>' in page
    assert '<a class="absent" title="This page does not exist yet">Plus tard</a>' in page
    assert f'href="/{hidden}/salaires"' not in page
    assert f'href="/{hidden}/salaires"' in visitors.dana.get(topic.url).text
    cast.page("Plus tard")
    assert f'<a href="/{cast.space}/plus-tard">Plus tard</a>' in visitors.alice.get(topic.url).text
