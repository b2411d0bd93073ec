#!/usr/bin/env python3
"""Checks a model of mode normal against Python.

    patches.py draw ZIP PART.zip COUNT           copies ordinary photographs (N_*) of a zip, evenly chosen
    patches.py check MODEL_DIR PREDICTIONS.json

`check` opens model.pt with torch.jit.load, and computes the same scores anew with torchvision's network
from model.safetensors: maps of layer2 and layer3, means of 3 x 3, on layer2's grid, the distance of
each patch to the nearest row of the bank, by differences in float64, and the mean of the farthest.
The pictures are those of the predictions (with --json --logits, --precision fp32), as PNG. Exits 1
with one line if logits differ by more than 1e-4.
"""

import json
import pathlib
import sys
import zipfile

import torch
from photographs import TOLERANCE, fail, pictures, read_safetensors, torchvision_network

LEAST = 1e-6  # a score of less counts as this: the head sees its logarithm


def scores(description, weights, batch):
    network = torchvision_network({**description, "features": ["layer4:mean"]}).eval()
    backbone = {name: tensor for name, tensor in weights.items() if not name.startswith("fc.")}
    missing, _ = network.load_state_dict(backbone, strict=False)
    behind = [name for name in missing if not name.startswith(("layer4.", "fc."))]
    if behind:
        fail(f"weights: expected all up to layer3, found missing {behind}")
    x = network.maxpool(network.relu(network.bn1(network.conv1(batch))))
    fine = network.layer2(network.layer1(x))
    coarse = network.layer3(fine)
    mean = torch.nn.AvgPool2d(3, 1, 1, count_include_pad=False)
    grids = [mean(fine), mean(coarse)]
    grids[1] = torch.nn.functional.interpolate(grids[1], fine.shape[2:], mode="bilinear")
    stride, percent = description["patches"]["stride"], description["patches"]["percent"]
    patches = torch.cat(grids, 1)[:, :, ::stride, ::stride].flatten(2).transpose(1, 2).double()
    exactly = "donot_use_mm_for_euclid_dist"
    found = torch.cdist(patches, weights["bank.rows"].double(), compute_mode=exactly).amin(2)
    return found.topk(-(-found.shape[1] * percent // 100), 1).values.mean(1)


def draw(archive, part, count):
    with zipfile.ZipFile(archive) as photographs, zipfile.ZipFile(part, "w") as chosen:
        names = sorted(n for n in photographs.namelist() if pathlib.PurePath(n).name[:2] == "N_")
        for name in names[:: max(1, len(names) // int(count))]:
            chosen.writestr(name, photographs.read(name))


def check(model_dir, predictions_file):
    model_dir = pathlib.Path(model_dir)
    description = json.loads((model_dir / "model.json").read_text())
    if description.get("patches", {}).get("percent", 0) < 1:
        fail("no such model: expected one of mode normal, scored by a part of the patches")
    predictions = json.loads(pathlib.Path(predictions_file).read_text())
    batch, expected = pictures(description, predictions)
    script = torch.jit.load(str(model_dir / "model.pt")).eval()
    weights = read_safetensors(model_dir / "model.safetensors")
    with torch.no_grad():
        of_script = torch.cat([script(part) for part in batch.split(8)])
        score = torch.cat([scores(description, weights, part) for part in batch.split(8)])
        logarithm = score.clamp_min(LEAST).log()[:, None].float()
        anew = torch.nn.functional.linear(logarithm, weights["fc.weight"], weights["fc.bias"])
    for name, logits in {"model.pt": of_script, "torchvision and the bank": anew}.items():
        difference = (logits - expected).abs().max().item()
        if not difference <= TOLERANCE:
            fail(f"other logits: expected within {TOLERANCE}, found {difference:.2g} ({name})")
        print(f"patches: {name}: {len(batch)} pictures, logits within {difference:.2g}")


if __name__ == "__main__":
    {"draw": draw, "check": check}[sys.argv[1]](*sys.argv[2:])
