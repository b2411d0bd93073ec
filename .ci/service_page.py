#!/usr/bin/env python3
"""Works with the page of `hibi serve` as people do: service_page.py OUT_DIR MODEL PHOTO... [--browser chromium]

Starts the service on a free port, and a headless Chromium: chooses the photographs, moves the threshold, marks
a false alarm and a crack, takes one back, and looks at the manifest after each; drops a TIFF, which a browser
cannot show, so that the service's overlay must appear; moves the threshold and takes a mark back when the service
has forgotten the scans; tries again what failed. Then the page is looked at in both languages, at the width of a
phone and of a desk, light and dark, with what report_pages.py asks of a page; nothing may be asked of anybody but
the service. At the end SIGTERM, after which the service must exit with 0.
The pictures are for people: OUT_DIR/service-<language>-<width>-<scheme>.png.
"""

import argparse
import base64
import csv
import io
import json
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.request

from PIL import Image

from report_pages import FAULTS, SCHEMES, WIDTHS, Browser, require
from tensorboard_check import CheckFailed

SECONDS = 60
REGIONS = "document.querySelectorAll('.list .go').length"
DONE = "document.querySelectorAll('.photo').length === %d && [...document.querySelectorAll('.sum')].every(s => /region|alarm|か所|検出なし/i.test(s.textContent))"
MOVE = "(s => { s.value = %s; s.dispatchEvent(new Event('input')); })(document.getElementById('threshold'))"

DROP = """((name, bytes) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], name, {type: 'image/tiff'}));
  document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
})(%s, %s)"""
OVERLAY = "(img => img.src.includes('/overlay') && img.complete && img.naturalWidth > 0)(document.querySelector('.photo:last-child img'))"
BACKS = "document.querySelectorAll('.acts .back').length"
SCANS_KEPT = 32


def until(browser, expression, what):
    deadline = time.monotonic() + SECONDS
    while not browser.value(expression):
        if time.monotonic() > deadline:
            raise CheckFailed(f"{what}: expected it within {SECONDS} s, found {browser.value('document.body.innerText')[-300:]!r}")
        time.sleep(0.1)


def give(browser, photos):
    root = browser.call("DOM.getDocument")["root"]["nodeId"]
    node = browser.call("DOM.querySelector", nodeId=root, selector="#files")["nodeId"]
    browser.call("DOM.setFileInputFiles", nodeId=node, files=[str(photo.resolve()) for photo in photos])


def choose(browser, photos):
    give(browser, photos)
    until(browser, DONE % len(photos), "scans")


def click(browser, selector):
    browser.value(f"document.querySelector('{selector}').click()")


def scans(browser):
    return len([each for each in browser.requests if "/scan?" in each])


def encoded(picture, kind):
    file = io.BytesIO()
    picture.convert("RGB").save(file, kind)
    return file.getvalue()


def drop(browser, url, photos):
    """A photograph in a format that the browser does not know."""
    with Image.open(photos[0]) as picture:
        tiff = base64.b64encode(encoded(picture, "TIFF")).decode()
    browser.value(DROP % (json.dumps("dropped.tif"), json.dumps(tiff)))
    until(browser, DONE % (len(photos) + 1), "a scan of what was dropped")
    until(browser, OVERLAY, "the overlay of what was dropped")
    regions = browser.value("document.querySelectorAll('.photo:last-child .go').length")
    require(regions > 0, "dropped", "some regions", regions, url)


def forget(url, photo):
    """Has so many others scanned that the service keeps no scan of the page."""
    with Image.open(photo) as picture:
        small = encoded(picture.crop((0, 0, 96, 96)), "PNG")
    for _ in range(SCANS_KEPT):
        urllib.request.urlopen(urllib.request.Request(url + "scan", data=small), timeout=SECONDS).close()


def lose(browser, url, photos, marks):
    forget(url, photos[0])
    shown = len(photos) + 1
    before = browser.value(REGIONS)
    asked = scans(browser)
    for place in (5.5, 5.7, 5.9):
        browser.value(MOVE % place)
    until(browser, f"{REGIONS} !== {before} && ({DONE % shown})", "regions of another threshold, scanned again")
    click(browser, "#reset")
    until(browser, f"{REGIONS} === {before}", "regions of the model's threshold, scanned again")
    again = scans(browser)
    require(again == asked + shown, "scans forgotten", f"{asked + shown} scans", again, url)
    forget(url, photos[0])
    marked, kept = browser.value(BACKS), len(lines(marks))
    click(browser, ".acts .back")
    until(browser, f"{BACKS} === {marked - 1}", "a mark of a scan that was forgotten is taken back")
    require(len(lines(marks)) < kept, "manifest", f"fewer than {kept} tiles", len(lines(marks)), marks)


def offline(browser, is_so):
    browser.call("Network.emulateNetworkConditions", offline=is_so, latency=0, downloadThroughput=-1, uploadThroughput=-1)


