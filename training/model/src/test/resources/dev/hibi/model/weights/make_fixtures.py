"""Writes the files of PyTorch that PyTorchFileTest reads, beside this script (PyTorch 2.7.1)."""
import collections
import os
import pickle

import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def save(name, value, **options):
    torch.save(value, os.path.join(HERE, name), **options)


numbers = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 4
tensors = collections.OrderedDict(
    plain=numbers,
    turned=numbers.t(),  # the same storage, other strides
    part=numbers[1:, 2:],
    learned=torch.nn.Parameter(numbers * 2),
    double=numbers.double() * (1 + 1e-12),
    half=numbers.half(),
    brain=numbers.bfloat16(),
    count=torch.tensor(7),
    empty=torch.zeros(0, 3),
)
tensors._metadata = {"": {"version": 1}}
save("archive.pth", tensors)
save("sequence.pth", tensors, _use_new_zipfile_serialization=False)
save("protocol4.pth", tensors, pickle_protocol=4)
parallel = {"module." + name: tensor for name, tensor in tensors.items()}
save("checkpoint.pth", {"epoch": 3, "lr": 0.1, "best": True, "state_dict": parallel,
                        "optimizer": {"state": {0: {"step": 1}}, "param_groups": [{"lr": 0.1}]}})
save("module.pth", torch.nn.Linear(2, 2))


class Command:
    def __reduce__(self):
        return os.system, ("echo run >&2",)


with open(os.path.join(HERE, "command.pth"), "wb") as file:
    pickle.dump(Command(), file, protocol=2)
