"""The main job on the examples: an application from documents, a posting and the company's pages.

The company is made up, so its pages and a search for them are served from `company/` by this
machine; everything else is the command line as anybody runs it. Nothing here asks the internet.

    python examples/run_demo.py [OUT]
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

EXAMPLES: Final = Path(__file__).resolve().parent
PAGES: Final = ("about.html", "engineering.html", "news.html", "theatre.html")


class CompanyPages(SimpleHTTPRequestHandler):
    """The pages, and under `/search` one answer to every query: all of them."""

    def do_GET(self) -> None:
        """Answer one request."""
        if not self.path.startswith("/search"):
            super().do_GET()
            return
        site = f"http://{self.headers['Host']}"
        results = [{"url": f"{site}/{page}", "title": page, "content": ""} for page in PAGES]
        body = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the progress of the run is what is shown."""


def main(out: str = "out") -> int:
    """Run the command; its exit status."""
    handler = partial(CompanyPages, directory=str(EXAMPLES / "company"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        command = [
            *("apply", "--documents", "examples/documents"),
            *("--job", "examples/jobs/backend_engineer.md"),
            *("--company", "Marlowe Freightworks", "--out", os.path.abspath(out)),
        ]
        print(f"python main.py {shlex.join(command)}", flush=True)
        variables = {
            "RESEARCH_SEARCH_URL": f"http://{host}/search",
            "RESEARCH_ALLOWED_HOSTS": host,
        }
        try:
            done = subprocess.run(
                [sys.executable, "main.py", *command],
                cwd=EXAMPLES.parent,
                env=os.environ | variables,
                check=False,
            )
        except KeyboardInterrupt:
            return 130
        finally:
            server.shutdown()
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
