"""Hibi and its peers by turns: images a second, and the ratio of ours to each, as a table.

    mvn -q -Pbenchmarks -pl benchmarks -am -DskipTests package
    pip install torch==2.7.1 torchvision==0.22.1 onnx onnxruntime openvino
    python benchmarks/side_by_side.py inference|train [--networks resnet18,resnet50] \\
        [--sizes 128,224] [--batches 1,32] [--rounds 5] [--seconds 2] [--forms torch,openvino-bf16]

Every program of a row is started once and waits while another computes; in each round each computes
for so many seconds. The numbers are the median of the rounds and (least, most); the ratios are those
of the same round. Where the processor does not multiply bfloat16 itself, bf16 is skipped, and int8
where it has no avx512_vnni. The ratios are those of ours that computes nearly as fp32 does: fp32 or
bf16; int8 differs by more and has a line of its own.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
OURS = {
    "inference": {"fp32": "hibi fp32", "bf16": "hibi bf16", "int8": "hibi int8"},
    "train": {"fp32": "hibi fp32", "bf16": "hibi bf16"},
}
PEERS = {
    "inference": ["torch", "channels_last", "bf16", "onnxruntime", "openvino", "openvino-bf16"],
    "train": ["torch", "channels_last", "bf16"],
}
# As the launcher sets them. Peers run as they come; with --peers-memory they have the first three.
MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "9000000000000",
}
LAUNCHER = MEMORY | {"GOMP_SPINCOUNT": "3000"}


def processor_has(*flags):
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return any(flag in text for flag in flags)


class Program:
    def __init__(self, name, command, environment):
        self.name = name
        self.speeds = []
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | environment,
        )

    def await_ready(self):
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit(f"{self.name} does not start: {' '.join(self.process.args)}")

    def run(self, seconds):
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def programs(kind, network, size, batch, forms, peers):
    java = shutil.which("java") or "java"
    classes = os.pathsep.join(str(HERE / "target" / part) for part in ("classes", "lib/*"))
    options = ["-Dai.djl.offline=true", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"]
    made = []
    for form, name in OURS[kind].items():
        if form in forms:
            arguments = [kind, network, str(size), str(batch), form]
            command = [java, *options, "-cp", classes, "dev.hibi.benchmarks.SpeedWorker", *arguments]
            made.append(Program(name, command, LAUNCHER))
    for form in PEERS[kind]:
        if form in forms:
            worker = str(HERE / "peers" / "speed_worker.py")
            command = [sys.executable, worker, kind, form, network, str(size), str(batch)]
            made.append(Program("torch bf16" if form == "bf16" else form, command, peers))
    return made


def measure(kind, network, size, batch, arguments, forms):
    peers = MEMORY if arguments.peers_memory else {}
    row = programs(kind, network, size, batch, forms, peers)
    try:
        for program in row:
            program.await_ready()
        for program in row:
            program.run(1)
        for _ in range(arguments.rounds):
            for program in row:
                program.speeds.append(program.run(arguments.seconds))
    finally:
        for program in row:
            program.close()
    ours = [program for program in row if program.name.startswith("hibi")]
    quantized = [program for program in ours if program.name.endswith("int8")]
    close = [program for program in ours if program not in quantized]
    fastest = sorted(close, key=lambda program: statistics.median(program.speeds))[-1:]
    print(f"\n{kind}, {network}, {size} pixels, batch {batch}")
    for program in row:
        line = f"  {program.name:15s} {spread(program.speeds, 1):26s}"
        for mine in fastest + quantized:
            ratios = [a / b for a, b in zip(mine.speeds, program.speeds)]
            line += f"  {mine.name} is {spread(ratios, 2)} times that"
        print(line, flush=True)


def spread(values, digits):
    least, middle, most = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({least:.{digits}f}-{most:.{digits}f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=PEERS)
    parser.add_argument("--networks", default="resnet18,resnet50")
    parser.add_argument("--sizes", default="128,224")
    parser.add_argument("--batches", default=None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--forms", default=None, help="fp32, bf16 (ours and torch's), int8, torch, …")
    parser.add_argument("--peers-memory", action="store_true", help="the launcher's, for peers, too")
    arguments = parser.parse_args()
    forms = [*OURS[arguments.kind], *PEERS[arguments.kind]]
    if arguments.forms:
        forms = arguments.forms.split(",")
    if not processor_has("avx512_bf16", "amx_bf16"):
        print("bf16: skipped, the processor does not multiply it itself")
        forms = [form for form in forms if not form.endswith("bf16")]
    if not processor_has("avx512_vnni"):
        print("int8: skipped, the processor has no avx512_vnni")
        forms = [form for form in forms if form != "int8"]
    batches = arguments.batches or ("1,32" if arguments.kind == "inference" else "32")
    for network in arguments.networks.split(","):
        for size in arguments.sizes.split(","):
            for batch in batches.split(","):
                measure(arguments.kind, network, int(size), int(batch), arguments, forms)


main()
