"""Joins heat maps of predict --maps into one picture, a row of each class: docs/images/few-cracks.jpg.

    heat_maps.py MAPS OUTPUT    needs Pillow; MAPS as the commands of docs/few-cracks.md write it
"""

import pathlib
import sys

from PIL import Image

COLUMNS, EDGE, GAP = 5, 168, 6


def main(maps, output):
    rows = [sorted(pathlib.Path(maps).glob(f"**/{kind}_*.png"))[:COLUMNS] for kind in "NP"]
    first = Image.open(rows[0][0])
    height = EDGE * first.height // first.width
    sheet = Image.new("RGB", (COLUMNS * (EDGE + GAP) - GAP, 2 * (height + GAP) - GAP), "white")
    for y, row in enumerate(rows):
        for x, file in enumerate(row):
            tile = Image.open(file).convert("RGB").resize((EDGE, height), Image.BICUBIC)
            sheet.paste(tile, (x * (EDGE + GAP), y * (height + GAP)))
    sheet.save(output, quality=80, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
