"""Whether float32 and what is fastest here (auto) see and decide the same.

    pip install safetensors numpy
    python benchmarks/same_answers.py TRAIN.zip TEST.zip resnet50_v1.safetensors [--image-size 128]

Trains a head on features in each precision and prints the cosine of each test image's features with
those in float32; then asks one of the models in both precisions about each test image, and prints
how many decisions differ. Ends with 1 if more than one does, or a cosine is below 0.998.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
from safetensors.numpy import load_file

HIBI = pathlib.Path(__file__).parent.parent / "hibi"


def train(arguments, precision, output):
    command = [HIBI, "train", "--train", arguments.train, "--test", arguments.test]
    command += ["--mode", "features", "--backbone", "resnet50-v1", "--weights", arguments.weights]
    command += ["--image-size", str(arguments.image_size), "--epochs", "3", "--output", output]
    subprocess.run(command + ["--precision", precision], check=True, stdout=subprocess.DEVNULL)


def features(output):
    blocks = sorted((output / "features" / "test").glob("*.safetensors"))
    rows = numpy.concatenate([load_file(block)["features"] for block in blocks])
    return rows.astype(numpy.float64) / numpy.linalg.norm(rows, axis=1, keepdims=True)


def decisions(arguments, model, precision, answers):
    command = [HIBI, "predict", "--model", model, "--precision", precision, f"--json={answers}"]
    subprocess.run(command + [arguments.test], check=True, stdout=subprocess.DEVNULL)
    found = json.loads(answers.read_text())
    return {answer["path"]: answer["label"] for answer in found}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=pathlib.Path)
    parser.add_argument("test", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("--image-size", type=int, default=128)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        exact, fast = pathlib.Path(folder, "exact"), pathlib.Path(folder, "fast")
        train(arguments, "fp32", exact)
        train(arguments, "auto", fast)
        cosines = (features(exact) * features(fast)).sum(axis=1)
        print(f"cosine of {len(cosines)} images' features: mean {cosines.mean():.5f}", end="")
        print(f", 1 % below {numpy.quantile(cosines, 0.01):.5f}, least {cosines.min():.5f}")
        one = decisions(arguments, fast / "model", "fp32", pathlib.Path(folder, "1.json"))
        other = decisions(arguments, fast / "model", "auto", pathlib.Path(folder, "2.json"))
        assert one.keys() == other.keys()
        differ = sorted(image for image in one if one[image] != other[image])
        print(f"{len(differ)} of {len(one)} decisions differ {differ}")
    sys.exit(1 if len(differ) > 1 or cosines.min() < 0.998 else 0)


main()
