"""The reply cache: kept across openings, never in the way."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from utils.llm import cache as module
from utils.llm.cache import FILE_NAME, ReplyCache, reply_cache


@contextmanager
def another_process_writing(folder: Path) -> Iterator[None]:
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def keys_on_disk(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / FILE_NAME)) as other:
        return {key for (key,) in other.execute("SELECT key FROM replies")}


async def test_a_reply_is_found_by_a_second_opening(tmp_path: Path) -> None:
    first = ReplyCache(tmp_path / "c", 60)
    await first.put("k", "text with ünïcode")
    first.close()
    second = ReplyCache(tmp_path / "c", 60)
    assert await second.get("k") == "text with ünïcode"
    assert await second.get("other") is None
    second.close()


async def test_a_reply_older_than_the_ttl_is_not_found(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    await cache.put("k", "text")
    cache.close()
    expired = ReplyCache(tmp_path, 0)
    assert await expired.get("k") is None
    expired.close()


async def test_two_openings_write_at_the_same_time(tmp_path: Path) -> None:
    caches = [ReplyCache(tmp_path, 60) for _ in range(2)]
    puts = [
        cache.put(f"{number}-{index}", "x")
        for number, cache in enumerate(caches)
        for index in range(50)
    ]
    await asyncio.gather(*puts)
    assert await caches[0].get("1-49") == "x"
    for cache in caches:
        cache.close()


async def test_a_corrupt_file_is_set_aside_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"this is no database, it is longer than a header" * 50)
    cache = ReplyCache(tmp_path, 60)
    assert await cache.get("k") is None
    await cache.put("k", "text")
    assert await cache.get("k") == "text"
    cache.close()
    assert "set aside" in caplog.text
    assert list(tmp_path.glob("*.corrupt-*"))


async def test_a_folder_that_cannot_be_made_switches_the_cache_off(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    cache = ReplyCache(tmp_path / "file" / "c", 60)
    await cache.put("k", "text")
    assert await cache.get("k") is None
    cache.close()
    assert caplog.text.count("not usable") == 1


async def test_the_folder_is_the_user_s_alone(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "c", 60)
    await cache.put("k", "text")
    cache.close()
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "c" / FILE_NAME).stat().st_mode) == 0o600
    assert (tmp_path / "c" / ".gitignore").read_text() == "*\n"


async def test_what_many_put_at_once_is_all_kept(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    await asyncio.gather(*(cache.put(f"k{number}", f"text {number}") for number in range(500)))
    cache.close()
    again = ReplyCache(tmp_path, 60)
    assert [await again.get(f"k{number}") for number in range(500)] == [
        f"text {number}" for number in range(500)
    ]
    again.close()


async def test_a_forgotten_reply_is_not_found(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    await cache.put("k", "text")
    await cache.forget("k")
    assert await cache.get("k") is None
    cache.close()


async def test_the_file_stays_within_its_bound_and_the_oldest_go_first(tmp_path: Path) -> None:
    bound = 400_000
    cache = ReplyCache(tmp_path, 3600, max_bytes=bound)
    for number in range(300):
        await cache.put(f"k{number}", "x" * 10_000)
    assert await cache.get("k299") is not None
    assert await cache.get("k0") is None
    cache.close()
    assert (tmp_path / FILE_NAME).stat().st_size <= 1.2 * bound


async def test_a_put_that_nobody_waits_for_any_more_is_kept_all_the_same(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    putting = asyncio.create_task(cache.put("k", "text"))
    await asyncio.sleep(0)
    putting.cancel()
    await asyncio.wait([putting])
    await cache.flush()
    assert await cache.get("k") == "text"
    cache.close()


async def test_a_put_that_is_cancelled_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    await cache.put("k", "text")
    begin = threading.Event()
    cache._executor().submit(begin.wait)
    puts = [asyncio.create_task(cache.put(f"k{number}", "text")) for number in range(3)]
    await asyncio.sleep(0)
    puts[0].cancel()
    begin.set()
    async with asyncio.timeout(10):
        await asyncio.wait(puts)
    assert [put.cancelled() for put in puts] == [True, False, False]
    cache.close()


async def test_after_a_flush_all_is_on_disk(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    await cache.put("k", "text")
    begin = threading.Event()
    cache._executor().submit(begin.wait)
    put = asyncio.create_task(cache.put("other", "text"))
    flush = asyncio.create_task(cache.flush())
    await asyncio.sleep(0)
    begin.set()
    await flush
    assert keys_on_disk(tmp_path) == {"k", "other"}
    await put
    cache.close()


async def test_the_reply_put_last_is_the_one_kept(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    await cache.put("k", "first")
    await cache.put("k", "second")
    assert await cache.get("k") == "second"
    cache.close()


async def test_who_reads_does_not_wait_for_who_writes(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)
    await cache.put("k", "text")
    with another_process_writing(tmp_path):
        async with asyncio.timeout(5):
            assert await cache.get("k") == "text"
    cache.close()


async def test_a_file_that_stays_locked_is_left_where_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BUSY_TIMEOUT_S", 0.0)
    cache = ReplyCache(tmp_path, 60)
    await cache.put("k", "text")
    with another_process_writing(tmp_path):
        await cache.put("lost", "text")
    await cache.put("off by now", "text")
    cache.close()
    assert caplog.text.count("not usable") == 1
    assert not list(tmp_path.glob("*.corrupt-*"))
    assert keys_on_disk(tmp_path) == {"k"}


async def test_replies_that_nobody_may_read_any_more_leave_the_file(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 3600, max_bytes=100_000)
    await cache.put("old", "text")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as other:
        other.execute("UPDATE replies SET stored_at = 0")
        other.commit()
    await cache.put("new", "x" * 10_000)
    cache.close()
    assert keys_on_disk(tmp_path) == {"new"}


def test_a_process_opens_a_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cache = reply_cache(tmp_path / "c", 60)
    assert reply_cache(Path("c"), 60) is cache
    assert reply_cache(tmp_path / "d", 60) is not cache
    assert reply_cache(tmp_path / "c", 61) is not cache


def test_loops_on_several_threads_share_a_cache(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, 60)

    async def use(name: str) -> list[str | None]:
        for number in range(50):
            await cache.put(f"{name}{number}", name)
        return [await cache.get(f"{name}{number}") for number in range(50)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda name: asyncio.run(use(name)), "abcd"))
    assert found == [[name] * 50 for name in "abcd"]
    cache.close()


def test_the_key_is_a_digest_of_endpoint_and_request() -> None:
    key = ReplyCache.key("http://a", b'{"prompt": "Ada"}')
    assert key == ReplyCache.key("http://a", b'{"prompt": "Ada"}')
    assert key != ReplyCache.key("http://b", b'{"prompt": "Ada"}')
    assert key != ReplyCache.key("http://a", b'{"prompt": "Bob"}')
    assert "Ada" not in key
