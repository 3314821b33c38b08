"""`ParallelBatchNode`: bounded, aligned, retried per item, without orphans, on either PocketFlow.

The same tests run on the released package and on a copy whose retry counter is shared between
parallel items, as many projects vendor it.
"""

from __future__ import annotations

import asyncio
import importlib.util
import random
import sys
import threading
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pocketflow
import pytest

from utils.llm.errors import ConfigError

ASYNC_NODES = Path(__file__).parents[2] / "async_nodes.py"


def pocketflow_with_shared_counter() -> ModuleType:
    """PocketFlow with `for self.cur_retry in …` in its async nodes, too."""
    source = Path(pocketflow.__file__).read_text()
    changed = source.replace(
        "for i in range(self.max_retries)", "for self.cur_retry in range(self.max_retries)"
    )
    changed = changed.replace("if i==self.max_retries-1", "if self.cur_retry==self.max_retries-1")
    assert changed.count("for self.cur_retry in") == 2
    module = ModuleType("pocketflow")
    exec(compile(changed, "pocketflow_with_shared_counter", "exec"), module.__dict__)
    return module


@pytest.fixture(params=["released", "shared counter"])
def framework(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`(pocketflow, async_nodes)`: async_nodes imported on top of that pocketflow."""
    flow = pocketflow if request.param == "released" else pocketflow_with_shared_counter()
    monkeypatch.setitem(sys.modules, "pocketflow", flow)
    spec = importlib.util.spec_from_file_location("async_nodes_under_test", ASYNC_NODES)
    assert spec is not None
    assert spec.loader is not None
    nodes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(nodes)
    return flow, nodes


def summing_node(nodes: ModuleType, **arguments: Any) -> Any:
    class Squares(nodes.ParallelBatchNode):  # type: ignore[name-defined]
        async def prep_async(self, shared: dict[str, Any]) -> Any:
            return shared["numbers"]

        async def exec_async(self, number: int) -> int:
            await asyncio.sleep(0)
            return number * number

        async def post_async(self, shared: dict[str, Any], numbers: Any, results: Any) -> str:
            shared["squares"] = results
            return "done"

    return Squares(**arguments)


async def test_results_are_aligned_and_post_gets_what_prep_gave(framework: Any) -> None:
    _, nodes = framework
    shared: dict[str, Any] = {"numbers": list(range(40))}
    action = await summing_node(nodes, max_concurrent=3).run_async(shared)
    assert action == "done"
    assert shared["squares"] == [number * number for number in range(40)]


@pytest.mark.parametrize("nothing", [None, [], ()])
async def test_no_items_give_no_results(framework: Any, nothing: Any) -> None:
    _, nodes = framework
    shared: dict[str, Any] = {"numbers": nothing}
    await summing_node(nodes).run_async(shared)
    assert shared["squares"] == []


def test_it_runs_in_a_plain_flow_and_hands_on(framework: Any) -> None:
    flow, nodes = framework

    class After(flow.Node):  # type: ignore[name-defined]
        def prep(self, shared: dict[str, Any]) -> None:
            shared["after"] = sum(shared["squares"])

    first = summing_node(nodes)
    first - "done" >> After()
    shared: dict[str, Any] = {"numbers": [1, 2, 3]}
    flow.Flow(start=first).run(shared)
    assert shared["after"] == 14


async def test_it_runs_in_a_plain_flow_where_a_loop_is_running_already(framework: Any) -> None:
    flow, nodes = framework
    shared: dict[str, Any] = {"numbers": [1, 2, 3]}
    flow.Flow(start=summing_node(nodes)).run(shared)
    assert shared["squares"] == [1, 4, 9]


def test_it_runs_under_repeated_asyncio_run(framework: Any) -> None:
    _, nodes = framework
    node = summing_node(nodes)
    for _ in range(3):
        shared: dict[str, Any] = {"numbers": [2]}
        asyncio.run(node.run_async(shared))
        assert shared["squares"] == [4]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_300_items_with_seeded_failures_end_right_or_in_their_fallback(
    framework: Any, seed: int
) -> None:
    _, nodes = framework
    rng = random.Random(seed)
    failures = [rng.choice([0, 0, 0, 1, 2, 3, 4, 6]) for _ in range(300)]
    pauses = [[rng.randrange(5) for _ in range(8)] for _ in range(300)]
    attempts: Counter[int] = Counter()
    seen_counters: list[tuple[int, int]] = []

    class Flaky(nodes.ParallelBatchNode):  # type: ignore[name-defined]
        async def exec_async(self, item: int) -> str:
            attempt = attempts[item]
            attempts[item] += 1
            for _ in range(pauses[item][attempt]):
                await asyncio.sleep(0)
            seen_counters.append((self.cur_retry, attempt))
            if attempt < failures[item]:
                raise RuntimeError(item)
            return f"right {item}"

        async def exec_fallback_async(self, item: int, error: Exception) -> str:
            assert str(error) == str(item)
            return f"fallback {item}"

    results = await Flaky(max_concurrent=20, max_retries=4)._exec(range(300))
    assert results == [
        f"right {item}" if failures[item] < 4 else f"fallback {item}" for item in range(300)
    ]
    assert [attempts[item] for item in range(300)] == [min(count + 1, 4) for count in failures]
    assert all(counter == attempt for counter, attempt in seen_counters)


async def test_never_more_than_max_concurrent_items_in_hand(framework: Any) -> None:
    _, nodes = framework
    running, peak = 0, 0

    class Watched(nodes.ParallelBatchNode):  # type: ignore[name-defined]
        async def exec_async(self, item: int) -> int:
            nonlocal running, peak
            running += 1
            peak = max(peak, running)
            await asyncio.sleep(0)
            running -= 1
            return item

    await Watched(max_concurrent=4)._exec(range(100))
    assert peak == 4


async def test_the_bound_comes_from_the_environment(
    framework: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, nodes = framework
    monkeypatch.setenv("MAX_CONCURRENT_LLM", "zero")
    with pytest.raises(ConfigError, match="MAX_CONCURRENT_LLM"):
        await summing_node(nodes).run_async({"numbers": [1]})


async def test_the_first_failure_stops_the_siblings_and_leaves_no_orphan(framework: Any) -> None:
    _, nodes = framework
    ended: list[int] = []
    posted = False

    class OneFails(nodes.ParallelBatchNode):  # type: ignore[name-defined]
        async def prep_async(self, shared: Any) -> range:
            return range(10)

        async def exec_async(self, item: int) -> None:
            try:
                if item == 1:
                    raise ZeroDivisionError
                await asyncio.Event().wait()
            finally:
                ended.append(item)

        async def post_async(self, *_: Any) -> None:
            nonlocal posted
            posted = True

    with pytest.raises(ZeroDivisionError):
        await OneFails(max_concurrent=3).run_async({})
    assert sorted(ended) == [0, 1, 2]
    assert not posted
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.parametrize(
    "arguments",
    [{"max_concurrent": 0}, {"max_retries": 0}, {"wait": -1}, {"max_concurrent": 1.5}],
)
def test_arguments_out_of_range_are_refused(framework: Any, arguments: dict[str, Any]) -> None:
    _, nodes = framework
    with pytest.raises(ConfigError, match=next(iter(arguments))):
        nodes.ParallelBatchNode(**arguments)


def test_any_sync_batch_node_gets_a_parallel_twin(framework: Any) -> None:
    flow, nodes = framework

    class Words(flow.BatchNode):  # type: ignore[name-defined]
        def prep(self, shared: dict[str, Any]) -> list[str]:
            return list(shared["words"])

        def exec(self, word: str) -> str:
            if word == "bad":
                raise ValueError(word)
            return word.upper()

        def exec_fallback(self, word: str, error: Exception) -> str:
            return f"no {word}"

        def post(self, shared: dict[str, Any], words: list[str], results: list[str]) -> str:
            shared["upper"] = results
            return "next"

    twin = nodes.parallelize(Words)(max_retries=2, max_concurrent=8)
    shared: dict[str, Any] = {"words": ["a", "bad", "c"]}
    assert asyncio.run(twin.run_async(shared)) == "next"
    assert shared["upper"] == ["A", "no bad", "C"]
    assert type(twin).__name__ == "ParallelWords"


def test_what_is_no_sync_batch_node_has_no_twin(framework: Any) -> None:
    flow, nodes = framework
    for wrong in (flow.Node, flow.AsyncParallelBatchNode, "Words"):
        with pytest.raises(TypeError, match="BatchNode"):
            nodes.parallelize(wrong)


async def test_side_by_side_branches_run_at_the_same_time_on_one_store(framework: Any) -> None:
    flow, nodes = framework
    both_there = asyncio.Barrier(2)

    class Meets(flow.AsyncNode):  # type: ignore[name-defined]
        async def post_async(self, shared: dict[str, Any], *_: Any) -> str:
            await both_there.wait()
            shared[str(id(self))] = True
            return "any"

    shared: dict[str, Any] = {}
    action = await nodes.SideBySide(Meets(), Meets()).run_async(shared)
    assert action == "default"
    assert len(shared) == 2


async def test_a_failing_branch_cancels_the_other(framework: Any) -> None:
    flow, nodes = framework
    cancelled = asyncio.Event()

    class Waits(flow.AsyncNode):  # type: ignore[name-defined]
        async def exec_async(self, _: Any) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

    class Fails(flow.AsyncNode):  # type: ignore[name-defined]
        async def exec_async(self, _: Any) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await nodes.SideBySide(Waits(), Fails()).run_async({})
    assert cancelled.is_set()


def counting_node(flow: Any) -> Any:
    class Counting(flow.BatchNode):
        def __init__(self, tag: str, **arguments: Any) -> None:
            super().__init__(**arguments)
            self.tag = tag

        def prep(self, shared: dict[str, Any]) -> list[int]:
            return list(shared["items"])

        def exec(self, item: int) -> tuple[int, int]:
            if self.cur_retry < item % 3:
                raise RuntimeError(item)
            return item, self.cur_retry

        def post(self, shared: dict[str, Any], items: list[int], results: Any) -> None:
            shared["results"] = results

    return Counting


async def test_the_twin_s_exec_sees_the_retry_count_of_its_item(framework: Any) -> None:
    flow, nodes = framework
    twin = nodes.parallelize(counting_node(flow))("t", max_retries=3, max_concurrent=5)
    shared: dict[str, Any] = {"items": range(30)}
    await twin.run_async(shared)
    assert shared["results"] == [(item, item % 3) for item in range(30)]
    assert twin.tag == "t"


async def test_one_twin_may_run_twice_at_the_same_time(framework: Any) -> None:
    flow, nodes = framework
    twin = nodes.parallelize(counting_node(flow))("t", max_retries=3, max_concurrent=2)
    stores: list[dict[str, Any]] = [{"items": range(20)}, {"items": range(20)}]
    await asyncio.gather(*(twin.run_async(store) for store in stores))
    assert stores[0]["results"] == stores[1]["results"]
    assert len(stores[0]["results"]) == 20


async def test_no_thread_of_a_failed_twin_runs_on(framework: Any) -> None:
    flow, nodes = framework
    fail, ended = threading.Event(), []

    class Mixed(flow.BatchNode):  # type: ignore[name-defined]
        def prep(self, shared: Any) -> list[str]:
            return ["slow", "bad"]

        def exec(self, item: str) -> None:
            if item == "bad":
                fail.set()
                raise ZeroDivisionError
            fail.wait(timeout=5)
            ended.append(item)

    with pytest.raises(ZeroDivisionError):
        await nodes.parallelize(Mixed)(max_concurrent=2).run_async({})
    assert ended == ["slow"]


async def test_a_sync_branch_is_waited_for_when_another_fails(framework: Any) -> None:
    flow, nodes = framework
    failed, ended = threading.Event(), []

    class Sync(flow.Node):  # type: ignore[name-defined]
        def exec(self, _: Any) -> None:
            failed.wait(timeout=5)
            ended.append(True)

    class Fails(flow.AsyncNode):  # type: ignore[name-defined]
        async def exec_async(self, _: Any) -> None:
            failed.set()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await nodes.SideBySide(Sync(), Fails()).run_async({})
    assert ended == [True]
