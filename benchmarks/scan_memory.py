"""How much memory does hibi scan need?

    scan_memory.py MODEL TILE HEAP SMALL PHOTO...

scans SMALL, a photograph of little more than a tile, and then each photograph, every one in a JVM
with -Xmx as HEAP says, and prints the peak of the resident memory and what it is above that of
SMALL: the JVM, PyTorch and the model left aside. Linux.

    python benchmarks/large_photographs.py photos
    python benchmarks/scan_memory.py run/model 224 256m small.png photos/striped.tif photos/tiled.tif
    python benchmarks/scan_memory.py run/model 224 1g small.png photos/100.jpg
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time


def scan(model, tile, heap, photo):
    """Peak of the resident memory in MB, seconds, the line that is told."""
    output = tempfile.mkdtemp()
    command = ["./hibi", "scan", f"--model={model}", f"--tile={tile}", f"--output={output}", photo]
    environment = dict(os.environ, HIBI_JAVA_OPTS=f"-Xmx{heap}")
    begin = time.time()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        found = [line for line in status.splitlines() if line.startswith("VmHWM")]
        peak = max([peak] + [int(line.split()[1]) / 1024 for line in found])
        time.sleep(0.02)
    told = process.stdout.readline().strip()
    shutil.rmtree(output)
    if process.wait() != 0:
        raise SystemExit(f"{photo}: exit code {process.returncode}")
    return peak, time.time() - begin, told


def main(model, tile, heap, small, *photos):
    base, _, _ = scan(model, tile, heap, small)
    print(f"{small}: {base:.0f} MB", flush=True)
    for photo in photos:
        peak, seconds, told = scan(model, tile, heap, photo)
        print(f"{photo}: {peak:.0f} MB, {peak - base:.0f} MB above, {seconds:.0f} s; {told}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
