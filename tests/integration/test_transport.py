"""One request over a real connection: a whole reply in time, or one typed error."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web

from tests import fake_llm_server as fake
from tests.fake_llm_server import FakeLLMServer
from utils.llm import transport as module
from utils.llm.errors import LLMConnectionError, LLMTimeoutError, LLMTransportError
from utils.llm.settings import LLMSettings
from utils.llm.transport import HTTPReply, Transport

MAX_BYTES = 1000
AMPLE_S = 30.0
"""More than any reply here takes."""


@pytest.fixture
async def server() -> AsyncIterator[FakeLLMServer]:
    async with FakeLLMServer() as running:
        yield running


@pytest.fixture
async def transport(server: FakeLLMServer) -> AsyncIterator[Transport]:
    opened = Transport(LLMSettings.from_env({}, base_url=server.base_url, api_key="k"))
    yield opened
    await opened.close()


@pytest.fixture
def _small_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_REPLY_BYTES", MAX_BYTES)


async def post(transport: Transport, timeout_s: float = AMPLE_S) -> HTTPReply:
    return await transport.request("POST", "/x", b"{}", timeout_s)


async def read_lines(transport: Transport, timeout_s: float = AMPLE_S) -> list[bytes]:
    async with transport.stream("/x", b"{}", timeout_s) as stream:
        return [line async for line in stream.lines()]


async def read_stream(transport: Transport) -> bytes:
    async with transport.stream("/x", b"{}", AMPLE_S) as stream:
        return await stream.read()


def in_pieces(*pieces: bytes) -> fake.Reply:
    """A chunked body of these pieces, of a length that no header tells."""

    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
        await response.write_eof()
        return response

    return send


async def test_a_reply_too_late_is_a_time_out_and_costs_no_other(
    server: FakeLLMServer, transport: Transport
) -> None:
    server.script = [fake.hold(asyncio.Event())]
    with pytest.raises(LLMTimeoutError) as late:
        await post(transport, 0.02)
    assert late.value.timeout_s == 0.02
    assert (await post(transport)).status == 200


async def test_a_cancelled_caller_is_cancelled_and_not_timed_out(
    server: FakeLLMServer, transport: Transport
) -> None:
    server.default = fake.hold(asyncio.Event())
    call = asyncio.create_task(post(transport))
    await server.wait_until_asked(1)
    call.cancel()
    await asyncio.wait([call])
    assert call.cancelled()


async def test_a_stream_that_falls_silent_is_a_time_out(
    server: FakeLLMServer, transport: Transport
) -> None:
    server.default = fake.hold(asyncio.Event())
    with pytest.raises(LLMTimeoutError):
        async with asyncio.timeout(10):
            await read_lines(transport, 0.02)


Body = Callable[[int], fake.Reply]
BODIES = pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda size: fake.raw(b"x" * size), id="of a stated length"),
        pytest.param(lambda size: in_pieces(b"x" * size), id="chunked"),
        pytest.param(lambda size: in_pieces(*[b"x"] * size), id="in many chunks"),
        pytest.param(
            lambda size: fake.raw(gzip.compress(b"x" * size), Content_Encoding="gzip"),
            id="compressed",
        ),
    ],
)


@BODIES
@pytest.mark.usefixtures("_small_replies")
async def test_a_reply_is_taken_up_to_its_bound_and_no_further(
    server: FakeLLMServer, transport: Transport, body: Body
) -> None:
    server.default = body(MAX_BYTES)
    assert (await post(transport)).body == b"x" * MAX_BYTES
    assert await read_stream(transport) == b"x" * MAX_BYTES
    server.default = body(MAX_BYTES + 1)
    with pytest.raises(LLMConnectionError):
        await post(transport)
    with pytest.raises(LLMConnectionError):
        await read_stream(transport)
    server.default = fake.reply()
    assert (await post(transport)).status == 200


async def test_incompressible_replies_may_be_longer_compressed(
    server: FakeLLMServer, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is what is kept, not what is on the wire."""
    packed = gzip.compress(b"x", compresslevel=0)
    monkeypatch.setattr(module, "MAX_REPLY_BYTES", len(packed) - 1)
    server.default = fake.raw(packed, Content_Encoding="gzip")
    assert (await post(transport)).body == b"x"


