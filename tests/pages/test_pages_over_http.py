"""Pages and sign-in as a browser's requests see them, against a running server."""

import re
from collections.abc import Iterator

import httpx
import pytest

COOKIE = "dinghuo_session"


@pytest.fixture
def visitor(fake_server: str) -> Iterator[httpx.Client]:
    """A browser whose person reads Chinese and is not signed in."""
    with httpx.Client(base_url=fake_server, trust_env=False, cookies={"dinghuo_locale": "zh"}) as client:
        yield client


def sign_in(visitor: httpx.Client, login: str) -> httpx.Response:
    return visitor.post("/sign-in/demo", data={"login": login})


@pytest.mark.parametrize("path", ["/", "/orders", "/orders?order=SO-10001"])
def test_a_stranger_is_sent_to_the_sign_in_page(visitor: httpx.Client, path: str) -> None:
    """No page shows anything to nobody."""
    answer = visitor.get(path)
    assert answer.status_code == 307
    assert answer.headers["location"] == "/sign-in"


def test_the_sign_in_page_lists_the_demo_users_in_demo_mode(visitor: httpx.Client) -> None:
    """A click instead of a password."""
    page = visitor.get("/sign-in").text
    assert "/sign-in/demo" in page
    assert "D1B" in page


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(visitor: httpx.Client) -> None:
    """HttpOnly, and not sent along from other sites."""
    answer = sign_in(visitor, "d1")
    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == "/"
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert visitor.get("/").status_code == 200


def test_a_wrong_password_is_told_in_a_sentence_on_the_page(visitor: httpx.Client) -> None:
    """And does not say whether the login exists."""
    for login in ("d1", "nobody"):
        answer = visitor.post("/sign-in", data={"login": login, "password": "wrong"})
        assert answer.headers["location"].startswith("/sign-in?problem=identity.wrong_password")
        assert "账号或密码不对" in visitor.get(answer.headers["location"]).text


def test_an_unknown_demo_user_is_told_and_what_he_typed_is_not_markup(visitor: httpx.Client) -> None:
    """The login comes back in the sentence only."""
    answer = sign_in(visitor, "<b>x</b>")
    page = visitor.get(answer.headers["location"]).text
    assert "没有用户" in page
    assert "<b>x</b>" not in page


def test_signing_out_ends_the_session_everywhere(visitor: httpx.Client) -> None:
    """The token is dead, not only forgotten by this browser."""
    sign_in(visitor, "d1")
    token = visitor.cookies[COOKIE]
    assert visitor.post("/sign-out").headers["location"] == "/sign-in"
    visitor.cookies.set(COOKIE, token)
    assert visitor.get("/").headers["location"] == "/sign-in"


def test_a_made_up_token_is_a_stranger(visitor: httpx.Client) -> None:
    """Nothing but a stored session signs in."""
    visitor.cookies.set(COOKIE, "made-up")
    assert visitor.get("/orders").headers["location"] == "/sign-in"


def test_the_language_can_be_chosen_and_stays(visitor: httpx.Client) -> None:
    """Both languages, whatever the profile says; an unknown one changes nothing."""
    sign_in(visitor, "d1")
    assert "对话订货" in visitor.get("/").text
    visitor.get("/locale/en")
    assert "Order by chat" in visitor.get("/").text
    visitor.get("/locale/xx")
    assert "Order by chat" in visitor.get("/").text


def test_who_cannot_order_is_not_asked_what_to_order(visitor: httpx.Client) -> None:
    """Staff are asked what they want to know, and offered no page for buyers."""
    sign_in(visitor, "bm")
    page = visitor.get("/").text
    assert "想了解什么" in page
    assert "要订什么货" not in page
    assert "对话订货" not in page
    sign_in(visitor, "d1")
    assert "要订什么货" in visitor.get("/").text


def test_choosing_a_language_never_leads_to_another_site(visitor: httpx.Client) -> None:
    """The way back is on this server."""
    assert visitor.get("/locale/zh", headers={"referer": "http://evil.example/x"}).headers["location"] == "/"


