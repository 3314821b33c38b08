"""The clients that `compare_clients.py` compares: one small adapter each, and their process.

An adapter does what a user of that client would write after reading its README, with its defaults:
many prompts in, an answer or an exception for each one out, in order. It adds neither retries nor
caching nor pacing of its own, except that clients without a pacer get aiolimiter in front where the
server's limit is known.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import importlib.util
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .scripted_server import answer, question

if TYPE_CHECKING:
    from utils.async_llm_wrapper import AsyncLLMWrapper

MODEL: Final = "benchmark"
API_KEY: Final = "benchmark"
TEMPERATURE: Final = 0.7
SAMPLES: Final = 100


@dataclass(frozen=True, slots=True)
class Task:
    """What a client is asked to do, and what it is told of the server.

    `prompts` questions of `chars` characters (taken in turn) are asked, `distinct` different ones
    (all of them when None); with `for_s` they come until that many seconds have passed.
    `requests_per_s` and `tokens_per_minute` are what the client is told of the limits.
    """

    prompts: int
    concurrency: int
    chars: tuple[int, ...] = (2000,)
    distinct: int | None = None
    for_s: float | None = None
    requests_per_s: float | None = None
    tokens_per_minute: float | None = None
    max_tokens: int = 2000
    timeout_s: float = 60.0

    def index(self, number: int) -> int:
        """Which question the prompt of that number asks."""
        return number if self.distinct is None else number % self.distinct

    def questions(self) -> Iterator[str]:
        """The prompts, in order, made as they are taken."""
        end = None if self.for_s is None else time.monotonic() + self.for_s
        for number in range(self.prompts):
            if end is not None and time.monotonic() >= end:
                return
            yield question(self.index(number), self.chars[number % len(self.chars)])


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """What came of a task. Seconds of wall clock and of CPU over the calls alone.

    `right`, `wrong` and `lost` are answers that match their question, that belong to another one,
    and that never came; `errors` counts what came instead by its type. `growth_mb` is by how much
    resident memory grew after the first hundredth of the prompts, `flatness` the throughput of the
    last tenth over that of the first; both are nan where they were not taken.
    """

    wall_s: float
    cpu_s: float
    right: int
    wrong: int
    lost: int
    errors: Counter[str] = field(default_factory=Counter)
    growth_mb: float = float("nan")
    flatness: float = float("nan")


@dataclass(frozen=True, slots=True)
class ClientFailure:
    """A client that could not be measured, and why."""

    reason: str


AskAll = Callable[[Iterable[str]], Awaitable[list[Any]]]
"""Prompts -> an answer or an exception for each, in order."""

Adapter = Callable[[Task, str, Path], AbstractAsyncContextManager[AskAll]]
"""A task, a base URL and a folder for a cache -> the client, open."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client to compare: its name in tables, its adapter, the modules that must be installed."""

    label: str
    open: Adapter
    modules: tuple[str, ...] = ()
    on_uvloop: bool = False

    def missing(self) -> list[str]:
        """Modules that are not installed."""
        return [name for name in self.modules if importlib.util.find_spec(name) is None]


# --- The adapters --------------------------------------------------------------------------------


def limiter_in_front(task: Task) -> AbstractAsyncContextManager[Any]:
    """aiolimiter at the rate the client is told of."""
    if task.requests_per_s is None:
        return contextlib.nullcontext()
    limiter: AbstractAsyncContextManager[Any] = importlib.import_module("aiolimiter").AsyncLimiter(
        task.requests_per_s, 1.0
    )
    return limiter


async def gather_bounded(
    task: Task, prompts: Iterable[str], ask: Callable[[str], Awaitable[str]]
) -> list[Any]:
    """What most users write: a semaphore, and one coroutine a prompt handed to `gather`."""
    semaphore = asyncio.Semaphore(task.concurrency)
    limiter = limiter_in_front(task)

    async def bounded(prompt: str) -> str:
        async with semaphore, limiter:
            return await ask(prompt)

    return await asyncio.gather(*map(bounded, prompts), return_exceptions=True)


