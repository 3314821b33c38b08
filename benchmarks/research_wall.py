"""How long company research takes when every answer takes a second: wall time over the least time.

A model (the built-in rules), a search server and two sites answer on loopback after a fixed latency
L. The research asks 4 queries and reads 8 pages in five steps, of which each needs the answers of
the one before; the least time is five times L. That the steps are five, and no more, is read off
the servers' own records. It measures no network and no real model.

    python benchmarks/research_wall.py [--latency-s 1.0] [--runs 3]

Exit status 1 when a run takes more than 1.15 times the least time, other steps, or fewer pages.
"""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# The script is run by its path, which puts its own folder, not the project's, on sys.path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aiohttp import web

from async_nodes import AsyncCompanyResearchAgent, ResearchTools
from main import answer_offline
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.llm.local_server import ChatRequest, ServerBehaviour, serve_in_thread
from utils.web.search import JsonSearch

MOST_OVER_LEAST: Final = 1.15
COMPANY: Final = "Polaris"
STEPS: Final = ["research_plan", "search", "robots", "page", "company_facts"]
QUERIES: Final = 4
PAGES: Final = 8


@dataclass
class Requests:
    """What the servers were asked: kind, arrival and end, in seconds of one clock."""

    served: list[tuple[str, float, float]] = field(default_factory=list)

    def kinds(self) -> Counter[str]:
        """How many requests there were of each kind."""
        return Counter(kind for kind, _, _ in self.served)

    def chain(self) -> list[str]:
        """Kinds of the longest chain of requests that did not overlap: the dependent steps.

        The interval scheduling of Kleinberg and Tardos, Algorithm Design, 4.1: of the requests that
        begin after the last one chosen ended, the one that ends first.
        """
        chain: list[str] = []
        free_at = float("-inf")
        for kind, began, ended in sorted(self.served, key=lambda each: each[2]):
            if began >= free_at:
                chain.append(kind)
                free_at = ended
        return chain


@asynccontextmanager
async def sites(latency_s: float, requests: Requests) -> AsyncIterator[tuple[str, ...]]:
    """A search server and pages, reached under two names; yields the names with their port."""
    hosts: tuple[str, ...] = ()

    async def answer(request: web.Request) -> web.Response:
        began = time.perf_counter()
        await asyncio.sleep(latency_s)
        kind = request.path.strip("/").split("/")[0].removesuffix(".txt")
        requests.served.append((kind, began, time.perf_counter()))
        if kind == "search":
            number = len(requests.served)
            urls = [f"http://{host}/page/{number}" for host in hosts]
            return web.json_response({"results": [{"url": url} for url in urls]})
        if kind == "page":
            text = f"{COMPANY} serves customers in {request.path.rsplit('/', 1)[1]} countries now."
            return web.Response(text=f"<h1>{COMPANY}</h1><p>{text}", content_type="text/html")
        return web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        yield hosts
    finally:
        await runner.cleanup()


async def measure(latency_s: float) -> tuple[float, Requests]:
    """One research: its wall time in seconds, and the requests it made."""
    requests = Requests()

    def answer(request: ChatRequest) -> str:
        ended = time.perf_counter() + latency_s  # the server waits while the answer is worked out
        requests.served.append((request.schema_name or "", ended - latency_s, ended))
        return answer_offline(request)

    with serve_in_thread(answer, ServerBehaviour(latency_s=latency_s)) as model:
        async with (
            sites(latency_s, requests) as hosts,
            AsyncLLMWrapper(base_url=model.base_url, rate_limit="off") as llm,
        ):
            tools = ResearchTools(JsonSearch(f"http://{hosts[0]}/search"), hosts)
            began = time.perf_counter()
            await AsyncCompanyResearchAgent(llm, tools=tools).run_async({"company_name": COMPANY})
            return time.perf_counter() - began, requests


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each run; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--latency-s", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    print(f"Python {platform.python_version()}, latency {options.latency_s:g} s for every answer")
    failed = False
    for _ in range(options.runs):
        wall_s, requests = asyncio.run(measure(options.latency_s))
        steps = requests.chain()
        ratio = wall_s / (len(STEPS) * options.latency_s)
        asked = requests.kinds()
        print(
            f"wall {wall_s:.2f} s = {ratio:.3f} x {len(STEPS)} steps; "
            f"longest chain on the servers: {', '.join(steps)}; "
            f"{asked['search']} queries, {asked['page']} pages, "
            f"{sum(asked.values())} requests, {sum(asked.values()) * options.latency_s:g} s "
            "one after the other"
        )
        failed |= ratio > MOST_OVER_LEAST or steps != STEPS
        failed |= asked["search"] < QUERIES or asked["page"] < PAGES
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
