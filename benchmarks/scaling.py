"""How a training's speed grows with the processor's cores, and what it waits for.

    ./hibi demo --directory demo
    python benchmarks/scaling.py demo/train.zip demo/test.zip [--image-size 64] [--threads 1,2,4]

Trains a ResNet-18 from random weights, as the demo does, with each number of compute threads, with
OpenMP's threads that sleep at once while they wait, soon (as Hibi has it), and never. Images/s and
the share of time that waited for data are those of run.json; processor time and context switches
are the whole process's, per step of 32 images, start and tests included. From the speeds with one
thread and with most follows, by Amdahl's law, which part of a step is divided among threads at all.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import tempfile

HIBI = pathlib.Path(__file__).parent.parent / "hibi"
BATCH = 32


# How OpenMP's threads wait: they sleep at once, soon (as Hibi has it), or never.
WAITING = {
    "asleep": {"OMP_WAIT_POLICY": "passive"},
    "spin 3000": {"GOMP_SPINCOUNT": "3000"},
    "awake": {"OMP_WAIT_POLICY": "active"},
}


def run(arguments, threads, waiting):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads)) | WAITING[waiting]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        command = [HIBI, "train", "--train", arguments.train, "--test", arguments.test]
        command += ["--mode", "scratch", "--backbone", "resnet18", "--epochs", str(arguments.epochs)]
        command += ["--image-size", str(arguments.image_size), "--output", f"{folder}/run"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        result = json.loads(pathlib.Path(folder, "run", "run.json").read_text())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    images = result["settings"]["trainingData"]["samples"] * arguments.epochs
    steps = images / BATCH
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    switches = after.ru_nvcsw - before.ru_nvcsw
    print(
        f"{threads:3d} threads  {waiting:9s}  {result['imagesPerSecond']:6.1f} images/s"
        f"  {100 * result['dataWaitShare']:4.1f} % waiting for data"
        f"  {1000 * processor / steps:6.0f} ms of processor and {switches / steps:7.0f} switches"
        " a step",
        flush=True,
    )
    return result["imagesPerSecond"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=pathlib.Path)
    parser.add_argument("test", type=pathlib.Path)
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--threads", help="default: 1, 2, 4 and so on up to the cores")
    arguments = parser.parse_args()
    cores = os.cpu_count()
    counts = sorted({2**i for i in range(cores.bit_length())} | {cores})
    if arguments.threads:
        counts = [int(count) for count in arguments.threads.split(",")]
    subprocess.run([HIBI, "--version"], check=True)  # builds, if it is to
    for waiting in WAITING:
        speeds = [run(arguments, count, waiting) for count in counts]
        gain, most = speeds[-1] / speeds[0], counts[-1]
        if most > 1:
            part = (1 - 1 / gain) / (1 - 1 / most)
            print(f"{waiting}: {gain:.2f} times from {counts[0]} to {most}, divided {part:.2f}")


main()
