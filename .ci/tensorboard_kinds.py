#!/usr/bin/env python3
"""Checks that TensorBoard shows every kind of value as it was written: tensorboard_kinds.py RUNS_DIR

RUNS_DIR is what the program EveryKind (core's tests) has written. Its values are computed here a
second time, by numpy, and compared with what a TensorBoard server answers over HTTP; twice, since
TensorBoard has two readers of event files.

Needs the packages `tensorboard`, `numpy` and `pillow`. Prints a line a reader; exits 1 if something
is wrong.
"""

import io
import math
import struct
import sys
import time
import urllib.parse

import numpy as np
from PIL import Image

from tensorboard_check import CheckFailed, Server, float32

SECONDS_TO_LOAD = 60
RUNS = {"kinds", "failed", "resumed", "again", "rotated"}
READERS = {"fast reader": [], "Python reader": ["--load_fast=false"]}


def short(value):
    text = str(value)
    return text if len(text) <= 300 else text[:300] + "…"


def expect(what, found, expected):
    if found != expected:
        raise CheckFailed(f"bad {what}: expected {short(expected)}, found {short(found)}")


def expect_close(what, found, expected):
    found, expected = np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if found.shape != expected.shape or not np.allclose(found, expected, rtol=1e-6, atol=1e-12):
        raise CheckFailed(
            f"bad {what}: expected {short(expected.tolist())}, found {short(found.tolist())}")


def scalars(server, run, tag):
    return [(step, value) for _, step, value in server.get("scalars/scalars", run=run, tag=tag)]


def check_scalars(server):
    expect("scalars", scalars(server, "kinds", "scalar"),
           [(s, float32(s * 7919 % 1000 / 997.0)) for s in range(100)])
    odd = [(step, float(value)) for step, value in scalars(server, "kinds", "odd")]
    expect("number of odd scalars", [s for s, _ in odd], [0, 1, 2])
    expect("NaN", math.isnan(odd[0][1]), True)
    expect("infinities", [v for _, v in odd[1:]], [math.inf, -math.inf])
    for name, factor in (("a", 1), ("b", 2)):
        expect("curve of a chart", scalars(server, "kinds", f"chart 1/{name}"),
               [(s, float(factor * s)) for s in range(5)])


def check_custom_scalars(server):
    layout = server.get("custom_scalars/layout")
    titles = {c["title"]: [chart["title"] for chart in c["chart"]] for c in layout["category"]}
    expect("layout", titles, {"mine": ["curves"], "charts": ["chart 1"]})
    patterns = layout["category"][1]["chart"][0]["multiline"]["tag"]
    matched = {}
    for pattern in patterns:
        matched.update(server.get("custom_scalars/scalars", run="kinds", tag=pattern)["tag_to_events"])
    expect("curves of a chart", sorted(matched), ["chart 1/a", "chart 1/b"])
    expect("points of a chart", [e[2] for e in matched["chart 1/b"]], [0, 2, 4, 6, 8])


def check_histograms(server):
    (_, step, buckets), = server.get("histograms/histograms", run="kinds", tag="values")
    counts, edges = np.histogram(np.arange(300) ** 2 / 10.0, bins=30)
    expect("step of a histogram", step, 4)
    expect("counts of a histogram", [b[2] for b in buckets], counts.tolist())
    expect_close("edges of a histogram", [b[:2] for b in buckets], np.stack([edges[:-1], edges[1:]], 1))
    (_, _, buckets), = server.get("histograms/histograms", run="kinds", tag="counts")
    expect("counted histogram", buckets, [[-1, 0, 3], [0, 10, 1.5]])


def picture(server, tag, sample=0):
    found, = server.get("images/images", run="kinds", tag=tag, sample=sample)
    expect(f"step of the picture {tag}", found["step"], 5)
    query = dict(urllib.parse.parse_qsl(found["query"]))
    return np.asarray(Image.open(io.BytesIO(server.bytes("images/individualImage", **query))))


