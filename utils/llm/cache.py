"""A cache of replies in SQLite, shared by the processes of a machine.

Keys are SHA-256 digests of the request; texts of prompts, keys and names are not stored, replies
are. Writing happens on a thread of its own, off the event loop. A cache that cannot be read or
written makes calls slower, never wrong: it is set aside or switched off with a warning.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .folders import private_folder

logger = logging.getLogger(__name__)

FILE_NAME: Final = "replies.sqlite3"
MAX_BYTES: Final = 1 << 30
PRUNED_PER_BOUND: Final = 16
"""How often the size is looked at while the cache fills up once."""
_BUSY_TIMEOUT_S: Final = 10.0


class ReplyCache:
    """Replies by key, kept for `ttl_s` seconds in at most `max_bytes`; the oldest go first.

    Reads are a lookup of some microseconds on the caller's thread. Writes are done by a thread of
    its own, all that wait at a time in one transaction.
    """

    def __init__(self, folder: Path, ttl_s: float, max_bytes: int = MAX_BYTES) -> None:
        self._path = folder / FILE_NAME
        self._ttl_s = ttl_s
        self._max_bytes = max_bytes
        self._thread: ThreadPoolExecutor | None = None
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._usable = True
        self._pending: list[_Write] = []
        self._written_bytes = 0

    @staticmethod
    def key(namespace: str, request: bytes) -> str:
        """The digest under which the reply to `request` of the endpoint `namespace` is kept."""
        return hashlib.sha256(b"%s\n%s" % (namespace.encode(), request)).hexdigest()

    async def get(self, key: str) -> str | None:
        """The reply kept under `key`, or None when there is none or it is older than the TTL."""
        if self._reader is None and self._usable:
            await self._on_thread(self._open)
        try:
            with self._lock:
                return None if self._reader is None else self._get(self._reader, key)
        except sqlite3.Error:
            # Busy, or broken: the thread waits, or sets the file aside.
            text: str | None = await self._on_thread(self._get_again, key)
            return text

    async def put(self, key: str, text: str) -> None:
        """Keep a reply; it is on disk when this returns. Half a surrogate pair becomes `?`."""
        await self._write(key, text.encode("utf-8", "replace").decode("utf-8"))

    async def forget(self, key: str) -> None:
        """Remove the reply kept under `key`, if any."""
        await self._write(key, None)

    async def flush(self) -> None:
        """Wait until what was put so far is on disk."""
        if self._usable and self._thread is not None:
            await self._on_thread(self._commit)

    async def _write(self, key: str, text: str | None) -> None:
        if not self._usable:
            return
        loop = asyncio.get_running_loop()
        write = _Write(key, text, loop, loop.create_future())
        with self._lock:
            self._pending.append(write)
            first = len(self._pending) == 1
        if first:
            self._executor().submit(self._commit)
        await write.done

    async def _on_thread(self, work: Callable[..., Any], *arguments: str) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor(), self._guarded, work, *arguments)

    def _executor(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="reply-cache")
            return self._thread

    def _commit(self) -> None:
        """Write all that is pending, in one transaction, and tell those who wait."""
        with self._lock:
            writes, self._pending = self._pending, []
        if writes:
            try:
                self._guarded(self._write_all, writes)
            finally:
                for loop in {write.loop for write in writes}:
                    ended = [write.done for write in writes if write.loop is loop]
                    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
                        loop.call_soon_threadsafe(_resolve, ended)

    def _guarded(self, work: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return work(*arguments)
        except sqlite3.OperationalError as error:
            self._give_up(error)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                self._set_aside(error)
            else:
                self._give_up(error)
        except OSError as error:
            self._give_up(error)
        return None

    def _give_up(self, error: Exception) -> None:
        self._usable = False
        self._close_connections()
        logger.warning(
            "The reply cache %s is not usable (%s); going on without.", self._path, error
        )

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        self._close_connections()
        aside = self._path.with_name(f"{FILE_NAME}.corrupt-{time.time_ns()}")
        try:
            self._path.rename(aside)
            for suffix in ("-wal", "-shm"):
                self._path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
        except OSError as failure:
            self._give_up(failure)
            return
        logger.warning("The reply cache was corrupt (%s); set aside as %s.", error, aside.name)

    def _open(self) -> None:
        if self._reader is None:
            self._database()
            with self._lock:
                self._reader = sqlite3.connect(self._path, timeout=0.0, check_same_thread=False)

    def _database(self) -> sqlite3.Connection:
        if self._writer is None:
            private_folder(self._path.parent)
            # What documents say is in here: for the user alone.
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_TIMEOUT_S, check_same_thread=False
            )
            try:
                _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._writer = connection
        return self._writer

    def _get(self, connection: sqlite3.Connection, key: str) -> str | None:
        row = connection.execute(
            "SELECT text FROM replies WHERE key = ? AND stored_at > ?",
            (key, time.time() - self._ttl_s),
        ).fetchone()
        return None if row is None else str(row[0])

    def _get_again(self, key: str) -> str | None:
        return self._get(self._database(), key)

    def _write_all(self, writes: list[_Write]) -> None:
        database = self._database()
        now = time.time()
        with database:
            database.executemany(
                "DELETE FROM replies WHERE key = ?",
                [(write.key,) for write in writes if write.text is None],
            )
            database.executemany(
                "INSERT OR REPLACE INTO replies VALUES (?, ?, ?)",
                [(write.key, write.text, now) for write in writes if write.text is not None],
            )
        self._written_bytes += sum(len(write.text or "") + len(write.key) for write in writes)
        if self._written_bytes >= self._max_bytes // PRUNED_PER_BOUND:
            self._written_bytes = 0
            self._prune(database, now)

    def _prune(self, database: sqlite3.Connection, now: float) -> None:
        with database:
            database.execute("DELETE FROM replies WHERE stored_at <= ?", (now - self._ttl_s,))
        while _used_bytes(database) > self._max_bytes:
            with database:
                database.execute(
                    "DELETE FROM replies WHERE rowid IN (SELECT rowid FROM replies ORDER BY rowid"
                    " LIMIT 1 + (SELECT count(*) FROM replies) / 10)"
                )

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._thread is not None:
            self._thread.submit(self._commit).result()
            self._thread.submit(self._close_connections).result()
            self._thread.shutdown()
        self._thread = None

    def _close_connections(self) -> None:
        with self._lock:
            for connection in (self._reader, self._writer):
                if connection is not None:
                    connection.close()
            self._reader = self._writer = None


@dataclass(slots=True)
class _Write:
    """A reply to keep, or (without a text) to forget; `done` is set on `loop`."""

    key: str
    text: str | None
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]


def _resolve(ended: list[asyncio.Future[None]]) -> None:
    for future in ended:
        if not future.done():
            future.set_result(None)


def _used_bytes(database: sqlite3.Connection) -> int:
    pages, unused, size = (
        database.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - unused) * size)


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


async def flush_reply_caches() -> None:
    """Wait until what was put into any cache of this process is on disk."""
    with _caches_lock:
        caches = list(_caches.values())
    for cache in caches:
        await cache.flush()


def close_reply_caches() -> None:
    """Close the files of all caches of this process; later use opens them again."""
    with _caches_lock:
        for cache in _caches.values():
            cache.close()
        _caches.clear()
