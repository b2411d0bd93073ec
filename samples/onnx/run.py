#!/usr/bin/env python3
"""Runs every program of docs/onnx.md and compares its answers with Hibi's own:

    samples/onnx/run.py MODEL_DIR IMAGE.jpg... [--work DIR]

Exports the model, asks `hibi predict --precision fp32`, then Python, Java, C++ and a page in a headless
Chromium, and prints how far the probabilities of each are from Hibi's. What a program needs and does not
find is said and skipped:

    Python    onnxruntime, numpy, pillow in the Python that runs this
    Java      ONNXRUNTIME_JAR, onnxruntime-*.jar of Maven Central
    C++       ONNXRUNTIME_INCLUDE, a folder with onnxruntime_cxx_api.h, ONNXRUNTIME_LIB, one with
              libonnxruntime.so (that jar has it, too), c++ and libjpeg
    browser   ONNXRUNTIME_WEB, the folder dist of the npm package onnxruntime-web, and chromium

Exits 1 if an answer differs by more than 1e-4.
"""

import argparse
import functools
import http.server
import importlib.util
import json
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
HIBI = HERE.parent.parent / "hibi"
LIBRARIES = HERE.parent / "cli" / "target" / "lib"
TOLERANCE = 1e-4


def lines(command, **options):
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True, **options)
    return {one["path"]: one["probabilities"] for one in map(json.loads, done.stdout.splitlines())}


def of_hibi(model, images):
    command = [HIBI, "predict", "--model", model, "--precision", "fp32", "--json", *images]
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True)
    return {one["path"]: one["probabilities"] for one in json.loads(done.stdout)}


def of_python(onnx, images, work):
    if not importlib.util.find_spec("onnxruntime"):
        return "onnxruntime"
    return lines([sys.executable, HERE / "python" / "classify.py", onnx, *images])


def of_java(onnx, images, work):
    if "ONNXRUNTIME_JAR" not in os.environ:
        return "ONNXRUNTIME_JAR"
    jars = [os.environ["ONNXRUNTIME_JAR"]]
    for name in ("hibi-image", "hibi-core", "jna", "slf4j-api", "slf4j-simple"):
        jars.extend(sorted(str(jar) for jar in LIBRARIES.glob(name + "-[0-9]*.jar")))
    return lines(["java", "-cp", os.pathsep.join(jars), HERE / "java" / "Classify.java", onnx, *images])


def of_cpp(onnx, images, work):
    for name in ("ONNXRUNTIME_INCLUDE", "ONNXRUNTIME_LIB"):
        if name not in os.environ:
            return name
    library = work / "lib"
    library.mkdir()
    found = pathlib.Path(os.environ["ONNXRUNTIME_LIB"]) / "libonnxruntime.so"
    for name in ("libonnxruntime.so", "libonnxruntime.so.1"):  # by the second the first calls itself
        (library / name).symlink_to(found.resolve())
    program = work / "classify"
    command = ["c++", "-std=c++17", "-O2", "-I", os.environ["ONNXRUNTIME_INCLUDE"], HERE / "cpp" / "classify.cpp"]
    command += ["-o", program, "-L", library, f"-Wl,-rpath,{library}", "-lonnxruntime", "-ljpeg"]
    subprocess.run([str(word) for word in command], check=True)
    return lines([program, onnx, *images])


# Chooses pictures in the page as a person would, and tells what it shows.
CHOOSE = """<script type="module">
  const names = NAMES;
  const input = document.querySelector('input');
  while (!input.onchange) await new Promise((done) => setTimeout(done, 50));
  const chosen = new DataTransfer();
  for (const name of names) chosen.items.add(new File([await (await fetch(name)).blob()], name));
  input.files = chosen.files;
  input.dispatchEvent(new Event('change'));
  const shown = () => document.querySelector('pre').textContent;
  while (shown().split('\\n').length <= names.length) await new Promise((done) => setTimeout(done, 50));
  await fetch('shown', { method: 'POST', body: shown() });
</script>"""


class Site(http.server.SimpleHTTPRequestHandler):
    shown = None  # a queue

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.shown.put(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(204)
        self.end_headers()


def of_browser(onnx, images, work):
    if "ONNXRUNTIME_WEB" not in os.environ:
        return "ONNXRUNTIME_WEB"
    if not shutil.which("chromium"):
        return "chromium"
    site = work / "site"
    shutil.copytree(HERE / "browser", site)
    for part in ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"):
        shutil.copy(pathlib.Path(os.environ["ONNXRUNTIME_WEB"]) / part, site)
    shutil.copy(onnx, site / "model.onnx")
    names = [f"{number}.jpg" for number in range(len(images))]
    for name, image in zip(names, images):
        shutil.copy(image, site / name)
    page = (site / "index.html").read_text()
    (site / "run.html").write_text(page.replace("</html>", CHOOSE.replace("NAMES", json.dumps(names)) + "</html>"))
    Site.shown = queue.Queue()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Site, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={work / 'profile'}"]
        command += ["--remote-debugging-port=0", f"http://127.0.0.1:{server.server_port}/run.html"]
        browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            text = Site.shown.get(timeout=120)
        finally:
            browser.terminate()
            browser.wait()
            server.shutdown()
    answers = [json.loads(line)["probabilities"] for line in text.splitlines()]
    return dict(zip(map(str, images), answers))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("images", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for where in ("outside", "inside"):
            export = [HIBI, "export", "--model", arguments.model, "--onnx", work / f"{where}.onnx"]
            export += ["--preprocessing", where]
            subprocess.run([str(word) for word in export], check=True, stdout=subprocess.DEVNULL)
        expected = of_hibi(arguments.model, arguments.images)
        programs = [("Python", of_python, "outside"), ("Python, prepared inside", of_python, "inside")]
        programs += [("Java", of_java, "inside"), ("C++", of_cpp, "inside"), ("browser", of_browser, "inside")]
        for name, program, where in programs:
            found = program(work / f"{where}.onnx", arguments.images, work)
            if isinstance(found, str):
                print(f"{name}: skipped: expected {found}, found none")
                continue
            differences = [
                max(abs(found[path][label] - value) for label, value in expected[path].items()) for path in expected
            ]
            wrong |= max(differences) > TOLERANCE
            print(f"{name}: {len(differences)} images, probabilities within {max(differences):.2g}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
