"""What stands around every request: TLS, cookies, host names, proxies, the way back from signing in."""

from __future__ import annotations

import gzip

import pytest
from flask import request

from tests.factories import PASSWORD, Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.web.conftest import Open
from wiki.web.gates import for_everyone


def signed_in_cookie(visitor: Visitor) -> str:
    answer = visitor.sign_in("bob")
    assert answer.status_code == 303
    return answer.headers["Set-Cookie"]


def test_over_tls_the_cookie_stays_there_and_browsers_are_told_to_stay_too(open_app: Open) -> None:
    visitor = Visitor(open_app(secure=True))
    answer = visitor.client.get("/-/sign-in", base_url="https://relais.test")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_without_tls_nothing_promises_it(open_app: Open) -> None:
    visitor = Visitor(open_app(secure=False))
    cookie = signed_in_cookie(visitor)
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Strict-Transport-Security" not in visitor.get("/").headers


def test_the_session_changes_when_somebody_signs_in_and_ends_when_they_sign_out(open_app: Open) -> None:
    """A planted or copied cookie is worth nothing afterwards."""
    app = open_app()
    visitor = Visitor(app)
    visitor.get("/-/sign-in")
    before = visitor.client.get_cookie("relais")
    visitor.sign_in("bob")
    during = visitor.client.get_cookie("relais")
    assert before is not None
    assert during is not None
    assert before.value != during.value
    assert visitor.get("/").status_code == 200
    visitor.post("/-/sign-out", form="/-/search")
    assert visitor.get("/").status_code == 303

    thief = Visitor(app)
    thief.client.set_cookie("relais", during.value)
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://ailleurs.test/",
        "//ailleurs.test/",
        "/\\ailleurs.test/",
        "\\\\ailleurs.test",
        "/\t/ailleurs.test",
        "/\n/ailleurs.test",
        "javascript:alert(1)",
        "https:ailleurs.test",
        "ailleurs.test",
        " /",
        "http:///ailleurs.test",
        "/%0d%0aSet-Cookie:x=1\r\n",
    ],
)
def test_signing_in_leads_to_no_other_site(stranger: Visitor, cast: Cast, target: str) -> None:
    shown = stranger.client.get("/-/sign-in", query_string={"next": target})
    assert "ailleurs" not in shown.text
    answer = stranger.post(
        "/-/sign-in", {"username": "bob", "password": PASSWORD, "next": target}, form="/-/sign-in"
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    again = stranger.client.get("/-/sign-in", query_string={"next": target})
    assert again.headers["Location"] == "/"


def test_signing_in_leads_back_to_where_one_wanted_to_go(stranger: Visitor, cast: Cast) -> None:
    page = cast.page("Page voulue")
    wanted = f"/{cast.space}/{page.slug}?vue=1"
    asked = stranger.get(wanted).headers["Location"]
    assert asked.startswith("/-/sign-in?next=")
    form = stranger.get(asked)
    assert f'value="{wanted}"' in form.text
    answer = stranger.post(asked, {"username": "alice", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted
    assert "Page voulue" in stranger.get(wanted).text


# ── Names and proxies ──────────────────────────────────────────────────────────────────────────────


def test_only_the_names_of_the_site_are_answered(open_app: Open) -> None:
    client = open_app(hosts=["relais.test"]).test_client()
    assert client.get("/-/sign-in", base_url="http://relais.test").status_code == 200
    assert client.get("/-/health", base_url="http://relais.test:8000").status_code == 200
    for path in ("/-/sign-in", "/", "/rien"):
        refused = client.get(path, base_url="http://ailleurs.test")
        assert refused.status_code == 400
        assert "ailleurs.test" not in refused.text
        assert refused.mimetype == "text/plain"


def test_without_names_every_one_is_answered(open_app: Open) -> None:
    assert open_app().test_client().get("/-/sign-in", base_url="http://anything.test").status_code == 200


FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "relais.gouv.test",
}


def seen(app_with_echo: Open, **server: int) -> list[str]:
    app = app_with_echo(**server)
    app.add_url_rule(
        "/-/echo",
        "echo",
        for_everyone(
            lambda: [request.remote_addr, request.scheme, request.host],
        ),
    )
    echoed: list[str] = app.test_client().get("/-/echo", headers=FORWARDED).get_json()
    return echoed


def test_what_a_proxy_says_is_believed_when_the_site_has_one(open_app: Open) -> None:
    assert seen(open_app, proxies=1) == ["203.0.113.7", "https", "relais.gouv.test"]


def test_what_a_visitor_says_of_a_proxy_is_not_believed(open_app: Open) -> None:
    """Whoever could choose the address would try passwords from as many as they like."""
    assert seen(open_app) == ["127.0.0.1", "http", "localhost"]


# ── Static files ───────────────────────────────────────────────────────────────────────────────────


def test_static_files_are_kept_for_a_year_and_no_other_file_is_served(stranger: Visitor) -> None:
    page = stranger.get("/-/sign-in").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    kept = stranger.client.get(address)
    assert kept.status_code == 200
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in kept.headers
    again = stranger.client.get(address, headers={"If-None-Match": kept.headers["ETag"]})
    assert again.status_code == 304
    small = stranger.client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.data) == kept.data
    assert len(small.data) < len(kept.data) / 2
    folder = address.rpartition("/css/")[0]
    for wrong in ("css/none.css", "../app.py", "..%2fapp.py", "css/../../app.py", "/etc/passwd", "css/"):
        refused = stranger.client.get(f"{folder}/{wrong}")
        assert refused.status_code in (404, 308), wrong
        assert "import" not in refused.text
        assert refused.headers["Cache-Control"] == "private, no-store"


def test_what_is_the_same_for_everybody_may_be_kept_between(visitors: Visitors) -> None:
    """A shared cache gives a style sheet to whoever asks, and a page to nobody (L-13)."""
    sheet = visitors.alice.client.get("/-/static/0/css/base.css")
    assert sheet.status_code == 200
    assert sheet.headers["Cache-Control"].startswith("public")
    assert "Cookie" not in sheet.headers.get("Vary", "")
    assert "Set-Cookie" not in sheet.headers
    page = visitors.alice.client.get("/")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in page.headers["Vary"]
