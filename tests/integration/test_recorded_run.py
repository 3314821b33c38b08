"""The engine's own events, as the recorder understands them."""

from __future__ import annotations

from pathlib import Path

from tests import fake_llm_server as fake
from tests.fake_llm_server import FakeLLMServer
from utils.async_llm_wrapper import AsyncLLMWrapper
from utils.call_recorder import CallRecorder


async def test_a_repeated_and_a_cached_call_are_recorded_as_they_went(tmp_path: Path) -> None:
    recorder = CallRecorder()
    async with (
        FakeLLMServer([fake.status(500)]) as server,
        AsyncLLMWrapper(
            api_key="k",
            base_url=server.base_url,
            default_model="fake",
            cache_enabled=True,
            cache_dir=tmp_path,
            on_event=recorder.on_event,
        ) as llm,
    ):
        for _ in range(2):
            assert await llm.call_llm("Hello", temperature=0.0, label="greeting") == "ok"
        stats = llm.stats
    repeated, cached = recorder.run().calls
    assert [each.kind for each in repeated.stretches if each.kind != "waiting"] == [
        "erred",
        "backing_off",
        "in_flight",
    ]
    assert (repeated.label, repeated.outcome, repeated.attempts) == ("greeting", "answered", 2)
    assert (repeated.prompt_tokens, repeated.completion_tokens) == (
        stats.prompt_tokens,
        stats.completion_tokens,
    )
    assert (cached.outcome, cached.attempts, stats.cache_hits) == ("cached", 0, 1)
    moments = [second for each in repeated.stretches for second in (each.start_s, each.end_s)]
    assert moments == sorted(moments)
