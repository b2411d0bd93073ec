"""Mutated and generated JPEG and WebP files, decoded by Pillow and by Hibi, compared.

    python benchmarks/peers/decode_fuzz.py COUNT SEED CLASSPATH [KIND]

CLASSPATH is that of core/image with its tests (target/classes, target/test-classes and the
dependencies); KIND is jpeg or webp, both where it is left out. Needs Pillow 12 or later and, for
arithmetic coding and unusual subsampling, cjpeg, and cwebp for what Pillow cannot ask of libwebp.

Prints how many files both read with equal pixels, how many only one reads, and each file that both
read differently, which it keeps in the folder decode_fuzz/.
"""

import io
import random
import shutil
import struct
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image, ImageFile, ImageOps

ImageFile.MAXBLOCK = 1 << 24
MOST_PIXELS = 1 << 20


def scene(rng, width, height):
    y, x = np.mgrid[0:height, 0:width]
    kind = rng.randrange(4)
    noise = np.random.default_rng(rng.randrange(1 << 30))
    if kind == 0:
        rgb = np.stack([(x * 3 + y) % 256, (x + y * 5) % 256, (x * y) % 256], -1)
    elif kind == 1:
        rgb = noise.integers(0, 256, (height, width, 3))
    elif kind == 2:
        base = 170 + 20 * np.sin(x / 17) + noise.normal(0, 6, (height, width))
        rgb = np.stack([base, base - 8, base - 15], -1)
        rgb[np.abs(x * 0.7 - y + 5 * np.sin(x / 5)) < 2] = 60
    else:
        rgb = np.stack([(x // 5 + y // 7) % 2 * 255, x // 3 % 2 * 235 + 20, y // 4 % 3 * 127], -1)
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def tool(rng, image, command):
    out = io.BytesIO()
    image.save(out, "PPM")
    return subprocess.run(command, input=out.getvalue(), capture_output=True, check=True).stdout


def jpeg(rng, image):
    quality = rng.choice([1, 5, 20, 50, 75, 90, 95, 100])
    if shutil.which("cjpeg") and rng.random() < 0.5:
        command = ["cjpeg", "-quality", str(quality)]
        command += rng.choice([[], ["-progressive"], ["-arithmetic"], ["-arithmetic", "-progressive"]])
        if rng.random() < 0.4:
            command += ["-restart", rng.choice(["1", "2", "3B", "7B"])]
        factors = rng.choice("1x1 2x1 1x2 2x2 4x1 1x4 2x4 3x1 2x2,2x1,2x1 2x2,1x2,1x2 1x1,2x2,1x1".split())
        return tool(rng, image, command + ["-sample", factors])
    mode = rng.choice(["RGB", "RGB", "RGB", "L", "CMYK"])
    options = {"keep_rgb": True} if mode == "RGB" and rng.random() < 0.1 else {"subsampling": rng.randrange(3)}
    return encoded(
        image.convert(mode), "JPEG", quality=quality, progressive=rng.random() < 0.4,
        optimize=rng.random() < 0.3, **(options if mode != "L" else {}))


def webp(rng, image):
    if shutil.which("cwebp") and rng.random() < 0.4:
        source = Path("decode_fuzz.ppm")
        image.save(source)
        command = ["cwebp", "-quiet", "-q", str(rng.randrange(101)), "-m", str(rng.randrange(7))]
        command += ["-segments", str(rng.randrange(1, 5)), "-f", str(rng.randrange(101))]
        command += ["-sharpness", str(rng.randrange(8)), "-partition_limit", str(rng.randrange(101))]
        command += rng.choice([["-strong"], ["-nostrong"], ["-nostrong"]])
        command += rng.choice([[], ["-low_memory"], ["-mt"], ["-jpeg_like"]])
        return subprocess.run([*command, source, "-o", "-"], capture_output=True, check=True).stdout
    options = {"quality": rng.randrange(101), "method": rng.randrange(7), "lossless": rng.random() < 0.4}
    if rng.random() < 0.3:
        image = image.quantize(rng.choice([1, 2, 4, 9, 16, 40, 256])).convert("RGB")
    if rng.random() < 0.3:
        image = image.copy()
        image.putalpha(image.convert("L"))
        options.update(exact=rng.random() < 0.5, alpha_quality=rng.randrange(101))
    if rng.random() < 0.15:
        options.update(save_all=True, append_images=[ImageOps.mirror(image)], minimize_size=True)
    if rng.random() < 0.1:
        options.update(icc_profile=bytes(rng.randrange(256) for _ in range(200)))
    return encoded(image, "WEBP", **options)


def mutated(rng, data):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        at = rng.randrange(len(data)) if rng.random() < 0.6 else rng.randrange(min(700, len(data)))
        change = rng.randrange(5)
        if change == 0:
            data[at] = rng.randrange(256)
        elif change == 1:
            data[at] ^= 1 << rng.randrange(8)
        elif change == 2:
            del data[at : at + rng.randrange(1, 9)]
        elif change == 3:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 9)))
        else:
            data[at] = rng.choice([0, 255])
        if not data:
            return b"\0"
    return bytes(data)


def pillow(data):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > MOST_PIXELS:
                    return None
                rgb = ImageOps.exif_transpose(image).convert("RGB")
                return rgb.size, rgb.tobytes()
    except Exception:
        return None


class Hibi:
    def __init__(self, class_path):
        self.process = subprocess.Popen(
            ["java", "-cp", class_path, "dev.hibi.image.DecodeServer"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def decode(self, data):
        self.process.stdin.write(struct.pack(">i", len(data)) + data)
        self.process.stdin.flush()
        status, width, height = struct.unpack(">iii", self.read(12))
        if status == 0:
            return (width, height), self.read(width * height * 3)
        return self.read(width).decode()

    def read(self, count):
        data = self.process.stdout.read(count)
        if len(data) < count:
            raise SystemExit("the decoder ended")
        return data


def main(count, seed, class_path, kinds):
    rng = random.Random(seed)
    hibi = Hibi(class_path)
    counts = Counter()
    refusals = Counter()
    folder = Path("decode_fuzz")
    for i in range(count):
        kind = rng.choice(kinds)
        size = rng.choice([1, 2, 3, 8, 16, 17, 33, 64, 100, 160]), rng.choice([1, 2, 5, 8, 15, 16, 31, 64, 99])
        data = {"jpeg": jpeg, "webp": webp}[kind](rng, scene(rng, *size))
        changed = rng.random() < 0.7
        if changed:
            data = mutated(rng, data)
        expected = pillow(data)
        found = hibi.decode(data)
        if isinstance(found, str):
            outcome = "both refuse" if expected is None else "Hibi refuses"
            if expected is not None:
                refusals[found.split(", found")[0].split(": expected")[-1]] += 1
        elif expected is None:
            outcome = "Pillow refuses"
        elif found == expected:
            outcome = "equal"
        else:
            outcome = "DIFFERENT"
        if outcome == "DIFFERENT" or (outcome == "Hibi refuses" and not changed):
            folder.mkdir(exist_ok=True)
            (folder / f"{seed}-{i}.{kind}").write_bytes(data)
            print(outcome, kind, "mutated" if changed else "whole", f"{seed}-{i}", found if isinstance(found, str) else "")
        counts[kind, "mutated" if changed else "whole", outcome] += 1
    for key, number in sorted(counts.items()):
        print(number, *key)
    print("refused though Pillow reads:", dict(refusals.most_common(25)))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:] or ["jpeg", "webp"])
