#!/usr/bin/env python3
"""Drives the emulator with the platform's own command line, every command of it.

    pip install kamonohashi-cli==4.0.2 'setuptools<81'
    python .ci/platform_cli.py [--hibi ./hibi]

Run it by the Python that has kamonohashi-cli. The commands are those of its own tree (click): one
that no step below runs is a failure, as is a step that fails otherwise than by the emulator's 501,
"not emulated". Prints a table of all commands in Markdown.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

import click
from kamonohashi.cli import kqi as platform

USER, PASSWORD = "inspector", "planted-password"
IMAGE = ["-rim", "library/eclipse-temurin", "-rt", "17-jre"]
SOURCE = ["-go", "inspection", "-gr", "cracks"]
SIZE = ["-c", "1", "-mem", "1", "-g", "0"]


def commands(group, path=()):
    """All commands below a group, as tuples of words."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, path + (name,))
        else:
            yield path + (name,)


class Emulator:
    """An emulator in a folder, and what the platform's command line says of it."""

    def __init__(self, hibi, folder):
        self.folder = folder
        self.results = {}
        self.failures = []
        self.process = subprocess.Popen(
            [hibi, "kqi", "emulator", "--state", folder + "/state", "--port", "0",
             "--user", USER, "--run-commands"],
            stdout=subprocess.PIPE, text=True, env=dict(os.environ, HIBI_KQI_PASSWORD=PASSWORD))
        line = self.process.stdout.readline()
        self.address = re.search(r"http://[0-9.]+:[0-9]+", line).group()

    def kqi(self, *words, expect=""):
        """Runs a command; the words up to the first that is an argument are its name."""
        command = next(words[:n] for n in (2, 1) if words[:n] in ALL)
        environment = dict(os.environ, HOME=self.folder, PYTHONWARNINGS="ignore", LC_ALL="C.UTF-8")
        done = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), "kqi"), *map(str, words)],
            env=environment, capture_output=True, text=True, timeout=120)
        text = done.stdout
        if done.returncode == 0 and "[ERROR]" not in text and re.search(expect, text):
            self.results.setdefault(command, "passes")
        elif "[ERROR] 501" in text and "not emulated" in text:
            self.results[command] = "501"
        else:
            self.results[command] = "fails"
            self.failures.append("kqi %s: expected %s, found %s%s"
                                 % (" ".join(map(str, words)), expect or "success", text, done.stderr[-800:]))
        return text

    def made(self, *words):
        """Runs a command that makes something; its id."""
        text = self.kqi(*words, expect=r"created \d+")
        found = re.search(r"created (\d+)", text)
        return int(found.group(1)) if found else 0

    def rest(self, method, path, body=None):
        """A call that the platform's command line has no command for."""
        with open(self.folder + "/.kqi/config.json") as file:
            token = json.load(file)["token"]
        request = urllib.request.Request(
            self.address + "/api/v2" + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + token, "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null")

    def ended(self, path):
        """Waits until a job is over."""
        for _ in range(600):
            status = self.rest("GET", path)["status"]
            if status in ("Completed", "Killed"):
                return status
            time.sleep(0.1)
        raise TimeoutError(path)

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return path

    def directory(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, exist_ok=True)
        return path

    def close(self):
        self.process.terminate()
        self.process.wait(30)


def same(path, content):
    with open(path) as file:
        found = file.read()
    assert found == content, "%s: expected %r, found %r" % (path, content, found)


def account(e):
    e.kqi("account", "login", "-s", e.address, "-u", USER, "-p", PASSWORD, expect="user name: " + USER)
    e.kqi("account", "get", expect=r"\* 1 ")
    e.kqi("account", "switch-tenant", 1, expect="selected tenant: 1")


