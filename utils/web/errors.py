"""What can go wrong between a URL and its text.

Every class derives from `WebError`; facts are attributes. A message shows a URL without user,
password, query and fragment, and never what a page says.

    WebError
    ├── RefusedURLError         it is not fetched: scheme, user name, or where it leads
    ├── RobotsError             the site's robots.txt does not want it fetched
    ├── UnreachableError        no whole reply came: name, connection, time
    ├── UnexpectedReplyError    a reply that is not wanted: status, kind, size, redirects
    └── SearchError             no search results
"""

from __future__ import annotations

from urllib.parse import urlsplit


class WebError(Exception):
    """Root of all errors of this package.

    Attributes: `url` as it was asked for, `reason` (one clause).
    """

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{shown_url(url)}: {reason}")

    def __reduce__(self) -> tuple[type[WebError], tuple[str, str]]:
        return type(self), (self.url, self.reason)


class RefusedURLError(WebError):
    """The URL is not one that is fetched, or its host has an address that is not public."""


class RobotsError(WebError):
    """The site's robots.txt forbids the page, or could not be read."""


class UnreachableError(WebError):
    """No whole reply came: the name is unknown, the connection failed, or time was up."""


class UnexpectedReplyError(WebError):
    """A reply came that is of no use.

    Attributes: `status` of the reply, 200 where not the status is what is wrong.
    """

    def __init__(self, url: str, reason: str, status: int = 200) -> None:
        super().__init__(url, reason)
        self.status = status

    def __reduce__(self) -> tuple[type[WebError], tuple[str, str, int]]:  # type: ignore[override]
        return type(self), (self.url, self.reason, self.status)


class SearchError(WebError):
    """A search gave no results that can be read; `url` is that of the search, or its name."""


def shown_url(url: str) -> str:
    """A URL as it may be shown: no user, no password, no query, at most 200 characters."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "a URL that cannot be read"
    if not parts.scheme or not host:
        return url.split("?")[0].split("@")[-1][:200]
    return f"{parts.scheme}://{host}{port}{parts.path}"[:200]
