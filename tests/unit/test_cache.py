"""The reply cache: kept across openings, never in the way."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from utils.llm.cache import FILE_NAME, ReplyCache, cache_key


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


def test_the_key_depends_on_endpoint_and_every_field_but_not_on_their_order() -> None:
    payload = {"model": "m", "messages": [{"role": "user", "content": "Ada"}], "temperature": 0.1}
    key = cache_key("http://a", payload)
    assert key == cache_key("http://a", dict(reversed(payload.items())))
    assert key != cache_key("http://b", payload)
    assert key != cache_key("http://a", {**payload, "temperature": 0.2})
    assert key != cache_key("http://a", {**payload, "seed": 1})
    assert "Ada" not in key
