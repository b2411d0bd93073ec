#!/usr/bin/env python3
"""Photographs TensorBoard's pages: tensorboard_pages.py LOG_DIR OUT_DIR [--pages a,b] [--browser chromium]

A headless Chromium opens each page of a TensorBoard server on the log directory. A page passes if
it shows the names that the server says it should (tags, hyperparameters, nodes, charts, tensors),
if its pictures load and each chart in sight has color, and if no script and no request of it fails.
The photographs are for people: OUT_DIR/<page>.png, 1400 x 1000 pixels.

Needs the packages `tensorboard` and `pillow`. Prints a line a page; exits 1 if one is wrong.
"""

import argparse
import base64
import fcntl
import io
import itertools
import json
import os
import re
import select
import subprocess
import sys
import tempfile
import time

from PIL import Image

from tensorboard_check import CheckFailed, Server

SIZE = (1400, 1000)
SECONDS_TO_LOAD = 60  # of the server
SECONDS_TO_SHOW = 40  # of a page
SECONDS_TO_SETTLE = 3  # at most, when the names are there: the projector's points never rest
SECONDS_TO_ANSWER = 60
GREY = 20  # a pixel whose channels differ by more has a color
PIXELS = 50  # with a color: a curve


def groups(server, page):
    """The cards of a page stand under the first part of their tags."""
    tags = server.get(f"{page}/tags")
    return {tag.split("/")[0] for of_run in tags.values() for tag in of_run}


def time_series(server):
    return {name for page in ("scalars", "images", "histograms") for name in groups(server, page)}


def charts(server):
    categories = server.get("custom_scalars/layout").get("category", [])
    return {c["title"] for c in categories} | {
        chart["title"] for c in categories if not c["closed"] for chart in c["chart"]}


def scopes(server):
    runs = sorted(server.get("graphs/info"))
    text = server.bytes("graphs/graph", run=runs[0]).decode() if runs else ""
    return {name.split("/")[0] for name in re.findall(r'^  name: "(.*)"$', text, re.MULTILINE)}


def hyperparameters(server):
    experiment = server.get("hparams/experiment", {"includeMetrics": True})
    return {h["name"] for h in experiment.get("hparamInfos", [])}


def tensors(server):
    runs = sorted(server.get("projector/runs"))
    found = server.get("projector/info", run=runs[0])["embeddings"] if runs else []
    return {f"{n}x{d}" for n, d in (e["tensorShape"] for e in found[:1])}


# What must be on a page, and the elements that are its pictures.
PAGES = {
    "timeseries": (time_series, "line-chart"),
    "scalars": (lambda s: groups(s, "scalars"), "vz-line-chart2"),
    "custom_scalars": (charts, "vz-line-chart2"),
    "images": (lambda s: groups(s, "images"), "img"),
    "audio": (lambda s: groups(s, "audio"), "audio"),
    "graphs": (scopes, "svg#svg"),
    "distributions": (lambda s: groups(s, "distributions"), "vz-distribution-chart"),
    "histograms": (lambda s: groups(s, "histograms"), "vz-histogram-timeseries"),
    "text": (lambda s: groups(s, "text"), None),
    "pr_curves": (lambda s: groups(s, "pr_curves"), "vz-line-chart2"),
    "hparams": (hyperparameters, None),
    "mesh": (lambda s: groups(s, "mesh"), "canvas"),
    "projector": (tensors, "canvas"),
}
WITHOUT_COLOR = {"graphs", "images", "audio"}

# All texts that are displayed, and where the elements of a selector stand in the window; through shadow
# roots and frames. TensorBoard keeps earlier pages, hidden. A picture that did not load has no width of its own.
LOOK = """(selector => {
  const texts = [], boxes = [], broken = [];
  const walk = (root, left, top) => {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.data.trim());
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      const style = getComputedStyle(node);
      if (style.display === 'none' || style.visibility === 'hidden') continue;
      const box = node.getBoundingClientRect();
      if (selector && node.matches(selector) && box.width > 0 && box.height > 0) {
        boxes.push([box.left + left, box.top + top, box.right + left, box.bottom + top]);
        if (node.matches('img') && !(node.complete && node.naturalWidth)
            || node.matches('audio') && !(node.duration > 0)) broken.push(node.currentSrc);
      }
      if (node.shadowRoot) walk(node.shadowRoot, left, top);
      if (node.matches('iframe') && node.contentDocument) {
        walk(node.contentDocument, box.left + left, box.top + top);
      }
      walk(node, left, top);
    }
  };
  walk(document, 0, 0);
  return {texts, boxes, broken};
})(%s)"""