def user_message(prompt: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": prompt}]


@contextlib.asynccontextmanager
async def open_aiohttp(task: Task, base_url: str, _: Path) -> AsyncIterator[AskAll]:
    import aiohttp

    async with aiohttp.ClientSession(
        headers={"Authorization": f"Bearer {API_KEY}"},
        timeout=aiohttp.ClientTimeout(total=task.timeout_s),
    ) as session:

        async def ask(prompt: str) -> str:
            body = {
                "model": MODEL,
                "messages": user_message(prompt),
                "temperature": TEMPERATURE,
                "max_tokens": task.max_tokens,
            }
            async with session.post(f"{base_url}/chat/completions", json=body) as response:
                response.raise_for_status()
                reply = await response.json()
                text: str = reply["choices"][0]["message"]["content"]
                return text

        yield lambda prompts: gather_bounded(task, prompts, ask)


@contextlib.asynccontextmanager
async def open_openai(task: Task, base_url: str, _: Path) -> AsyncIterator[AskAll]:
    openai: Any = importlib.import_module("openai")
    async with openai.AsyncOpenAI(
        api_key=API_KEY, base_url=base_url, timeout=task.timeout_s
    ) as client:

        async def ask(prompt: str) -> str:
            reply = await client.chat.completions.create(
                model=MODEL,
                messages=user_message(prompt),
                temperature=TEMPERATURE,
                max_tokens=task.max_tokens,
            )
            text: str = reply.choices[0].message.content
            return text

        yield lambda prompts: gather_bounded(task, prompts, ask)


@contextlib.asynccontextmanager
async def open_litellm(task: Task, base_url: str, _: Path) -> AsyncIterator[AskAll]:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or importing it asks the network
    litellm: Any = importlib.import_module("litellm")
    litellm.suppress_debug_info = True

    async def ask(prompt: str) -> str:
        reply = await litellm.acompletion(
            model=f"openai/{MODEL}",
            api_base=base_url,
            api_key=API_KEY,
            messages=user_message(prompt),
            temperature=TEMPERATURE,
            max_tokens=task.max_tokens,
            timeout=task.timeout_s,
        )
        text: str = reply.choices[0].message.content
        return text

    yield lambda prompts: gather_bounded(task, prompts, ask)


@contextlib.asynccontextmanager
async def open_langchain(task: Task, base_url: str, _: Path) -> AsyncIterator[AskAll]:
    langchain_openai: Any = importlib.import_module("langchain_openai")
    chat = langchain_openai.ChatOpenAI(
        model=MODEL,
        api_key=API_KEY,
        base_url=base_url,
        temperature=TEMPERATURE,
        max_tokens=task.max_tokens,
        timeout=task.timeout_s,
    )

    async def ask(prompt: str) -> str:
        text: str = (await chat.ainvoke(prompt)).content
        return text

    async def ask_all(prompts: Iterable[str]) -> list[Any]:
        if task.requests_per_s is not None:  # `abatch` leaves no room for a limiter in front
            return await gather_bounded(task, prompts, ask)
        replies = await chat.abatch(
            list(prompts), config={"max_concurrency": task.concurrency}, return_exceptions=True
        )
        return [getattr(reply, "content", reply) for reply in replies]

    yield ask_all


def wrapper(task: Task, base_url: str, folder: Path, **more: Any) -> AsyncLLMWrapper:
    """`AsyncLLMWrapper` as the task says, whatever the environment says; `more` differs from it."""
    from utils.async_llm_wrapper import AsyncLLMWrapper

    return AsyncLLMWrapper(
        **{
            "api_key": API_KEY,
            "base_url": base_url,
            "default_model": MODEL,
            "max_concurrent": task.concurrency,
            "rate_limit": task.requests_per_s or "off",
            "rate_period": 1.0,
            "tokens_per_minute": task.tokens_per_minute or "off",
            "timeout": task.timeout_s,
            "cache_enabled": False,
            "cache_dir": folder,
            "budget_usd": "off",
            "fallback_models": (),
            **more,
        }
    )


def ours(**more: Any) -> Adapter:
    """`AsyncLLMWrapper`, with `more` in place of what the task says."""

    @contextlib.asynccontextmanager
    async def open_ours(task: Task, base_url: str, folder: Path) -> AsyncIterator[AskAll]:
        async with wrapper(task, base_url, folder, **more) as llm:
            yield lambda prompts: llm.call_llm_batch(
                prompts,
                return_exceptions=True,
                temperature=TEMPERATURE,
                max_tokens=task.max_tokens,
            )

    return open_ours


OURS: Final = "AsyncLLMWrapper"
BASELINE: Final = "aiohttp"

CLIENTS: Final[dict[str, Client]] = {
    BASELINE: Client("aiohttp + semaphore", open_aiohttp),
    "ours": Client(OURS, ours()),
    "ours-uvloop": Client(f"{OURS} on uvloop", ours(), ("uvloop",), on_uvloop=True),
    "ours-cache": Client(f"{OURS}, cache on", ours(cache_enabled=True)),
    "ours-auto": Client(f"{OURS}, auto", ours(max_concurrent="auto", rate_limit="auto")),
    "ours-one-by-one": Client(f"{OURS}, one at a time", ours(max_concurrent=1)),
    "openai": Client("AsyncOpenAI", open_openai, ("openai",)),
    "litellm": Client("litellm.acompletion", open_litellm, ("litellm",)),
    "langchain": Client("ChatOpenAI.abatch", open_langchain, ("langchain_openai",)),
}


# --- The work ------------------------------------------------------------------------------------


Work = Callable[[Connection, Client, Task, str, Path], Coroutine[Any, Any, ClientRecord]]


async def ready(pipe: Connection) -> None:
    """Say that the client is open and warm, and wait for the start."""
    pipe.send(None)
    await asyncio.to_thread(pipe.recv)


class Tally:
    """Replies as they come in, each held against its own question."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self.right = 0
        self.wrong = 0
        self.errors: Counter[str] = Counter()

    def add(self, number: int, reply: object) -> None:
        """Count the reply to the prompt of that number."""
        if reply == answer(self._task.index(number)):
            self.right += 1
        elif isinstance(reply, str) and reply:
            self.wrong += 1
        else:
            self.errors[type(reply).__name__] += 1

    def record(self, wall_s: float, cpu_s: float, **more: float) -> ClientRecord:
        lost = self.errors.total()
        return ClientRecord(wall_s, cpu_s, self.right, self.wrong, lost, self.errors, **more)


async def work_batch(
    pipe: Connection, client: Client, task: Task, base_url: str, folder: Path
) -> ClientRecord:
    """Ask everything at once, after one call that is not counted."""
    async with client.open(task, base_url, folder) as ask_all:
        [warm] = await ask_all([question(WARM_UP, task.chars[0])])
        if warm != answer(WARM_UP):
            raise RuntimeError(f"the first call gave {warm!r}")
        prompts = task.questions() if task.for_s is not None else list(task.questions())
        await ready(pipe)
        gc.collect()
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        replies = await ask_all(prompts)
        wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    tally = Tally(task)
    for number, reply in enumerate(replies):
        tally.add(number, reply)
    return tally.record(wall_s, cpu_s)


async def work_stream(
    pipe: Connection, _: Client, task: Task, base_url: str, folder: Path
) -> ClientRecord:
    """Take answers from `stream_llm_batch` as they come, and keep none."""
    tally = Tally(task)
    done_at: list[float] = []
    resident_mb: list[float] = []
    step = max(1, task.prompts // SAMPLES)
    async with wrapper(task, base_url, folder) as llm:
        await llm.call_llm(question(WARM_UP, task.chars[0]))
        await ready(pipe)
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        done = 0
        async for number, reply in llm.stream_llm_batch(task.questions(), return_exceptions=True):
            tally.add(number, reply)
            done += 1
            if done % step == 0:
                done_at.append(time.perf_counter() - wall_s)
                resident_mb.append(resident_memory_mb())
        wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    tenth = SAMPLES // 10
    return tally.record(
        wall_s,
        cpu_s,
        growth_mb=max(resident_mb) - resident_mb[0],
        flatness=done_at[tenth - 1] / (done_at[-1] - done_at[-1 - tenth]),
    )


WARM_UP: Final = 10**9
"""The question of the call that is not counted: no task asks it."""


def resident_memory_mb() -> float:
    """Resident memory of this process in MB (10^6 bytes); nan where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def run_client(
    pipe: Connection, work: Work, name: str, task: Task, base_url: str, folder: Path, log: Path
) -> None:
    """The target of a client's process: sends None when warm, then a record or a failure."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which ends this
    with log.open("w") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    client = CLIENTS[name]
    try:
        working = work(pipe, client, task, base_url, folder)
        if client.on_uvloop:
            uvloop: Any = importlib.import_module("uvloop")
            record: ClientRecord = uvloop.run(working)
        else:
            record = asyncio.run(working)
        pipe.send(record)
    except Exception as error:  # noqa: BLE001 - whatever a client raises is what is reported of it
        with contextlib.suppress(ConnectionError):
            pipe.send(ClientFailure(f"{type(error).__name__}: {error}"))
