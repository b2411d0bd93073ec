#!/usr/bin/env python3
"""What TorchvisionTest asks of PyTorch and torchvision.

    torchvision_weights.py save ARCH FOLDER     writes a random network of 5 classes as ARCH.zip.pth
                                                and ARCH.legacy.pth, images, and its logits
    torchvision_weights.py digests FILE         prints the name, shape and SHA-256 of each tensor of
                                                a file that torch.load reads, floats as float32
    torchvision_weights.py open ARCH MODEL_DIR  loads model.safetensors and model.pt's state_dict
                                                into torchvision's network, strictly
    torchvision_weights.py features ARCH MODEL_DIR FEATURES FOLDER
                                                pools images.f32 of 64 pixels in torchvision's
                                                network with the model's weights into features.f32;
                                                model.pt's logits are the head's of these
    torchvision_weights.py patches ARCH MODEL_DIR STRIDE FOLDER
                                                compares each patch of images.f32 of 64 pixels with
                                                the model's bank, in float64, into distances.f32
                                                and scores.f32; model.pt answers by these
"""

import hashlib
import json
import pathlib
import struct
import sys

import torch
import torchvision

CLASSES = 5


def save(arch, folder):
    torch.manual_seed(7)
    network = getattr(torchvision.models, arch)(num_classes=CLASSES)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):  # as after a training
            torch.nn.init.uniform_(module.weight, 0.5, 1)
            torch.nn.init.uniform_(module.bias, -0.2, 0.2)
            torch.nn.init.uniform_(module.running_mean, -0.2, 0.2)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
            module.num_batches_tracked.fill_(3)
    images = torch.rand(4, 3, 64, 64) * 4 - 2
    with torch.no_grad():
        logits = network.eval()(images)
    folder = pathlib.Path(folder)
    torch.save(network.state_dict(), folder / f"{arch}.zip.pth")
    parallel = torch.nn.DataParallel(network).state_dict()
    torch.save({"epoch": 3, "model": parallel}, folder / f"{arch}.legacy.pth",
               _use_new_zipfile_serialization=False)
    for name, values in {"images": images, "logits": logits}.items():
        (folder / f"{name}.f32").write_bytes(values.numpy().astype("<f4").tobytes())


def digests(file):
    loaded = torch.load(file, map_location="cpu", weights_only=True)
    loaded = loaded.get("model", loaded)
    for name, tensor in loaded.items():
        values = tensor.float() if tensor.is_floating_point() else tensor
        digest = hashlib.sha256(values.contiguous().numpy().tobytes()).hexdigest()
        print(name.removeprefix("module."), list(tensor.shape), digest, sep="\t")


def safetensors(path):
    types = {"F32": torch.float32, "I64": torch.int64}
    data = path.read_bytes()
    length = struct.unpack_from("<Q", data)[0]
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            values = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"])
    return tensors


def open_model(arch, folder):
    folder = pathlib.Path(folder)
    script = torch.jit.load(str(folder / "model.pt")).eval()
    images = torch.rand(2, 3, 64, 64)
    for weights in (safetensors(folder / "model.safetensors"), script.state_dict()):
        network = getattr(torchvision.models, arch)(num_classes=CLASSES).eval()
        network.load_state_dict(weights, strict=True)
        with torch.no_grad():
            difference = (network(images) - script(images)).abs().max().item()
        assert difference <= 1e-4, f"other logits: {difference}"
        print(len(weights))


def features(arch, model, ids, folder):
    model, folder = pathlib.Path(model), pathlib.Path(folder)
    weights = safetensors(model / "model.safetensors")
    head = weights.pop("fc.weight"), weights.pop("fc.bias")
    network = getattr(torchvision.models, arch)().eval()
    unknown = network.load_state_dict(weights, strict=False).unexpected_keys
    assert not unknown, unknown
    maps = {}
    for layer in ("layer1", "layer2", "layer3", "layer4"):
        getattr(network, layer).register_forward_hook(
            lambda module, inputs, output, layer=layer: maps.update({layer: output}))
    values = (folder / "images.f32").read_bytes()
    images = torch.frombuffer(bytearray(values), dtype=torch.float32).reshape(-1, 3, 64, 64)
    script = torch.jit.load(str(model / "model.pt")).eval()
    with torch.no_grad():
        network(images)
        pools = {"mean": lambda x: x.mean((2, 3)), "max": lambda x: x.amax((2, 3))}
        pooled = [pools[id.split(":")[1]](maps[id.split(":")[0]]) for id in ids.split(",")]
        pooled = torch.cat(pooled, 1)
        logits = torch.nn.functional.linear(pooled, *head)
        difference = (script(images) - logits).abs().max().item()
    assert difference <= 1e-4, f"other logits: {difference}"
    (folder / "features.f32").write_bytes(pooled.numpy().astype("<f4").tobytes())
    print(*pooled.shape, sep=" x ")


def patches(arch, model, stride, folder):
    model, folder, stride = pathlib.Path(model), pathlib.Path(folder), int(stride)
    percent = json.loads((model / "model.json").read_text())["patches"]["percent"]
    weights = safetensors(model / "model.safetensors")
    bank = weights.pop("bank.rows").double()
    head = weights.pop("fc.weight"), weights.pop("fc.bias")
    network = getattr(torchvision.models, arch)().eval()
    unknown = network.load_state_dict(weights, strict=False).unexpected_keys
    assert not unknown, unknown
    values = (folder / "images.f32").read_bytes()
    images = torch.frombuffer(bytearray(values), dtype=torch.float32).reshape(-1, 3, 64, 64)
    script = torch.jit.load(str(model / "model.pt")).eval()
    means = torch.nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
    with torch.no_grad():
        x = network.maxpool(network.relu(network.bn1(network.conv1(images))))
        fine = network.layer2(network.layer1(x))
        coarse = torch.nn.functional.interpolate(
            means(network.layer3(fine)), fine.shape[2:], mode="bilinear", align_corners=False)
        rows = torch.cat([means(fine), coarse], 1)[:, :, ::stride, ::stride].double()
        rows = rows.permute(0, 2, 3, 1)
        distances = (rows.unsqueeze(3) - bank).norm(dim=4)
        scores = []
        for image in range(len(images)):
            least = distances[image].min(2).values
            if percent > 0:
                scores.append(least.flatten().topk(-(-least.numel() * percent // 100)).values.mean())
                continue
            patch = divmod(least.argmax().item(), least.shape[1])
            nearest = distances[image][patch].argmin()
            around = (bank - bank[nearest]).norm(dim=1).argsort()[:9]
            largest, others = least[patch], distances[image][patch][around]
            weight = 1 - torch.exp(largest) / torch.exp(others).sum() if len(bank) > 1 else 1
            scores.append(weight * largest)
        scores = torch.stack(scores).float()
        logits = torch.nn.functional.linear(scores.log().unsqueeze(1), *head)
        difference = (script(images) - logits).abs().max().item()
    assert difference <= 1e-4, f"other logits: {difference}"
    for name, numbers in {"distances": distances.min(3).values.float(), "scores": scores}.items():
        (folder / f"{name}.f32").write_bytes(numpy_bytes(numbers))
    print(*rows.shape, sep=" x ")


def numpy_bytes(tensor):
    return tensor.contiguous().numpy().astype("<f4").tobytes()


if __name__ == "__main__":
    {"save": save, "digests": digests, "open": open_model, "features": features,
     "patches": patches}[sys.argv[1]](*sys.argv[2:])
