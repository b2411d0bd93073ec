#!/usr/bin/env python3
"""Looks at pages of reports as people do: report_pages.py OUT_DIR PAGE... [--browser chromium]

A headless Chromium opens each page at the width of a phone and of a desk, light and dark. A page passes if
it is XML, at most 5 MB, and asks for nothing but itself; if no script of it fails and nothing is refused; if
it is no wider than the window; if every picture loads and has words, every chart a title, every link and
button a name, every text enough contrast; if its viewers zoom by keyboard; and if it prints.
The photographs and PDFs are for people: OUT_DIR/<page>-<width>-<scheme>.png and OUT_DIR/<page>.pdf.

Needs the packages `tensorboard` and `pillow`, as tensorboard_pages.py does, whose browser it is. Prints a line a page; exits 1 if one is wrong.
"""

import argparse
import base64
import os
import pathlib
import re
import sys
import time
import xml.dom.minidom

import tensorboard_pages
from tensorboard_check import CheckFailed

WIDTHS = (390, 1200)
SCHEMES = ("light", "dark")
MOST_BYTES = 5_000_000
MOST_HEIGHT = 8_000  # pixels of a photograph: Chromium repeats taller pages
SECONDS_TO_LOAD = 20

# What is wrong with a page as it is displayed, a line each.
FAULTS = r"""(() => {
  const faults = [];
  const fault = (what, node) => faults.push(what + ': ' + node.outerHTML.slice(0, 120));
  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth) {
    const wide = [...document.querySelectorAll('body *')].find(node =>
      node.getBoundingClientRect().right > window.innerWidth + 1 && !node.closest('.scroll, .viewer'));
    faults.push('wider than the window: ' + root.scrollWidth + (wide ? ' ' + wide.outerHTML.slice(0, 120) : ''));
  }
  if (!root.lang) faults.push('no language');
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => faults.push('id twice: ' + id));
  document.querySelectorAll('a[href^="#"]').forEach(link => {
    if (!document.getElementById(decodeURIComponent(link.hash.slice(1)))) fault('leads nowhere', link);
  });
  document.querySelectorAll('[aria-labelledby], [aria-describedby]').forEach(node => {
    const named = (node.getAttribute('aria-labelledby') || '') + ' ' + (node.getAttribute('aria-describedby') || '');
    named.split(/\s+/).filter(Boolean).forEach(id => { if (!document.getElementById(id)) fault('named by nothing', node); });
  });
  let level = 0;
  document.querySelectorAll('h1, h2, h3, h4').forEach(heading => {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) fault('heading after a higher one', heading);
    level = next;
  });
  document.querySelectorAll('img').forEach(img => {
    if (!(img.complete && img.naturalWidth)) fault('not loaded', img);
    if (!img.alt) fault('no words', img);
  });
  document.querySelectorAll('svg').forEach(svg => {
    if (svg.getAttribute('aria-hidden') !== 'true' && !svg.querySelector('title')) fault('no title', svg);
  });
  document.querySelectorAll('a, button, summary').forEach(node => {
    if (!node.textContent.trim() && !node.getAttribute('aria-label')) fault('no name', node);
  });
  const part = value => { const v = value / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = rgb => 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
  const color = text => { const n = text.match(/[\d.]+/g).map(Number); return n.length > 3 && n[3] === 0 ? null : n; };
  const behind = node => { for (let at = node; at; at = at.parentElement) {
    const found = color(getComputedStyle(at).backgroundColor); if (found) return found; }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255]; };
  document.querySelectorAll('body *').forEach(node => {
    if (![...node.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim())) return;
    if (node.matches('script, style, title, desc') || !node.getClientRects().length) return;
    const style = getComputedStyle(node);
    const text = color(node instanceof SVGElement ? style.fill : style.color);
    const back = behind(node);
    const pair = [light(text), light(back)].sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (contrast < 4.5) fault('contrast of ' + contrast.toFixed(2), node);
  });
  return faults;
})()"""

VIEWERS = "document.querySelectorAll('.viewer').length"
ZOOMED = "(v => v.querySelector('.plane').getBoundingClientRect().width / v.clientWidth)(document.querySelector('.viewer'))"
WHOLE = "(v => v.scrollWidth <= v.clientWidth + 1 && v.scrollHeight <= v.clientHeight + 1)(document.querySelector('.viewer'))"

SHOWN = """(() => {
  const mark = document.querySelector('.mark:not([hidden])');
  if (!mark) return 'no mark';
  const box = mark.getBoundingClientRect(), around = mark.closest('.viewer').getBoundingClientRect();
  return box.left >= around.left - 1 && box.right <= around.right + 1 && box.top >= around.top - 1
    && box.bottom <= around.bottom + 1 ? 'inside' : 'outside';
})()"""


