"""At sites nobody trained for: what a model does there as it is, and what a few photographs change.

    pip install torch==2.7.1 torchvision==0.22.1 safetensors scikit-learn
    python benchmarks/sites.py FOLDER TRAIN.zip TEST.zip resnet50_v1.safetensors|MODEL \\
        [--draws 8] [--tiles TILES] [--features layer4:max] [--c 0.1] [--hibi FOLDER]

Downloads nothing. FOLDER holds three public repositories as they come, under the names

    surface/   arthurflor23/surface-crack-detection, at aca76d3d2f
    crackseg/  ZheningHuang/CrackSeg_Benchmark_Study, at ea7d9b2a0d
    masonry/   dimitrisdais/crack_detection_CNN_masonry, at 83c371c70a

Their photographs are cut into tiles, cracked or not by the mask's inner part. TILES receives them as
zip archives, P_PHOTOGRAPH_Y_X.png and N_…, so that --group-by 'name:[NP]_(.+)_[0-9]+_[0-9]+' keeps
the tiles of a photograph together. Features are those of the frozen backbone at 224 pixels; a head
is learned on all of TRAIN.zip. In each draw half of a site's photographs are there to be learned
from and the tiles of the other half are judged: no photograph is on both sides.

    as it is    the head, at a threshold of 0.5
    normals     so many uncracked tiles join the head's training as negatives, as heavy as all its
                own; threshold: the 90th percentile of these tiles, each judged by a head that has
                not seen its photograph (at most ten heads)
    k a class   so many tiles of both classes join it, as heavy as all its own
    patches     the normals alone, by the distance of patches (PatchCore, Roth et al. 2022)
    unfamiliar  the share of tiles farther from TRAIN.zip than 99 % of its own images: distance to
                the tenth neighbour among 5,000, by the normalised means of layer2 and layer3 (Sun et
                al. 2022)

Each row has the area under the ROC curve and F1: the mean of the draws, and in brackets the worst.
With --hibi the same draws go through ./hibi train, calibrate and evaluate, a second pair of columns;
FOLDER keeps the model (trained there unless it is), what was calibrated for a draw is deleted.
"""

import argparse
import io
import json
import pathlib
import random
import shutil
import subprocess
import zipfile

import numpy
import torch
import torchvision
from PIL import Image
from safetensors.torch import load_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

HIBI = pathlib.Path(__file__).parent.parent / "hibi"
SIZE, BATCH = 224, 32
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
PAVEMENT = "crackseg/HEA12D_dataset"


class Site:
    """Tiles of one place: images, whether cracked, and of which photograph."""

    def __init__(self, name):
        self.name = name
        self.names, self.images, self.cracked, self.photographs = [], [], [], []

    def add(self, photograph, y, x, image, cracked):
        self.names.append(f"{'P' if cracked else 'N'}_{photograph}_{y}_{x}.png")
        self.images.append(image)
        self.cracked.append(cracked)
        self.photographs.append(photograph)

    def write(self, file, tiles=None):
        """All tiles, or those of some numbers, as an archive."""
        file.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(file, "w") as archive:
            for i in range(len(self.names)) if tiles is None else tiles:
                png = io.BytesIO()
                self.images[i].save(png, "PNG")
                archive.writestr(zipfile.ZipInfo(self.names[i]), png.getvalue())
        return file


def cut(image, mask, edge, inner, least):
    """Cracked: so many pixels of a crack in the inner part. Not cracked: none at all."""
    margin = (edge - inner) // 2
    for y in range(0, image.height - edge + 1, edge):
        for x in range(0, image.width - edge + 1, edge):
            crack = mask[y : y + edge, x : x + edge]
            core = crack[margin : edge - margin, margin : edge - margin]
            if core.sum() >= least or not crack.any():
                yield y, x, image.crop((x, y, x + edge, y + edge)), bool(crack.any())


