"""Fetching under hostile conditions: what must not be reached is not, and nothing is unbounded.

Real servers on loopback; they are reached because a test allows their host, or because it says
which addresses count as public.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tests import fake_web_server as fake
from tests.fake_web_server import FakeWebServer
from utils.web.client import AGENT, FetchLimits, WebClient
from utils.web.errors import (
    RefusedURLError,
    RobotsError,
    SearchError,
    UnexpectedReplyError,
    UnreachableError,
    WebError,
)
from utils.web.pages import PageReader
from utils.web.robots import Robots
from utils.web.search import DdgsSearch, JsonSearch

TEXT = "<h1>Acme</h1><p>We make anvils.</p>"


@pytest.fixture
async def server() -> AsyncIterator[FakeWebServer]:
    async with FakeWebServer({"/": fake.page(TEXT)}) as running:
        yield running


class Names(AbstractResolver):
    """Resolves every name to the next of some addresses, and then to the last one for ever."""

    def __init__(self, *addresses: str) -> None:
        self._addresses: Iterator[str] = iter(addresses)
        self._last = addresses[-1]
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        address = next(self._addresses, self._last)
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


async def read(
    server: FakeWebServer, path: str = "/", limits: FetchLimits | None = None, robots: str = ""
) -> bytes:
    """A page of a server whose host is allowed."""
    if robots:
        server.pages["/robots.txt"] = fake.page(robots, "text/plain")
    async with WebClient([server.host], limits or FetchLimits()) as client:
        reader = PageReader(client)
        try:
            return (await reader.read(f"{server.url}{path}")).body
        finally:
            await reader.close()


# --- Addresses -----------------------------------------------------------------------------------


async def test_a_page_of_an_allowed_host_is_read(server: FakeWebServer) -> None:
    assert await read(server) == TEXT.encode()
    assert server.asked == ["/robots.txt", "/"]
    assert server.headers[1]["User-Agent"].startswith(f"{AGENT}/")
    assert not {"Cookie", "Authorization", "Referer"} & set(server.headers[1])


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "１２７.0.0.1", "127。0。0。1"],
)
async def test_loopback_is_not_reached_in_any_spelling(host: str, server: FakeWebServer) -> None:
    async with WebClient() as client:
        with pytest.raises(RefusedURLError):
            await client.get(f"http://{host}:{server.port}/")
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.100.100.200/",
        "http://224.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::7f00:1]/",
    ],
)
async def test_an_address_that_is_not_public_is_refused(url: str) -> None:
    async with WebClient(limits=FetchLimits(timeout_s=2)) as client:
        with pytest.raises(RefusedURLError, match="not public"):
            await client.get(url)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "172.20.0.1"]
)
async def test_a_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    async with WebClient(limits=FetchLimits(timeout_s=2), resolver=Names(address)) as client:
        with pytest.raises(RefusedURLError, match="not public"):
            await client.get("http://intranet.example/")


async def test_a_name_that_changes_to_a_private_address_is_not_followed() -> None:
    """DNS rebinding: here 127.0.0.1 counts as public and 127.0.0.2 as private."""
    addresses = ("127.0.0.1", "127.0.0.2")
    async with FakeWebServer({"/": fake.page(TEXT, Connection="close")}, addresses) as server:
        names = Names(*addresses)
        client = WebClient(resolver=names, rule=lambda address: address == "127.0.0.1")
        async with client:
            url = f"http://rebinding.example:{server.port}/"
            assert (await client.get(url)).body == TEXT.encode()
            with pytest.raises(RefusedURLError):
                await client.get(url)
        assert names.asked == ["rebinding.example"] * 2, "one look-up for each connection"
        assert server.hits == ["127.0.0.1"]


async def test_a_redirect_to_a_private_address_is_not_followed(server: FakeWebServer) -> None:
    async with FakeWebServer({"/": fake.page("secret")}) as private:
        for target in (private.url, f"//127.0.0.1:{private.port}/", "http://169.254.169.254/"):
            server.pages["/away"] = fake.redirect(target)
            with pytest.raises(RefusedURLError):
                await read(server, "/away")
        assert private.asked == []


async def test_a_redirect_to_a_name_with_a_private_address_is_not_followed() -> None:
    addresses = ("127.0.0.1", "127.0.0.2")
    async with FakeWebServer(addresses=addresses) as server:
        server.pages["/"] = fake.redirect(f"http://inside.example:{server.port}/", 307)
        client = WebClient(resolver=Names(*addresses), rule=lambda each: each == "127.0.0.1")
        async with client:
            with pytest.raises(RefusedURLError):
                await client.get(f"http://outside.example:{server.port}/")
        assert server.hits == ["127.0.0.1"]


async def test_the_allowed_host_is_allowed_at_its_port_only(server: FakeWebServer) -> None:
    async with FakeWebServer({"/": fake.page("secret")}) as other:
        async with WebClient([server.host]) as client:
            with pytest.raises(RefusedURLError):
                await client.get(other.url)
        assert other.asked == []


async def test_an_allowed_name_may_have_a_private_address(server: FakeWebServer) -> None:
    async with WebClient(["wiki.example"], resolver=Names("127.0.0.1")) as client:
        reply = await client.get(f"http://wiki.example:{server.port}/")
    assert reply.body == TEXT.encode()


async def test_proxies_of_the_environment_are_not_asked(
    server: FakeWebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert await read(server)


async def test_cookies_are_neither_kept_nor_sent() -> None:
    pages = {"/": fake.page(TEXT, Set_Cookie="seen=1")}
    async with FakeWebServer(pages) as server:
        async with WebClient(["shop.example"], resolver=Names("127.0.0.1")) as client:
            for _ in range(2):
                await client.get(f"http://shop.example:{server.port}/")
        assert ["Cookie" in headers for headers in server.headers] == [False, False]


# --- URLs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://ftp.example/x",
        "gopher://h.example/",
        "data:text/html,x",
        "javascript:alert(1)",
        "//h.example/x",
        "h.example/x",
        "",
        "http://",
        "http://h.example:99999/",
        "http://[::1/",
    ],
)
async def test_only_http_urls_are_fetched(url: str) -> None:
    async with WebClient(["ftp.example", "h.example"], resolver=Names("127.0.0.1")) as client:
        with pytest.raises(RefusedURLError):
            await client.get(url)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:1"])
async def test_a_redirect_does_not_leave_http(target: str, server: FakeWebServer) -> None:
    server.pages["/away"] = fake.redirect(target)
    with pytest.raises(RefusedURLError, match="only http"):
        await read(server, "/away")


async def test_urls_with_a_user_name_are_refused_and_not_shown(server: FakeWebServer) -> None:
    async with WebClient([server.host]) as client:
        for user in ("me:secret@", "me@", ":secret@", "h.example@"):
            with pytest.raises(RefusedURLError, match="user name") as caught:
                await client.get(f"http://{user}{server.host}/?token=secret")
            assert "secret" not in str(caught.value)
    assert server.asked == []


async def test_a_redirect_with_a_user_name_is_refused(server: FakeWebServer) -> None:
    server.pages["/away"] = fake.redirect(f"http://me:pw@{server.host}/")
    with pytest.raises(RefusedURLError, match="user name"):
        await read(server, "/away")


async def test_a_url_without_end_is_refused(server: FakeWebServer) -> None:
    async with WebClient([server.host]) as client:
        with pytest.raises(RefusedURLError, match="longer"):
            await client.get(f"{server.url}/{'a' * 2_000}")
    assert server.asked == []


# --- Bounds --------------------------------------------------------------------------------------

SMALL = FetchLimits(max_bytes=10_000)


@pytest.mark.parametrize(
    "answer",
    [fake.page("x" * 10_001), fake.endless(), fake.packed(b"x" * 10_001)],
    ids=["with a length", "without end", "packed"],
)
async def test_a_page_that_is_too_large_is_not_read(
    answer: fake.Page, server: FakeWebServer
) -> None:
    server.pages["/large"] = answer
    with pytest.raises(UnexpectedReplyError, match="larger than 10000 bytes"):
        await read(server, "/large", SMALL)


async def test_a_page_of_the_largest_size_is_read(server: FakeWebServer) -> None:
    content = b"x" * 10_000
    server.pages |= {"/plain": fake.page(content), "/packed": fake.packed(content)}
    assert await read(server, "/plain", SMALL) == content
    assert await read(server, "/packed", SMALL) == content


async def test_a_gzip_bomb_is_not_unpacked(server: FakeWebServer) -> None:
    """300 MB packed into 0.3 MB: at no time is much more of it unpacked than the limit."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()
    server.pages["/bomb"] = fake.page(packed, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        with pytest.raises(UnexpectedReplyError, match="larger than"):
            await read(server, "/bomb", FetchLimits(max_bytes=1_000_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < 10_000_000


@pytest.mark.parametrize(
    ("content", "encoding"),
    [(b"no gzip", "gzip"), (gzip.compress(b"x" * 5_000)[:-20], "gzip"), (b"x", "br"), (b"x", "zz")],
)
async def test_what_cannot_be_unpacked_is_refused(
    content: bytes, encoding: str, server: FakeWebServer
) -> None:
    server.pages["/odd"] = fake.page(content, Content_Encoding=encoding)
    with pytest.raises(UnexpectedReplyError, match="packed"):
        await read(server, "/odd")


async def test_a_page_that_drips_is_given_up(server: FakeWebServer) -> None:
    server.pages["/slow"] = fake.drip()
    with pytest.raises(UnreachableError, match=r"within 0\.3 s"):
        await read(server, "/slow", FetchLimits(timeout_s=0.3))


async def test_redirects_in_a_circle_end(server: FakeWebServer) -> None:
    server.pages |= {"/a": fake.redirect("/b"), "/b": fake.redirect("/a", 308)}
    with pytest.raises(UnexpectedReplyError, match="more than 5 redirects"):
        await read(server, "/a")
    assert len(server.asked) == 1 + 6


async def test_a_few_redirects_are_followed(server: FakeWebServer) -> None:
    server.pages |= {"/a": fake.redirect("b?x=1"), "/b": fake.redirect("/", 301)}
    async with WebClient([server.host]) as client:
        reply = await client.get(f"{server.url}/a#anchor")
    assert (reply.url, reply.body) == (f"{server.url}/", TEXT.encode())


async def test_a_redirect_without_a_target_is_an_error(server: FakeWebServer) -> None:
    server.pages["/a"] = fake.status(302)
    with pytest.raises(UnexpectedReplyError, match="nowhere"):
        await read(server, "/a")


@pytest.mark.parametrize(
    "kind",
    [
        "application/pdf",
        "image/png",
        "application/octet-stream",
        "application/json",
        "text/css",
        "",
    ],
)
async def test_what_is_no_text_is_not_read(kind: str, server: FakeWebServer) -> None:
    server.pages["/file"] = fake.page("x", kind)
    with pytest.raises(UnexpectedReplyError, match="type"):
        await read(server, "/file")


@pytest.mark.parametrize("code", [204, 206, 304, 401, 403, 404, 429, 500, 503])
async def test_a_page_that_is_not_there_is_an_error(code: int, server: FakeWebServer) -> None:
    server.pages["/x"] = fake.status(code)
    with pytest.raises(UnexpectedReplyError, match=str(code)) as caught:
        await read(server, "/x")
    assert caught.value.status == code


async def test_nobody_there_is_an_error_of_ours() -> None:
    async with WebClient(["127.0.0.1"]) as client:
        with pytest.raises(UnreachableError, match="no connection"):
            await client.get("http://127.0.0.1:9/")


@pytest.mark.parametrize("content", [b"SSH-2.0-OpenSSH_9.6\r\n", b"", b"HTTP/1.1 200 OK\r\nA"])
async def test_what_speaks_no_http_is_an_error_of_ours(content: bytes) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, WebClient(["127.0.0.1"]) as client:
        with pytest.raises(WebError):
            await client.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")


# --- robots.txt ----------------------------------------------------------------------------------


async def test_what_robots_txt_forbids_is_not_asked_for(server: FakeWebServer) -> None:
    server.pages["/private/x"] = fake.page(TEXT)
    with pytest.raises(RobotsError, match="does not allow"):
        await read(server, "/private/x", robots="User-agent: *\nDisallow: /private")
    assert server.asked == ["/robots.txt"]


async def test_robots_txt_may_speak_to_us_alone(server: FakeWebServer) -> None:
    with pytest.raises(RobotsError):
        await read(server, robots=f"User-agent: *\nAllow: /\n\nUser-agent: {AGENT}\nDisallow: /")


async def test_a_redirect_into_what_is_forbidden_is_not_followed(server: FakeWebServer) -> None:
    server.pages |= {"/a": fake.redirect("/private/x"), "/private/x": fake.page(TEXT)}
    with pytest.raises(RobotsError):
        await read(server, "/a", robots="User-agent: *\nDisallow: /private")
    assert "/private/x" not in server.asked


@pytest.mark.parametrize("code", [500, 503, 429])
async def test_a_site_whose_robots_txt_fails_is_left_alone(
    code: int, server: FakeWebServer
) -> None:
    server.pages["/robots.txt"] = fake.status(code)
    with pytest.raises(RobotsError, match="could not be read"):
        await read(server)
    assert server.asked == ["/robots.txt"]


async def test_robots_txt_is_fetched_under_the_same_guards(server: FakeWebServer) -> None:
    async with FakeWebServer({"/robots.txt": fake.page("", "text/plain")}) as private:
        server.pages["/robots.txt"] = fake.redirect(f"{private.url}/robots.txt")
        with pytest.raises(RobotsError, match="could not be read"):
            await read(server)
        assert private.asked == []


async def test_robots_txt_is_asked_for_once_by_many_pages(server: FakeWebServer) -> None:
    server.pages |= {f"/{number}": fake.page(TEXT) for number in range(8)}
    async with WebClient([server.host]) as client:
        reader = PageReader(client)
        await asyncio.gather(*(reader.read(f"{server.url}/{number}") for number in range(8)))
    assert server.asked.count("/robots.txt") == 1
    assert len(server.asked) == 9


async def test_a_crawl_delay_is_kept(server: FakeWebServer) -> None:
    server.pages["/robots.txt"] = fake.page("User-agent: *\nCrawl-delay: 5", "text/plain")
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async with WebClient([server.host]) as client:
        reader = PageReader(client, Robots(client, sleep))
        await asyncio.gather(*(reader.read(server.url) for _ in range(3)))
    assert len(waited) == 2
    assert 4 < waited[0] <= 5
    assert 9 < waited[1] <= 10


# --- Searching -----------------------------------------------------------------------------------


@pytest.mark.parametrize("endpoint", ["/search", "/search?q={query}&format=json"])
async def test_a_search_endpoint_of_the_user_s_may_be_private(
    endpoint: str, server: FakeWebServer
) -> None:
    server.pages["/search"] = fake.search_results("http://a.example/", "http://b.example/")
    hits = await JsonSearch(f"{server.url}{endpoint}").search("Acme & Söhne +", 1)
    assert [hit.url for hit in hits] == ["http://a.example/"]
    assert server.queries == ["Acme & Söhne +"]


async def test_a_search_endpoint_cannot_lead_elsewhere(server: FakeWebServer) -> None:
    async with FakeWebServer({"/": fake.search_results()}) as private:
        server.pages["/search"] = fake.redirect(private.url)
        with pytest.raises(SearchError, match="not public"):
            await JsonSearch(f"{server.url}/search").search("Acme", 5)
        assert private.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        fake.status(500),
        fake.page("<html>", "text/html"),
        fake.page("{", "application/json"),
        fake.page("{}", "application/json"),
        fake.page('{"results": 1}', "application/json"),
        fake.page("7", "application/json"),
    ],
)
async def test_an_answer_that_is_no_list_of_results_is_an_error(
    answer: fake.Page, server: FakeWebServer
) -> None:
    server.pages["/search"] = answer
    with pytest.raises(SearchError):
        await JsonSearch(f"{server.url}/search").search("Acme", 5)


async def test_results_of_other_forms_are_read_and_broken_ones_left_out(
    server: FakeWebServer,
) -> None:
    server.pages["/search"] = fake.page(
        '[{"link": "http://a.example/", "snippet": "s"}, 3, {"title": "no URL"}, {"url": null},'
        ' {"href": "http://b.example/", "title": "B", "body": "b"}]',
        "application/json",
    )
    hits = await JsonSearch(f"{server.url}/search").search("Acme", 5)
    assert [(hit.url, hit.title, hit.snippet) for hit in hits] == [
        ("http://a.example/", "", "s"),
        ("http://b.example/", "B", "b"),
    ]


@pytest.mark.parametrize("url", ["", "h.example", "ftp://h.example/", "http://me:pw@h.example/"])
def test_an_endpoint_must_be_an_http_url(url: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        JsonSearch(url)


# --- ddgs, by a package of that name with its functions ------------------------------------------

DDGS = """
from .exceptions import DDGSException

class DDGS:
    def __init__(self, proxy=None, timeout=5, *, verify=True):
        assert timeout > 0

    def text(self, query, **options):
        if query == "nothing":
            raise DDGSException("No results found.")
        rows = [{"title": query, "href": f"https://{n}.example/", "body": "b"} for n in range(9)]
        return rows[: options["max_results"]]
"""


@pytest.fixture
def ddgs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "ddgs").mkdir()
    (tmp_path / "ddgs/__init__.py").write_text(DDGS)
    (tmp_path / "ddgs/exceptions.py").write_text("class DDGSException(Exception): pass\n")
    for name in ("ddgs", "ddgs.exceptions"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in ("ddgs", "ddgs.exceptions"):
        sys.modules.pop(name, None)


async def test_ddgs_searches_where_it_is_installed(ddgs: None) -> None:
    assert DdgsSearch.is_installed()
    hits = await DdgsSearch().search("Acme", 3)
    assert [hit.url for hit in hits] == [f"https://{n}.example/" for n in range(3)]
    assert hits[0].title == "Acme"


async def test_no_results_of_ddgs_are_an_error_of_ours(ddgs: None) -> None:
    with pytest.raises(SearchError, match="DDGSException"):
        await DdgsSearch().search("nothing", 3)


async def test_without_ddgs_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ddgs", None)
    with pytest.raises(SearchError, match="pip install ddgs"):
        await DdgsSearch().search("Acme", 3)


def test_the_package_is_imported_at_the_first_search_only() -> None:
    code = "import sys, async_nodes, utils.web.search; print('ddgs' in sys.modules)"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
