"""Makes the event files beside it, which other writers than Hibi's have written.

    pip install torch==2.7.1 tensorboard==2.21.0 numpy pillow
    python make_fixtures.py

pytorch.tfevents    what torch.utils.tensorboard.SummaryWriter writes
pytorch-hparams.tfevents    its add_hparams, which opens a run of its own
tensorflow.tfevents    what tf.summary of TensorFlow 2 writes, made of TensorBoard's own summary
                       classes, which do not need TensorFlow

Times differ from run to run; the tests do not look at them.
"""

import glob
import os
import shutil
import tempfile

import numpy as np
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.histogram import summary_v2 as histogram
from tensorboard.plugins.hparams import summary_v2 as hparams
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.plugins.scalar import summary_v2 as scalar
from tensorboard.plugins.text import summary_v2 as text
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
from torch.utils.tensorboard import SummaryWriter

HERE = os.path.dirname(os.path.abspath(__file__))
PIXELS = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[0, 0, 0]] * 3], np.uint8)
LABELS = [True, True, False, False]
SCORES = [0.9, 0.4, 0.6, 0.1]


def keep(pattern, name):
    (path,) = glob.glob(pattern)
    shutil.copy(path, os.path.join(HERE, name))


def pytorch(folder):
    with SummaryWriter(folder) as writer:
        writer.add_scalar("loss", 0.5, 3)
        writer.add_scalar("new", 2, 4, new_style=True)
        writer.add_scalar("double", 0.1, 5, new_style=True, double_precision=True)
        writer.add_histogram("weights", np.array([0.0, 0.5, 0.5, 1.0]), 6, bins=4)
        writer.add_image("picture", PIXELS, 7, dataformats="HWC")
        writer.add_text("note", "a **crack** ひび", 8)
        writer.add_pr_curve("pr", np.array(LABELS), np.array(SCORES), 9, num_thresholds=5)
        writer.add_audio("tone", np.zeros(4, np.float32), 10, sample_rate=8000)
    keep(os.path.join(folder, "*tfevents*"), "pytorch.tfevents")
    with SummaryWriter(folder) as writer:
        writer.add_hparams({"lr": 0.1, "flip": True, "net": "resnet18"}, {"acc": 0.75}, run_name="h")
    keep(os.path.join(folder, "h", "*tfevents*"), "pytorch-hparams.tfevents")


def picture(tag):
    with open(os.path.join(HERE, "..", "images", "rgb.png"), "rb") as file:
        png = file.read()
    return summary_pb2.Summary.Value(
        tag=tag,
        metadata=image_metadata.create_summary_metadata(display_name=None, description=None),
        tensor=tensor_util.make_tensor_proto([b"19", b"11", png, png], dtype=np.object_),
    )


def tensorflow(folder):
    writer = EventFileWriter(folder)
    summaries = [
        scalar.scalar_pb("loss", 0.5),
        histogram.histogram_pb("weights", np.array([0.0, 0.5, 0.5, 1.0]), buckets=2),
        text.text_pb("note", "a **crack** ひび"),
        text.text_pb("table", np.array([["a", "b", "c"], ["d", "e", "f"]])),
        text.text_pb("list", np.array(["a", "b"])),
        hparams.hparams_pb({"lr": 0.1, "flip": True, "net": "resnet18"}, trial_id="t", start_time_secs=1),
        hparams.hparams_config_pb([hparams.HParam("lr")], [hparams.Metric("acc")]),
    ]
    for step, summary in enumerate(summaries):
        writer.add_event(event_pb2.Event(wall_time=1700000000.5, step=step, summary=summary))
    value = summary_pb2.Summary(value=[picture("picture")])
    writer.add_event(event_pb2.Event(wall_time=1700000000.5, step=7, summary=value))
    writer.close()
    keep(os.path.join(folder, "*tfevents*"), "tensorflow.tfevents")


with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
    pytorch(one)
    tensorflow(two)
