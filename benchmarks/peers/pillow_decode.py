"""Makes a small image file of each kind and what Pillow decodes it to.

    python benchmarks/peers/pillow_decode.py core/image/src/test/resources/dev/hibi/image/files

writes the files and, in pixels.txt, for each one a line: its name, width, height and the RGB of
exif_transpose(image).convert("RGB"), zlib-compressed and in base64, or = and the name of a file
above of the same pixels. PillowDecodeTest reads them.
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


def adam7():
    """An interlaced RGB PNG."""
    rgb = np.asarray(scene())
    data = b""
    for x, y, dx, dy in [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]:
        for row in rgb[y::dy, x::dx]:
            data += b"\0" + row.tobytes() if row.size else b""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 1)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(data, 9))
        + png_chunk(b"IEND", b"")
    )


def bmp(bits, rows, compression=0, palette=b"", masks=b"", top_down=False):
    pixels = b"".join(rows)
    offset = 54 + len(masks) + len(palette)
    header = struct.pack(
        "<IiiHHIIiiII", 40, WIDTH, -HEIGHT if top_down else HEIGHT, 1, bits, compression,
        len(pixels), 0, 0, len(palette) // 4, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + header + masks + palette + pixels


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


def bmp_numbers(bits):
    rows = []
    for row in numbers(1 << min(bits, 4))[::-1]:
        text = "".join(format(n, f"0{bits}b") for n in row)
        text += "0" * (-len(text) % 8)
        rows.append(padded(bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))))
    return bmp(bits, rows, palette=palette_bytes(1 << min(bits, 4)))


def bmp32():
    rgb = np.asarray(scene())
    bgrx = np.dstack([rgb[..., ::-1], np.full((HEIGHT, WIDTH), 77, np.uint8)])
    return bmp(32, [row.tobytes() for row in bgrx], top_down=True)


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
        rows = []
        for row in numbers(1 << bits):
            text = "".join(format(n, f"0{bits}b") for n in row)
            text += "0" * (-len(text) % 8)
            rows.append(bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8)))
        yield f"grey-{bits}.png", png(bits, 0, rows)
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


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    known = {}
    for name, data in files():
        with Image.open(io.BytesIO(data)) as image:
            rgb = ImageOps.exif_transpose(image).convert("RGB")
        (folder / name).write_bytes(data)
        pixels = base64.b64encode(zlib.compress(rgb.tobytes(), 9)).decode()
        same = known.setdefault((rgb.size, pixels), name)
        lines.append(f"{name} {rgb.width} {rgb.height} {pixels if same == name else '=' + same}\n")
    (folder / "pixels.txt").write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
