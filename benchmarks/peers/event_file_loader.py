"""The peer of EventFileReaderBenchmark: TensorBoard's own readers in Python.

    pip install torch==2.7.1 tensorboard
    python benchmarks/peers/event_file_loader.py [SCALARS]
"""

import os
import sys
import tempfile
import time

import tensorboard
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from torch.utils.tensorboard import SummaryWriter

TAGS = ["loss_train", "learning_rate", "accuracy"]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"tensorboard {tensorboard.__version__}")
    with tempfile.TemporaryDirectory() as directory:
        with SummaryWriter(directory) as writer:
            for step in range(count):
                writer.add_scalar(TAGS[step % len(TAGS)], 1.0 / (step + 1), step)
        (file,) = os.scandir(directory)
        for loader in (LegacyEventFileLoader, EventFileLoader):
            for _ in range(3):
                begin = time.perf_counter()
                events = sum(1 for _ in loader(file.path).Load())
                seconds = time.perf_counter() - begin
                print(f"{loader.__name__}: {events / seconds:,.0f} events/s")


if __name__ == "__main__":
    main()