@pytest.mark.usefixtures("_small_replies")
async def test_a_line_without_end_is_given_up(server: FakeLLMServer, transport: Transport) -> None:
    server.default = in_pieces(b"short\n", *[b"x" * 100] * 11)
    with pytest.raises(LLMConnectionError):
        await read_lines(transport)
    server.default = in_pieces(*[b"x" * 99 + b"\n"] * 100)
    assert await read_lines(transport) == [b"x" * 99] * 100


async def test_lines_are_whole_however_they_arrive(
    server: FakeLLMServer, transport: Transport
) -> None:
    server.default = in_pieces(b"a\r\nb", b"b\n", b"\n\r\nc\r", b"\nd", b"d")
    assert await read_lines(transport) == [b"a", b"bb", b"", b"", b"c", b"dd"]


async def test_a_line_that_arrives_in_two_parts_is_one_line(
    server: FakeLLMServer, transport: Transport
) -> None:
    first_is_read = asyncio.Event()

    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"a\nb")
        await first_is_read.wait()
        await response.write(b"b\n")
        return response

    server.default = send
    lines = []
    async with transport.stream("/x", b"{}", AMPLE_S) as stream:
        async for line in stream.lines():
            lines.append(line)
            first_is_read.set()
    assert lines == [b"a", b"bb"]


async def test_a_request_that_is_over_has_no_deadline_left(transport: Transport) -> None:
    await post(transport)
    assert not transport._open[asyncio.get_running_loop()].deadlines._running


@pytest.mark.parametrize("ask", [post, read_lines], ids=["whole", "stream"])
async def test_a_key_does_not_follow_a_redirect(
    server: FakeLLMServer, transport: Transport, ask: Callable[[Transport], Awaitable[object]]
) -> None:
    async with FakeLLMServer() as elsewhere:
        server.default = fake.raw(b"", 307, Location=f"{elsewhere.base_url}/x")
        await ask(transport)
        assert not elsewhere.asked
    assert len(server.asked) == 1


async def test_no_cookie_is_carried_from_one_request_to_the_next(server: FakeLLMServer) -> None:
    by_name = server.base_url.replace("127.0.0.1", "localhost")
    transport = Transport(LLMSettings.from_env({}, base_url=by_name))
    server.default = fake.raw(b"", Set_Cookie="whose=yours; Path=/")
    await post(transport)
    await post(transport)
    await transport.close()
    assert [asked.headers.get("Cookie") for asked in server.asked] == [None, None]


async def test_any_number_may_be_in_flight(server: FakeLLMServer, transport: Transport) -> None:
    """aiohttp's own bound is 100: what is in flight is for the gate to say."""
    release = asyncio.Event()
    server.default = fake.hold(release)
    calls = [asyncio.create_task(post(transport)) for _ in range(120)]
    await server.wait_until_asked(120)
    release.set()
    assert {reply.status for reply in await asyncio.gather(*calls)} == {200}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fake.drop(), id="dropped"),
        pytest.param(fake.cut_off(), id="cut off"),
        pytest.param(fake.cut_off_chunk(), id="cut off in a chunk"),
        pytest.param(fake.no_http(), id="no HTTP"),
    ],
)
@pytest.mark.parametrize("ask", [post, read_lines, read_stream])
async def test_a_connection_that_breaks_is_a_connection_error(
    server: FakeLLMServer,
    transport: Transport,
    fault: fake.Reply,
    ask: Callable[[Transport], Awaitable[object]],
) -> None:
    server.default = fault
    with pytest.raises(LLMConnectionError, match="broke"):
        await ask(transport)


async def test_nobody_listening_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
        transport = Transport(LLMSettings.from_env({}, base_url=url))
        with pytest.raises(LLMTransportError, match="is the server running"):
            await post(transport)
        await transport.close()
