"""Prints a linear head's parameters after ten steps of torch.optim, for each optimizer.

The constants of OptimizerTest come from here.

    pip install torch==2.7.1
    python benchmarks/peers/optimizer_steps.py
"""

import torch

from resnet_logits import pattern

CLASSES, FEATURES, BATCH, STEPS = 3, 5, 4, 10
LEARNING_RATE = 0.05

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, LEARNING_RATE, momentum=0.9),
    "sgd plain": lambda p: torch.optim.SGD(p, LEARNING_RATE),
    "sgd nesterov": lambda p: torch.optim.SGD(
        p, LEARNING_RATE, momentum=0.8, weight_decay=0.01, nesterov=True
    ),
    "adam": lambda p: torch.optim.Adam(p, LEARNING_RATE),
    "adam amsgrad": lambda p: torch.optim.Adam(p, LEARNING_RATE, amsgrad=True),
    "adam decay": lambda p: torch.optim.Adam(p, LEARNING_RATE, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, LEARNING_RATE),
}

for name, build in OPTIMIZERS.items():
    head = torch.nn.Linear(FEATURES, CLASSES)
    with torch.no_grad():
        head.weight.copy_(pattern(CLASSES * FEATURES, 1).float().reshape(CLASSES, FEATURES))
        head.bias.copy_(pattern(CLASSES, 2).float())
    optimizer = build(head.parameters())
    for step in range(STEPS):
        inputs = (2 * pattern(BATCH * FEATURES, 10 + step)).float().reshape(BATCH, FEATURES)
        labels = torch.arange(BATCH) % CLASSES
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(head(inputs), labels).backward()
        optimizer.step()
    values = torch.cat([head.weight.flatten()[:4], head.bias]).tolist()
    print(name, [float(f"{value:.8g}") for value in values])