def data(e):
    wall = e.file("wall.txt", "a wall")
    first = e.made("data", "create", "-n", "wall", "-f", wall, "-m", "memo", "-t", "bridge")
    second = e.made("data", "create", "-n", "crack", "-f", e.file("crack.txt", "a crack"))
    e.kqi("data", "list", expect=r"(?s)crack.*wall")
    e.kqi("data", "list", "--tag", "bridge", "--count", 2000, expect="wall")
    e.kqi("data", "get", first, expect="name: wall")
    e.kqi("data", "get", first, "-d", e.folder + "/data.json", expect="save")
    e.kqi("data", "update", first, "-n", "walls", "-t", "tunnel", expect="updated")
    e.kqi("data", "list-files", first, expect="wall.txt")
    e.kqi("data", "upload-files", first, "-f", e.file("more.txt", "more"))
    e.kqi("data", "download-files", first, "-d", e.directory("down/data"))
    same(e.folder + "/down/data/more.txt", "more")
    number = re.search(r"(\d+) +more.txt", e.kqi("data", "list-files", first)).group(1)
    e.kqi("data", "delete-file", first, "-f", number, expect="deleted")
    third = e.made("data", "create", "-n", "gone", "-f", wall)
    e.kqi("data", "delete", third, expect="deleted")
    return first, second


def data_set(e, first, second):
    content = {"name": "walls", "memo": "", "entries": {"training": [{"id": first}]}}
    made = e.made("dataset", "create", "-f", e.file("set.json", content))
    e.kqi("dataset", "list", expect="walls")
    e.kqi("dataset", "get", made, expect="name: walls")
    e.kqi("dataset", "get", made, "-d", e.folder + "/meta.json", expect="save")
    content["entries"]["testing"] = [{"id": second}]
    e.kqi("dataset", "update", made, "-f", e.file("set.json", content), expect="updated")
    e.kqi("dataset", "update-meta-info", made, "-m", "both", expect="meta-info updated")
    e.kqi("dataset", "list-data-types", expect=r"training\ntesting\nvalidation")
    e.kqi("dataset", "list-path-pairs", made, expect="training/%d/wall.txt" % first)
    e.kqi("dataset", "download-files", made, "-d", e.directory("down/set"))
    same(e.folder + "/down/set/testing/%d/crack.txt" % second, "a crack")
    gone = e.made("dataset", "create", "-f", e.file("gone.json", content))
    e.kqi("dataset", "delete", gone, expect="deleted")
    return made


def job(e, kind, path, made_set, more):
    """What trainings and inferences have alike."""
    run = [kind, "create", "-n", "job", *IMAGE, "-d", made_set, *SOURCE, *SIZE, *more]
    out = "$KQI_ROOT/kqi/output"
    command = "mkdir %s/run; echo result > %s/run/result.txt; echo 0.9 > %s/value.txt" % (out, out, out)
    done = e.made(*run, "-e", command, "-o", "LR", "0.1")
    assert e.ended("/%s/%d" % (path, done)) == "Completed"
    e.kqi(kind, "list", "--status", "Completed", expect=r"job .*Completed")
    e.kqi(kind, "get", done, expect="status: Completed")
    e.kqi(kind, "update", done, "-n", "job again", "--favorite", expect="updated")
    e.kqi(kind, "upload-file", done, "-f", e.file("note.txt", "well done"))
    listed = e.kqi(kind, "list-files", done, expect="note.txt")
    e.kqi(kind, "download-files", done, "-d", e.directory("down/" + kind))
    same(e.folder + "/down/" + kind + "/note.txt", "well done")
    number = re.search(r"(\d+) +note.txt", listed).group(1)
    e.kqi(kind, "delete-file", done, "-f", number, expect="deleted")
    e.kqi(kind, "list-container-files", done, expect="/run/result.txt")
    e.kqi(kind, "download-container-files", done, "-d", e.directory("down/" + kind))
    same(e.folder + "/down/" + kind + "/run/result.txt", "result\n")
    e.kqi(kind, "halt", e.made(*run, "-e", "sleep 60"), expect="halted")
    e.kqi(kind, "complete", e.made(*run, "-e", "sleep 60"), expect="completed")
    gone = e.made(*run, "-e", "true")
    e.ended("/%s/%d" % (path, gone))
    e.kqi(kind, "delete", gone, expect="deleted")
    return done


def trainings_and_inferences(e, made_set):
    training = job(e, "training", "training", made_set, ["-t", "bridge"])
    e.rest("PUT", "/training/%d/tensorboard" % training, {})
    e.kqi("training", "tensorboard-halt", training, expect="halted")
    inference = job(e, "inference", "inferences", made_set, ["-pid", training])
    e.kqi("inference", "list", expect=r"job again .*0\.9")
    e.kqi("inference", "get", inference, expect="output_value: 0.9")


