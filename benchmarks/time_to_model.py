"""How long from the command to a good model that is tested and written: Hibi and a recipe in Python.

    pip install torch==2.7.1 torchvision==0.22.1 safetensors
    python benchmarks/time_to_model.py TRAIN.zip TEST.zip resnet50_v1.safetensors [--rounds 3]

Both begin from the same weights of a ResNet-50 v1, at 128 pixels, on the same machine. The recipe
(peers/finetune_recipe.py) trains all layers for three epochs with Adam; it runs once. Hibi's command
trains the head on features that are computed once. Times are of whole processes: extraction,
reading, training, test and writing.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
SIZE, EPOCHS, GOOD = 128, 3, 0.995


def hibi(arguments, folder):
    output = pathlib.Path(folder) / "run"
    command = [HERE.parent / "hibi", "train", "--train", arguments.train, "--test", arguments.test]
    command += ["--mode", "features", "--backbone", "resnet50-v1", "--weights", arguments.weights]
    command += ["--image-size", str(SIZE), "--epochs", str(EPOCHS), "--output", output]
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    return seconds, json.loads((output / "run.json").read_text())["testAccuracy"]


def recipe(arguments):
    command = [sys.executable, HERE / "peers" / "finetune_recipe.py", arguments.train]
    command += [arguments.test, arguments.weights, str(SIZE), str(EPOCHS)]
    began = time.monotonic()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return time.monotonic() - began, json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=pathlib.Path)
    parser.add_argument("test", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3, help="of Hibi's")
    arguments = parser.parse_args()
    subprocess.run([HERE.parent / "hibi", "--version"], check=True)  # builds, if it is to
    times = []
    for _ in range(arguments.rounds):
        with tempfile.TemporaryDirectory() as folder:
            seconds, accuracy = hibi(arguments, folder)
        if accuracy < GOOD:
            raise SystemExit(f"no good model: expected {GOOD}, found {accuracy}")
        times.append(seconds)
        print(f"hibi    {seconds:.1f} s, test accuracy {100 * accuracy:.2f} %", flush=True)
    seconds, result = recipe(arguments)
    accuracy, steps = result["accuracy"], result["step_seconds"]
    print(
        f"recipe  {seconds:.1f} s, of which steps {steps:.1f} s,"
        f" test accuracy {100 * accuracy:.2f} %"
    )
    print(f"hibi needs 1/{seconds / statistics.median(times):.1f} of the time")


main()
