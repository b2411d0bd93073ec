"""Prints the logits of torchvision's networks whose parameters are filled by a formula.

The constants of ResNetLogitsTest come from here: the same formula fills the same tensors in Java,
so equal logits prove that the networks are equal, without any weights file.

    pip install torch==2.7.1 torchvision==0.22.1
    python benchmarks/peers/resnet_logits.py
"""

import math

import torch
import torchvision

CLASSES = 3
SIZE = 64


def pattern(count, salt):
    """count values in [-0.5, 0.5), exact in double precision on every machine."""
    index = torch.arange(count, dtype=torch.int64)
    return ((index * 7919 + salt * 104729) % 1000003).double() / 1000003 - 0.5


def fill(state):
    salt = 0
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        values = pattern(tensor.numel(), salt)
        salt += 1
        if tensor.dim() == 4:
            out, _, height, width = tensor.shape
            values = values * math.sqrt(24.0 / (out * height * width))
        elif name.startswith("fc."):
            values = values * 0.1
        elif name.endswith(".weight"):
            values = 0.6 + 0.4 * values
        elif name.endswith("running_var"):
            values = 1 + 0.4 * values
        else:
            values = 0.4 * values
        tensor.copy_(values.float().reshape(tensor.shape))


def v1(network):
    """Moves each down-sampling bottleneck's stride from its 3x3 to its first 1x1 convolution."""
    for layer in (network.layer2, network.layer3, network.layer4):
        layer[0].conv1.stride, layer[0].conv2.stride = (2, 2), (1, 1)
    return network


NETWORKS = {
    "resnet18": lambda: torchvision.models.resnet18(num_classes=CLASSES),
    "resnet34": lambda: torchvision.models.resnet34(num_classes=CLASSES),
    "resnet50": lambda: torchvision.models.resnet50(num_classes=CLASSES),
    "resnet101": lambda: torchvision.models.resnet101(num_classes=CLASSES),
    "resnet152": lambda: torchvision.models.resnet152(num_classes=CLASSES),
    "resnet50-v1": lambda: v1(torchvision.models.resnet50(num_classes=CLASSES)),
}

if __name__ == "__main__":
    with torch.no_grad():
        images = (4 * pattern(2 * 3 * SIZE * SIZE, 1)).float().reshape(2, 3, SIZE, SIZE)
        for name, build in NETWORKS.items():
            network = build().eval()
            fill(network.state_dict())
            logits = network(images)
            print(name, [float(f"{value:.7g}") for value in logits.flatten().tolist()])
