"""Makes a small image file of each kind and what Pillow decodes it to.

    python benchmarks/peers/pillow_decode.py core/image/src/test/resources/dev/hibi/image/files

writes the files and, in pixels.txt, for each one a line: its name, width, height and the RGB of
exif_transpose(image).convert("RGB"), zlib-compressed and in base64, or = and the name of a file
above of the same pixels; of 16-bit grey the upper 8 bits. PillowDecodeTest reads them.
Written with Pillow 13.0.0 (libjpeg-turbo 3.2.0, libwebp 1.6.0, libtiff 4.7.2).
"""

import base64
import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from tiff_writer import tiff

WIDTH, HEIGHT = 19, 11


def scene():
    """Smooth ramps with a dark line across: what a photograph of a crack is made of."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rgb = np.stack([x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), (x * 7 + y * 5) % 256], axis=-1)
    rgb[np.abs(x - y) < 2] //= 4
    return Image.fromarray(rgb.astype(np.uint8))


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation):
    data = Image.Exif()
    data[274] = orientation
    return data.tobytes()


def png_chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(bits, color_type, rows, extra=b""):
    """A PNG of rows without filters, for the kinds that Pillow does not write."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, color_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + extra
        + png_chunk(b"IDAT", data)
        + png_chunk(b"IEND", b"")
    )


def png16(color_type, samples):
    values = np.stack([(np.asarray(scene(), dtype=np.uint16)[..., i % 3] * 256 + 99) for i in range(samples)], -1)
    return png(16, color_type, [row.astype(">u2").tobytes() for row in values])


def packed_row(values, bits):
    """Numbers of up to 8 bits, the first in the highest."""
    text = "".join(format(n, f"0{bits}b") for n in values)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))


def adam7(samples=None, bits=8, color_type=2, extra=b""):
    """An interlaced PNG, of RGB if nothing else is given."""
    samples = np.asarray(scene()) if samples is None else samples
    data = b""
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for row in samples[y::dy, x::dx]:
            if row.size:
                data += b"\0" + (row.astype(">u2").tobytes() if bits == 16 else packed_row(row.ravel().tolist(), bits))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, color_type, 0, 0, 1)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + extra
        + png_chunk(b"IDAT", zlib.compress(data, 9))
        + png_chunk(b"IEND", b"")
    )


def bmp(bits, rows, compression=0, palette=b"", masks=b"", top_down=False, header_length=40):
    """Masks stand in the header if it is long enough, else behind it."""
    pixels = b"".join(rows)
    header = struct.pack(
        "<IiiHHIIiiII", header_length, WIDTH, -HEIGHT if top_down else HEIGHT, 1, bits, compression,
        len(pixels), 0, 0, len(palette) // 4, 0)
    if header_length == 12:
        header = struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, bits)
        palette = b"".join(palette[i : i + 3] for i in range(0, len(palette), 4))
    header = (header + masks).ljust(header_length, b"\0")
    offset = 14 + len(header) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + header + palette + pixels


