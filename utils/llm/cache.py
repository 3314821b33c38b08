"""A cache of replies in SQLite, shared by the processes of a machine.

Keys are SHA-256 digests of the request; texts of prompts, keys and names are not stored, replies
are. All work happens on one thread of its own, off the event loop. A cache that cannot be read or
written makes calls slower, never wrong: it is set aside or switched off with a warning.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import orjson

logger = logging.getLogger(__name__)

FILE_NAME: Final = "replies.sqlite3"
MAX_REPLIES: Final = 100_000
_PRUNE_EVERY: Final = 1_000
_BUSY_TIMEOUT_S: Final = 10.0


def cache_key(namespace: str, payload: dict[str, Any]) -> str:
    """The digest under which the reply to `payload` of the endpoint `namespace` is kept."""
    wire = orjson.dumps([namespace, payload], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(wire).hexdigest()


class ReplyCache:
    """Replies by key, kept for `ttl_s` seconds; at most 100,000, the oldest go first."""

    def __init__(self, folder: Path, ttl_s: float) -> None:
        self._path = folder / FILE_NAME
        self._ttl_s = ttl_s
        self._thread: ThreadPoolExecutor | None = None
        self._connection: sqlite3.Connection | None = None
        self._usable = True
        self._pid = os.getpid()
        self._puts = 0

    async def get(self, key: str) -> str | None:
        """The reply kept under `key`, or None when there is none or it is older than the TTL."""
        text: str | None = await self._run(self._get, key)
        return text

    async def put(self, key: str, text: str) -> None:
        """Keep a reply; it is on disk when this returns."""
        await self._run(self._put, key, text)

    async def forget(self, key: str) -> None:
        """Remove the reply kept under `key`, if any."""
        await self._run(self._forget, key)

    async def _run(self, work: Any, *arguments: str) -> Any:
        if not self._usable:
            return None
        if self._thread is None or self._pid != os.getpid():
            # A forked child must not use its parent's connection.
            self._pid = os.getpid()
            self._connection = None
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="reply-cache")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._guarded, work, arguments)

    def _guarded(self, work: Any, arguments: tuple[str, ...]) -> Any:
        try:
            return work(*arguments)
        except sqlite3.OperationalError as error:
            self._give_up(error)
        except sqlite3.DatabaseError as error:
            self._set_aside(error)
        except OSError as error:
            self._give_up(error)
        return None

    def _give_up(self, error: Exception) -> None:
        self._usable = False
        logger.warning(
            "The reply cache %s is not usable (%s); going on without.", self._path, error
        )

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        aside = self._path.with_name(f"{FILE_NAME}.corrupt-{time.time_ns()}")
        try:
            self._path.rename(aside)
            for suffix in ("-wal", "-shm"):
                self._path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
        except OSError as failure:
            self._give_up(failure)
            return
        logger.warning("The reply cache was corrupt (%s); set aside as %s.", error, aside.name)

    def _database(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # What documents say is in here: for the user alone, and in no repository.
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            ignore = self._path.with_name(".gitignore")
            if not ignore.exists():
                ignore.write_text("*\n", encoding="ascii")
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_TIMEOUT_S, check_same_thread=False
            )
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _get(self, key: str) -> str | None:
        row = (
            self._database()
            .execute(
                "SELECT text FROM replies WHERE key = ? AND stored_at > ?",
                (key, time.time() - self._ttl_s),
            )
            .fetchone()
        )
        return None if row is None else str(row[0])

    def _put(self, key: str, text: str) -> None:
        database = self._database()
        with database:
            database.execute(
                "INSERT OR REPLACE INTO replies VALUES (?, ?, ?)", (key, text, time.time())
            )
            if self._puts % _PRUNE_EVERY == 0:
                database.execute(
                    "DELETE FROM replies WHERE stored_at <= ?", (time.time() - self._ttl_s,)
                )
                database.execute(
                    "DELETE FROM replies WHERE key IN (SELECT key FROM replies"
                    " ORDER BY stored_at DESC LIMIT -1 OFFSET ?)",
                    (MAX_REPLIES,),
                )
        self._puts += 1

    def _forget(self, key: str) -> None:
        database = self._database()
        with database:
            database.execute("DELETE FROM replies WHERE key = ?", (key,))

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._thread is not None and self._pid == os.getpid():
            self._thread.submit(self._close_connection).result()
            self._thread.shutdown()
        self._thread = None

    def _close_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _prepare(connection: sqlite3.Connection) -> None:
    """Set the journal mode and make the table.

    SQLite does not wait for another opening that is just switching to WAL; it is asked again.
    """
    deadline = time.monotonic() + _BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS replies"
                " (key TEXT PRIMARY KEY, text TEXT NOT NULL, stored_at REAL NOT NULL)"
            )
            connection.commit()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


_caches: dict[tuple[Path, float], ReplyCache] = {}
_caches_lock = threading.Lock()


def _forget_after_fork() -> None:
    global _caches_lock
    _caches_lock = threading.Lock()
    _caches.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_after_fork)


def reply_cache(folder: Path, ttl_s: float) -> ReplyCache:
    """The process's cache in `folder`: one connection, whatever the number of wrappers."""
    key = (folder.absolute(), ttl_s)
    with _caches_lock:
        if key not in _caches:
            _caches[key] = ReplyCache(*key)
        return _caches[key]


def close_reply_caches() -> None:
    """Close the files of all caches of this process; later use opens them again."""
    with _caches_lock:
        for cache in _caches.values():
            cache.close()
        _caches.clear()
