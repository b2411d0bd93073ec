#!/usr/bin/env python3
"""Checks a model that Hibi trained against Python: photographs.py check MODEL_DIR PNG_DIR PREDICTIONS.json

    photographs.py draw ZIP PNG_DIR COUNT   writes photographs of a zip as PNG, evenly chosen
    photographs.py check MODEL_DIR PNG_DIR PREDICTIONS.json

`check` opens model.pt with torch.jit.load and loads model.safetensors into torchvision's own
network with strict=True, prepares the pictures as torchvision does (Pillow's bilinear resize), and
compares the logits of both with those that Hibi printed. PNG keeps the pixels equal: JPEG decoders
may differ in the last bit. Where the predictions say how familiar the pictures are, their distances
from the bank are compared, too, in the features of frozen.safetensors where the model has it, or of
its own network. Exits 1 with one line if something differs by more than 1e-4.
"""

import io
import json
import pathlib
import struct
import sys
import zipfile

TOLERANCE = 1e-4


def fail(message):
    print(f"photographs: {message}", file=sys.stderr)
    sys.exit(1)


def draw(archive, folder, count):
    from PIL import Image

    out = pathlib.Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as photographs:
        names = sorted(n for n in photographs.namelist() if n.endswith(".jpg"))
        for name in names[:: max(1, len(names) // int(count))]:
            with Image.open(io.BytesIO(photographs.read(name))) as image:
                image.convert("RGB").save(out / (pathlib.Path(name).stem + ".png"))


def read_safetensors(path):
    import torch

    types = {"F32": torch.float32, "I64": torch.int64}
    data = path.read_bytes()
    length = struct.unpack_from("<Q", data)[0]
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def torchvision_network(description):
    import torch
    import torchvision

    backbone, classes = description["backbone"], len(description["labels"])
    network = getattr(torchvision.models, backbone.removesuffix("-v1"))(num_classes=classes)
    if backbone.endswith("-v1"):
        for layer in (network.layer2, network.layer3, network.layer4):
            layer[0].conv1.stride, layer[0].conv2.stride = (2, 2), (1, 1)
    features = description.get("features", ["layer4:mean"])
    if features == ["layer4:max"]:
        network.avgpool = torch.nn.AdaptiveMaxPool2d(1)
    elif features != ["layer4:mean"]:
        fail(f"not torchvision's network: expected a head on layer4, found one on {features}")
    return network


def distances(model_dir, description, batch):
    """How far pictures are from the 10th nearest row of the bank."""
    import torch

    bank = read_safetensors(model_dir / "bank.safetensors")
    network = torchvision_network({**description, "features": ["layer4:mean"]}).eval()
    frozen = "frozen.safetensors" in description["files"]
    weights = read_safetensors(model_dir / f"{'frozen' if frozen else 'model'}.safetensors")
    found = network.load_state_dict(weights, strict=not frozen)
    behind = [name for name in found.missing_keys if not name.startswith(("layer4.", "fc."))]
    if behind or found.unexpected_keys:
        fail(f"frozen weights: expected all up to layer3, found missing {behind}")
    maps, pooled = {}, []
    for name in ("layer2", "layer3"):
        layer = getattr(network, name)
        layer.register_forward_hook(lambda _, __, out, name=name: maps.update({name: out}))
    network(batch)
    for feature in description["bankFeatures"]:
        name, pooling = feature.split(":")
        pooled.append(maps[name].mean((2, 3)) if pooling == "mean" else maps[name].amax((2, 3)))
    rows = torch.nn.functional.normalize(torch.cat(pooled, 1))
    return torch.cdist(rows.double(), bank["rows"].double()).kthvalue(10, 1).values


def pictures(description, predictions):
    """The pictures of predictions as torchvision prepares them, and Hibi's logits."""
    import torch
    from PIL import Image
    from torchvision.transforms import functional as F

    image, batch, expected = description["image"], [], []
    for prediction in predictions:
        with Image.open(prediction["path"]) as picture:
            resized = F.resize(picture.convert("RGB"), [image["size"], image["size"]])
        batch.append(F.normalize(F.to_tensor(resized), image["mean"], image["std"]))
        expected.append([prediction["logits"][label] for label in description["labels"]])
    return torch.stack(batch), torch.tensor(expected)


def check(model_dir, png_dir, predictions_file):
    import torch

    model_dir = pathlib.Path(model_dir)
    description = json.loads((model_dir / "model.json").read_text())
    predictions = json.loads(pathlib.Path(predictions_file).read_text())
    if not predictions:
        fail(f"no pictures: expected some, found none ({png_dir})")
    batch, expected = pictures(description, predictions)

    script = torch.jit.load(str(model_dir / "model.pt")).eval()
    network = torchvision_network(description).eval()
    network.load_state_dict(read_safetensors(model_dir / "model.safetensors"), strict=True)
    network_of_script = torchvision_network(description).eval()
    network_of_script.load_state_dict(script.state_dict(), strict=True)
    with torch.no_grad():
        for name, candidate in {
            "model.pt": script,
            "torchvision with model.safetensors": network,
            "torchvision with model.pt's state_dict": network_of_script,
        }.items():
            difference = (candidate(batch) - expected).abs().max().item()
            if not difference <= TOLERANCE:
                fail(f"other logits: expected within {TOLERANCE}, found {difference:.2g} ({name})")
            print(f"photographs: {name}: {len(batch)} pictures, logits within {difference:.2g}")
        if "familiarity" in predictions[0]:
            told = torch.tensor([p["familiarity"]["distance"] for p in predictions])
            difference = (distances(model_dir, description, batch) - told).abs().max().item()
            if not difference <= TOLERANCE:
                fail(f"other distances: expected within {TOLERANCE}, found {difference:.2g}")
            print(f"photographs: {len(batch)} pictures, distances within {difference:.2g}")


if __name__ == "__main__":
    {"draw": draw, "check": check}[sys.argv[1]](*sys.argv[2:])
