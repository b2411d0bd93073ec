"""Makes a small file of each kind that Hibi refuses, and says whether Pillow reads it.

    python -W ignore benchmarks/peers/pillow_refused.py core/image/src/test/resources/dev/hibi/image/refused.txt

writes for each file a line: its name, "reads" or "refuses" for what Pillow does, and the file in
base64. FormatTableTest reads them. Needs cjpeg (Debian: libjpeg-turbo-progs).
Written with Pillow 13.0.0.
"""

import base64
import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

import pillow_decode as files
from pillow_photos import cjpeg
from tiff_writer import tiff


def lossless_jpeg(grey):
    """Grey of 8 bits, each sample less the one to its left (ITU-T T.81, annex H)."""
    height, width = grey.shape
    codes = b"\xff\xc4" + struct.pack(">HB", 28, 0) + bytes([0, 0, 0, 9]) + bytes(12) + bytes(range(9))
    frame = b"\xff\xc3" + struct.pack(">HBHHB", 11, 8, height, width, 1) + bytes([1, 0x11, 0])
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + bytes([1, 0, 1, 0, 0])
    bits = ""
    for y in range(height):
        for x in range(width):
            before = grey[y, x - 1] if x else grey[y - 1, 0] if y else 128
            difference = int(grey[y, x]) - int(before)
            count = abs(difference).bit_length()
            value = difference if difference >= 0 else difference + (1 << count) - 1
            bits += f"{count:04b}" + (f"{value:0{count}b}" if count else "")
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return b"\xff\xd8" + codes + frame + scan + data + b"\xff\xd9"


