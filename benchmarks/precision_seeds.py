"""Test accuracy in float32 and bfloat16, from the same seeds.

    python benchmarks/precision_seeds.py TRAIN.zip TEST.zip resnet50_v1.safetensors \\
        [--seeds 5] [--image-size 96] [--epochs 1]

Fine-tunes a ResNet-50 v1 with a rate of 0.0002, all else as by default. Prints errors on the test
data by seed and precision, mean and standard deviation, and how long the runs took.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

HIBI = pathlib.Path(__file__).parent.parent / "hibi"


def run(arguments, seed, precision):
    with tempfile.TemporaryDirectory() as folder:
        command = [HIBI, "train", "--train", arguments.train, "--test", arguments.test]
        command += ["--mode", "finetune", "--backbone", "resnet50-v1", "--lr", "0.0002"]
        command += ["--weights", arguments.weights, "--image-size", str(arguments.image_size)]
        command += ["--epochs", str(arguments.epochs), "--seed", str(seed)]
        command += ["--precision", precision, "--output", f"{folder}/run"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(pathlib.Path(folder, "run", "run.json").read_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=pathlib.Path)
    parser.add_argument("test", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--image-size", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=1)
    arguments = parser.parse_args()
    errors = {"fp32": [], "bf16": []}
    for seed in range(arguments.seeds):
        for precision, found in errors.items():
            result = run(arguments, seed, precision)
            found.append(result["testErrors"])
            print(
                f"seed {seed}  {precision}  {result['testErrors']:4d} errors,"
                f" accuracy {100 * result['testAccuracy']:.2f} %, {result['trainSeconds']:.0f} s",
                flush=True,
            )
    for precision, found in errors.items():
        mean, deviation = statistics.mean(found), statistics.stdev(found)
        print(f"{precision}    mean {mean:.1f} errors, standard deviation {deviation:.1f}")


main()
