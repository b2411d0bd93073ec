#!/usr/bin/env python3
"""Checks that TensorBoard itself reads a run: tensorboard_check.py RUN_DIR --tags a,b [--metrics metrics.jsonl]

Reads the run with TensorBoard's Python reader and, over HTTP, with a TensorBoard server on a free
loopback port (which reads with its own, faster reader). Each tag must be there with finite values
and increasing steps, the same both ways. With --metrics, `accuracy` and `loss_valid` must equal
the file's `accuracy` and `loss` of each epoch, at the file's `step` or `epoch`.

Needs the `tensorboard` package. Prints one line; exits 1 if something is wrong.
"""

import argparse
import json
import math
import os
import re
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

SECONDS_TO_START = 120
SECONDS_TO_LOAD = 60
METRICS = {"accuracy": "accuracy", "loss_valid": "loss"}


class CheckFailed(Exception):
    pass


def read_with_python(run_dir):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    if not os.path.isdir(run_dir):
        raise CheckFailed(f"no run: expected a directory, found none ({run_dir})")
    accumulator = EventAccumulator(run_dir, size_guidance={"scalars": 0})
    accumulator.Reload()
    return {
        tag: [(e.step, e.value) for e in accumulator.Scalars(tag)]
        for tag in accumulator.Tags()["scalars"]
    }


class Server:
    """A TensorBoard server of our own; `with` stops it."""

    def __init__(self, run_dir, *options):
        self.log = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", "--logdir", run_dir, "--host", "127.0.0.1",
             "--port", "0", "--samples_per_plugin", "scalars=10000000", "--reload_interval", "1",
             *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.address = None
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.strip())
            found = re.search(r"http://(?:localhost|127\.0\.0\.1):\d+", line)
            if found:
                self.address = found.group()

    def __enter__(self):
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.address:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                last = self.log[-1] if self.log else "nothing"
                raise CheckFailed(f"TensorBoard did not start: its last line was: {last}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def bytes(self, path, body=None, **query):
        url = f"{self.address}/data/plugin/{path}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(
            url, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.read()

    def get(self, path, body=None, **query):
        return json.loads(self.bytes(path, body, **query))


def read_with_server(run_dir, expected):
    """All tags' points, as soon as they are as many as expected."""
    with Server(run_dir) as server:
        deadline = time.monotonic() + SECONDS_TO_LOAD
        while True:
            tags = server.get("scalars/tags").get(".", {})
            points = {
                tag: [(step, value) for _, step, value in server.get("scalars/scalars", run=".", tag=tag)]
                for tag in tags
            }
            counts = {tag: len(p) for tag, p in points.items()}
            if counts == {tag: len(p) for tag, p in expected.items()}:
                return points
            if time.monotonic() > deadline:
                return points
            time.sleep(0.5)


def check_points(tag, points, who):
    if not points:
        raise CheckFailed(f"missing tag: expected points of '{tag}', found none ({who})")
    for step, value in points:
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            raise CheckFailed(f"bad value of '{tag}': expected a finite number, found {value} (step {step}, {who})")
    steps = [step for step, _ in points]
    for before, after in zip(steps, steps[1:]):
        if after <= before:
            raise CheckFailed(f"bad steps of '{tag}': expected increasing ones, found {after} after {before} ({who})")


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def check_metrics(file, points):
    with open(file, encoding="utf-8") as lines:
        epochs = {m["epoch"]: m for m in map(json.loads, filter(str.strip, lines))}
    if not epochs:
        raise CheckFailed(f"no metrics: expected a line an epoch, found none ({file})")
    for tag, field in METRICS.items():
        found = dict(points.get(tag, []))
        axis = next((a for a in ("step", "epoch") if found.keys() == {m[a] for m in epochs.values()}), None)
        if axis is None:
            raise CheckFailed(
                f"other epochs than in the metrics: expected {len(epochs)} points of '{tag}' at the"
                f" metrics' steps or epochs, found steps {sorted(found)} ({file})")
        for metrics in epochs.values():
            value = found[metrics[axis]]
            if float32(value) != float32(metrics[field]):
                raise CheckFailed(
                    f"'{tag}' differs from the metrics: expected {metrics[field]}, found {value}"
                    f" (epoch {metrics['epoch']}, {file})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run_dir", help="the directory that holds the event files")
    parser.add_argument("--tags", required=True, help="comma list of scalar tags that must be there")
    parser.add_argument("--metrics", help="metrics.jsonl of the run")
    args = parser.parse_args()
    tags = args.tags.split(",")
    try:
        by_python = read_with_python(args.run_dir)
        for tag in tags:
            check_points(tag, by_python.get(tag, []), "Python reader")
        by_server = read_with_server(args.run_dir, by_python)
        for tag in tags:
            check_points(tag, by_server.get(tag, []), "server")
            if by_python[tag] != by_server[tag]:
                raise CheckFailed(f"readers differ on '{tag}': {len(by_python[tag])} points by Python, {len(by_server[tag])} by the server")
        if args.metrics:
            check_metrics(args.metrics, by_server)
    except (CheckFailed, OSError, KeyError, ValueError) as e:
        reason = e if isinstance(e, (CheckFailed, OSError)) else f"{type(e).__name__}: {e}"
        print(f"tensorboard: {reason}")
        return 1
    print(f"tensorboard: {len(tags)} tags, {sum(len(by_server[t]) for t in tags)} points read back")
    return 0


if __name__ == "__main__":
    sys.exit(main())
