"""Prints a small network's parameters after ten steps with one option of a step, for each option.

The constants of StepOptionsTest come from here. Losses and clipping are torch's, mixing and the moving
average timm's.

    pip install torch==2.7.1 torchvision==0.22.1 timm
    python benchmarks/peers/step_options.py
"""

import unittest.mock

import torch
from timm.data.mixup import Mixup
from timm.utils import ModelEmaV3

from resnet_logits import pattern

CLASSES, CHANNELS, BATCH, EDGE, STEPS = 3, 3, 4, 8, 10
LEARNING_RATE = 0.05


class Means(torch.nn.Module):
    """The mean of each channel, and a head."""

    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(CHANNELS, CLASSES)
        with torch.no_grad():
            self.fc.weight.copy_(pattern(CLASSES * CHANNELS, 1).float().reshape(CLASSES, CHANNELS))
            self.fc.bias.copy_(pattern(CLASSES, 2).float())

    def forward(self, images):
        return self.fc(images.mean((2, 3)))


class Given(Mixup):
    """timm's, with a share and a box's centre that are given instead of drawn."""

    def __init__(self, lam, centre=None, smoothing=0.0):
        super().__init__(label_smoothing=smoothing, num_classes=CLASSES)
        self.lam, self.centre = lam, centre

    def _params_per_batch(self):
        return self.lam, self.centre is not None

    def __call__(self, images, labels):
        drawn = iter(self.centre or ())
        with unittest.mock.patch("numpy.random.randint", lambda *a, **k: next(drawn)):
            return super().__call__(images, labels)


def show(name, network):
    values = torch.cat([network.fc.weight.flatten()[:4], network.fc.bias]).tolist()
    print(name, ", ".join(f"{value:.8g}" for value in values))


def train(name, loss=torch.nn.CrossEntropyLoss(), clip=None, groups=None, mixup=None, ema=None,
          batch=BATCH, decay=0.0):
    network = Means()
    parameters = groups(network) if groups else network.parameters()
    optimizer = torch.optim.AdamW(parameters, LEARNING_RATE, weight_decay=decay)
    average = ModelEmaV3(network, decay=ema) if ema else None
    for step in range(STEPS):
        count = batch * CHANNELS * EDGE * EDGE
        images = (20 * pattern(count, 10 + step)).float().reshape(batch, CHANNELS, EDGE, EDGE)
        labels = torch.arange(batch) % CLASSES
        if mixup:
            images, labels = mixup(images, labels)
        optimizer.zero_grad()
        loss(network(images), labels).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(network.parameters(), clip)
        optimizer.step()
        if average:
            average.update(network)
    show(name, network)
    if average:
        show(name + ", average", average.module)


def soft(logits, targets):
    return torch.sum(-targets * torch.nn.functional.log_softmax(logits, dim=-1), dim=-1).mean()


WEIGHTS = torch.tensor([0.5, 2.0, 1.25])

train("plain")
train("label smoothing", torch.nn.CrossEntropyLoss(label_smoothing=0.1))
train("class weights", torch.nn.CrossEntropyLoss(weight=WEIGHTS))
train("both", torch.nn.CrossEntropyLoss(weight=WEIGHTS, label_smoothing=0.1))
train("clipped norm", clip=0.05)
train("average", ema=0.9)
train("mixup", soft, mixup=Given(0.7))
train("mixup with smoothing", soft, mixup=Given(0.7, smoothing=0.1))
train("cutmix", soft, mixup=Given(0.7, (1, 5)))
train("no decay on biases", decay=0.5, groups=lambda n: [
    {"params": [n.fc.weight]}, {"params": [n.fc.bias], "weight_decay": 0.0}])
train("rate by name", groups=lambda n: [
    {"params": [n.fc.weight], "lr": 0.1 * LEARNING_RATE}, {"params": [n.fc.bias]}])
train("10 samples", batch=10)
train("10 samples with class weights", torch.nn.CrossEntropyLoss(weight=WEIGHTS), batch=10)
