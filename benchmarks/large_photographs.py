"""Draws photographs beyond memory, for the measurement of hibi scan.

    large_photographs.py OUTPUT [MEGAPIXELS]    needs numpy, Pillow and tifffile

writes striped.tif (Deflate with a predictor, strips of 16 rows), tiled.tif (Deflate, tiles
of 512 pixels), onestrip.tif (one strip without compression), of 1,000 megapixels if not said
otherwise, and 100.jpg of 100 megapixels. All show the same wall: noise under uneven light, with
cracks that walk through it. Nothing of them is held as a whole.
"""

import pathlib
import sys
import zlib

import numpy as np
import tifffile
from PIL import Image

PATCH = 4096


def patch(seed=7):
    """A piece of wall that can be laid side by side: uint8 (4096, 4096, 3)."""
    dice = np.random.default_rng(seed)
    wall = np.full((PATCH, PATCH), 150.0)
    for cells in (16, 64, 256, 1024):
        coarse = dice.normal(0, 6, (cells, cells)).astype(np.float32)
        wall += np.kron(coarse, np.ones((PATCH // cells, PATCH // cells), np.float32))
    wall += dice.normal(0, 5, wall.shape)
    for _ in range(6):
        x, y = dice.uniform(0, PATCH, 2)
        heading = dice.uniform(0, 2 * np.pi)
        for _ in range(600):
            heading += dice.normal(0, 0.35)
            x, y = (x + 3 * np.cos(heading)) % PATCH, (y + 3 * np.sin(heading)) % PATCH
            half = 1 + int(dice.integers(0, 3))
            rows = np.arange(int(y) - half, int(y) + half) % PATCH
            columns = np.arange(int(x) - half, int(x) + half) % PATCH
            wall[np.ix_(rows, columns)] *= 0.5
    grey = np.clip(wall, 0, 255).astype(np.uint8)
    return np.stack([grey, grey, (grey * 0.95).astype(np.uint8)], axis=2)


def rows(wall, width, first, count):
    """Rows of the photograph, which is made of the patch."""
    lines = wall[np.arange(first, first + count) % PATCH]
    return np.ascontiguousarray(lines[:, np.arange(width) % PATCH])


def predicted(strip):
    """Each sample as what it differs by from the one before in its row, compressed."""
    strip[:, 1:] -= strip[:, :-1].copy()
    return zlib.compress(strip, 1)


def main(output, megapixels=1000):
    folder = pathlib.Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    wall = patch()
    width = int(np.sqrt(int(megapixels) * 1.6e6)) // 512 * 512
    height = int(megapixels) * 1_000_000 // width
    shape = (height, width, 3)
    common = {"shape": shape, "dtype": np.uint8, "photometric": "rgb", "bigtiff": True}
    common["compression"] = "zlib"

    strips = (predicted(rows(wall, width, y, min(16, height - y))) for y in range(0, height, 16))
    tifffile.imwrite(folder / "striped.tif", strips, rowsperstrip=16, predictor=True, **common)

    tiles = (
        zlib.compress(np.ascontiguousarray(band[:, x : x + 512]), 1)
        for band in (rows(wall, width, y, 512) for y in range(0, height, 512))
        for x in range(0, width, 512)
    )
    tifffile.imwrite(folder / "tiled.tif", tiles, tile=(512, 512), **common)
    common["compression"] = "none"

    lines = tifffile.memmap(folder / "onestrip.tif", **common)
    for y in range(0, height, 512):
        count = min(512, height - y)
        lines[y : y + count] = rows(wall, width, y, count)
    lines.flush()

    Image.fromarray(rows(wall, 12_288, 0, 8_138)).save(folder / "100.jpg", quality=90)


if __name__ == "__main__":
    main(*sys.argv[1:])
