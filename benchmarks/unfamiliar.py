"""Draws what a model says of pictures that it knows, and of others: docs/images/new-site.jpg.

    ./hibi demo --directory demo
    ./hibi train --mode features --backbone resnet50-v1 --weights resnet50_v1.safetensors \\
        --train demo/train.zip --test demo/test.zip --output run
    python benchmarks/unfamiliar.py run/model demo/test.zip new-site.jpg    # needs Pillow

The first row are test images of the demo, the second ones are drawn here.
"""

import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile

from PIL import Image, ImageDraw, ImageFilter, ImageFont

HIBI = pathlib.Path(__file__).parent.parent / "hibi"
DRAWN, EDGE, GAP, CAPTION = 256, 168, 6, 40


def brick_wall(draw, chance):
    draw.rectangle((0, 0, DRAWN, DRAWN), "#c8c0b4")
    for row in range(9):
        for column in range(-1, 4):
            x, y = column * 76 + row % 2 * 38, row * 30
            red = chance.randrange(140, 185)
            draw.rectangle((x + 3, y + 3, x + 73, y + 27), (red, red // 2, red // 3))


def wires(draw, chance):
    for y in range(DRAWN):
        draw.line((0, y, DRAWN, y), (150 + y // 4, 185 + y // 6, 235))
    draw.rectangle((36, 20, 48, DRAWN), "#5a4632")
    for i in range(5):
        y = 40 + 22 * i
        points = [(x, y + 26 * math.sin(math.pi * x / DRAWN)) for x in range(0, DRAWN + 8, 8)]
        draw.line(points, "#202020", width=2)


def room(draw, chance):
    draw.rectangle((0, 0, DRAWN, 170), "#e6dcc8")
    draw.rectangle((0, 170, DRAWN, DRAWN), "#8a6a48")
    draw.rectangle((150, 24, 226, 110), "#9cc4e4", outline="#ffffff", width=6)
    draw.line((188, 24, 188, 110), "#ffffff", width=4)
    draw.rounded_rectangle((20, 130, 150, 206), 14, "#3c6e8c")
    draw.rounded_rectangle((14, 150, 156, 214), 14, "#4a80a0")
    draw.polygon([(190, 150), (230, 150), (220, 122), (200, 122)], "#f0d070")
    draw.rectangle((207, 150, 213, 210), "#404040")


def planks(draw, chance):
    for i in range(5):
        brown = chance.randrange(120, 170)
        draw.rectangle((0, i * 52, DRAWN, i * 52 + 49), (brown, int(brown * 0.7), brown // 2))
        for _ in range(9):
            y = i * 52 + chance.randrange(4, 46)
            tone = brown - chance.randrange(12, 34)
            draw.line((0, y, DRAWN, y + chance.randrange(-4, 4)), (tone, int(tone * 0.7), tone // 2))


def page(draw, chance):
    draw.rectangle((0, 0, DRAWN, DRAWN), "#faf8f2")
    for row in range(13):
        x = 24
        while x < 210:
            width = chance.randrange(10, 40)
            draw.rectangle((x, 26 + row * 16, min(x + width, 230), 32 + row * 16), "#303030")
            x += width + 8


KINDS = [brick_wall, wires, room, planks, page]


def drawn(kind):
    image = Image.new("RGB", (DRAWN, DRAWN))
    kind(ImageDraw.Draw(image), random.Random(kind.__name__))
    return image.filter(ImageFilter.GaussianBlur(0.8))


def caption(answer):
    label, probability = answer["label"], answer["probabilities"][answer["label"]]
    known = "unfamiliar" if answer["familiarity"]["unfamiliar"] else "familiar"
    return f"{label}  {100 * probability:.1f} %\n{known}"


def main(model, test, output):
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(test) as archive:
        names = sorted(archive.namelist())
        known = [n for n in names if "/N_" in n][:2] + [n for n in names if "/P_" in n][:3]
        files = [pathlib.Path(folder, pathlib.PurePath(name).name) for name in known]
        for name, file in zip(known, files):
            file.write_bytes(archive.read(name))
        for kind in KINDS:
            files.append(pathlib.Path(folder, f"{kind.__name__}.png"))
            drawn(kind).save(files[-1])
        answers = pathlib.Path(folder, "answers.json")
        command = [HIBI, "predict", "--model", model, f"--json={answers}", *files]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        found = json.loads(answers.read_text())
        sheet = Image.new("RGB", (5 * (EDGE + GAP) - GAP, 2 * (EDGE + CAPTION + GAP) - GAP), "white")
        draw = ImageDraw.Draw(sheet)
        for i, (file, answer) in enumerate(zip(files, found)):
            x, y = i % 5 * (EDGE + GAP), i // 5 * (EDGE + CAPTION + GAP)
            tile = Image.open(file).convert("RGB").resize((EDGE, EDGE), Image.BICUBIC)
            sheet.paste(tile, (x, y))
            draw.text((x + 2, y + EDGE + 3), caption(answer), "black", ImageFont.load_default(14))
        sheet.save(output, quality=85, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