def web_concrete(folder):
    site = Site("web-concrete")
    train = folder / "surface/dataset/crackconcrete/train"
    for file in sorted((train / "image").glob("*.png")):
        image = Image.open(file).convert("RGB").resize((768, 768), Image.BILINEAR)
        mask = Image.open(train / "label" / file.name).convert("L")
        mask = mask.resize((768, 768), Image.NEAREST)
        for y, x, tile, cracked in cut(image, numpy.asarray(mask) > 127, 256, 192, 300):
            site.add(file.stem, y, x, tile, cracked)
    return site


def pavement(folder, name, part):
    """Of 60 tiles of a photograph at most 4 of a class: nearly all are alike."""
    site = Site(name)
    for file in sorted((folder / PAVEMENT / part / "Raw_images").glob("*.jpg")):
        mask = Image.open(folder / PAVEMENT / part / "Masks" / f"{file.stem}.png").convert("L")
        image = Image.open(file).convert("RGB")
        tiles = list(cut(image, numpy.asarray(mask) > 40, 180, 140, 100))
        chosen = random.Random(file.stem)
        for cracked in (False, True):
            those = [tile for tile in tiles if tile[3] == cracked]
            for tile in sorted(chosen.sample(those, min(4, len(those))), key=lambda tile: tile[:2]):
                site.add(file.stem, *tile)
    return site


def masonry(folder):
    site = Site("masonry")
    for file in sorted((folder / "masonry/dataset/crack_detection_224_images").glob("*.png")):
        photograph, tile = file.stem.rsplit("_", 1)
        site.add(photograph, int(tile), 0, Image.open(file).convert("RGB"), True)
    return site


def archive(file):
    site = Site(file.stem)
    with zipfile.ZipFile(file) as images:
        for name in sorted(images.namelist()):
            if name.lower().endswith((".jpg", ".png")):
                image = Image.open(io.BytesIO(images.read(name))).convert("RGB")
                image = image.resize((SIZE, SIZE), Image.BILINEAR)
                stem = pathlib.PurePath(name).stem
                site.add(stem, 0, 0, image, stem.startswith("P"))
    return site


class Backbone:
    """A ResNet-50 v1 whose weights stay as they are."""

    def __init__(self, weights):
        file = weights / "model.safetensors" if weights.is_dir() else weights
        tensors = {name: t for name, t in load_file(file).items() if not name.startswith("fc.")}
        network = torchvision.models.resnet50()
        for layer in (network.layer2, network.layer3, network.layer4):
            layer[0].conv1.stride, layer[0].conv2.stride = (2, 2), (1, 1)
        missing, unexpected = network.load_state_dict(tensors, strict=False)
        missing = [m for m in missing if not m.startswith("fc.") and "num_batches" not in m]
        if missing or unexpected:
            raise SystemExit(f"no weights of a ResNet-50 v1: missing {missing[:3]} ({file})")
        self.network = network.eval().to(memory_format=torch.channels_last)

    @torch.no_grad()
    def maps(self, images):
        """Of each layer what it answers to a batch."""
        squares = [numpy.asarray(image.resize((SIZE, SIZE), Image.BILINEAR)) for image in images]
        x = torch.from_numpy(numpy.stack(squares)).permute(0, 3, 1, 2).float() / 255
        x = ((x - MEAN) / STD).contiguous(memory_format=torch.channels_last)
        net = self.network
        x = net.maxpool(net.relu(net.bn1(net.conv1(x))))
        found = {}
        for name in ("layer1", "layer2", "layer3", "layer4"):
            x = getattr(net, name)(x)
            found[name] = x
        return found

    def features(self, site, pooled):
        """What the head sees, and what tells whether an image is familiar."""
        rows, familiar = [], []
        for i in range(0, len(site.images), BATCH):
            maps = self.maps(site.images[i : i + BATCH])
            columns = []
            for layer, pooling in pooled:
                found = maps[layer]
                columns.append(found.mean((2, 3)) if pooling == "mean" else found.amax((2, 3)))
            rows.append(torch.cat(columns, 1).numpy())
            means = [maps[layer].mean((2, 3)) for layer in ("layer2", "layer3")]
            familiar.append(torch.cat(means, 1).numpy())
        return numpy.concatenate(rows), numpy.concatenate(familiar)

    def patches(self, site):
        """(tiles, 784, 1536): layer2 and layer3, each the mean of 3 x 3, on layer2's grid."""
        rows = []
        for i in range(0, len(site.images), BATCH):
            maps = self.maps(site.images[i : i + BATCH])
            grids = [torch.nn.functional.avg_pool2d(maps[n], 3, 1, 1) for n in ("layer2", "layer3")]
            size = grids[0].shape[-2:]
            grids[1] = torch.nn.functional.interpolate(grids[1], size, mode="bilinear")
            rows.append(torch.cat(grids, 1).flatten(2).transpose(1, 2).half())
        return torch.cat(rows)


