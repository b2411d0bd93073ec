#!/usr/bin/env python3
"""Checks models that Hibi exported: onnx_check.py PREDICTIONS.json OUTSIDE.onnx INSIDE.onnx

The files are the same model with `--preprocessing outside` and `inside`. onnx.checker takes both, in
full, and shapes are inferred strictly. ONNX Runtime then answers the pictures of the predictions (of
`hibi predict --precision fp32 --json --logits`, as PNG, since JPEG decoders may differ in the last bit),
prepared as the file says, one by one and in batches of five. Logits, probabilities, scores of mode normal
and, where the predictions have it, familiarity are compared with Hibi's. Exits 1 with one line if
something differs by more than 1e-4.

Needs onnx, onnxruntime, numpy and pillow.
"""

import json
import pathlib
import sys

import numpy
import onnx
import onnxruntime
from PIL import Image

TOLERANCE = 1e-4
BATCH = 5


def fail(message):
    print(f"onnx_check: {message}", file=sys.stderr)
    sys.exit(1)


def checked(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    if [(one.domain, one.version) for one in model.opset_import] != [("", 17)] or model.ir_version != 8:
        fail(f"another version: expected IR 8 and operators 17, found {model.opset_import} ({path})")


def prepared(path, preparation):
    size = (preparation["width"], preparation["height"])
    with Image.open(path) as picture:
        pixels = numpy.asarray(picture.convert("RGB").resize(size, Image.Resampling.BILINEAR))
    if preparation["inside"]:
        return pixels
    unit = pixels.astype(numpy.float32) / numpy.float32(255)
    mean, std = numpy.float32(preparation["mean"]), numpy.float32(preparation["std"])
    return ((unit - mean) / std).transpose(2, 0, 1)


def answers(session, said, predictions, batch):
    """Of all pictures each output, in batches."""
    parts = []
    for first in range(0, len(predictions), batch):
        paths = [one["path"] for one in predictions[first : first + batch]]
        images = numpy.stack([prepared(path, json.loads(said["hibi.preprocessing"])) for path in paths])
        parts.append(session.run(None, {"images": images}))
    names = [output.name for output in session.get_outputs()]
    return {name: numpy.concatenate([part[i] for part in parts]) for i, name in enumerate(names)}


def compare(path, what, found, expected):
    difference = float(numpy.abs(found - numpy.array(expected)).max())
    if not difference <= TOLERANCE:
        fail(f"other {what}: expected within {TOLERANCE}, found {difference:.2g} ({path})")
    return f"{what} within {difference:.2g}"


def check(path, predictions):
    checked(path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    said = session.get_modelmeta().custom_metadata_map
    classes = json.loads(said["hibi.classes"])
    for batch in (1, BATCH):
        found = answers(session, said, predictions, batch)
        told = []
        for what in ("logits", "probabilities"):
            expected = [[one[what][label] for label in classes] for one in predictions]
            told.append(compare(path, what, found[what], expected))
        if "score" in found:
            threshold = json.loads(said["hibi.score"])["threshold"]
            logits = found["logits"].astype(numpy.float64)
            positive = classes.index(json.loads(said["hibi.verdict"])["positive"])
            ratio = numpy.exp(logits[:, positive] - logits[:, 1 - positive])
            told.append(compare(path, "scores by their threshold", found["score"] / threshold, ratio))
        if "familiarity" in predictions[0]:
            expected = [one["familiarity"]["distance"] for one in predictions]
            told.append(compare(path, "familiarity", found["familiarity"], expected))
            above = json.loads(said["hibi.familiarity"])["unfamiliarAbove"]
            for one, distance in zip(predictions, found["familiarity"]):
                if abs(distance - above) > TOLERANCE and (distance > above) != one["familiarity"]["unfamiliar"]:
                    fail(f"other word: expected unfamiliar above {above}, found {one} ({path})")
        print(f"onnx_check: {pathlib.Path(path).name}, {len(predictions)} pictures by {batch}: {', '.join(told)}")


def main(predictions_file, *paths):
    predictions = json.loads(pathlib.Path(predictions_file).read_text())
    if not predictions:
        fail(f"no pictures: expected some, found none ({predictions_file})")
    for path in paths:
        check(path, predictions)


if __name__ == "__main__":
    main(*sys.argv[1:])