def numbers(colors):
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return (x // 2 + y) % colors


def palette_bytes(colors):
    return b"".join(bytes([i * 37 % 256, i * 91 % 256, i * 53 % 256, 0]) for i in range(colors))


def padded(row):
    return row + b"\0" * (-len(row) % 4)


def rle8():
    rows = []
    for row in numbers(16)[::-1]:
        data = b"".join(bytes([1, n]) for n in row[:4])
        data += bytes([0, 5]) + bytes(row[4:9].tolist()) + b"\0"
        data += bytes([5, 3])  # a run
        data += b"".join(bytes([1, n]) for n in row[14:])
        rows.append(data + b"\0\0")
    return bmp(8, rows + [b"\0\1"], compression=1, palette=palette_bytes(16))


def rle4():
    rows = [bytes([10, 0x12, 11, 0x35]) + b"\0\0" for _ in range(HEIGHT)]
    return bmp(4, rows + [b"\0\1"], compression=2, palette=palette_bytes(16))


def bmp16(masks):
    rgb = np.asarray(scene()).astype(np.uint16)[::-1]
    if masks:
        v = (rgb[..., 0] >> 3) << 11 | (rgb[..., 1] >> 2) << 5 | rgb[..., 2] >> 3
        packed = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    else:
        v = (rgb[..., 0] >> 3) << 10 | (rgb[..., 1] >> 3) << 5 | rgb[..., 2] >> 3
        packed = b""
    return bmp(16, [padded(row.astype("<u2").tobytes()) for row in v], 3 if masks else 0, masks=packed)


def bmp_numbers(bits, **options):
    rows = [padded(packed_row(row, bits)) for row in numbers(1 << min(bits, 4))[::-1]]
    return bmp(bits, rows, palette=palette_bytes(1 << min(bits, 4)), **options)


def bmp32(order=(2, 1, 0, 3), **options):
    """Samples in an order: 0 red, 1 green, 2 blue, 3 another."""
    samples = np.dstack([np.asarray(scene()), np.full((HEIGHT, WIDTH), 77, np.uint8)])
    return bmp(32, [row.tobytes() for row in samples[..., order]], top_down=True, **options)


def bmps():
    """Header kinds, and where the masks of colours may stand."""
    for length in (12, 52, 56, 64, 108, 124):
        rows = [padded(row[:, ::-1].tobytes()) for row in np.asarray(scene())[::-1]]
        yield f"header-{length}.bmp", bmp(24, rows, header_length=length)
        for bits in (1, 4, 8):
            yield f"header-{length}-palette-{bits}.bmp", bmp_numbers(bits, header_length=length)
    yield "top-down.bmp", bmp(24, [padded(row[:, ::-1].tobytes()) for row in np.asarray(scene())], top_down=True)
    masks = {
        "bgrx": ((2, 1, 0, 3), (0xFF0000, 0xFF00, 0xFF, 0)),
        "xbgr": ((3, 2, 1, 0), (0xFF000000, 0xFF0000, 0xFF00, 0)),
        "bgra": ((2, 1, 0, 3), (0xFF0000, 0xFF00, 0xFF, 0xFF000000)),
        "rgba": ((0, 1, 2, 3), (0xFF, 0xFF00, 0xFF0000, 0xFF000000)),
        "abgr": ((3, 2, 1, 0), (0xFF000000, 0xFF0000, 0xFF00, 0xFF)),
    }
    for name, (order, values) in masks.items():
        for length in (40, 56, 108, 124):
            if length > 40 or values[3] == 0:
                fields = struct.pack("<4I", *values)[: 12 if length == 40 else 16]
                yield f"masks-{length}-{name}.bmp", bmp32(order, compression=3, masks=fields, header_length=length)
    few = palette_bytes(5)
    yield "few-colors.bmp", bmp(8, [padded(packed_row(row, 8)) for row in numbers(5)[::-1]], palette=few)
    jumps = [5, 2, 0, 2, 3, 1, 4, 3, 0, 0, 2, 2, 0, 3, 1, 2, 3, 0, 0, 0, 0, 2, 0, 7, 19, 4, 0, 1]
    yield "rle8-jumps.bmp", bmp(8, [bytes(jumps)], compression=1, palette=palette_bytes(16))


def small_frame(transparent):
    """A GIF whose first frame covers a part of the screen."""
    frame = Image.fromarray(numbers(8)[:6, :8].astype(np.uint8), "P")
    frame.putpalette([i * 29 % 256 for i in range(24)])
    options = {"transparency": 3} if transparent else {}
    data = bytearray(encoded(frame, "GIF", optimize=False, **options))
    data[6:10] = struct.pack("<HH", WIDTH, HEIGHT)
    at = data.index(b"\x2c\0\0\0\0\x08\0\x06\0")
    data[at + 1 : at + 5] = struct.pack("<HH", 5, 4)
    return bytes(data)


def with_segments(data, *bodies):
    """A JPEG with segments APP1."""
    return data[:2] + b"".join(b"\xff\xe1" + struct.pack(">H", len(b) + 2) + b for b in bodies) + data[2:]


def directory(*entries, count=None, order="<"):
    """EXIF of entries: tag, type, count, and the number that stands for value or offset."""
    data = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, count or len(entries))
    for tag, kind, number, value in entries:
        inline = struct.pack(order + "HH", value, 0) if kind == 3 else struct.pack(order + "I", value)
        data += struct.pack(order + "HHI", tag, kind, number) + inline
    return b"Exif\0\0" + data + bytes(4)


