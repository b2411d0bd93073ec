"""The peer of time_to_model.py: fine-tunes all layers of a ResNet-50 v1 in Python, then tests it.

    python benchmarks/peers/finetune_recipe.py TRAIN.ZIP TEST.ZIP WEIGHTS.safetensors SIZE EPOCHS \\
        [STEPS]

As tutorials have it: torchvision, Pillow, DataLoader, Adam (AMSGrad, 0.002), batches of 32; images
are read by the training process, which on two cores is faster than workers beside it. Prints a line
an epoch, and as the last one {"accuracy": …, "step_seconds": …}. After so many STEPS, if any are
said, it tells how long one took and ends.
"""

import json
import pathlib
import sys
import tempfile
import time
import zipfile

import torch
import torchvision
from PIL import Image
from torchvision import transforms

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
BATCH = 32


class Photographs(torch.utils.data.Dataset):
    """Images of an extracted archive; the class is the name's first letter."""

    def __init__(self, folder, size):
        self.files = sorted(pathlib.Path(folder).rglob("*.jpg"))
        self.labels = sorted({file.name[0] for file in self.files})
        self.prepare = transforms.Compose(
            [transforms.Resize((size, size)), transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
        )

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        file = self.files[index]
        with Image.open(file) as image:
            return self.prepare(image.convert("RGB")), self.labels.index(file.name[0])


def loader(archive, folder, size, shuffle):
    with zipfile.ZipFile(archive) as images:
        images.extractall(folder)
    return torch.utils.data.DataLoader(
        Photographs(folder, size), BATCH, shuffle=shuffle, num_workers=0
    )


def pretrained(weights):
    from safetensors.torch import load_file

    network = torchvision.models.resnet50()
    for layer in (network.layer2, network.layer3, network.layer4):
        layer[0].conv1.stride, layer[0].conv2.stride = (2, 2), (1, 1)
    missing, unexpected = network.load_state_dict(load_file(weights), strict=False)
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    assert not unexpected and not missing, (missing, unexpected)
    network.fc = torch.nn.Linear(network.fc.in_features, 2)
    return network


def accuracy(network, test):
    network.eval()
    right = total = 0
    with torch.no_grad():
        for images, labels in test:
            right += (network(images).argmax(1) == labels).sum().item()
            total += len(labels)
    return right / total


def main():
    train_zip, test_zip, weights, size, epochs = sys.argv[1:6]
    most = int(sys.argv[6]) if len(sys.argv) > 6 else 0
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as folder:
        train = loader(train_zip, f"{folder}/train", int(size), True)
        test = loader(test_zip, f"{folder}/test", int(size), False)
        network = pretrained(weights)
        optimizer = torch.optim.Adam(network.parameters(), 0.002, amsgrad=True)
        steps, done, start = 0.0, 0, time.monotonic()
        for epoch in range(int(epochs)):
            network.train()
            for images, labels in train:
                began = time.monotonic()
                optimizer.zero_grad()
                loss = torch.nn.functional.cross_entropy(network(images), labels)
                loss.backward()
                optimizer.step()
                steps += time.monotonic() - began
                done += 1
                if done == most:
                    whole = time.monotonic() - start
                    raise SystemExit(f"{whole / done:.2f} s a step, {steps / done:.2f} s of it computing")
            tested = accuracy(network, test)
            print(f"epoch {epoch + 1}: test accuracy {tested:.4f}", file=sys.stderr, flush=True)
        torch.save(network.state_dict(), f"{folder}/model.pth")
        print(json.dumps({"accuracy": tested, "step_seconds": steps}))


main()