def jpegs(rgb):
    plain = files.encoded(rgb, "JPEG", quality=90)
    frame = plain.index(b"\xff\xc0")
    yield "12-bit", plain[: frame + 1] + b"\xc1\0\x11\x0c" + plain[frame + 5 :]
    yield "lossless", lossless_jpeg(np.asarray(rgb.convert("L")))
    scans = cjpeg(rgb, "-sample", "1x1", scans="0;\n1;\n2;\n")
    two = scans.split(b"\xff\xda\0\x08\1\3")[0] + b"\xff\xd9"
    at = two.index(b"\xff\xc0")
    yield "two-components", two[: at + 2] + b"\0\x0e" + two[at + 4 : at + 9] + b"\2" + two[at + 10 : at + 16] + two[at + 19 :]
    progressive = files.encoded(rgb, "JPEG", quality=90, progressive=True)
    starts = [i for i in range(len(progressive)) if progressive[i : i + 2] == b"\xff\xda"]
    yield "unfinished-progressive", progressive[: starts[3]] + b"\xff\xd9"
    yield "one-scan-of-three", scans.split(b"\xff\xda\0\x08\1\2")[0] + b"\xff\xd9"
    yield "without-end", plain[:-2]
    yield "cut", plain[: len(plain) * 2 // 3]
    yield "data-missing", plain[:-60] + b"\xff\xd9"
    restarts = bytearray(cjpeg(rgb, "-sample", "1x1", "-restart", "1B"))
    restarts[restarts.index(b"\xff\xd1") + 1] = 0xD5
    yield "restart-lost", bytes(restarts)
    yield "without-height", plain[: frame + 5] + b"\0\0" + plain[frame + 7 :]
    table = plain.index(b"\xff\xdb")
    length = 2 + int.from_bytes(plain[table + 2 : table + 4], "big")
    yield "without-quantization", plain[:table] + plain[table + length :]


def webps(rgb):
    for name, options in {"lossy": {}, "lossless": {"lossless": True}}.items():
        data = files.encoded(rgb, "WEBP", **options)
        yield f"cut-{name}", data[: len(data) * 2 // 3]
    animated = files.encoded(rgb, "WEBP", save_all=True, append_images=[ImageOps.mirror(rgb)])
    at = animated.index(b"ANMF")
    data = animated[:at]
    yield "without-frames", data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def pngs(rgb):
    data = files.encoded(rgb, "PNG")
    yield "cut", data[: len(data) * 2 // 3]
    yield "without-end", data[:-12]
    changed = bytearray(data)
    changed[data.index(b"IDAT") + 9] ^= 4
    yield "wrong-checksum", bytes(changed)
    yield "few-rows", files.png(8, 2, [row.tobytes() for row in np.asarray(rgb)[:4]])
    swapped = np.dstack([np.asarray(rgb)[..., ::-1], np.full((files.HEIGHT, files.WIDTH), 255, np.uint8)])
    xcode = bytearray(files.png(8, 6, [row.tobytes() for row in swapped], files.png_chunk(b"CgBI", b"P\0 \2")))
    bare = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = bare.compress(b"".join(b"\0" + row.tobytes() for row in swapped)) + bare.flush()
    begin = xcode.index(b"IDAT") - 4
    yield "of-xcode", bytes(xcode[:8] + xcode[33:begin] + xcode[8:33] + files.png_chunk(b"IDAT", body) + xcode[-12:])


def gifs(rgb):
    data = files.encoded(rgb.quantize(11), "GIF")
    yield "cut", data[: len(data) * 2 // 3]
    screen = 13 + (3 << ((data[10] & 7) + 1))
    yield "without-picture", data[:screen] + b";"


def bmps(rgb):
    data = files.encoded(rgb, "BMP")
    yield "cut", data[: len(data) * 2 // 3]
    yield "header-16", b"BM" + struct.pack("<IHHIIIIHH", 30 + len(data[54:]), 0, 0, 30, 16, *rgb.size, 1, 24) + data[54:]
    for compression, name in ((4, "jpeg"), (5, "png")):
        body = files.encoded(rgb, name.upper())
        yield f"{name}-inside", files.bmp(24, [body], compression=compression)
    yield "2-bit", files.bmp(2, [files.padded(files.packed_row(row, 2)) for row in files.numbers(4)[::-1]], palette=files.palette_bytes(4))
    yield "64-bit", files.bmp(64, [bytes(8 * files.WIDTH)] * files.HEIGHT)


def tiffs(rgb):
    colors = np.asarray(rgb)
    grey = np.asarray(rgb.convert("L"))[..., None]
    names = {9: "jbig-t85", 32771: "rle-words", 32809: "thunderscan", 32908: "pixar-film", 32909: "pixar-log",
             34661: "jbig", 34677: "sgi-log", 34712: "jpeg2000", 33003: "jpeg2000-aperio", 34887: "lerc",
             34892: "dng-jpeg", 34934: "jpeg-xr", 50002: "jpeg-xl", 50000: "zstd", 50001: "webp", 4711: "unknown"}
    for number, name in names.items():
        yield f"compression-{name}", tiff(colors, tags={259: (3, [number])})
    yield "compression-lzma", files.encoded(rgb, "TIFF", compression="lzma")
    old = tiff(colors, photometric=6, compression=7, jpeg_options={"subsampling": 0})
    length = old.index(b"\xff\xd9") + 2 - 8
    yield "compression-old-jpeg", tiff(
        colors, photometric=6, compression=7, jpeg_options={"subsampling": 0},
        tags={259: (3, [6]), 513: (4, [8]), 514: (4, [length])})
    yield "float", files.encoded(rgb.convert("L").convert("F"), "TIFF")
    yield "32-bit", files.encoded(rgb.convert("I"), "TIFF")
    yield "signed-16", tiff(grey.astype(np.uint16), bits=16, photometric=1, tags={339: (3, [2])})
    yield "complex", tiff(grey, photometric=1, tags={339: (3, [5])})
    yield "lab", files.encoded(rgb.convert("LAB"), "TIFF")
    yield "raw-sensor", tiff(grey, photometric=32803)
    yield "log-luv", tiff(colors.astype(np.uint16), bits=16, photometric=32845)
    yield "mixed-bits", tiff(colors, tags={258: (3, [8, 8, 5])})
    yield "many-grey", tiff(np.dstack([grey, grey, grey]), photometric=1)
    yield "ycbcr-and-more", tiff(np.dstack([colors, grey]), photometric=6, subsampling=(1, 1), extra=[0])
    yield "ycbcr-1-2", tiff(colors, photometric=6, compression=8, tags={530: (3, [1, 2])})
    yield "predictor-3", tiff(grey, photometric=1, compression=8, tags={317: (3, [3])})
    yield "jpeg-12-bit", tiff(grey.astype(np.uint16), bits=16, photometric=1, tags={259: (3, [7])})
    yield "cut", files.encoded(rgb, "TIFF")[:400]
    yield "strip-outside", tiff(colors, rows=4, tags={273: (4, [8, 90000, 9])})


def box(kind, *brands):
    body = kind + brands[0] + bytes(4) + b"".join(brands)
    return struct.pack(">I", len(body) + 4) + body


def foreign(rgb):
    yield "heic", box(b"ftyp", b"heic", b"mif1", b"MiHB")
    yield "mif1.heic", box(b"ftyp", b"mif1", b"heic")
    yield "burst.heic", box(b"ftyp", b"msf1", b"hevc")
    yield "heif", box(b"ftyp", b"mif1")
    yield "cr3", box(b"ftyp", b"crx ", b"isom")
    yield "jxl", b"\xff\x0a\xfa\x91\1\0"
    yield "boxed.jxl", b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"ftyp", b"jxl ")
    yield "psd", b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 2, 2, 8, 3) + bytes(4 * 3 + 2) + bytes(12)
    for name, kind in {"avif": "AVIF", "jp2": "JPEG2000", "ppm": "PPM", "tga": "TGA"}.items():
        yield name, files.encoded(rgb, kind)
    out = io.BytesIO()
    rgb.save(out, "JPEG2000", no_jp2=True)
    yield "j2k", out.getvalue()
    yield "pgm", files.encoded(rgb.convert("L"), "PPM")
    yield "pbm", files.encoded(rgb.convert("1"), "PPM")
    yield "raf", b"FUJIFILMCCD-RAW 0201FF389501X-T1\0" + bytes(40)
    yield "rw2", b"IIU\0\x18\0\0\0" + bytes(40)
    yield "orf", b"IIRO\x08\0\0\0" + bytes(40)
    yield "pdf", b"%PDF-1.7\n"
    yield "html", b"<!DOCTYPE html><html></html>"
    yield "empty", b""


def all_files():
    rgb = files.scene()
    for suffix, kinds in (("jpg", jpegs), ("webp", webps), ("png", pngs), ("gif", gifs), ("bmp", bmps), ("tif", tiffs)):
        for name, data in kinds(rgb):
            yield f"{name}.{suffix}", data
    for name, data in foreign(rgb):
        yield name if "." in name else f"x.{name}", data


def main(path):
    lines = []
    for name, data in all_files():
        try:
            files.decoded(data)
            pillow = "reads"
        except Exception:
            pillow = "refuses"
        lines.append(f"{name} {pillow} {base64.b64encode(data).decode()}\n")
    path.write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
