"""Makes JPEG and WebP files of each variant and what Pillow decodes them to.

    python benchmarks/peers/pillow_photos.py core/image/src/test/resources/dev/hibi/image/photos.txt

writes for each file a line: its name, the width, height and SHA-256 of the RGB of
exif_transpose(image).convert("RGB"), and the file in base64. PhotoDecodeTest reads them. Needs
cjpeg and jpegtran (Debian: libjpeg-turbo-progs) and cwebp (webp) for what Pillow does not write.
Written with Pillow 13.0.0 (libjpeg-turbo 3.2.0, libwebp 1.6.0), cjpeg 2.1.5 and cwebp 1.2.4.
"""

import base64
import hashlib
import io
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps


def scene(width=61, height=43):
    """Plaster with a crack, a coloured corner and a sharp edge."""
    y, x = np.mgrid[0:height, 0:width]
    grain = np.random.default_rng(5).normal(0, 5, (height, width))
    base = 165 + 25 * np.sin(x / 11) + 15 * np.cos(y / 7) + grain
    rgb = np.stack([base, base - 9, base - 21], -1)
    rgb[np.abs(y - height / 2 - 4 * np.sin(x / 5)) < 1.5] = 45
    rgb[(x + y) < 14] = (200, 30, 40)
    rgb[x > width - 9] = (20, 60, 210)
    return Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8))


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def ppm(image):
    out = io.BytesIO()
    image.save(out, "PPM")
    return out.getvalue()


def cjpeg(image, *options, scans=None):
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "scans")
        if scans:
            script.write_text(scans)
            options = (*options, "-scans", str(script))
        return subprocess.run(["cjpeg", *options], input=ppm(image), capture_output=True, check=True).stdout


def jpegtran(data, *options):
    return subprocess.run(["jpegtran", *options], input=data, capture_output=True, check=True).stdout


def cwebp(image, *options):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.ppm")
        source.write_bytes(ppm(image))
        command = ["cwebp", "-quiet", *options, str(source), "-o", "-"]
        return subprocess.run(command, capture_output=True, check=True).stdout


def exif(orientation):
    data = Image.Exif()
    data[274] = orientation
    return data.tobytes()


def without_huffman_codes(data):
    at, out = 2, data[:2]
    while data[at + 1] != 0xDA:
        length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        out += b"" if data[at + 1] == 0xC4 else data[at : at + length]
        at += length
    return out + data[at:]


def without_adobe(data):
    at = data.index(b"\xff\xee")
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def with_thumbnail(image):
    """EXIF whose second directory has a JPEG of its own."""
    small = encoded(image.resize((16, 12)), "JPEG")
    first = struct.pack("<HHHII", 1, 274, 3, 1, 3) + struct.pack("<I", 26)
    second = struct.pack("<HHHIIHHIII", 2, 513, 4, 1, 56, 514, 4, 1, len(small), 0)
    body = b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + second + small
    data = encoded(image, "JPEG")
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def jpegs():
    rgb = scene()
    for factors in "1x1 2x1 1x2 2x2 4x1 1x4 4x2 2x4 3x1 1x3".split():
        yield f"sampling-{factors}", cjpeg(rgb, "-sample", factors)
    for factors in ("2x2,2x1,2x1", "2x2,1x2,1x2", "2x2,2x2,1x1", "1x1,2x2,1x1", "2x1,1x2,1x1"):
        yield f"sampling-{factors}", cjpeg(rgb, "-sample", factors)
    yield "sampling-4x4-of-grey", cjpeg(rgb, "-grayscale", "-sample", "4x4")
    for quality in (1, 30, 75, 100):
        yield f"quality-{quality}", cjpeg(rgb, "-quality", str(quality), "-sample", "2x2")
    yield "turned-4:2:2", jpegtran(encoded(rgb, "JPEG", subsampling=1), "-rotate", "90")
    yield "progressive", encoded(rgb, "JPEG", progressive=True)
    yield "progressive-4:4:4", encoded(rgb, "JPEG", progressive=True, subsampling=0, quality=95)
    yield "progressive-grey", encoded(rgb.convert("L"), "JPEG", progressive=True)
    yield "progressive-cmyk", encoded(rgb.convert("CMYK"), "JPEG", progressive=True)
    yield "progressive-restarts", cjpeg(rgb, "-progressive", "-restart", "3B")
    yield "arithmetic", cjpeg(rgb, "-arithmetic")
    yield "arithmetic-98", cjpeg(rgb, "-arithmetic", "-quality", "98")
    yield "arithmetic-restarts", cjpeg(rgb, "-arithmetic", "-restart", "2B")
    yield "arithmetic-progressive", cjpeg(rgb, "-arithmetic", "-progressive")
    yield "arithmetic-grey", cjpeg(rgb, "-arithmetic", "-grayscale")
    yield "without-huffman-codes", without_huffman_codes(encoded(rgb, "JPEG"))
    yield "optimized", encoded(rgb, "JPEG", optimize=True)
    yield "restarts", cjpeg(rgb, "-restart", "1B")
    yield "a-scan-each", cjpeg(rgb, scans="0;\n1;\n2;\n")
    yield "two-scans", cjpeg(rgb, "-restart", "1", scans="0;\n1 2;\n")
    yield "grey", encoded(rgb.convert("L"), "JPEG")
    yield "rgb", encoded(rgb, "JPEG", keep_rgb=True)
    yield "cmyk", encoded(rgb.convert("CMYK"), "JPEG")
    yield "cmyk-without-adobe", without_adobe(encoded(rgb.convert("CMYK"), "JPEG"))
    yield "cmyk-subsampled", encoded(rgb.convert("CMYK"), "JPEG", subsampling=2)
    yield "profile", encoded(rgb, "JPEG", icc_profile=bytes(range(200)))
    yield "thumbnail", with_thumbnail(rgb)
    yield "several-pictures", encoded(rgb, "MPO", save_all=True, append_images=[ImageOps.mirror(rgb)])
    yield "bytes-behind", encoded(rgb, "JPEG") + bytes(300)
    for orientation in (3, 6):
        yield f"orientation-{orientation}", encoded(rgb, "JPEG", exif=exif(orientation))
    for width, height in ((1, 1), (2, 1), (3, 5), (5, 4), (8, 8), (17, 16), (1, 40)):
        yield f"{width}x{height}", encoded(scene(width, height), "JPEG", quality=90)


