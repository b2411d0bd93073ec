#!/usr/bin/env python3
"""Spark beside one process: spark_rate.py MODEL ARCHIVE [--runs 3] [--precision fp32]

On the same cores: `hibi predict` and ScoreImages on local[cores], of every tenth image of the archive and of all,
in turn. Prints seconds of each, and images/s without what both spend before the first image: the difference of
images by that of seconds, medians of the runs. Then the same of AuditImages beside `hibi dataset audit`. Needs
pyspark; build samples/spark and ./hibi before.
"""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import zipfile

import pyspark

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOME = pathlib.Path(pyspark.__file__).parent
TARGET = ROOT / "samples" / "spark" / "target"
CORES = os.cpu_count()


def submit(program, *arguments):
    app, = [jar for jar in TARGET.glob("hibi-spark-*.jar") if not re.search("-(sources|javadoc)", jar.name)]
    jars = ",".join(map(str, sorted((TARGET / "lib").glob("*.jar"))))
    return [HOME / "bin" / "spark-submit", "--master", f"local[{CORES}]", "--driver-memory", "4g", "--jars", jars,
            "--conf", "spark.ui.enabled=false", "--class", f"dev.hibi.spark.{program}", app, *arguments]


def seconds(command):
    begin = time.monotonic()
    subprocess.run([str(each) for each in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env={**os.environ, "SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": "127.0.0.1"})
    return time.monotonic() - begin


def images(archive):
    with zipfile.ZipFile(archive) as entries:
        return [name for name in entries.namelist() if name.lower().endswith((".jpg", ".png"))]


def part(archive, names, file):
    with zipfile.ZipFile(archive) as entries, zipfile.ZipFile(file, "w") as out:
        for name in names:
            out.writestr(name, entries.read(name))
    return file


def compare(title, archives, commands, runs, work):
    counts = [len(images(archive)) for archive in archives]
    times = {name: [[], []] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            for i, archive in enumerate(archives):
                shutil.rmtree(work / "out", ignore_errors=True)
                times[name][i].append(seconds(command(archive, work / "out")))
    rates = {}
    for name, (few, many) in times.items():
        few, many = statistics.median(few), statistics.median(many)
        rates[name] = (counts[1] - counts[0]) / (many - few)
        print(f"{title}, {name:8} {counts[0]:,} images {few:6.1f} s, {counts[1]:,} images {many:6.1f} s, {rates[name]:8.1f} images/s")
    print(f"{title}, Spark's part of the rate of one process: {rates['spark'] / rates['hibi']:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--precision", default="fp32")
    asked = parser.parse_args()
    os.environ.setdefault("SPARK_HOME", str(HOME))
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        names = images(asked.archive)
        archives = [part(asked.archive, names[::10], work / "few.zip"), asked.archive.resolve()]
        hibi = ROOT / "hibi"
        compare("scores", archives, {
            "hibi": lambda archive, out: [hibi, "predict", "--model", asked.model, "--precision", asked.precision,
                                          "--json", archive],
            "spark": lambda archive, out: submit("ScoreImages", "--model", asked.model.resolve(), "--precision",
                                                 asked.precision, "--output", out, archive),
        }, asked.runs, work)
        compare("audit", archives, {
            "hibi": lambda archive, out: [hibi, "dataset", "audit", "--train", archive],
            "spark": lambda archive, out: submit("AuditImages", "--output", out, archive),
        }, asked.runs, work)


if __name__ == "__main__":
    main()
