"""robots.txt as RFC 9309 has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.web.robots import RobotsRules

RFC_EXAMPLE = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


def allowed(text: str, path: str, agent: str = "us") -> bool:
    return RobotsRules.parsed(text, agent).allows(path)


@pytest.mark.parametrize(
    ("agent", "path", "expected"),
    [
        ("other", "/a.gif", False),
        ("other", "/a.gif?x", True),
        ("other", "/example/x", False),
        ("other", "/publications/x", True),
        ("foobot", "/x", False),
        ("FooBot", "/example/page.html", True),
        ("barbot", "/example/page.html", False),
        ("bazbot", "/example/page.html", False),
        ("bazbot", "/a.gif", True),
        ("quxbot", "/example/", True),
    ],
)
def test_the_example_of_the_standard(agent: str, path: str, expected: bool) -> None:
    assert allowed(RFC_EXAMPLE, path, agent) is expected


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/", "/", True),
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish", False),
        ("/fish*", "/fishheads/yummy", True),
        ("/fish/", "/fish", False),
        ("/*.php", "/a/b.php?x=1", True),
        ("/*.php$", "/a/b.php?x=1", False),
        ("/*.php$", "/a.php/b.php", True),
        ("/a*b*c", "/aXbYc", True),
        ("/a*b*c", "/aXcYb", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*a$", "/aa", True),
        ("/x*ab$", "/xab", True),
        ("/xa*ab$", "/xab", False),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-%2a.html", True),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84", True),
        ("/foo/%62%61%72", "/foo/bar", True),
        ("/a%2Fb", "/a/b", False),
    ],
)
def test_a_pattern_fits_the_start_of_a_path(pattern: str, path: str, fits: bool) -> None:
    assert allowed(f"User-agent: *\nDisallow: {pattern}", path) is not fits


def test_the_longest_pattern_decides_and_allowing_wins_a_tie() -> None:
    text = (
        "User-agent: *\nAllow: /\nDisallow: /private\nAllow: /private/open\nDisallow: /x\nAllow: /x"
    )
    assert allowed(text, "/")
    assert not allowed(text, "/private/a")
    assert allowed(text, "/private/open/a")
    assert allowed(text, "/x")


def test_groups_of_one_agent_are_joined_and_others_are_not_ours() -> None:
    text = (
        "User-agent: us\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\n"
        "User-agent: US/2.0\nDisallow: /b # why not\nSitemap: http://x/"
    )
    assert [allowed(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_the_longest_delay_counts() -> None:
    rules = RobotsRules.parsed(
        "User-agent: *\nCrawl-delay: 2.5\nCrawl-delay: x\nDisallow: /a", "us"
    )
    assert rules.crawl_delay_s == 2.5
    assert not rules.allows("/a")


@pytest.mark.parametrize("text", ["", "<html>Not found</html>", "Disallow: /", "\ufeff#\n:"])
def test_what_holds_no_rules_allows_everything(text: str) -> None:
    assert allowed(text, "/a")


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_can_be_read(text: str, path: str) -> None:
    RobotsRules.parsed(text, "us").allows(f"/{path}")


def test_a_hostile_pattern_takes_no_time() -> None:
    pattern = "/" + "*a" * 5_000 + "b$"
    assert allowed(f"User-agent: *\nDisallow: {pattern}", "/" + "a" * 2_000)
