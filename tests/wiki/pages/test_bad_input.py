"""What a person would not send, and somebody who means harm does: answered in a sentence, never by a failure."""

from __future__ import annotations

import pytest

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.pages.writing import address_of, create, edit

HUGE = 10**30


@pytest.fixture
def page(cast: Cast) -> str:
    return address_of(cast, cast.page("Réception", "Du texte.\n"))


@pytest.mark.parametrize(
    "path",
    [
        "/{space}/%00",
        "/%00/x",
        "/{space}/..%2f..%2fetc",
        f"/{{space}}/reception/-/revisions/{HUGE}",
        "/{space}/reception/-/revisions/0",
        f"/{{space}}/reception/-/compare?from={HUGE}&to=1",
        f"/{{space}}/-/bin/{HUGE}",
        "/{space}/reception/-/nothing",
        "/-/recent?space=%00",
    ],
)
def test_addresses_of_nothing_are_not_found(visitors: Visitors, cast: Cast, page: str, path: str) -> None:
    assert visitors.bob.get(path.format(space=cast.space)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{{page}}/-/history?before={HUGE}",
        "{page}/-/history?before=-1",
        "{page}/-/history?before=x",
        "{page}/-/compare?from=x&to=",
        "{page}/-/compare?view=nothing",
        "/{space}/-/new?parent=x",
        f"/{{space}}/-/new?parent={HUGE}",
        "/{space}/-/new?title=%00&draft=%00",
        "/-/recent?before=%00",
        "/-/quick?q=%00",
        "/{space}/-/members/suggestions?q=%00%25_",
    ],
)
def test_odd_values_in_an_address_are_passed_over(
    visitors: Visitors, cast: Cast, page: str, path: str
) -> None:
    assert visitors.dana.get(path.format(space=cast.space, page=page)).status_code == 200


@pytest.mark.parametrize("parent", ["x", "-1", "999999", str(HUGE), "1' OR '1'='1", "٣"])
def test_a_parent_that_does_not_exist_makes_no_page(visitors: Visitors, cast: Cast, parent: str) -> None:
    answer = create(visitors.bob, cast, "Nouvelle", parent=parent)
    assert answer.status_code in (303, 422)  # what is no number asks for no place
    if answer.status_code == 422:
        assert visitors.bob.get(f"/{cast.space}/nouvelle").status_code == 404


def test_controls_are_kept_nowhere(visitors: Visitors, cast: Cast, page: str) -> None:
    dirty = {"summary": "a\x00b\x1bc", "tags": "x\x00y, \x07", "body": "mot\x00\x0bmot", "title": "Ti\x00tre"}
    assert edit(visitors.bob, page, **dirty).status_code == 303
    address = page.replace("reception", "ti-tre")
    for view in (address, f"{address}/-/history", f"{address}/-/source"):
        assert not {"\x00", "\x07", "\x0b", "\x1b"} & set(visitors.bob.get(view).text)


@pytest.mark.parametrize(
    "typed",
    [
        {"summary": "x" * 201},
        {"tags": "x" * 61},
        {"tags": ", ".join(map(str, range(21)))},
        {"language": "tlh"},
        {"title": ""},
    ],
)
def test_too_much_is_refused_and_the_words_are_kept(
    visitors: Visitors, page: str, typed: dict[str, str]
) -> None:
    answer = edit(visitors.bob, page, body="Mes mots à garder.\n", **typed)
    assert answer.status_code == 422
    assert "Mes mots à garder." in answer.text


@pytest.mark.parametrize(
    "began", ["", "x", "[]", "{}", '{"title": 1}', '{"title":"a","parent":{},"tags":3,"language":0}']
)
def test_a_forged_beginning_changes_only_what_is_sent(visitors: Visitors, page: str, began: str) -> None:
    answer = edit(visitors.bob, page, body="Neuf.\n", began=began)
    assert answer.status_code == 303
    assert "Neuf." in visitors.alice.get(page).text


def test_fields_that_no_form_has_are_refused(visitors: Visitors, cast: Cast, page: str) -> None:
    """L-4: of a new page, of a change, of its draft."""
    for name in ("source_slug", "access_class_id", "what", "author_name", "choice-x", "words-"):
        refused = create(visitors.bob, cast, "Nouvelle", **{name: "1"})
        assert refused.status_code == 422
        assert f"This form has no field “{name}”" in refused.text
        assert edit(visitors.bob, page, body="Neuf.", **{name: "1"}).status_code == 422
        assert visitors.bob.post(f"{page}/-/draft", {"body": "Neuf.", name: "1"}).status_code == 422
    assert visitors.alice.get(f"/{cast.space}/nouvelle").status_code == 404
    assert "Neuf." not in visitors.alice.get(page).text
    assert "Neuf." not in visitors.bob.get(f"{page}/-/edit").text


def test_two_hundred_links_and_tags_of_odd_words_are_saved(visitors: Visitors, cast: Cast, page: str) -> None:
    links = " ".join(f"[[{cast.space}:{'œ' * 190}{n}#{'é' * 250}|{'x' * 290}]]" for n in range(200))
    assert edit(visitors.bob, page, body=links, tags="#un, ##deux, # trois ,UN").status_code == 303
    shown = visitors.alice.get(page).text
    for tag in ("un", "deux", "trois"):
        assert tag in shown