def check_images(server):
    rgb = (np.arange(20 * 30 * 3) * 37 % 256).astype(np.uint8).reshape(20, 30, 3)
    grey = (np.arange(20 * 30) * 37 % 256).astype(np.uint8).reshape(20, 30)
    for sample, expected in enumerate((rgb, grey)):
        expect("pixels", np.array_equal(picture(server, "pictures", sample), expected), True)
    grid = np.full((20, 62, 3), 255, dtype=np.uint8)
    grid[:, :30] = grid[:, 32:] = rgb
    expect("pixels of a grid", np.array_equal(picture(server, "grid"), grid), True)
    confusion = picture(server, "confusion")
    expect("color of the darkest cell", confusion[-8 - 240, -8 - 240].tolist(),
           [round(a + (b - a) * 0.9) for a, b in ((0xf2, 0x08), (0xf6, 0x30), (0xfb, 0x6b))])


def check_text(server):
    found, = server.get("text/text", run="kinds", tag="note")
    expect("text", (found["step"], found["text"]), (3, "<p>a <strong>crack</strong> ひび</p>"))


def check_pr_curve(server):
    found, = server.get("pr_curves/pr_curves", run="kinds", tag="curve")["kinds"]
    labels = np.arange(100) % 3 == 0
    scores = np.arange(100) * 37 % 100 / 99.0
    thresholds = np.arange(201) / 200
    positive = scores[None] >= thresholds[:, None]
    tp, fp = (positive & labels).sum(1), (positive & ~labels).sum(1)
    seen = tp + fp > 0  # the server leaves out where nothing is positive
    precision, recall = tp[seen] / (tp + fp)[seen], tp[seen] / labels.sum()
    expect("step of a PR curve", found["step"], 6)
    n = len(found["precision"])
    expect_close("thresholds of a PR curve", found["thresholds"], np.arange(n) / 200)
    expect_close("precision", found["precision"][:seen.sum()], precision)
    expect_close("recall", found["recall"][:seen.sum()], recall)
    for name, values in (("true_positives", tp), ("false_positives", fp),
                         ("true_negatives", (~labels).sum() - fp), ("false_negatives", labels.sum() - tp)):
        expect(name, found[name], values[:n].tolist())