class Home:
    """What a head learned where it was trained, and learns again with rows of a site."""

    def __init__(self, features, cracked, c, bound):
        self.rows, self.cracked, self.c = features, numpy.array(cracked), c
        self.weights = numpy.ones(len(features))
        self.head = self.fitted(numpy.empty((0, features.shape[1])), [], [])
        kept = random.Random(0).sample(range(len(features)), min(bound, len(features)))
        self.rows, self.cracked = self.rows[kept], self.cracked[kept]
        self.weights = numpy.full(len(kept), len(features) / len(kept))

    def mass(self, cracked):
        return self.weights[self.cracked == cracked].sum()

    def fitted(self, rows, cracked, weights):
        head = LogisticRegression(C=self.c, max_iter=1000)
        return head.fit(
            numpy.concatenate([self.rows, rows]),
            numpy.concatenate([self.cracked, cracked]).astype(bool),
            numpy.concatenate([self.weights, weights]),
        )

    def with_normals(self, rows):
        weight = self.mass(False) / len(rows)
        return self.fitted(rows, numpy.zeros(len(rows)), numpy.full(len(rows), weight))

    def with_labels(self, rows, cracked):
        weights = numpy.zeros(len(rows))
        for label in (False, True):
            weights[cracked == label] = self.mass(label) / (cracked == label).sum()
        return self.fitted(rows, cracked, weights)


def scores(head, rows):
    return head.predict_proba(rows)[:, 1]


def result(cracked, score, threshold):
    f1 = float("nan") if threshold is None else f1_score(cracked, score >= threshold)
    return roc_auc_score(cracked, score), f1


def threshold(home, rows, photographs, chance):
    """The 90th percentile of normals, each judged without its photograph."""
    names = sorted(set(photographs))
    chance.shuffle(names)
    folds = min(10, len(names))
    fold = numpy.array([names.index(name) % folds for name in photographs])
    held = []
    for part in range(folds):
        head = home.with_normals(rows[fold != part])
        held.append(scores(head, rows[fold == part]))
    return numpy.quantile(numpy.concatenate(held), 0.9)


def coreset(patches, share=0.1):
    """Of the patches those that leave none far away, one after the other (k-centre greedy)."""
    generator = torch.Generator().manual_seed(0)
    small = patches @ torch.randn(patches.shape[1], 128, generator=generator) / 128**0.5
    chosen = [0]
    nearest = (small - small[0]).square().sum(1)
    while len(chosen) < min(10000, int(share * len(patches))):
        chosen.append(int(nearest.argmax()))
        nearest = torch.minimum(nearest, (small - small[chosen[-1]]).square().sum(1))
    return patches[chosen]


def patch_scores(bank, tiles, neighbours=9):
    """The farthest patch's distance, the less the more alike its neighbours in the bank are."""
    found = []
    for tile in tiles.float():
        distances = torch.cdist(tile, bank)
        nearest, which = distances.min(1)
        patch = int(nearest.argmax())
        near = torch.cdist(bank[which[patch]][None], bank)[0].topk(neighbours, largest=False)[1]
        around = distances[patch, near]
        weight = 1 - torch.exp(nearest[patch] - torch.logsumexp(around, 0))
        found.append(float(weight * nearest[patch]))
    return numpy.array(found)