def test_the_chat_shows_the_dealers_name_grade_and_credit(visitor: httpx.Client) -> None:
    """At the foot of the navigation."""
    sign_in(visitor, "d1")
    page = visitor.get("/").text
    assert "小卖部 · A 级" in page
    assert re.search(r"可用额度 [89]\d\d,\d{3}\.\d\d|可用额度 1,000,000\.00", page)


def test_the_order_book_shows_own_orders_only(visitor: httpx.Client) -> None:
    """D1 sees his approved order and not the held one of his parent; the brand manager sees both."""
    sign_in(visitor, "d1")
    own = visitor.get("/orders").text
    assert "SO-" in own
    assert "兴隆" not in own
    sign_in(visitor, "bm")
    everybody = visitor.get("/orders").text
    assert "兴隆" in everybody
    assert "小卖部" in everybody


def test_a_status_in_the_address_filters_the_book(visitor: httpx.Client) -> None:
    """The link of the held orders is the brand manager's list of approvals."""
    sign_in(visitor, "bm")
    held = visitor.get("/orders?status=HOLD").text
    assert "兴隆" in held
    assert "小卖部" not in held
    assert "没有“已送达”的订单" in visitor.get("/orders?status=DELIVERED").text


@pytest.mark.parametrize("address", ["/orders?status=NONSENSE", "/orders?cursor=%00nonsense", "/orders?order=SO-999999", "/orders?q=" + "x" * 500])
def test_a_mangled_address_is_answered_with_a_page(visitor: httpx.Client, address: str) -> None:
    """Links get cut and changed on their way."""
    sign_in(visitor, "bm")
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert "Traceback" not in answer.text


def test_a_technician_is_told_that_orders_are_not_his(visitor: httpx.Client) -> None:
    """A page that says so and a way back, not an empty list."""
    sign_in(visitor, "tech")
    assert "您的角色不能看这一页" in visitor.get("/orders").text
    assert 'href="/orders"' not in visitor.get("/").text.replace("\\", "")


@pytest.mark.parametrize("path", ["/sign-in", "/orders", "/api/v1/me"])
def test_no_answer_may_be_shown_inside_another_sites_frame(visitor: httpx.Client, path: str) -> None:
    """So that nobody is led to press a confirm button he does not see."""
    headers = visitor.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_is_light(visitor: httpx.Client) -> None:
    """The document with styles and script of our own, before compression."""
    sign_in(visitor, "d1")
    assert len(visitor.get("/").content) < 120_000


def test_an_unknown_address_is_told_in_the_readers_language(visitor: httpx.Client) -> None:
    """With status 404, signed in or not; the API keeps its own answers."""
    for signed_in in (False, True):
        if signed_in:
            sign_in(visitor, "d1")
        answer = visitor.get("/no/such/page")
        assert answer.status_code == 404
        assert "这个地址没有内容" in answer.text
    visitor.get("/locale/en")
    assert "There is nothing at this address" in visitor.get("/no/such/page").text


def test_a_file_is_taken_from_signed_in_people_only_and_within_its_size(visitor: httpx.Client) -> None:
    """The sentence of a refusal is in the reader's language; a body that says it is too large is not read."""
    part = [("files", ("订单.csv", b"coke,1\n", "text/csv"))]
    assert visitor.post("/chat/files", files=part).status_code == 401
    sign_in(visitor, "d1")
    kept = visitor.post("/chat/files", files=part)
    assert (kept.status_code, kept.json()["name"], kept.json()["kind"]) == (201, "订单.csv", "document")
    large = visitor.post("/chat/files", files=[("files", ("big.jpg", b"0" * (11 * 1024 * 1024), "image/jpeg"))])
    assert large.status_code == 413
    assert "10 MB" in large.json()["problem"]
    assert visitor.post("/chat/files", files=[("files", ("leer.csv", b"", "text/csv"))]).status_code == 422
