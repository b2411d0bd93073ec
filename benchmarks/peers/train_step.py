"""The peer of TrainStepBenchmark: a training step of torchvision's networks in PyTorch.

    pip install torch==2.7.1 torchvision==0.22.1
    python benchmarks/peers/train_step.py [SECONDS]
"""

import sys
import time

import torch
import torchvision

BATCH, SIZE = 32, 128
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10


def measure(name, memory_format):
    network = getattr(torchvision.models, name)(num_classes=2).to(memory_format=memory_format)
    optimizer = torch.optim.Adam(network.parameters(), 1e-5)
    images = torch.randn(BATCH, 3, SIZE, SIZE).contiguous(memory_format=memory_format)
    labels = torch.arange(BATCH) % 2

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(3):
        step()
    begin, steps = time.perf_counter(), 0
    while time.perf_counter() - begin < SECONDS:
        step()
        steps += 1
    return steps * BATCH / (time.perf_counter() - begin)


print(f"torch {torch.__version__}, {torch.get_num_threads()} threads")
for name in ("resnet18", "resnet50"):
    for label, memory_format in (
        ("contiguous", torch.contiguous_format),
        ("channels_last", torch.channels_last),
    ):
        print(f"{name} {SIZE} {label}: {measure(name, memory_format):.1f} images/s")