def preprocessings(e, first, second):
    content = {
        "name": "cut",
        "entryPoint": "mkdir $KQI_ROOT/kqi/output/half; cut -c 1-3 $KQI_ROOT/kqi/input/*/*.txt"
                      " > $KQI_ROOT/kqi/output/half/half.txt",
        "containerImage": {"image": "library/eclipse-temurin", "tag": "17-jre"},
        "cpu": 1, "memory": 1, "gpu": 0}
    made = e.made("preprocessing", "create", "-f", e.file("cut.json", content))
    e.kqi("preprocessing", "list", expect="cut")
    e.kqi("preprocessing", "get", made, expect="name: cut")
    e.kqi("preprocessing", "update", made, "-f", e.file("cut.json", content), expect="updated")
    e.kqi("preprocessing", "update-meta-info", made, "-m", "the first three", expect="updated")
    e.kqi("preprocessing", "run", made, "-did", first, *SIZE, expect="started %d.%d" % (made, first))
    assert e.ended("/preprocessings/%d/histories/%d" % (made, first)) == "Completed"
    e.kqi("preprocessing", "list-histories", made, expect=r"%d .*Completed" % first)
    output = e.rest("GET", "/preprocessings/%d/histories/%d" % (made, first))["outputDataIds"][0]
    e.kqi("data", "download-files", output, "-d", e.directory("down/half"))
    same(e.folder + "/down/half/half.txt", "a w\n")
    e.kqi("preprocessing", "delete-history", made, "-did", first, expect="deleted")
    e.file("made/half/half.txt", "a c")
    source = e.folder + "/made"
    e.kqi("preprocessing", "build-history", made, "-did", second, "-s", source, expect="built")
    e.rest("POST", "/preprocessings/%d/histories/%d" % (made, first), {})
    e.kqi("preprocessing", "build-history-files", made, "-did", first, "-s", source, "-t", "cut")
    content["entryPoint"] = "sleep 60"
    slow = e.made("preprocessing", "create", "-f", e.file("slow.json", content))
    e.kqi("preprocessing", "run", slow, "-did", first, *SIZE, "-o", "LR", "0.1", expect="started")
    e.kqi("preprocessing", "halt-history", slow, "-did", first, expect="halted")
    e.kqi("preprocessing", "delete-history", slow, "-did", first, expect="deleted")
    e.kqi("preprocessing", "delete", slow, expect="deleted")


def notebooks(e):
    made = e.rest("POST", "/notebook/run", {
        "name": "drafts", "cpu": 1, "memory": 1, "gpu": 0, "expiresIn": 0})
    e.kqi("notebook", "halt", made["id"], expect="halted")


def tenants(e):
    settings = ["-dn", "Bridges", "-gid", 1, "-rid", 1, "-sid", 1]
    e.kqi("tenant", "list")
    e.kqi("tenant", "get", 1)
    e.kqi("tenant", "create", "-n", "bridges", *settings)
    e.kqi("tenant", "update", 1, *settings)
    e.kqi("tenant", "delete", 2)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--hibi", default=os.path.join(os.path.dirname(__file__), "..", "hibi"))
    hibi = arguments.parse_args().hibi
    with tempfile.TemporaryDirectory() as folder:
        emulator = Emulator(hibi, folder)
        try:
            account(emulator)
            first, second = data(emulator)
            made_set = data_set(emulator, first, second)
            trainings_and_inferences(emulator, made_set)
            preprocessings(emulator, first, second)
            notebooks(emulator)
            tenants(emulator)
        finally:
            emulator.close()
    print("| command | against the emulator |\n|---|---|")
    for command in sorted(ALL):
        print("| `kqi %s` | %s |" % (" ".join(command), emulator.results.get(command, "not run")))
    for command in sorted(ALL - emulator.results.keys()):
        emulator.failures.append("kqi %s: expected a step that runs it, found none" % " ".join(command))
    for failure in emulator.failures:
        print(failure, file=sys.stderr)
    print("%d commands: %d pass, %d are answered 501, %d fail or were not run" % (
        len(ALL),
        sum(result == "passes" for result in emulator.results.values()),
        sum(result == "501" for result in emulator.results.values()),
        sum(emulator.results.get(command) not in ("passes", "501") for command in ALL)))
    return 1 if emulator.failures else 0


ALL = set(commands(platform.kqi))

if __name__ == "__main__":
    sys.exit(main())
