"""The local server keeps OpenAI's protocol and does what its behaviour says, and no more."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.llm.local_server import (
    Answer,
    BadRequest,
    ChatRequest,
    LocalServer,
    PortInUseError,
    RateLimits,
    ServerBehaviour,
    serve_in_thread,
)
from utils.llm_wrapper import LLMWrapper

ROOT = Path(__file__).parents[2]
PATIENCE_S = 10.0
"""How long a test waits for what must happen before it fails."""


def echo(request: ChatRequest) -> str:
    return f"{request.system}|{request.prompt}|{request.schema_name}"


@dataclass(frozen=True)
class Exchange:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks one server, with a plain aiohttp session."""

    def __init__(self, session: aiohttp.ClientSession, server: LocalServer) -> None:
        self._session = session
        self._server = server

    async def chat(self, prompt: str = "hello", **fields: Any) -> Exchange:
        return await self.post({"messages": [{"role": "user", "content": prompt}], **fields})

    async def post(self, body: Any, **headers: str) -> Exchange:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self._exchange("POST", "/chat/completions", raw, headers)

    async def get(self, path: str, **headers: str) -> Exchange:
        return await self._exchange("GET", path, None, headers)

    async def _exchange(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Exchange:
        url = self._server.base_url + path
        async with self._session.request(method, url, data=body, headers=headers) as response:
            return Exchange(response.status, dict(response.headers), await response.read())


@asynccontextmanager
async def serving(
    behaviour: ServerBehaviour | None = None, answer: Answer = echo, timeout_s: float = PATIENCE_S
) -> AsyncIterator[tuple[LocalServer, Client]]:
    timeout = aiohttp.ClientTimeout(total=timeout_s)
    async with (
        LocalServer(answer, behaviour) as server,
        aiohttp.ClientSession(timeout=timeout) as session,
    ):
        yield server, Client(session, server)


class Doorman:
    """An answer function that says when a request has come in and keeps it until `release`."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._released = threading.Event()
        self.entered = asyncio.Event()

    def __call__(self, request: ChatRequest) -> str:
        self._loop.call_soon_threadsafe(self.entered.set)
        assert self._released.wait(PATIENCE_S)
        return request.prompt

    def release(self) -> None:
        self._released.set()


# --- The protocol --------------------------------------------------------------------------------


async def test_a_reply_has_the_shape_of_openai() -> None:
    async with serving() as (_, client):
        reply = await client.chat("x" * 40, model="some-model")
    assert reply.status == 200
    assert reply.json["object"] == "chat.completion"
    assert reply.json["model"] == "some-model"
    [choice] = reply.json["choices"]
    assert choice["message"] == {"role": "assistant", "content": f"|{'x' * 40}|None"}
    assert choice["finish_reason"] == "stop"
    usage = reply.json["usage"]
    assert usage == {"prompt_tokens": 10, "completion_tokens": 11, "total_tokens": 21}


async def test_the_answer_function_sees_what_was_asked() -> None:
    seen: list[ChatRequest] = []

    def answer(request: ChatRequest) -> str:
        seen.append(request)
        return "ok"

    body = {
        "model": "m",
        "messages": [
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": [{"type": "text", "text": "first"}, {"type": "image"}]},
            {"role": "assistant", "content": "broken"},
            {"role": "user", "content": "again, please"},
        ],
        "response_format": {"type": "json_schema", "json_schema": {"name": "person"}},
        "seed": 7,
    }
    async with serving(answer=answer) as (_, client):
        await client.post(body)
    [request] = seen
    assert (request.model, request.system, request.prompt) == ("m", "be brief", "first")
    assert request.schema_name == "person"
    assert request.body == body


async def test_a_streamed_answer_is_the_same_text_in_pieces() -> None:
    text = "Grüße, 世界! " * 20
    async with serving(answer=lambda _: text) as (_, client):
        reply = await client.chat(stream=True)
    assert reply.headers["Content-Type"] == "text/event-stream"
    events = [line.removeprefix("data: ") for line in reply.body.decode().split("\n\n") if line]
    assert events.pop() == "[DONE]"
    chunks = [json.loads(event) for event in events]
    deltas = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks]
    assert "".join(deltas) == text
    assert sum(map(bool, deltas)) > 1
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks[-2:]] == [None, "stop"]
    assert chunks[-1]["usage"]["completion_tokens"] == len(text) // 4


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        {},
        {"messages": []},
        {"messages": "hello"},
        {"messages": ["hello"]},
    ],
)
async def test_a_malformed_request_is_a_400_with_an_error_object(body: Any) -> None:
    async with serving() as (_, client):
        reply = await client.post(body)
    assert reply.status == 400
    assert reply.json["error"]["type"] == "invalid_request_error"
    assert reply.json["error"]["message"]


async def test_a_request_the_answer_function_refuses_is_a_400_with_its_words() -> None:
    def refuse(_: ChatRequest) -> str:
        raise BadRequest("unknown schema; ask for person")

    async with serving(answer=refuse) as (_, client):
        reply = await client.chat()
    assert reply.status == 400
    assert reply.json["error"]["message"] == "unknown schema; ask for person"


async def test_a_bug_in_the_answer_function_is_a_500_that_tells_no_secrets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(request: ChatRequest) -> str:
        raise KeyError(request.prompt)

    with caplog.at_level(logging.DEBUG):
        async with serving(answer=fail) as (_, client):
            reply = await client.chat("private words")
            healthy = await client.chat("private words")
    assert reply.status == healthy.status == 500
    assert "KeyError" in caplog.text
    assert "private words" not in caplog.text + reply.body.decode()


async def test_nothing_is_logged_when_all_is_well(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        async with serving() as (_, client):
            await client.chat("private words")
    assert caplog.records == []


async def test_with_a_key_only_its_bearer_gets_answers() -> None:
    async with serving(ServerBehaviour(api_key="right")) as (server, client):
        asked = {"messages": [{"role": "user", "content": "x"}]}
        refused = [
            await client.post(asked),
            await client.post(asked, Authorization="Bearer wrong"),
            await client.get("/models"),
        ]
        answered = await client.post(asked, Authorization="Bearer right")
        models = await client.get("/models", Authorization="Bearer right")
        health = await client.get("/../health")
        assert server.stats.by_status == {401: 2, 200: 1}
    assert [reply.status for reply in refused] == [401, 401, 401]
    assert {reply.json["error"]["code"] for reply in refused} == {"invalid_api_key"}
    assert (answered.status, models.status, health.status) == (200, 200, 200)
    assert [model["object"] for model in models.json["data"]] == ["model"]


def test_the_key_is_not_in_the_repr() -> None:
    assert "s3cret" not in repr(ServerBehaviour(api_key="s3cret"))


# --- Time and concurrency ------------------------------------------------------------------------


async def test_a_slow_answer_does_not_stop_the_server() -> None:
    doorman = Doorman()
    async with serving(answer=doorman) as (_, client):
        slow = asyncio.create_task(client.chat("slow"))
        await doorman.entered.wait()
        health = await client.get("/../health")
        doorman.release()
        answered = await slow
    assert health.status == 200
    assert answered.json["choices"][0]["message"]["content"] == "slow"


async def test_no_reply_leaves_before_its_latency_has_passed() -> None:
    behaviour = ServerBehaviour(latency_s=0.02, latency_jitter_s=0.02)
    async with serving(behaviour) as (server, client):
        await asyncio.gather(*(client.chat() for _ in range(5)))
    assert len(server.stats.served) == 5
    for served in server.stats.served:
        assert served.ended_at - served.arrived_at >= behaviour.latency_s


async def test_requests_at_the_same_time_are_counted_as_in_flight() -> None:
    doorman = Doorman()
    async with serving(answer=doorman) as (server, client):
        tasks = [asyncio.create_task(client.chat()) for _ in range(4)]
        await asyncio.wait_for(_settled(server, 4), PATIENCE_S)
        doorman.release()
        await asyncio.gather(*tasks)
        await client.chat()
    stats = server.stats
    assert (stats.requests, stats.peak_in_flight, stats.in_flight) == (5, 4, 0)
    assert stats.by_status == {200: 5}
    last = stats.served[-1]
    assert all(served.ended_at <= last.arrived_at for served in list(stats.served)[:-1])


async def _settled(server: LocalServer, in_flight: int) -> None:
    while server.stats.in_flight != in_flight:  # noqa: ASYNC110 - the server tells no one
        await asyncio.sleep(0)


@pytest.mark.parametrize(("queued", "status"), [(0, 429), (1, 503)])
async def test_what_finds_no_turn_and_no_place_in_the_queue_is_refused(
    queued: int, status: int
) -> None:
    doorman = Doorman()
    behaviour = ServerBehaviour(max_concurrent=1, max_queued=queued)
    async with serving(behaviour, doorman) as (server, client):
        tasks = [asyncio.create_task(client.chat()) for _ in range(queued + 2)]
        done, held = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        [refused] = done
        assert refused.result().status == status
        doorman.release()
        assert [reply.status for reply in await asyncio.gather(*held)] == [200] * (queued + 1)
    assert server.stats.by_status == {status: 1, 200: queued + 1}


async def test_the_queue_lets_no_more_through_at_a_time_than_there_are_turns() -> None:
    inside = 0
    most = 0
    lock = threading.Lock()
    meeting = threading.Barrier(2, timeout=PATIENCE_S)

    def answer(_: ChatRequest) -> str:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        meeting.wait()  # fails unless two are served at once
        with lock:
            inside -= 1
        meeting.wait()
        return "ok"

    behaviour = ServerBehaviour(max_concurrent=2, max_queued=512)
    async with serving(behaviour, answer) as (server, client):
        replies = await asyncio.gather(*(client.chat() for _ in range(8)))
    assert [reply.status for reply in replies] == [200] * 8
    assert most == 2
    assert server.stats.peak_in_flight > 2


# --- Limits --------------------------------------------------------------------------------------


async def test_requests_beyond_the_burst_are_refused_with_the_time_to_wait() -> None:
    behaviour = ServerBehaviour(requests_per_s=0.001, burst=2, send_limit_headers=True)
    async with serving(behaviour) as (server, client):
        replies = [await client.chat() for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    left = [reply.headers["x-ratelimit-remaining-requests"] for reply in replies]
    assert left == ["1", "0", "0"]
    refused = replies[-1]
    assert refused.headers["x-ratelimit-limit-requests"] == "2"
    assert 900 < float(refused.headers["Retry-After"]) <= 1000
    assert refused.json["error"]["code"] == "rate_limit_exceeded"
    assert server.stats.by_status == {200: 2, 429: 1}


async def test_hints_are_left_out_when_told_so() -> None:
    behaviour = ServerBehaviour(requests_per_s=0.001, burst=1, send_retry_after=False)
    async with serving(behaviour) as (_, client):
        await client.chat()
        refused = await client.chat()
    assert refused.status == 429
    assert not [name for name in refused.headers if name.lower().startswith(("retry", "x-rate"))]


async def test_tokens_are_charged_as_prompt_plus_max_tokens() -> None:
    behaviour = ServerBehaviour(tokens_per_minute=1000, send_limit_headers=True)
    async with serving(behaviour) as (_, client):
        first = await client.chat("x" * 400, max_tokens=600)
        refused = await client.chat("x" * 400, max_tokens=600)
        fitting = await client.chat("x" * 400, max_completion_tokens=150)
    assert (first.status, refused.status, fitting.status) == (200, 429, 200)
    assert first.headers["x-ratelimit-limit-tokens"] == "1000"
    assert 300 <= int(first.headers["x-ratelimit-remaining-tokens"]) < 400
    assert refused.json["error"]["type"] == "tokens"


async def test_a_request_larger_than_the_whole_limit_is_refused_for_good() -> None:
    async with serving(ServerBehaviour(tokens_per_minute=1000)) as (_, client):
        reply = await client.chat(max_tokens=1001)
    assert reply.status == 413
    assert "Retry-After" not in reply.headers


def chat_request(max_tokens: int) -> ChatRequest:
    return ChatRequest("m", ({"role": "user", "content": ""},), None, {"max_tokens": max_tokens})


@given(
    rate=st.floats(0.01, 1000),
    burst=st.integers(1, 50),
    tokens=st.floats(1000, 1e6),
    gaps_s=st.lists(st.floats(0, 30), min_size=1, max_size=60),
    sizes=st.lists(st.integers(0, 1000), min_size=1, max_size=10),
)
def test_who_returns_when_told_is_let_in(
    rate: float, burst: int, tokens: float, gaps_s: list[float], sizes: list[int]
) -> None:
    limits = RateLimits(ServerBehaviour(requests_per_s=rate, burst=burst, tokens_per_minute=tokens))
    now = 1000.0
    for index, gap_s in enumerate(gaps_s):
        now += gap_s
        request = chat_request(sizes[index % len(sizes)])
        refusal = limits.refusal(request, now)
        if refusal is not None:
            now += float(refusal.headers["Retry-After"])
            assert limits.refusal(request, now) is None


@given(
    rate=st.floats(0.1, 1000),
    burst=st.integers(1, 50),
    gaps_s=st.lists(st.floats(0, 1), min_size=1, max_size=200),
)
def test_never_more_pass_than_burst_and_rate_allow(
    rate: float, burst: int, gaps_s: list[float]
) -> None:
    limits = RateLimits(ServerBehaviour(requests_per_s=rate, burst=burst))
    now, passed = 0.0, 0
    for gap_s in gaps_s:
        now += gap_s
        passed += limits.refusal(chat_request(0), now) is None
        assert passed <= burst + rate * now + 1e-6


# --- Faults --------------------------------------------------------------------------------------


async def test_a_500_is_an_error_object() -> None:
    async with serving(ServerBehaviour(error_500_rate=1)) as (_, client):
        reply = await client.chat()
    assert reply.status == 500
    assert reply.json["error"]["type"] == "server_error"


async def test_a_reset_breaks_the_connection_without_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(ServerBehaviour(reset_rate=1)) as (server, client):
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.chat()
    assert server.stats.by_status == {None: 1}
    assert caplog.records == []


async def test_a_truncated_body_is_not_json() -> None:
    async with serving(ServerBehaviour(truncate_rate=1)) as (_, client):
        reply = await client.chat()
    assert reply.status == 200
    assert reply.body.startswith(b"{")
    with pytest.raises(json.JSONDecodeError):
        _ = reply.json


async def test_an_error_in_a_200_holds_no_choices() -> None:
    async with serving(ServerBehaviour(error_in_200_rate=1)) as (_, client):
        reply = await client.chat()
    assert reply.status == 200
    assert reply.json["error"]["code"] == 502
    assert reply.json["choices"] is None


async def test_a_hanging_request_ends_when_its_client_leaves() -> None:
    async with serving(ServerBehaviour(hang_rate=1), timeout_s=0.05) as (server, client):
        with pytest.raises(TimeoutError):
            await client.chat()
        await asyncio.wait_for(_settled(server, 0), PATIENCE_S)
    assert server.stats.by_status == {None: 1}


async def test_the_seed_decides_which_requests_fail() -> None:
    async def statuses(seed: int) -> list[int]:
        async with serving(ServerBehaviour(error_500_rate=0.5, seed=seed)) as (_, client):
            return [(await client.chat()).status for _ in range(40)]

    first = await statuses(1)
    assert set(first) == {200, 500}
    assert await statuses(1) == first
    assert await statuses(2) != first


@pytest.mark.parametrize(
    "values",
    [
        {"latency_s": -0.1},
        {"latency_s": float("inf")},
        {"latency_jitter_s": -1},
        {"requests_per_s": 0},
        {"tokens_per_minute": -5},
        {"burst": 0, "requests_per_s": 1},
        {"burst": 3},
        {"max_concurrent": 0},
        {"max_concurrent": 1.5},
        {"max_queued": -1, "max_concurrent": 1},
        {"max_queued": 4},
        {"error_500_rate": 1.1},
        {"hang_rate": float("nan")},
    ],
)
def test_a_value_out_of_range_is_refused_by_name(values: dict[str, Any]) -> None:
    name = next(iter(values))
    with pytest.raises(ValueError, match=name) as caught:
        ServerBehaviour(**values)
    assert f"{values[name]}" in str(caught.value)


def test_faults_cannot_be_more_than_all_requests() -> None:
    with pytest.raises(ValueError, match="together must be <= 1"):
        ServerBehaviour(error_500_rate=0.6, reset_rate=0.6)
    ServerBehaviour(error_500_rate=0.7, reset_rate=0.1, truncate_rate=0.1, hang_rate=0.1)


# --- Starting and stopping -----------------------------------------------------------------------


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


async def test_a_taken_port_is_named(taken_port: int) -> None:
    with pytest.raises(PortInUseError, match=str(taken_port)) as caught:
        await LocalServer(echo, port=taken_port).__aenter__()
    assert caught.value.port == taken_port


def test_a_taken_port_is_named_from_the_thread_too(taken_port: int) -> None:
    with (
        pytest.raises(PortInUseError, match=str(taken_port)),
        serve_in_thread(echo, port=taken_port),
    ):
        pass


def test_the_url_of_a_server_that_does_not_run_is_not_known() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        _ = LocalServer(echo).base_url


async def test_it_listens_on_loopback_only() -> None:
    async with LocalServer(echo) as server:
        assert server.base_url.startswith("http://127.0.0.1:")
    async with LocalServer(echo, host="::1") as server:
        assert server.base_url.startswith("http://[::1]:")


def test_sync_code_is_served_from_a_thread_that_ends() -> None:
    with serve_in_thread(echo) as server:
        base_url = server.base_url
        with LLMWrapper(base_url=base_url) as llm:
            assert llm.call_llm("hello", "be brief") == "be brief|hello|None"
        port = int(base_url.split(":")[2].removesuffix("/v1"))
    assert server.stats.by_status == {200: 1}
    assert "local-server" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_an_unanswered_request_does_not_keep_the_thread_alive() -> None:
    with serve_in_thread(echo, ServerBehaviour(hang_rate=1)) as server:
        port = int(server.base_url.split(":")[2].removesuffix("/v1"))
        client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        body = b'{"messages": [{"role": "user", "content": "x"}]}'
        head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        client.sendall(head.encode() + b"Expect: 100-continue\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 100")
        client.sendall(body)
    with client:
        assert client.recv(100) == b""
    assert "local-server" not in [thread.name for thread in threading.enumerate()]
    assert server.stats.by_status == {None: 1}


def test_it_starts_serves_and_stops_without_a_warning(tmp_path: Path) -> None:
    script = tmp_path / "serve.py"
    script.write_text(
        "from utils.llm.local_server import serve_in_thread\n"
        "from utils.llm_wrapper import LLMWrapper\n"
        "for _ in range(2):\n"
        "    with serve_in_thread(lambda request: request.prompt.upper()) as server:\n"
        "        with LLMWrapper(base_url=server.base_url) as llm:\n"
        "            print(llm.call_llm('hello'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", str(script)],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("HELLO\nHELLO\n", "", 0)