class Browser(tensorboard_pages.Browser):
    """Notes also what a page asks for."""

    def __init__(self, command):
        super().__init__(command)
        self.requests = []

    def __enter__(self):
        super().__enter__()
        self.call("Network.enable")
        return self

    def _note(self, event):
        super()._note(event)
        params = event.get("params", {})
        if event.get("method") == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith("data:"):
                self.requests.append(url)
        elif event.get("method") == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.complaints.append(str([arg.get("value") for arg in params["args"]]))

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise CheckFailed(f"no answer: expected one to {expression[:60]}, found {result['exceptionDetails']['text']}")
        return result["result"].get("value")

    def show(self, url, width, scheme):
        self.requests.clear()
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url="about:blank")
        self.open(url)
        deadline = time.monotonic() + SECONDS_TO_LOAD
        while self.value("location.href") != url or self.value("document.readyState") != "complete":
            if time.monotonic() > deadline:
                raise CheckFailed(f"not loaded: expected {url} in {SECONDS_TO_LOAD} s, found {self.value('location.href')}")
            time.sleep(0.1)

    def press(self, key):
        text = "\r" if key == "Enter" else key
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=text if kind == "keyDown" else "")

    def whole(self, width):
        height = min(MOST_HEIGHT, self.value("document.documentElement.scrollHeight"))
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        shot = self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


def require(condition, what, expected, found, page):
    if not condition:
        raise CheckFailed(f"{what}: expected {expected}, found {found} ({page})")


def zoom(browser, page):
    """By keyboard alone: nearer, all of it, a region."""
    browser.value("document.querySelector('.viewer').focus()")
    before = browser.value(ZOOMED)
    browser.press("+")
    browser.press("+")
    near = browser.value(ZOOMED)
    require(near > 1.5 * before, "no zoom", f"more than 1.5 times {before:.2f} after ++", f"{near:.2f}", page)
    browser.press("0")
    require(browser.value(WHOLE), "no zoom", "the whole picture after 0", "a part of it", page)
    if browser.value("document.querySelectorAll('button.show').length"):
        browser.value("document.querySelector('button.show').focus()")
        browser.press("Enter")
        where = browser.value(SHOWN)
        require(where == "inside", "region not shown", "its mark inside of the viewer", where, page)


def check(browser, page, out_dir):
    data = page.read_bytes()
    require(len(data) <= MOST_BYTES, "page too large", f"at most {MOST_BYTES} bytes", len(data), page)
    xml.dom.minidom.parseString(data)
    found = re.search(rb"(?:src|href|url\()\s*=?\s*[\"']?\s*(?:https?:)?//[^\"' )]*", data)
    require(not found, "address outside", "none", found and found.group(0)[:80], page)
    url = page.resolve().as_uri()
    for width in WIDTHS:
        for scheme in SCHEMES:
            where = f"{page} at {width}, {scheme}"
            browser.show(url, width, scheme)
            faults = browser.value(FAULTS)
            shot = out_dir / f"{page.stem}-{width}-{scheme}.png"
            shot.write_bytes(browser.whole(width))
            require(not faults, "bad page", "no faults", "; ".join(faults[:3]), where)
            require(not browser.complaints, "bad page", "no errors", browser.complaints[:1], where)
            require(browser.requests == [url], "requests", f"one of {url}", browser.requests, where)
    if browser.value(VIEWERS):
        browser.show(url, WIDTHS[-1], SCHEMES[0])
        zoom(browser, page)
        (out_dir / f"{page.stem}-zoomed.png").write_bytes(browser.whole(WIDTHS[-1]))
    pdf = base64.b64decode(browser.call("Page.printToPDF", printBackground=True)["data"])
    (out_dir / f"{page.stem}.pdf").write_bytes(pdf)
    require(pdf.startswith(b"%PDF") and len(pdf) > 5000, "no print", "a PDF", len(pdf), page)
    require(not browser.complaints, "bad page", "no errors when it prints", browser.complaints[:1], page)
    return len(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out_dir", type=pathlib.Path, help="where the pictures go")
    parser.add_argument("pages", type=pathlib.Path, nargs="+", help="HTML files")
    parser.add_argument("--browser", default="chromium")
    args = parser.parse_args()
    os.makedirs(args.out_dir, exist_ok=True)
    wrong = 0
    with Browser(args.browser) as browser:
        for page in args.pages:
            begin = time.monotonic()
            try:
                size = check(browser, page, args.out_dir)
                print(f"report: {page} is well ({size:,} bytes, {time.monotonic() - begin:.1f} s)")
            except (CheckFailed, OSError, xml.parsers.expat.ExpatError) as e:
                wrong += 1
                print(f"report: {e}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