class Browser:
    """A headless Chromium of our own, spoken to over a pair of pipes; `with` ends it."""

    def __init__(self, command):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        low = os.pipe() + os.pipe()
        # High numbers, since the child moves its ends to 3 and 4.
        high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in low]
        commands, self.commands, self.answers, answers = high
        self.process = subprocess.Popen(
            [command, "--headless", "--no-sandbox", "--hide-scrollbars", "--remote-debugging-pipe",
             "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
             f"--user-data-dir={self.profile.name}", "about:blank"],
            preexec_fn=lambda: (os.dup2(commands, 3), os.dup2(answers, 4)), close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for end in (*low, commands, answers):
            os.close(end)
        self.ids = itertools.count(1)
        self.unread = b""
        self.complaints = []
        self.tab = None

    def __enter__(self):
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self.tab = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log"):
                self.call(f"{domain}.enable")
            self.call("Emulation.setDeviceMetricsOverride", width=SIZE[0], height=SIZE[1],
                      deviceScaleFactor=1, mobile=False)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.commands)
        os.close(self.answers)
        self.profile.cleanup()

    def call(self, method, **params):
        message = {"id": next(self.ids), "method": method, "params": params}
        if self.tab:
            message["sessionId"] = self.tab
        try:
            os.write(self.commands, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise CheckFailed("no browser: expected one that listens, found its end") from None
        while True:
            answer = self._read()
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise CheckFailed(f"browser refused {method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer)

    def _read(self):
        while b"\0" not in self.unread:
            ready, _, _ = select.select([self.answers], [], [], SECONDS_TO_ANSWER)
            chunk = os.read(self.answers, 1 << 20) if ready else b""
            if not chunk:
                raise CheckFailed("no browser: expected an answer, found " + ("its end" if ready else "none"))
            self.unread += chunk
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def _note(self, event):
        params = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        elif event.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(f"{params['entry']['text']} ({params['entry'].get('url')})")

    def open(self, url):
        self.complaints.clear()
        self.call("Page.navigate", url=url)

    def look(self, selector):
        found = self.call("Runtime.evaluate", expression=LOOK % json.dumps(selector), returnByValue=True)
        return found["result"].get("value", {"texts": [], "boxes": [], "broken": []})

    def photograph(self):
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


def colored(picture, box):
    colors = picture.crop(box).getcolors(SIZE[0] * SIZE[1]) or []
    return sum(n for n, color in colors if max(color) - min(color) > GREY) >= PIXELS


def without_color(picture, boxes):
    """How many elements have no color, of those that stand in the window as a whole or else of one."""
    boxes = [tuple(map(round, box)) for box in boxes]
    inside = [b for b in boxes if min(b) >= 0 and b[2] <= SIZE[0] and b[3] <= SIZE[1]]
    if inside:
        return sum(not colored(picture, box) for box in inside)
    window = [(max(b[0], 0), max(b[1], 0), min(b[2], SIZE[0]), min(b[3], SIZE[1])) for b in boxes]
    parts = [b for b in window if b[0] < b[2] and b[1] < b[3]]
    return 0 if any(colored(picture, part) for part in parts) else 1


def lack(browser, page, names):
    """What the page does not show yet, and the elements that are its pictures."""
    found = browser.look(PAGES[page][1])
    missing = sorted(names - set(found["texts"]))
    if missing:
        return f"the names {missing}", []
    if found["broken"]:
        return f"files behind {found['broken']}", []
    if PAGES[page][1] and not found["boxes"]:
        return f"an element {PAGES[page][1]}", []
    return None, found["boxes"]


def show(browser, page, names):
    """The page's PNG file when all is there, and when it rests or has had the time to."""
    deadline = time.monotonic() + SECONDS_TO_SHOW
    since, before = None, None
    while True:
        lacks, boxes = lack(browser, page, names)
        png = browser.photograph()
        if not lacks and boxes and page not in WITHOUT_COLOR:
            pale = without_color(Image.open(io.BytesIO(png)).convert("RGB"), boxes)
            lacks = f"curves or points in color in {pale} more {PAGES[page][1]}" if pale else None
        if not lacks:
            since = since or time.monotonic()
            if png == before or time.monotonic() - since > SECONDS_TO_SETTLE:
                return png, None
        elif time.monotonic() > deadline:
            return png, lacks
        before = png
        time.sleep(0.3)


def check(browser, server, page, names, file):
    browser.open(f"{server.address}/#{page}")
    png, lacks = show(browser, page, names)
    with open(file, "wb") as out:
        out.write(png)
    if browser.complaints:
        raise CheckFailed(f"bad page {page}: expected no errors, found {browser.complaints[0][:300]} ({file})")
    if lacks:
        raise CheckFailed(f"bad page {page}: expected {lacks}, found none in {SECONDS_TO_SHOW} s ({file})")


def await_names(server, pages):
    """Names by page, when the server has read so much that they stay the same."""
    deadline = time.monotonic() + SECONDS_TO_LOAD
    names = None
    while True:
        before, names = names, {page: PAGES[page][0](server) for page in pages}
        empty = [page for page in pages if not names[page]]
        if names == before and not empty:
            return names
        if time.monotonic() > deadline:
            raise CheckFailed(f"nothing to show: expected names for every page, found none for {empty}")
        time.sleep(1.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log_dir", help="the directory of the runs")
    parser.add_argument("out_dir", help="where the pictures go")
    parser.add_argument("--pages", default=",".join(PAGES), help="comma list; default: all")
    parser.add_argument("--browser", default="chromium")
    args = parser.parse_args()
    pages = args.pages.split(",")
    try:
        os.makedirs(args.out_dir, exist_ok=True)
        with Server(args.log_dir) as server, Browser(args.browser) as browser:
            names = await_names(server, pages)
            for page in pages:
                begin = time.monotonic()
                file = os.path.join(args.out_dir, page + ".png")
                check(browser, server, page, names[page], file)
                print(f"tensorboard: {page} shows {', '.join(sorted(names[page]))} ({time.monotonic() - begin:.1f} s)")
    except (CheckFailed, OSError, KeyError, ValueError) as e:
        reason = e if isinstance(e, (CheckFailed, OSError)) else f"{type(e).__name__}: {e}"
        print(f"tensorboard: {reason}" + (f" ({e.url})" if hasattr(e, "url") else ""))
        return 1
    print(f"tensorboard: {len(pages)} pages photographed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