class Neighbours:
    """How far an image is from those of home."""

    def __init__(self, features, bound):
        rows = self.normalised(features)
        kept = random.Random(0).sample(range(len(rows)), min(bound, len(rows)))
        fold = numpy.arange(len(kept)) % 5
        held = [self.distances(rows[kept][fold != f], rows[kept][fold == f]) for f in range(5)]
        self.bank, self.limit = rows[kept], numpy.quantile(numpy.concatenate(held), 0.99)

    @staticmethod
    def normalised(features):
        return features / numpy.linalg.norm(features, axis=1, keepdims=True)

    @staticmethod
    def distances(bank, rows, k=10):
        alike = numpy.partition(rows @ bank.T, -k, axis=1)[:, -k]
        return numpy.sqrt(numpy.maximum(0, 2 - 2 * alike))

    def unfamiliar(self, features):
        return (self.distances(self.bank, self.normalised(features)) > self.limit).mean()


class Draw:
    """Which tiles are learned from, and which are judged: none of the same photograph."""

    def __init__(self, site, number, arguments):
        self.chance = random.Random(number)
        names = sorted(set(site.photographs))
        self.chance.shuffle(names)
        learned = set(names[: (len(names) + 1) // 2])
        pool = numpy.array([name in learned for name in site.photographs])
        self.judged = numpy.flatnonzero(~pool)
        cracked = numpy.array(site.cracked)
        order = {c: list(numpy.flatnonzero(pool & (cracked == c))) for c in (False, True)}
        for each in order.values():
            self.chance.shuffle(each)
        self.normals = order[False][: arguments.normals]
        self.labeled = {k: order[False][:k] + order[True][:k] for k in arguments.k}


def in_python(site, draw, rows, patches, home):
    """One row of the table a method: (area, F1)."""
    cracked, photographs = numpy.array(site.cracked), numpy.array(site.photographs)
    test, normals = draw.judged, draw.normals
    found = {"as it is": result(cracked[test], scores(home.head, rows[test]), 0.5)}
    limit = threshold(home, rows[normals], photographs[normals], draw.chance)
    score = scores(home.with_normals(rows[normals]), rows[test])
    found["normals"] = result(cracked[test], score, limit)
    for k, both in draw.labeled.items():
        head = home.with_labels(rows[both], cracked[both])
        found[f"{k} a class"] = result(cracked[test], scores(head, rows[test]), 0.5)
    if patches is not None:
        bank = coreset(patches[normals].float().flatten(0, 1))
        found["patches"] = result(cracked[test], patch_scores(bank, patches[test]), None)
    return found


class Commands:
    """The same by what users type."""

    def __init__(self, folder, arguments):
        self.folder, self.model = folder, folder / "run" / "model"
        if not self.model.exists():
            options = ["--mode", "features", "--backbone", "resnet50-v1", "--image-size", SIZE]
            options += ["--features", arguments.features, "--weights", arguments.weights]
            options += ["--train", arguments.train, "--test", arguments.test]
            self.run("train", *options, "--output", folder / "run")

    @staticmethod
    def run(*command):
        command = [str(word) for word in (HIBI, *command)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def judged(self, model, tiles):
        answer = self.folder / "answer.json"
        self.run("evaluate", "--model", model, "--data", tiles, f"--json={answer}")
        answer = json.loads(answer.read_text())
        return answer["auc"], answer["perClass"]["P"]["f1"]

    def unfamiliar(self, site):
        tiles, answer = self.folder / "site.zip", self.folder / "answer.json"
        site.write(tiles)
        self.run("evaluate", "--model", self.model, "--data", tiles, f"--json={answer}")
        return json.loads(answer.read_text())["unfamiliarShare"]

    def calibrated(self, site, tiles, tests, *options):
        tiles = site.write(self.folder / "learned.zip", tiles)
        output = self.folder / "calibrated"
        groups = ["--by-photograph", r"name:[NP]_(.+)_[0-9]+_[0-9]+"]
        options = [*options[:1], tiles, *options[1:], *groups, "--output", output]
        self.run("calibrate", "--model", self.model, *options)
        found = self.judged(output, tests)
        shutil.rmtree(output)
        return found

    def rows(self, site, draw):
        tests = site.write(self.folder / "judged.zip", draw.judged)
        found = {"as it is": self.judged(self.model, tests)}
        found["normals"] = self.calibrated(site, draw.normals, tests, "--normal")
        for k, both in draw.labeled.items():
            found[f"{k} a class"] = self.calibrated(site, both, tests, "--data", "--refit")
        return found


def columns(draws, method):
    area, f1 = (numpy.array([each[method][i] for each in draws]) for i in (0, 1))
    text = f"AUC {area.mean():.3f} ({area.min():.3f})"
    return text if numpy.isnan(f1).any() else f"{text}  F1 {f1.mean():.3f} ({f1.min():.3f})"


def shares(python_and_ours):
    return "   hibi: ".join(f"{100 * share:.1f} %" for share in python_and_ours)


def table(site, draws, ours, unfamiliar):
    photographs, cracked = len(set(site.photographs)), site.cracked.count(True)
    print(f"\n{site.name}: {photographs} photographs, {len(site.names)} tiles, {cracked} cracked")
    for method in draws[0]:
        line = f"  {method:12s} {columns(draws, method)}"
        if ours and method in ours[0]:
            line += f"   hibi: {columns(ours, method)}"
        print(line)
    print(f"  unfamiliar   {shares(unfamiliar)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("train", type=pathlib.Path)
    parser.add_argument("test", type=pathlib.Path)
    parser.add_argument("weights", type=pathlib.Path, help="a file, or a model's folder")
    parser.add_argument("--tiles", type=pathlib.Path, help="where to write the tiles' archives")
    parser.add_argument("--features", default="layer4:max")
    parser.add_argument("--c", type=float, default=0.1, help="inverse strength of the penalty")
    parser.add_argument("--draws", type=int, default=8)
    parser.add_argument("--normals", type=int, default=20)
    parser.add_argument("--k", type=int, nargs="*", default=[10, 20, 50])
    parser.add_argument("--bound", type=int, default=1000, help="rows of home in later heads")
    parser.add_argument("--hibi", type=pathlib.Path, help="also by the commands, in this folder")
    parser.add_argument("--hibi-draws", type=int, default=2)
    parser.add_argument("--no-patches", action="store_true", help="without normals alone: faster")
    arguments = parser.parse_args()
    commands = Commands(arguments.hibi, arguments) if arguments.hibi else None
    pooled = [each.split(":") for each in arguments.features.split(",")]
    backbone = Backbone(arguments.weights)
    train, test = archive(arguments.train), archive(arguments.test)
    rows, familiar = backbone.features(train, pooled)
    home = Home(rows, train.cracked, arguments.c, arguments.bound)
    neighbours = Neighbours(familiar, 5000)
    rows, familiar = backbone.features(test, pooled)
    wrong = (home.head.predict(rows) != numpy.array(test.cracked)).sum()
    unfamiliar = neighbours.unfamiliar(familiar)
    print(f"{test.name}: {wrong} errors of {len(rows)}, unfamiliar {100 * unfamiliar:.1f} %")
    sites = [web_concrete(arguments.folder)]
    sites.append(pavement(arguments.folder, "pavement-concrete", "Concrete_pavement_VD"))
    sites.append(pavement(arguments.folder, "pavement-asphalt", "Asphalt_pavement_VD"))
    for site in [*sites, masonry(arguments.folder)]:
        if not site.names:
            raise SystemExit(f"no photographs of {site.name} ({arguments.folder})")
        if arguments.tiles:
            site.write(arguments.tiles / f"{site.name}.zip")
        rows, familiar = backbone.features(site, pooled)
        unfamiliar = [neighbours.unfamiliar(familiar)]
        if commands:
            unfamiliar.append(commands.unfamiliar(site))
        if all(site.cracked):
            found = scores(home.head, rows) >= 0.5
            print(f"\n{site.name}: {len(rows)} tiles, all cracked")
            print(f"  as it is     {100 * found.mean():.1f} % found")
            print(f"  unfamiliar   {shares(unfamiliar)}")
            continue
        patches = None if arguments.no_patches else backbone.patches(site)
        draws = [Draw(site, i, arguments) for i in range(arguments.draws)]
        both = draws[: arguments.hibi_draws] if commands else []
        ours = [commands.rows(site, each) for each in both]
        draws = [in_python(site, each, rows, patches, home) for each in draws]
        table(site, draws, ours, unfamiliar)


main()
