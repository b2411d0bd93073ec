"""Writes TIFF files of every kind, for pillow_decode.py and pillow_fuzz.py."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8}
CODES = {1: "B", 2: "B", 3: "H", 4: "I", 6: "b", 7: "B", 8: "h", 9: "i", 11: "f", 12: "d", 16: "Q"}
REVERSED = bytes(int(f"{i:08b}"[::-1], 2) for i in range(256))


def lzw(data):
    """Codes of 9 to 12 bits, the highest first, that grow one code early."""
    bits, width, out, count = 0, 9, bytearray(), 0
    table = {bytes([i]): i for i in range(256)}

    def put(code):
        nonlocal bits, count
        bits = bits << width | code
        count += width
        while count >= 8:
            out.append(bits >> (count - 8) & 255)
            count -= 8
            bits &= (1 << count) - 1

    put(256)
    string = b""
    for byte in data:
        longer = string + bytes([byte])
        if longer in table:
            string = longer
            continue
        put(table[string])
        table[longer] = len(table) + 2
        if len(table) + 2 == (1 << width) and width < 12:
            width += 1
        if len(table) + 2 >= 4094:
            put(256)
            table = {bytes([i]): i for i in range(256)}
            width = 9
        string = bytes([byte])
    if string:
        put(table[string])
        if len(table) + 3 == (1 << width) and width < 12:
            width += 1
    put(257)
    put(0)
    return bytes(out)


def pack_bits(data):
    out, at = bytearray(), 0
    while at < len(data):
        run = 1
        while at + run < len(data) and run < 128 and data[at + run] == data[at]:
            run += 1
        if run > 2:
            out += bytes([257 - run, data[at]])
            at += run
        else:
            end = at + 1
            while end < len(data) and end - at < 128 and data[end - 1 : end + 2] != bytes([data[end]]) * 3:
                end += 1
            out += bytes([end - at - 1]) + data[at:end]
            at = end
    return bytes(out)


def fax(rows, compression, options):
    """Pillow's own codes of one strip; rows hold 1 for black."""
    name = {2: "tiff_ccitt", 3: "group3", 4: "group4"}[compression]
    info = {262: 0, 278: rows.shape[0]}
    if compression == 3:
        info[292] = options
    out = io.BytesIO()
    Image.fromarray((1 - rows) * np.uint8(255)).convert("1", dither=0).save(out, "TIFF", compression=name, tiffinfo=info)
    with Image.open(out) as image:
        at, count = image.tag_v2[273][0], image.tag_v2[279][0]
    return out.getvalue()[at : at + count]


def jpeg(part, options):
    """A JPEG whose components are the samples; of three with YCbCr if that is asked for."""
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[part.shape[2]]
    out = io.BytesIO()
    if mode == "CMYK":
        part = 255 - part  # Pillow inverts
    keep = {} if mode != "RGB" else {"keep_rgb": not options.get("ycbcr")}
    subsampling = {"subsampling": options["subsampling"]} if "subsampling" in options and options.get("ycbcr") else {}
    Image.fromarray(part[..., 0] if mode == "L" else part, mode).save(
        out, "JPEG", quality=options.get("quality", 90), **keep, **subsampling)
    data = out.getvalue()
    return without_applications(data) if options.get("bare") else data


def segments(data):
    at = 2
    while data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        yield data[at + 1], data[at : at + 2 + length]
        at += 2 + length
    yield 0xDA, data[at:]


def without_applications(data):
    return data[:2] + b"".join(s for marker, s in segments(data) if not 0xE0 <= marker <= 0xEF)


def apart(data):
    """Tables, and an abbreviated file without them."""
    tables = b"".join(s for marker, s in segments(data) if marker in (0xDB, 0xC4))
    rest = b"".join(s for marker, s in segments(data) if marker not in (0xDB, 0xC4))
    return b"\xff\xd8" + tables + b"\xff\xd9", b"\xff\xd8" + rest


def ycbcr_blocks(part, across, down):
    """Of YCbCr samples; the first chroma of a block is that of all."""
    height, width = part.shape[:2]
    out = bytearray()
    for y in range(0, height, down):
        for x in range(0, width, across):
            for dy in range(down):
                for dx in range(across):
                    out.append(part[min(y + dy, height - 1), min(x + dx, width - 1), 0])
            out += bytes(part[y, x, 1:3].tolist())
    return bytes(out)


