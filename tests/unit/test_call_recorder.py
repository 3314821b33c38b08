"""What the recorder makes of the engine's events, by a clock that the test sets."""

from __future__ import annotations

from typing import Any

from utils.call_recorder import CallRecorder
from utils.career.run_timeline import RecordedCall, RecordedRun, Stretch
from utils.llm.errors import Usage
from utils.llm.usage import EventKind, LLMEvent


class Story:
    """Events told to a recorder at given seconds."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self.recorder = CallRecorder(clock=lambda: self._now_s)

    def at(self, second: float, kind: EventKind, call: int = 1, **more: Any) -> Story:
        self._now_s = 1_000 + second
        self.recorder.on_event(LLMEvent(kind, "acme/large", label="cv.pdf", call=call, **more))
        return self

    def run(self) -> RecordedRun:
        return self.recorder.run()

    def only_call(self) -> RecordedCall:
        (call,) = self.run().calls
        return call


def test_a_call_waits_and_is_in_flight() -> None:
    story = Story().at(0, "queued").at(2, "sent", attempt=1)
    story.at(5, "answered", attempt=1, usage=Usage(100, 20, 0.5))
    assert story.only_call() == RecordedCall(
        label="cv.pdf",
        model="acme/large",
        start_s=0,
        end_s=5,
        outcome="answered",
        stretches=(Stretch("waiting", 0, 2), Stretch("in_flight", 2, 5)),
        attempts=1,
        prompt_tokens=100,
        completion_tokens=20,
        cost_usd=0.5,
    )


def test_an_error_is_followed_by_a_back_off_and_another_attempt() -> None:
    story = Story().at(0, "queued").at(0, "sent").at(1, "erred", error="ServerError")
    story.at(1, "retried", wait_s=2).at(4, "sent", attempt=2).at(5, "answered")
    call = story.only_call()
    assert call.stretches == (
        Stretch("erred", 0, 1),
        Stretch("backing_off", 1, 3),
        Stretch("waiting", 3, 4),
        Stretch("in_flight", 4, 5),
    )
    assert call.attempts == 2
    assert call.errors == ("ServerError",)
    assert call.outcome == "answered"


def test_a_call_that_fails_ends_with_its_last_error() -> None:
    story = Story().at(0, "queued").at(0, "sent").at(1, "erred", error="AuthenticationError")
    story.at(1, "failed", error="AuthenticationError")
    call = story.only_call()
    assert call.outcome == "failed"
    assert call.stretches == (Stretch("erred", 0, 1),)
    assert call.cost_usd is None
    assert call.prompt_tokens is None


def test_a_cached_answer_is_a_moment() -> None:
    story = Story().at(0, "queued").at(0, "sent").at(2, "cached", call=2).at(3, "answered")
    cached = story.run().calls[1]
    assert (cached.start_s, cached.end_s, cached.outcome) == (2, 2, "cached")
    assert cached.stretches == ()


def test_a_call_without_an_outcome_lasts_to_the_end() -> None:
    story = Story().at(0, "queued", call=1).at(0, "sent", call=1)
    story.at(1, "queued", call=2).at(2, "sent", call=2).at(7, "answered", call=2)
    unfinished = story.run().calls[0]
    assert unfinished.outcome == "unfinished"
    assert unfinished.stretches == (Stretch("in_flight", 0, 7),)


def test_a_shared_pause_is_kept_once_however_many_ask_for_it() -> None:
    story = Story()
    for call in (1, 2):
        story.at(0, "queued", call=call).at(0, "sent", call=call)
    story.at(1, "erred", call=1, error="RateLimitError").at(1, "paused", call=1, wait_s=3)
    story.at(2, "erred", call=2, error="RateLimitError").at(2, "paused", call=2, wait_s=3)
    for call in (1, 2):
        story.at(5, "sent", call=call, attempt=2).at(6, "answered", call=call)
    assert story.run().pauses == ((1, 5),)


def test_how_many_are_in_flight_at_once() -> None:
    story = Story()
    for call, sent_s, answered_s in ((1, 0, 4), (2, 1, 3), (3, 3, 5)):
        story.at(sent_s, "queued", call=call).at(sent_s, "sent", call=call)
        story.at(answered_s, "answered", call=call)
    run = story.run()
    assert run.in_flight() == [(0, 1), (1, 2), (3, 2), (4, 1), (5, 0)]
    assert run.most_in_flight == 2
    assert run.duration_s == 5


def test_nothing_recorded_is_an_empty_run() -> None:
    run = CallRecorder().run()
    assert run == RecordedRun()
    assert (run.duration_s, run.most_in_flight) == (0, 0)


def test_a_cost_that_is_not_told_stays_unknown() -> None:
    story = Story().at(0, "queued").at(0, "sent").at(1, "answered", usage=Usage(7, 3, None))
    call = story.only_call()
    assert (call.prompt_tokens, call.completion_tokens, call.cost_usd) == (7, 3, None)