def webps():
    rgb = scene()
    alpha = rgb.copy()
    alpha.putalpha(rgb.convert("L"))
    part = rgb.copy()
    mask = Image.new("L", rgb.size, 0)
    mask.paste(255, (11, 7, 30, 25))
    part.putalpha(mask)
    for method in range(7):
        yield f"method-{method}", encoded(rgb, "WEBP", method=method)
    for quality in (0, 1, 25, 50, 90, 100):
        yield f"quality-{quality}", encoded(rgb, "WEBP", quality=quality)
    for width, height in ((1, 1), (2, 1), (1, 2), (3, 3), (16, 16), (17, 15), (33, 2), (5200, 64), (64, 1200)):
        yield f"{width}x{height}", encoded(scene(width, height), "WEBP", quality=3)
    yield "simple-filter", cwebp(rgb, "-nostrong", "-q", "20", "-f", "80")
    yield "sharp-filter", cwebp(rgb, "-strong", "-q", "20", "-f", "90", "-sharpness", "7")
    yield "no-filter", cwebp(rgb, "-f", "0", "-q", "20")
    yield "segments", cwebp(rgb, "-segments", "4", "-sns", "100", "-q", "30")
    yield "alpha", encoded(alpha, "WEBP")
    yield "alpha-exact", encoded(alpha, "WEBP", exact=True, alpha_quality=20)
    yield "animated", encoded(rgb, "WEBP", save_all=True, append_images=[ImageOps.mirror(rgb)])
    yield "animated-part", encoded(
        part, "WEBP", save_all=True, append_images=[rgb], minimize_size=True, background=(9, 8, 7, 255))
    yield "animated-part-lossless", encoded(
        part, "WEBP", save_all=True, append_images=[rgb], minimize_size=True, lossless=True)
    yield "no-profile-at-all", encoded(rgb, "WEBP", icc_profile=bytes(range(200)))
    yield "lossless-no-profile-at-all", encoded(rgb, "WEBP", lossless=True, icc_profile=bytes(range(200)))
    for orientation in (3, 6):
        yield f"orientation-{orientation}", encoded(rgb, "WEBP", exif=exif(orientation))
    for method in (0, 3, 6):
        yield f"lossless-method-{method}", encoded(rgb, "WEBP", lossless=True, method=method, quality=16 * method)
        yield f"lossless-alpha-method-{method}", encoded(alpha, "WEBP", lossless=True, method=method, exact=True)
    for colors in (1, 2, 3, 4, 5, 16, 17, 200):
        yield f"lossless-colors-{colors}", encoded(rgb.quantize(colors).convert("RGB"), "WEBP", lossless=True)
    yield "near-lossless", cwebp(rgb, "-near_lossless", "40")
    yield "lossless-1x1", encoded(scene(1, 1), "WEBP", lossless=True)


def main(path):
    lines = []
    for kind, files in (("jpg", jpegs()), ("webp", webps())):
        for name, data in files:
            with Image.open(io.BytesIO(data)) as image:
                rgb = ImageOps.exif_transpose(image).convert("RGB")
            digest = hashlib.sha256(rgb.tobytes()).hexdigest()
            text = base64.b64encode(data).decode()
            lines.append(f"{name}.{kind} {rgb.width} {rgb.height} {digest} {text}\n")
    path.write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
