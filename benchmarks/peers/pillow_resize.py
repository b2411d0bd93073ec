"""Prints the CRC-32 of Pillow's bilinear resizes of an image made by a formula.

The constants are asserted by RgbImageTest.resizeEqualsPillowToTheByte.
Run: python benchmarks/peers/pillow_resize.py   (Pillow 13.0.0 printed those in the test)
"""

import zlib

import numpy as np
import PIL
from PIL import Image

CASES = [
    ((227, 227), (128, 128)),
    ((227, 227), (224, 224)),
    ((227, 227), (64, 64)),
    ((227, 227), (227, 100)),
    ((100, 227), (150, 227)),
    ((40, 30), (128, 96)),
    ((640, 480), (33, 21)),
    ((1000, 13), (8, 50)),
    ((1, 1), (16, 16)),
    ((2, 3), (9, 8)),
    ((5, 7), (1, 1)),
]


def formula(width, height):
    """Every byte at flat index i is (i * 2654435761 mod 2**32) >> 24, with runs of 255 and 0."""
    index = np.arange(width * height * 3, dtype=np.uint64)
    values = ((index * 2654435761) % 2**32 >> 24).astype(np.uint8)
    values[(index // 97) % 5 == 0] = 255
    values[(index // 89) % 7 == 0] = 0
    return Image.fromarray(values.reshape(height, width, 3))


print("Pillow", PIL.__version__)
for (width, height), (new_width, new_height) in CASES:
    resized = formula(width, height).resize((new_width, new_height), Image.BILINEAR)
    print(f'"{width}, {height}, {new_width}, {new_height}, {zlib.crc32(resized.tobytes()):08x}",')
