"""The peer of TrainStepBenchmark: a training step of torchvision's networks in PyTorch.

As most scripts have it (default), with images and weights channels_last, and with that in bfloat16
by autocast where the processor multiplies it itself. Run alone, with the variables that stand at
TrainStepBenchmark.

    pip install torch==2.7.1 torchvision==0.22.1
    python benchmarks/peers/train_step.py [SECONDS [NETWORK [SIZE]]]
"""

import statistics
import sys
import time

import torch
import torchvision

BATCH = 32
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10
NETWORKS = sys.argv[2:3] or ["resnet18", "resnet50"]
SIZES = [int(size) for size in sys.argv[3:4]] or [128, 224]
FORMS = {
    "default": (torch.contiguous_format, False),
    "channels_last": (torch.channels_last, False),
    "channels_last, bf16 autocast": (torch.channels_last, True),
}


def multiplies_bfloat16():
    with open("/proc/cpuinfo") as file:
        flags = next((line for line in file if line.startswith("flags")), "").split()
    return "avx512_bf16" in flags or "amx_bf16" in flags


def measure(name, size, memory_format, reduced):
    network = getattr(torchvision.models, name)(num_classes=2).to(memory_format=memory_format)
    optimizer = torch.optim.Adam(network.parameters(), 1e-5)
    images = torch.randn(BATCH, 3, size, size).contiguous(memory_format=memory_format)
    labels = torch.arange(BATCH) % 2

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=reduced):
            loss = torch.nn.functional.cross_entropy(network(images).float(), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(3):
        step()
    times = []
    while sum(times) < SECONDS:
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return BATCH / statistics.median(times)


print(f"torch {torch.__version__}, {torch.get_num_threads()} threads")
for name in NETWORKS:
    for size in SIZES:
        for label, (memory_format, reduced) in FORMS.items():
            if reduced and not multiplies_bfloat16():
                print(f"{name} {size} {label}: skipped, the processor does not multiply bfloat16")
            else:
                speed = measure(name, size, memory_format, reduced)
                print(f"{name} {size} {label}: {speed:.1f} images/s", flush=True)