def retry(browser, photos):
    """A photograph while the service does not answer, and again when it does."""
    offline(browser, True)
    give(browser, photos[:1])
    button = ".fault:not([hidden]) button"
    until(browser, f"document.querySelectorAll('{button}').length === 1", "a button to try again")
    offline(browser, False)
    click(browser, button)
    until(browser, f"document.querySelectorAll('{button}').length === 0 && ({DONE % (len(photos) + 2)})", "a scan after all")


def lines(marks):
    file = marks / "marks.csv"
    return list(csv.DictReader(file.open(encoding="utf-8"))) if file.exists() else []


def work(browser, url, photos, marks):
    browser.show(url + "?lang=en", WIDTHS[-1], "light")
    choose(browser, photos)
    before = browser.value(REGIONS)
    require(before > 0, "regions", "some", before, url)
    asked = scans(browser)
    browser.value(MOVE % 5.9)
    until(browser, f"{REGIONS} !== {before}", "regions of another threshold")
    again = scans(browser)
    require(again == asked, "threshold moved", f"{asked} scans", again, url)
    click(browser, "#reset")
    until(browser, f"{REGIONS} === {before}", "regions of the model's threshold")
    click(browser, ".acts .wrong")
    until(browser, "document.querySelectorAll('.shape.wrong').length === 1", "a false alarm")
    found = lines(marks)
    require(found and {row["label"] for row in found} == {"N"}, "manifest", "tiles labeled N", found[:2], marks)
    require(all((marks / row["path"]).exists() for row in found), "manifest", "its tiles", found[:2], marks)
    click(browser, ".acts .back")
    until(browser, "document.querySelectorAll('.shape.wrong').length === 0", "no mark")
    require(not lines(marks), "manifest", "no tiles", lines(marks)[:2], marks)
    click(browser, ".acts .wrong")
    until(browser, "document.querySelectorAll('.shape.wrong').length === 1", "a false alarm again")
    click(browser, ".acts .right")
    until(browser, "document.querySelectorAll('.shape.right').length === 1", "a crack")
    require({row["label"] for row in lines(marks)} == {"N", "P"}, "manifest", "both labels", lines(marks)[:2], marks)
    browser.value("document.querySelector('.viewer').focus()")
    browser.press("+")
    wide = browser.value("document.querySelector('.plane').clientWidth / document.querySelector('.viewer').clientWidth")
    require(wide > 1.3, "zoom", "more than 1.3 after +", wide, url)


def look(browser, url, photos, out_dir):
    for language in ("en", "ja"):
        for width in WIDTHS:
            for scheme in SCHEMES:
                name = f"service-{language}-{width}-{scheme}"
                browser.show(f"{url}?lang={language}", width, scheme)
                if width == WIDTHS[-1]:
                    (out_dir / f"{name}-empty.png").write_bytes(browser.whole(width))
                choose(browser, photos)
                time.sleep(0.3)
                faults = browser.value(FAULTS)
                (out_dir / f"{name}.png").write_bytes(browser.whole(width))
                require(not faults, "bad page", "no faults", "; ".join(faults[:3]), name)
                require(not browser.complaints, "bad page", "no errors", browser.complaints[:1], name)
                others = [each for each in browser.requests if not each.startswith((url, "blob:" + url))]
                require(not others, "requests", f"none but of {url}", others[:1], name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out_dir", type=pathlib.Path, help="where the pictures and the marks go")
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("photos", type=pathlib.Path, nargs="+")
    parser.add_argument("--tile", default="96")
    parser.add_argument("--browser", default="chromium")
    args = parser.parse_args()
    args.out_dir.mkdir(parents=True, exist_ok=True)
    marks = args.out_dir / "marks"
    hibi = pathlib.Path(__file__).resolve().parent.parent / "hibi"
    service = subprocess.Popen(
        [str(hibi), "serve", "--model", str(args.model), "--port", "0", "--tile", args.tile, "--marks", str(marks)],
        stdout=subprocess.PIPE, text=True)
    try:
        line = service.stdout.readline()
        url = re.search(r"http://\S+", line)
        require(url, "service", "its address", line, args.model)
        with Browser(args.browser) as browser:
            work(browser, url.group(0), args.photos, marks)
            drop(browser, url.group(0), args.photos)
            lose(browser, url.group(0), args.photos, marks)
            retry(browser, args.photos)
            look(browser, url.group(0), args.photos, args.out_dir)
        service.send_signal(signal.SIGTERM)
        code = service.wait(30)
        require(code == 0, "service ended", "exit code 0", code, args.model)
        print(f"service: the page is well, {len(lines(marks))} tiles marked ({marks}/marks.csv)")
        return 0
    except CheckFailed as e:
        print(f"service: {e}")
        return 1
    finally:
        service.kill()


if __name__ == "__main__":
    sys.exit(main())
