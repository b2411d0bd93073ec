"""The peer of SummaryWriterBenchmark: torch's SummaryWriter.

    pip install torch==2.7.1 tensorboard
    python benchmarks/peers/summary_writer.py [SCALARS]
"""

import os
import sys
import tempfile
import time

import tensorboard
import torch
from torch.utils.tensorboard import SummaryWriter

TAGS = ["loss_train", "learning_rate", "accuracy"]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"torch {torch.__version__}, tensorboard {tensorboard.__version__}")
    for _ in range(3):
        with tempfile.TemporaryDirectory() as directory:
            begin = time.perf_counter()
            with SummaryWriter(directory) as writer:
                for step in range(count):
                    writer.add_scalar(TAGS[step % len(TAGS)], 1.0 / (step + 1), step)
            seconds = time.perf_counter() - begin
            size = sum(entry.stat().st_size for entry in os.scandir(directory))
            print(f"{count / seconds:,.0f} scalars/s, {size / count:.1f} bytes each")


if __name__ == "__main__":
    main()
