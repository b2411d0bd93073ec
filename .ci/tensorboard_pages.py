#!/usr/bin/env python3
"""Photographs TensorBoard's pages of some runs: tensorboard_pages.py LOG_DIR OUT_DIR [BROWSER]

A headless Chromium opens each page. TensorBoard must have found something for each, and something
must be drawn; what, is for people to see: OUT_DIR/<page>.png.

Needs the packages `tensorboard` and `pillow`. Prints a line; exits 1 if a page is empty.
"""

import os
import subprocess
import sys
import time

from PIL import Image

from tensorboard_check import CheckFailed, Server

PAGES = ["scalars", "custom_scalars", "images", "graphs", "histograms", "text", "pr_curves",
         "hparams", "projector"]
SECONDS_TO_LOAD = 60
SIZE = (1400, 1000)

# Left of it are settings, above it the names of pages.
CONTENT = (360, 75, 1400, 1000)


def photograph(browser, url, file):
    # Virtual time runs as fast as the page allows, and waits for what it fetches.
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--use-angle=swiftshader",
         "--enable-unsafe-swiftshader", f"--window-size={SIZE[0]},{SIZE[1]}",
         "--virtual-time-budget=15000", f"--screenshot={file}", url],
        check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def is_blank(file):
    colors = Image.open(file).convert("RGB").crop(CONTENT).getcolors(1 << 24)
    return len(colors) < 10


def await_pages(server):
    deadline = time.monotonic() + SECONDS_TO_LOAD
    while True:
        missing = [page for page in PAGES if page not in server.active_plugins()]
        if not missing:
            return
        if time.monotonic() > deadline:
            raise CheckFailed(f"inactive pages: expected none, found {', '.join(missing)}")
        time.sleep(0.5)


def main():
    log_dir, out_dir = sys.argv[1:3]
    browser = sys.argv[3] if len(sys.argv) > 3 else "chromium"
    os.makedirs(out_dir, exist_ok=True)
    try:
        with Server(log_dir) as server:
            await_pages(server)
            for page in PAGES:
                file = os.path.join(out_dir, page + ".png")
                photograph(browser, f"{server.address}/#{page}", file)
                if is_blank(file):
                    raise CheckFailed(f"blank page: expected something drawn, found nothing ({file})")
    except (CheckFailed, OSError, subprocess.SubprocessError) as e:
        print(f"tensorboard: {e}")
        return 1
    print(f"tensorboard: {len(PAGES)} pages in {out_dir}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
