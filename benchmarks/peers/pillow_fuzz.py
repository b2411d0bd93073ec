"""Makes image files at random, sound and damaged, and what Pillow decodes them to.

    python -W ignore benchmarks/peers/pillow_fuzz.py make FOLDER [COUNT] [SEED] [KINDS]
    mvn -q -pl core/image test-compile
    java -cp ... dev.hibi.image.PillowComparison FOLDER

writes COUNT files of the kinds (tiff, png, gif, bmp, jpeg, joined by commas), half of them changed in
one to four bytes or cut off, for each one that Pillow reads NAME.rgb, and index.tsv: name, bound of
the difference, and width and height, or Pillow's complaint. PillowComparison decodes all of them.
The bound is 0 for every kind. Of 16-bit grey the upper 8 bits are what is right (Pillow
clips).
"""

import io
import random
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

import pillow_decode
from tiff_writer import tiff

Image.MAX_IMAGE_PIXELS = 1 << 24


def picture(rng, width, height, samples, top=255):
    """Ramps with noise of a random strength."""
    y, x = np.mgrid[0:height, 0:width]
    out = np.stack([(x * rng.randint(1, 9) + y * rng.randint(1, 9)) * (s + 1) for s in range(samples)], -1)
    noise = np.random.default_rng(rng.randint(0, 1 << 30)).integers(0, rng.choice([1, 2, 40, top + 1]), out.shape)
    return (out * (top // 255 if top > 255 else 1) + noise) % (top + 1)


def random_tiff(rng):
    kind = rng.choice(["grey", "rgb", "palette", "cmyk", "bilevel", "jpeg", "ycbcr", "fax"])
    width, height = rng.choice([1, 3, 8, 17, 31, 64, 70]), rng.choice([1, 2, 9, 16, 33])
    layout = {}
    if rng.random() < 0.4:
        layout["tile"] = (rng.choice([16, 32, 48]), rng.choice([16, 32]))
    elif rng.random() < 0.7:
        layout["rows"] = rng.choice([1, 3, 8, 16])
    layout["order"] = rng.choice("<>")
    layout["big"] = layout["order"] == "<" and rng.random() < 0.2
    if rng.random() < 0.3:
        layout["tags"] = {274: (3, [rng.randint(1, 8)])}
    compression = rng.choice([1, 5, 8, 32946, 32773])
    fill = rng.choice([1, 1, 1, 2])
    if kind in ("grey", "bilevel"):
        bits = 1 if kind == "bilevel" else rng.choice([1, 2, 4, 8, 8, 16])
        extra = rng.choice([None, None, [0], [2]]) if bits == 8 else None
        samples = picture(rng, width, height, 2 if extra else 1, (1 << bits) - 1)
        return tiff(samples, bits=bits, photometric=1 if bits == 16 or extra else rng.randint(0, 1),
                    compression=compression, fill_order=1 if bits == 16 else fill,
                    predictor=rng.choice([1, 2]) if bits >= 8 and compression in (5, 8, 32946) else 1,
                    extra=extra, **layout), 0
    if kind == "rgb":
        bits = rng.choice([8, 8, 16])
        extra = rng.choice([None, None, [0], [1], [2], [2, 0], [0, 0], [1, 0]]) if bits == 8 else rng.choice([None, [0], [1], [2]])
        planar = rng.choice([1, 1, 2])
        if planar == 2 and compression == 1 and (bits == 16 or extra):
            compression = 8  # Pillow takes such bytes for samples of 8 bits
        samples = picture(rng, width, height, 3 + len(extra or []), (1 << bits) - 1)
        return tiff(samples, bits=bits, compression=compression, planar=planar, extra=extra,
                    fill_order=fill if not extra and bits == 8 else 1,
                    predictor=rng.choice([1, 2]) if compression in (5, 8, 32946) else 1, **layout), 0
    if kind == "palette":
        bits = rng.choice([1, 2, 4, 8])
        palette = [rng.randint(0, 65535) for _ in range(3 << bits)]
        return tiff(picture(rng, width, height, 1, (1 << bits) - 1), bits=bits, photometric=3, palette=palette,
                    compression=compression, fill_order=fill, **layout), 0
    if kind == "cmyk":
        bits = rng.choice([8, 8, 16])
        return tiff(picture(rng, width, height, 4, (1 << bits) - 1), bits=bits, photometric=5, compression=compression,
                    predictor=rng.choice([1, 2]) if compression in (5, 8, 32946) else 1, **layout), 0
    if kind == "fax":
        layout.pop("tile", None)
        bits = picture(rng, width * 20, height, 1, 1) if rng.random() < 0.5 else np.repeat(picture(rng, 9, height, 1, 1), width, 1)
        compression = rng.choice([2, 3, 4])
        return tiff(bits.astype(np.uint8), bits=1, photometric=rng.randint(0, 1), compression=compression,
                    options=rng.choice([0, 4, 1, 5]) if compression == 3 else 0, fill_order=fill, **layout), 0
    if kind == "ycbcr":
        if rng.random() < 0.3:
            return tiff(picture(rng, width, height, 3), photometric=6, compression=rng.choice([1, 8]), **layout), 0
        subsampling = rng.choice([(1, 1), (2, 1), (2, 2), (4, 2), (4, 4), (4, 1)])
        if subsampling == (4, 4):
            width, height = 64, 16
        if "rows" in layout:
            layout["rows"] = 16
        return tiff(picture(rng, width, height, 3), photometric=6, compression=rng.choice([5, 8, 32773]),
                    subsampling=subsampling, **layout), 0
    photometric, samples = rng.choice([(1, 1), (2, 3), (6, 3), (6, 3), (5, 4), (2, 4)])
    subsampling = rng.choice([0, 1, 2])
    if photometric == 6 and "rows" in layout:
        layout["rows"] = 16
    extra = [2] if photometric == 2 and samples == 4 else None
    return tiff(picture(rng, width, height, samples), photometric=photometric, compression=7, extra=extra,
                tables=rng.random() < 0.5, jpeg_options={"subsampling": subsampling, "bare": rng.random() < 0.5,
                                                         "quality": rng.choice([30, 75, 95])}, **layout), 0


def random_png(rng):
    width, height = rng.choice([1, 3, 8, 17, 70]), rng.choice([1, 2, 9, 33])
    mode = rng.choice(["1", "L", "LA", "P", "RGB", "RGBA", "rgb16", "rgba16", "la16", "interlaced"])
    if mode in ("rgb16", "rgba16", "la16"):
        pillow_decode.WIDTH, pillow_decode.HEIGHT = width, height
        kind, samples = {"rgb16": (2, 3), "rgba16": (6, 4), "la16": (4, 2)}[mode]
        rows = [row.astype(">u2").tobytes() for row in picture(rng, width, height, samples, 65535)]
        return pillow_decode.png(16, kind, rows, chunks(rng)), 0
    if mode == "interlaced":
        pillow_decode.WIDTH, pillow_decode.HEIGHT = width, height
        return pillow_decode.adam7(), 0
    image = Image.fromarray(picture(rng, width, height, 3).astype(np.uint8))
    if mode == "P":
        image = image.quantize(rng.choice([2, 4, 16, 200]))
    else:
        image = image.convert(mode)
        if mode in ("LA", "RGBA"):
            image.putalpha(image.convert("L"))
    data = pillow_decode.encoded(image, "PNG", compress_level=rng.choice([0, 1, 9]))
    return data[:33] + chunks(rng) + data[33:], 0


def text(rng, value):
    kind = rng.choice(["tEXt", "zTXt", "iTXt"])
    key = value[0]
    body = {"tEXt": value[1], "zTXt": b"\0" + zlib.compress(value[1]), "iTXt": b"\0\0\0\0" + value[1]}[kind]
    return pillow_decode.png_chunk(kind.encode(), key + b"\0" + body)


def chunks(rng):
    orientation = rng.randint(1, 8)
    exif = pillow_decode.exif(orientation)
    return {
        0: lambda: pillow_decode.png_chunk(b"eXIf", exif[6:]),
        1: lambda: text(rng, (b"Raw profile type exif", b"\nexif\n%8d\n%s\n" % (len(exif), exif.hex().encode()))),
        2: lambda: text(rng, (b"XML:com.adobe.xmp", b'<x tiff:Orientation="%d"/>' % orientation)),
    }.get(rng.randint(0, 8), lambda: b"")()


def random_gif(rng):
    width, height = rng.choice([1, 3, 8, 17, 70]), rng.choice([1, 2, 9, 33])
    image = Image.fromarray(picture(rng, width, height, 3).astype(np.uint8)).quantize(rng.choice([2, 5, 16, 128, 256]))
    options = {"interlace": rng.random() < 0.5}
    if rng.random() < 0.3:
        options["transparency"] = rng.randint(0, 1)
    return pillow_decode.encoded(image, "GIF", **options), 0


def random_bmp(rng):
    width, height = rng.choice([1, 3, 8, 17, 70]), rng.choice([1, 2, 9, 33])
    pillow_decode.WIDTH, pillow_decode.HEIGHT = width, height
    kind = rng.choice(["1", "L", "P", "RGB", "RGBA", "565", "555", "numbers"])
    if kind in ("565", "555"):
        return pillow_decode.bmp16(kind == "565"), 0
    if kind == "numbers":
        return pillow_decode.bmp_numbers(rng.choice([1, 4, 8])), 0
    image = Image.fromarray(picture(rng, width, height, 3).astype(np.uint8))
    return pillow_decode.encoded(image.quantize(16) if kind == "P" else image.convert(kind), "BMP"), 0


def segment(body):
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def random_exif(rng):
    """A directory of a few entries, some of them wrong."""
    order = rng.choice("<>")
    entries = [(274, rng.choice([3, 3, 3, 4, 1, 7, 2, 9, 5]), rng.choice([1, 1, 1, 1, 0, 2, 3, 5000]), rng.randint(0, 9))]
    for tag in rng.sample([256, 258, 270, 271, 305, 306, 315], rng.randint(0, 3)):
        entries.append((tag, rng.choice([2, 3, 5, 13, 99]), rng.choice([1, 2, 9, 90, 100000]), rng.choice([8, 30, 60, 7000])))
    if rng.random() < 0.8:
        entries.sort()
    body = b"".join(
        struct.pack(order + "HHI", tag, kind, count) + struct.pack(order + ("HH" if kind == 3 else "I"), *([value, 0] if kind == 3 else [value]))
        for tag, kind, count, value in entries)
    count = len(entries) + rng.choice([0, 0, 0, 0, 1, 50])
    data = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + struct.pack(order + "H", count) + body + bytes(rng.choice([4, 4, 0, 90]))
    return data[: rng.randint(0, len(data))] if rng.random() < 0.1 else data


def random_jpeg(rng):
    """One small picture with EXIF and XMP of every kind before it."""
    data = pillow_decode.encoded(random_mode(rng), "JPEG", dpi=(72, 72))
    extra = b""
    for _ in range(rng.randint(0, 3)):
        orientation = rng.randint(0, 9)
        extra += rng.choice([
            lambda: segment(b"Exif\0\0" * rng.choice([1, 1, 1, 2, 3]) + random_exif(rng)),
            lambda: segment(b"http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation=\"%d\"/>" % orientation),
            lambda: segment(b"http://ns.adobe.com/xap/1.0/\0<tiff:Orientation>%d</tiff:Orientation>" % orientation),
            lambda: b"\xff\xee\0\x0eAdobe\0d\0\0\0\0" + bytes([rng.randint(0, 3)]),
        ])()
    return data[:2] + extra + data[2:], 0


def random_mode(rng):
    image = Image.fromarray(picture(rng, 17, 9, 3).astype(np.uint8))
    return image.convert(rng.choice(["RGB", "RGB", "L", "CMYK"]))


MAKERS = {"tiff": ("tif", random_tiff), "png": ("png", random_png), "gif": ("gif", random_gif), "bmp": ("bmp", random_bmp), "jpeg": ("jpg", random_jpeg)}


def damaged(data, rng):
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        span = len(out) if rng.random() < 0.5 else min(len(out), 200)
        at = rng.randrange(span) if rng.random() < 0.7 else len(out) - 1 - rng.randrange(span)
        out[at] = rng.choice([0, 1, 255, rng.randrange(256), out[at] ^ 1 << rng.randrange(8)])
    return bytes(out[: rng.randrange(len(out))] if rng.random() < 0.1 else out)


def check(tags):
    """Where Pillow gives other pixels than the file has, by TIFF 6.0 and libtiff's own tools."""
    raw, subsampling = tags.get(259, 1) == 1, tags.get(530, (2, 2))
    if raw and tags.get(262) == 6 and max(subsampling) > 1:
        raise ValueError("Pillow takes blocks of YCbCr for pixels")
    if raw and tags.get(284) == 2 and (tags.get(266) == 2 or max(tags.get(258, (1,))) == 16):
        raise ValueError("Pillow takes planes for others of 8 bits")
    if raw and len(tags.get(273, ())) > 1 and tags.get(278, tags[257]) >= tags[257] and tags.get(284, 1) == 1:
        raise ValueError("Pillow takes the last strip for the first")
    if tags.get(262) == 6 and 4 in subsampling and (tags[256] % 4 or tags[257] % 4):
        raise ValueError("libtiff takes the colours of the last pixels from elsewhere")


def decoded(data):
    with Image.open(io.BytesIO(data)) as image:
        if image.format == "TIFF":
            check(image.tag_v2)
        if image.mode.startswith("I;16") and image.format == "TIFF":
            image.load()
            grey = np.asarray(ImageOps.exif_transpose(image)).astype(np.uint16) >> 8
            return Image.fromarray(grey.astype(np.uint8)).convert("RGB")
        return ImageOps.exif_transpose(image).convert("RGB")


def make(folder, count, seed, kinds):
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    lines = []
    for i in range(count):
        suffix, maker = MAKERS[kinds[i % len(kinds)]]
        data, bound = maker(rng)
        sound = rng.random() < 0.5
        name = f"{i:06d}-{'sound' if sound else 'damaged'}.{suffix}"
        data = data if sound else damaged(data, rng)
        (folder / name).write_bytes(data)
        try:
            rgb = decoded(data)
            (folder / f"{name}.rgb").write_bytes(rgb.tobytes())
            lines.append(f"{name}\t{bound}\t{rgb.width}\t{rgb.height}\n")
        except Exception as e:
            complaint = " ".join(f"{type(e).__name__}: {e}".split())
            lines.append(f"{name}\t{bound}\t{complaint}\n")
    (folder / "index.tsv").write_text("".join(lines))


if __name__ == "__main__":
    arguments = sys.argv[2:]
    make(
        Path(arguments[0]),
        int(arguments[1]) if len(arguments) > 1 else 1000,
        int(arguments[2]) if len(arguments) > 2 else 7,
        arguments[3].split(",") if len(arguments) > 3 else list(MAKERS),
    )