def orientations(rgb):
    """Where an orientation may stand, and what may be wrong beside it."""
    jpeg = encoded(rgb, "JPEG", quality=90, dpi=(72, 72))
    png_file = encoded(rgb, "PNG")
    turned = (274, 3, 1, 6)
    xmp = b"http://ns.adobe.com/xap/1.0/\0"
    attribute = b'<rdf:Description tiff:Orientation="6"/>'
    element = b"<tiff:Orientation>8</tiff:Orientation>"
    kinds = {
        "other-tag-outside": [directory(turned, (305, 2, 40, 5000))],
        "other-tag-too-long": [directory((270, 2, 100000, 20), turned)],
        "lost-after-tag-outside": [directory((270, 2, 30, 5000), turned)],
        "directory-cut": [directory(turned, count=9)],
        "long": [directory((274, 4, 1, 6), order=">")],
        "bytes": [directory((274, 1, 1, 6)), xmp + attribute],
        "none-of-eight": [directory((274, 3, 1, 9)), xmp + attribute],
        "no-values": [directory((274, 3, 0, 6)), xmp + element],
        "two-values": [directory((274, 3, 2, 6))],
        "doubled-prefix": [b"Exif\0\0" + directory(turned)],
        "first-of-two": [directory((274, 3, 1, 3)), directory(turned)],
        "xmp-attribute": [xmp + attribute],
        "xmp-element": [xmp + element],
        "xmp-beside-exif": [directory((305, 2, 4, 0x414141)), xmp + element],
        "exif-before-xmp": [xmp + element, directory(turned)],
        "last-xmp": [xmp + attribute, xmp + element],
    }
    for name, bodies in kinds.items():
        yield f"orientation-{name}.jpg", with_segments(jpeg, *bodies)
    raw = b"\nexif\n%8d\n%s\n" % (len(directory(turned)), directory(turned).hex().encode())
    texts = {
        "raw-profile": png_chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(raw)),
        "raw-profile-text": png_chunk(b"tEXt", b"Raw profile type exif\0" + raw),
        "xmp": png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + attribute),
        "xmp-compressed": png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(element)),
        "chunk-before-profile": png_chunk(b"eXIf", directory((274, 3, 1, 3))[6:])
        + png_chunk(b"tEXt", b"Raw profile type exif\0" + raw),
    }
    for name, chunk in texts.items():
        yield f"orientation-{name}.png", png_file[:33] + chunk + png_file[33:]
    yield "orientation-behind-pixels.png", png_file[:-12] + texts["xmp"] + png_file[-12:]
    yield "orientation-xmp.webp", encoded(rgb, "WEBP", lossless=True, xmp=attribute)
    for transform in (0, 1, 2, 7):
        for image in (rgb, Image.merge("CMYK", [*rgb.split(), rgb.convert("L").point(lambda v: v // 2)])):
            data = bytearray(encoded(image, "JPEG", quality=90, subsampling=0, keep_rgb=True))
            data[data.index(b"Adobe") + 11] = transform
            yield f"adobe-{transform}-{len(image.getbands())}.jpg", bytes(data)


def tiffs(rgb):
    """What scanners, Photoshop and GIS write."""
    colors = np.asarray(rgb)
    deep = colors.astype(np.uint16) * 256 + 99
    grey = np.asarray(rgb.convert("L"))[..., None]
    alpha = np.dstack([colors, grey])
    inks = np.dstack([colors, grey // 2])
    smooth = np.repeat(np.repeat(colors, 2, 0), 2, 1)
    ycbcr = np.asarray(Image.fromarray(smooth).convert("YCbCr"))
    for name, options in {"lzw": {"compression": 5}, "deflate": {"compression": 8}}.items():
        yield f"rgb16-predictor-{name}.tif", tiff(deep, bits=16, predictor=2, rows=4, **options)
        yield f"rgb16-predictor-{name}-big-endian.tif", tiff(deep, bits=16, predictor=2, order=">", **options)
        yield f"rgb16-predictor-{name}-planes.tif", tiff(deep, bits=16, predictor=2, planar=2, **options)
        yield f"rgb-predictor-{name}-planes.tif", tiff(colors, predictor=2, planar=2, rows=5, **options)
    yield "rgb16-planes.tif", tiff(deep, bits=16, planar=2, compression=8, order=">")
    yield "tiles-big.tif", tiff(colors, tile=(16, 16), compression=5, predictor=2, big=True)
    yield "tiles-planes.tif", tiff(colors, tile=(16, 16), compression=8, planar=2)
    yield "tiles-grey.tif", tiff(grey, photometric=1, tile=(16, 16), compression=32773, order=">")
    geo = {33550: (12, [0.1, 0.1, 0]), 33922: (12, [0, 0, 0, 35.0, 139.0, 0]), 34735: (3, [1, 1, 0, 1, 1024, 0, 1, 1]),
           42112: (2, b"<GDALMetadata/>\0"), 42113: (2, b"0\0")}
    yield "tiles-geo.tif", tiff(alpha, tile=(16, 16), compression=8, predictor=2, extra=[2], tags=geo)
    for kind, number in {"unspecified": 0, "associated": 1, "unassociated": 2}.items():
        yield f"alpha-{kind}.tif", tiff(alpha, extra=[number], compression=5)
    yield "alpha-associated16.tif", tiff(np.dstack([deep, grey.astype(np.uint16) * 256]), bits=16, extra=[1], compression=8)
    yield "alpha-and-more.tif", tiff(np.dstack([alpha, grey]), extra=[1, 0], compression=8)
    yield "alpha-unsaid.tif", tiff(alpha)
    yield "grey-and-alpha.tif", tiff(np.dstack([grey, 255 - grey]), photometric=1, extra=[2])
    yield "cmyk16.tif", tiff(inks.astype(np.uint16) * 256 + 7, bits=16, photometric=5, compression=8, predictor=2)
    for bits in (1, 2, 4, 8):
        for photometric in (0, 1):
            for fill in (1, 2):
                yield f"grey-{bits}-{photometric}-{fill}.tif", tiff(
                    numbers(1 << bits)[..., None], bits=bits, photometric=photometric, fill_order=fill,
                    compression=1 if fill == 1 else 32773)
        yield f"palette-{bits}.tif", tiff(
            numbers(1 << bits)[..., None], bits=bits, photometric=3, compression=5,
            palette=[i * 2477 % 65536 for i in range(3 << bits)])
    bits = numbers(3)[..., None].astype(np.uint8) % 2
    for compression, options in ((2, 0), (3, 0), (3, 1), (3, 4), (3, 5), (4, 0)):
        for photometric in (0, 1):
            yield f"fax-{compression}-{options}-{photometric}.tif", tiff(
                bits, bits=1, photometric=photometric, compression=compression, options=options, rows=8,
                fill_order=2 if photometric else 1)
    runs = (np.arange(2700)[None, :] < np.arange(0, 2700, 91)[:, None]).astype(np.uint8)[..., None]
    yield "fax-all-runs.tif", tiff(np.vstack([runs, 1 - runs]), bits=1, photometric=0, compression=3)
    jpegs = {"rgb": (colors, 2), "ycbcr": (smooth, 6), "grey": (grey, 1), "cmyk": (inks, 5), "rgba": (alpha, 2)}
    for name, (samples, photometric) in jpegs.items():
        for tables in (False, True):
            yield f"jpeg-{name}{'-tables' if tables else ''}.tif", tiff(
                samples, photometric=photometric, compression=7, tables=tables, extra=[2] if name == "rgba" else None,
                tile=(32, 32) if tables else None, jpeg_options={"bare": True})
    yield "jpeg-planes.tif", tiff(colors, photometric=2, compression=7, planar=2, tile=(16, 16))
    y, x = np.mgrid[0:48, 0:64]
    chroma = np.dstack([(x * 5 + y * 3) % 256, x * 4, y * 5])
    yield "ycbcr-plain.tif", tiff(chroma, photometric=6, subsampling=(1, 1), rows=16)
    yield "ycbcr-plain-usual.tif", tiff(
        ycbcr, photometric=6, subsampling=(1, 1), tags={532: (5, struct.pack("<12I", 0, 1, 255, 1, 128, 1, 255, 1, 128, 1, 255, 1))})
    for subsampling in ((1, 1), (2, 1), (2, 2), (4, 1)):
        yield "ycbcr-{}-{}.tif".format(*subsampling), tiff(ycbcr, photometric=6, compression=5, subsampling=subsampling)
    yield "other-tag-outside.tif", tiff(colors, tags={305: (2, b"", 40, 90000)})
    yield "without-counts.tif", tiff(colors, counts=False)
    yield "without-photometric.tif", tiff(numbers(2)[..., None], bits=1, drop=(262,))
    yield "orientation-xmp.tif", tiff(colors, compression=8, tags={700: (1, b'<x tiff:Orientation="6"/>')})
    yield "orientation-big-endian.tif", tiff(colors, order=">", tags={274: (3, [5])})
    deep_grey = grey.astype(np.uint16) * 257 - 3 * (grey > 90)
    for order, name in (("<", ""), (">", "-big-endian")):
        for compression in (1, 5, 8, 32773):
            yield f"grey16-{compression}{name}.tif", tiff(
                deep_grey, bits=16, photometric=1, compression=compression, order=order, rows=3,
                predictor=2 if compression in (5, 8) else 1)
        yield f"rgb16{name}.tif", tiff(deep, bits=16, order=order, rows=4)
        yield f"rgba16{name}.tif", tiff(np.dstack([deep, deep_grey]), bits=16, order=order, extra=[2], compression=8)
    yield "signed-bytes.tif", tiff(grey, photometric=1, tags={339: (3, [2])})
    yield "deflate-32946.tif", tiff(colors, compression=32946, predictor=2)
    yield "palette-tiles.tif", tiff(
        numbers(256)[..., None] * 9 % 256, photometric=3, compression=8, tile=(16, 16),
        palette=[i * 2477 % 65536 for i in range(768)])
    yield "cmyk-planes.tif", tiff(inks, photometric=5, compression=8, planar=2)
    for subsampling in (0, 1, 2):
        yield f"jpeg-ycbcr-sampling-{subsampling}.tif", tiff(
            smooth, photometric=6, compression=7, rows=16, jpeg_options={"subsampling": subsampling, "bare": True})


def files():
    rgb = scene()
    grey = rgb.convert("L")
    alpha = rgb.copy()
    alpha.putalpha(grey)
    inks = Image.merge("CMYK", [*rgb.split(), grey.point(lambda v: v // 2)])
    few = rgb.quantize(11)
    yield "baseline.jpg", encoded(rgb, "JPEG", quality=90)
    yield "full-chroma.jpg", encoded(rgb, "JPEG", quality=90, subsampling=0)
    yield "progressive.jpg", encoded(rgb, "JPEG", quality=90, progressive=True)
    yield "grey.jpg", encoded(grey, "JPEG", quality=90)
    yield "cmyk.jpg", encoded(inks, "JPEG", quality=90)
    yield "rgb.jpg", encoded(rgb, "JPEG", quality=90, keep_rgb=True)
    ycck = bytearray(encoded(inks, "JPEG", quality=90))
    ycck[ycck.index(b"Adobe") + 11] = 2
    yield "ycck.jpg", bytes(ycck)
    plain = encoded(rgb, "JPEG", quality=90, subsampling=0)
    yield "without-jfif.jpg", plain[:2] + plain[20:]
    yield "broken-profile.jpg", encoded(rgb, "JPEG", quality=90, icc_profile=b"no profile at all")
    for orientation in range(1, 9):
        yield f"orientation-{orientation}.jpg", encoded(rgb, "JPEG", quality=90, exif=exif(orientation))
    yield "rgb.png", encoded(rgb, "PNG")
    yield "interlaced.png", adam7()
    yield "grey.png", encoded(grey, "PNG")
    yield "grey-alpha.png", encoded(alpha.convert("LA"), "PNG")
    yield "rgba.png", encoded(alpha, "PNG")
    yield "rgb-transparent.png", encoded(rgb, "PNG", transparency=(0, 0, 0))
    yield "palette.png", encoded(few, "PNG")
    yield "palette-transparent.png", encoded(few, "PNG", transparency=bytes([0, 128, 255]))
    for bits in (1, 2, 4):
        yield f"palette-{bits}.png", encoded(rgb.quantize(1 << bits), "PNG", bits=bits)
        yield f"grey-{bits}.png", png(bits, 0, [packed_row(row, bits) for row in numbers(1 << bits)])
    yield "rgb16.png", png16(2, 3)
    yield "rgba16.png", png16(6, 4)
    yield "grey-alpha16.png", png16(4, 2)
    yield "orientation-6.png", encoded(rgb, "PNG", exif=exif(6))
    yield "gamma.png", png(8, 2, [r.tobytes() for r in np.asarray(rgb)], png_chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "24.bmp", encoded(rgb, "BMP")
    yield "32.bmp", bmp32()
    yield "16.bmp", bmp16(False)
    yield "565.bmp", bmp16(True)
    for bits in (1, 4, 8):
        yield f"palette-{bits}.bmp", bmp_numbers(bits)
    yield "rle8.bmp", rle8()
    yield "rle4.bmp", rle4()
    yield "palette.gif", encoded(few, "GIF")
    yield "interlaced.gif", encoded(few, "GIF", interlace=True)
    yield "animated.gif", encoded(few, "GIF", save_all=True, append_images=[grey.quantize(4)])
    yield "small-frame.gif", small_frame(False)
    yield "small-frame-transparent.gif", small_frame(True)
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        yield f"rgb-{compression}.tif", encoded(rgb, "TIFF", compression=compression)
    yield "bilevel.tif", encoded(rgb.convert("1"), "TIFF")
    for compression in ("tiff_ccitt", "group3", "group4"):
        yield f"bilevel-{compression}.tif", encoded(rgb.convert("1"), "TIFF", compression=compression)
    yield "grey.tif", encoded(grey, "TIFF")
    yield "white-is-zero.tif", encoded(grey, "TIFF", tiffinfo={262: 0})
    yield "palette.tif", encoded(few, "TIFF")
    yield "rgba.tif", encoded(alpha, "TIFF")
    yield "cmyk.tif", encoded(inks, "TIFF")
    yield "two-pages.tif", encoded(rgb, "TIFF", save_all=True, append_images=[grey], compression="tiff_lzw")
    yield "orientation-8.tif", encoded(rgb, "TIFF", tiffinfo={274: 8}, compression="tiff_lzw")
    yield "jpeg.tif", encoded(rgb, "TIFF", compression="jpeg", quality=90)
    yield "lossless.webp", encoded(rgb, "WEBP", lossless=True)
    yield "lossless-alpha.webp", encoded(alpha, "WEBP", lossless=True, exact=True)
    yield "lossy.webp", encoded(rgb, "WEBP", quality=90)
    yield "lossy-alpha.webp", encoded(alpha, "WEBP", quality=90)
    yield "orientation-6.webp", encoded(rgb, "WEBP", lossless=True, exif=exif(6))
    yield "animated.webp", encoded(rgb, "WEBP", lossless=True, save_all=True, append_images=[grey.convert("RGB")])
    yield from orientations(rgb)
    yield from tiffs(rgb)
    yield from bmps()
    yield from more(rgb)


def more(rgb):
    """PNG and GIF as less usual programs write them."""
    grey = np.asarray(rgb.convert("L")).astype(np.uint16)
    deep = np.asarray(rgb).astype(np.uint16) * 256 + 99
    colors = png_chunk(b"PLTE", bytes(v for i in range(16) for v in (i * 37 % 256, i * 91 % 256, i * 53 % 256)))
    yield "grey16.png", png(16, 0, [(row * 257 - row % 7).astype(">u2").tobytes() for row in grey])
    yield "interlaced-grey16.png", adam7((grey * 256 + 9)[..., None], 16, 0)
    yield "interlaced-rgb16.png", adam7(deep, 16)
    yield "interlaced-rgba.png", adam7(np.dstack([np.asarray(rgb), grey]).astype(np.uint8), 8, 6)
    yield "interlaced-grey-alpha.png", adam7(np.dstack([grey, grey]).astype(np.uint8), 8, 4)
    for bits in (1, 2, 4, 8):
        yield f"interlaced-grey-{bits}.png", adam7(numbers(1 << bits), bits, 0)
        yield f"interlaced-palette-{bits}.png", adam7(numbers(min(16, 1 << bits)), bits, 3, colors)
    yield "palette-too-short.png", png(8, 3, [bytes(row.tolist()) for row in numbers(20)], colors)
    plain = encoded(rgb, "PNG", icc_profile=b"no profile at all")
    yield "profile.png", plain
    yield "bytes-behind.png", plain + bytes(20)
    yield "animated.png", encoded(rgb, "PNG", save_all=True, append_images=[ImageOps.mirror(rgb)])
    few = rgb.quantize(11)
    yield "one-color.gif", encoded(Image.new("P", rgb.size, 0), "GIF")
    yield "two-colors.gif", encoded(rgb.quantize(2), "GIF")
    yield "all-colors.gif", encoded(Image.fromarray(numbers(256).astype(np.uint8) * 9), "GIF")
    yield "transparent.gif", encoded(few, "GIF", transparency=2)
    yield "comment.gif", encoded(few, "GIF", comment=b"a comment" * 40)
    yield "bytes-behind.gif", encoded(few, "GIF") + bytes(20)
    data = bytearray(encoded(few, "GIF", optimize=False))
    count = 3 << ((data[10] & 7) + 1)
    at = 13 + count
    yield "without-palette.gif", bytes(data[:10] + bytes([data[10] & 0x7F]) + data[11:13] + data[at:])
    descriptor = data.index(b"\x2c\0\0\0\0\x13\0\x0b\0", at)
    local = data[: descriptor + 9] + bytes([data[10] & 0x87]) + data[13:at] + data[descriptor + 10 :]
    local[13:at] = bytes(count)  # the picture's own palette counts
    yield "own-palette.gif", bytes(local)
    wider = bytearray(data)
    wider[6:10] = struct.pack("<HH", 5, 4)
    yield "frame-beyond-screen.gif", bytes(wider)


def decoded(data):
    with Image.open(io.BytesIO(data)) as image:
        if not image.mode.startswith("I"):
            return ImageOps.exif_transpose(image).convert("RGB")
        upright = np.asarray(ImageOps.exif_transpose(image))  # Pillow would clip
        return Image.fromarray((upright.astype(np.uint16) >> 8).astype(np.uint8)).convert("RGB")


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    known = {}
    for name, data in files():
        rgb = decoded(data)
        (folder / name).write_bytes(data)
        pixels = base64.b64encode(zlib.compress(rgb.tobytes(), 9)).decode()
        same = known.setdefault((rgb.size, pixels), name)
        lines.append(f"{name} {rgb.width} {rgb.height} {pixels if same == name else '=' + same}\n")
    (folder / "pixels.txt").write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