def check_hparams(server):
    experiment = server.get("hparams/experiment", {"includeMetrics": True})
    expect("types of hyperparameters", {h["name"]: h["type"] for h in experiment["hparamInfos"]}, {
        "lr": "DATA_TYPE_FLOAT64", "optimizer": "DATA_TYPE_STRING", "frozen": "DATA_TYPE_BOOL",
        "epochs": "DATA_TYPE_FLOAT64"})
    metrics = {m["name"]["tag"] for m in experiment["metricInfos"]}
    expect("metrics", metrics, {"scalar", "odd", "chart 1/a", "chart 1/b"})
    groups = server.get("hparams/session_groups", {
        "allowedStatuses": ["STATUS_" + s for s in ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")],
        "colParams": [{"hparam": "lr"}, {"metric": {"tag": "scalar"}}], "startIndex": 0, "sliceSize": 9})
    rows = {g["name"]: g for g in groups["sessionGroups"]}
    expect("rows of the table", {n: (r["hparams"], r["sessions"][0]["status"]) for n, r in rows.items()}, {
        "kinds": ({"lr": 0.5, "optimizer": "sgd", "frozen": True}, "STATUS_SUCCESS"),
        "failed": ({"lr": 0.25, "epochs": 3.0}, "STATUS_FAILURE")})
    value = {m["name"]["tag"]: m["value"] for m in rows["kinds"]["metricValues"]}["scalar"]
    expect("final metric", value, float32(99 * 7919 % 1000 / 997.0))


def check_graph(server):
    from google.protobuf import text_format
    from tensorboard.compat.proto.graph_pb2 import GraphDef

    graph = text_format.Parse(server.bytes("graphs/graph", run="kinds").decode(), GraphDef())
    expect("nodes", [(n.name, n.op, list(n.input)) for n in graph.node], [
        ("image", "Placeholder", []), ("layer1/conv", "Conv2D", ["image"]),
        ("layer1/relu", "Relu", ["layer1/conv"])])
    expect("attribute of a node", graph.node[1].attr["kernel"].s, b"3x3")
    shape = graph.node[0].attr["_output_shapes"].list.shape[0]
    expect("shape of a node", [d.size for d in shape.dim], [-1, 3, 64, 64])


def check_projector(server):
    expect("runs of the projector", server.get("projector/runs"), ["kinds"])
    found, = server.get("projector/info", run="kinds")["embeddings"]
    name = found["tensorName"]
    expect("embedding", (name, found["tensorShape"]), ("features (step 7)", [7, 3]))
    tensor = np.frombuffer(server.bytes("projector/tensor", run="kinds", name=name), dtype="<f4")
    vectors = [[np.float32(i) / np.float32(3), -i, np.float32(i) * np.float32(1e-7)] for i in range(7)]
    expect("vectors", np.array_equal(tensor.reshape(7, 3), np.array(vectors, dtype=np.float32)), True)
    metadata = server.bytes("projector/metadata", run="kinds", name=name).decode()
    rows = [f"{'N' if i % 2 == 0 else 'ひび'}\ttest/{i}.jpg" for i in range(7)]
    expect("metadata", metadata.splitlines(), ["label\tpath", *rows])
    sprite = Image.open(io.BytesIO(server.bytes("projector/sprite_image", run="kinds", name=name)))
    expect("sprite", np.asarray(sprite).ravel().tolist()[:7], [30 * i for i in range(7)])


def check_mesh_and_audio(server):
    parts = {1: ("<f4", [0, 0, 0, 1, 0, 0, 0, 1, 0.5]), 2: ("<i4", [0, 1, 2]),
             3: ("u1", [255, 0, 0, 0, 255, 0, 0, 0, 255])}
    names = {1: "VERTEX", 2: "FACE", 3: "COLOR"}
    found = server.get("mesh/meshes", run="kinds", tag="triangle", sample=0)
    expect("parts of a mesh", sorted((m["step"], m["content_type"]) for m in found), [(8, p) for p in parts])
    for part, (dtype, expected) in parts.items():
        data = server.bytes("mesh/data", run="kinds", tag="triangle", sample=0, step=8,
                            content_type=names[part])
        expect(f"mesh {names[part]}", np.frombuffer(data, dtype=dtype).tolist(), expected)
    found, = server.get("audio/audio", run="kinds", tag="tone", sample=0)
    expect("sound", (found["step"], found["contentType"]), (9, "audio/wav"))
    data = server.bytes("audio/individualAudio", **dict(urllib.parse.parse_qsl(found["query"])))
    expect("samples", struct.unpack("<4h", data[44:]), (0, 16384, -32767, 32767))


def check_restarts(server):
    values = {
        "resumed": [(s, float(s)) for s in range(5)] + [(s, s + 100.0) for s in range(5, 8)],
        "again": [(s, s + 100.0) for s in range(3)],
        "rotated": [(s, float(s)) for s in range(200)],
    }
    for run, expected in values.items():
        expect(f"scalars of the run '{run}'", scalars(server, run, "scalar"), expected)
    texts = [(t["step"], t["text"]) for t in server.get("text/text", run="resumed", tag="note")]
    expect("texts of a resumed run", texts,
           [(s, f"<p>step {s} of {0 if s < 5 else 100}</p>") for s in range(8)])


CHECKS = [check_scalars, check_custom_scalars, check_histograms, check_images, check_text,
          check_pr_curve, check_hparams, check_graph, check_projector, check_mesh_and_audio,
          check_restarts]


def await_runs(server):
    """Until all runs are loaded, as far as can be told: their last values are there."""
    deadline = time.monotonic() + SECONDS_TO_LOAD
    while True:
        tags = server.get("scalars/tags")
        if RUNS <= tags.keys() and "tone" in server.get("audio/tags").get("kinds", {}):
            last = {run: scalars(server, run, "scalar")[-1:] for run in RUNS}
            if last["rotated"] == [(199, 199.0)] and last["resumed"] == [(7, 107.0)]:
                return
        if time.monotonic() > deadline:
            raise CheckFailed(f"not loaded: expected {sorted(RUNS)}, found {sorted(tags)}")
        time.sleep(0.5)


def main():
    if len(sys.argv) != 2:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    for reader, options in READERS.items():
        try:
            with Server(sys.argv[1], *options) as server:
                await_runs(server)
                for check in CHECKS:
                    check(server)
        except (CheckFailed, OSError, KeyError, ValueError, TypeError) as e:
            reason = e if isinstance(e, (CheckFailed, OSError)) else f"{type(e).__name__}: {e}"
            print(f"tensorboard: {reason} ({reader})")
            return 1
        print(f"tensorboard: every kind read back ({reader})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