def packed(part, bits, order):
    """Rows of whole bytes."""
    if bits == 8:
        return part.astype(np.uint8).tobytes()
    if bits in (16, 32):
        return part.astype(f"{order}u{bits // 8}").tobytes()
    rows = []
    for row in part.reshape(part.shape[0], -1):
        text = "".join(format(int(v), f"0{bits}b") for v in row)
        text += "0" * (-len(text) % 8)
        rows.append(int(text, 2).to_bytes(len(text) // 8, "big"))
    return b"".join(rows)


def predicted(part, bits):
    """Each sample less the one before it in its row."""
    part = part.astype(np.int64)
    part[:, 1:] -= part[:, :-1].copy()
    return part & ((1 << bits) - 1)


def tiff(
    samples, *, bits=8, photometric=2, compression=1, predictor=1, fill_order=1, planar=1, tile=None, rows=None,
    extra=None, palette=None, sparse=(), order="<", big=False, tags=None, counts=True, options=0, subsampling=None,
    jpeg_options=None, tables=False, drop=(),
):
    """A TIFF file of one page; samples have the shape (height, width, samples).

    tags: number -> (type, values as a list or bytes), which replace those that are written otherwise.
    """
    height, width, count = samples.shape
    jpeg_options = dict(jpeg_options or {}, ycbcr=photometric == 6)
    part_width, part_height = tile or (width, min(rows or height, height))
    parts, shared = [], None
    for plane in range(count if planar == 2 else 1):
        for y in range(0, height, part_height):
            for x in range(0, width, part_width):
                part = samples[y : y + part_height, x : x + part_width]
                part = part[..., plane : plane + 1] if planar == 2 else part
                if tile:
                    part = np.pad(part, ((0, part_height - part.shape[0]), (0, part_width - part.shape[1]), (0, 0)), "edge")
                if compression == 7:
                    data = jpeg(part.astype(np.uint8), jpeg_options)
                    if tables:
                        shared, data = apart(data)
                elif compression in (2, 3, 4):
                    data = fax(part[..., 0], compression, options)
                else:
                    if predictor == 2:
                        part = predicted(part, bits)
                    data = ycbcr_blocks(part, *subsampling) if subsampling else packed(part, bits, order)
                    data = {1: bytes, 5: lzw, 8: zlib.compress, 32946: zlib.compress, 32773: pack_bits}[compression](data)
                parts.append(data.translate(REVERSED) if fill_order == 2 and compression != 7 else data)
    out = bytearray(struct.pack(order + ("2sHHHQ" if big else "2sHI"), b"II" if order == "<" else b"MM", *((43, 8, 0, 0) if big else (42, 0))))
    offsets, lengths = [], []
    for i, data in enumerate(parts):
        absent = i in sparse
        offsets.append(0 if absent else len(out))
        lengths.append(0 if absent else len(data))
        out += b"" if absent else data + b"\0" * (len(data) % 2)
    entries = {
        256: (4, [width]), 257: (4, [height]), 258: (3, [bits] * count), 259: (3, [compression]),
        262: (3, [photometric]), 277: (3, [count]), 284: (3, [planar]),
    }
    place = 16 if big else 4
    if tile:
        entries |= {322: (3, [part_width]), 323: (3, [part_height]), 324: (place, offsets), 325: (4, lengths)}
    else:
        entries |= {273: (place, offsets), 278: (4, [part_height]), 279: (4, lengths)}
    if not counts:
        del entries[325 if tile else 279]
    if predictor != 1:
        entries[317] = (3, [predictor])
    if fill_order != 1:
        entries[266] = (3, [fill_order])
    if extra is not None:
        entries[338] = (3, extra)
    if palette is not None:
        entries[320] = (3, palette)
    if compression == 3:
        entries[292] = (4, [options])
    if shared:
        entries[347] = (7, shared)
    if photometric == 6:
        across, down = subsampling or {0: (1, 1), 1: (2, 1), 2: (2, 2)}[jpeg_options.get("subsampling", 2) if compression == 7 else 0]
        entries[530] = (3, [across, down])
    entries |= tags or {}
    for tag in drop:
        entries.pop(tag, None)
    directory = bytearray(struct.pack(order + ("Q" if big else "H"), len(entries)))
    inline = 8 if big else 4
    for tag in sorted(entries):
        kind, values, *stated = entries[tag]
        data = values if isinstance(values, bytes) else struct.pack(f"{order}{len(values)}{CODES[kind]}", *values)
        number = stated[0] if stated else len(data) // SIZES[kind]
        if len(stated) > 1:
            data = struct.pack(order + ("Q" if big else "I"), stated[1])  # an offset, whatever is there
        elif len(data) > inline:
            out += b"\0" * (len(out) % 2)
            out += data
            data = struct.pack(order + ("Q" if big else "I"), len(out) - len(data))
        directory += struct.pack(order + ("HHQ" if big else "HHI"), tag, kind, number) + data.ljust(inline, b"\0")
    out += b"\0" * (len(out) % 2)
    struct.pack_into(order + ("Q" if big else "I"), out, 8 if big else 4, len(out))
    return bytes(out + directory + bytes(inline))
