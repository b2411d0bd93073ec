#!/usr/bin/env python3
"""Classifies images with a model that Hibi exported: classify.py MODEL.onnx IMAGE...

Prints of each image its path and the classes' probabilities, as `hibi predict --json` names them, one
JSON object a line. Needs onnxruntime, numpy and pillow. Works with either form of the input, since the
file says which it has.
"""

import json
import sys

import numpy
import onnxruntime
from PIL import Image, ImageOps

session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
said = session.get_modelmeta().custom_metadata_map
classes = json.loads(said["hibi.classes"])
preparation = json.loads(said["hibi.preprocessing"])


def prepare(path):
    with Image.open(path) as file:
        image = ImageOps.exif_transpose(file).convert("RGB")
    resized = image.resize((preparation["width"], preparation["height"]), Image.Resampling.BILINEAR)
    pixels = numpy.asarray(resized)  # uint8 (height, width, 3)
    if preparation["inside"]:
        return pixels
    unit = pixels.astype(numpy.float32) / numpy.float32(255)
    normalised = (unit - numpy.float32(preparation["mean"])) / numpy.float32(preparation["std"])
    return normalised.transpose(2, 0, 1)


for path in sys.argv[2:]:
    images = prepare(path)[None]  # any number of images may go at once
    (probabilities,) = session.run(["probabilities"], {"images": images})
    print(json.dumps({"path": path, "probabilities": dict(zip(classes, probabilities[0].tolist()))}))
