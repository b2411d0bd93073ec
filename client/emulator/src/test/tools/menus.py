"""Writes which menus each route of KAMONOHASHI's server asks for.

    python3 client/emulator/src/test/tools/menus.py CHECKOUT \
        > client/emulator/src/test/resources/dev/hibi/emulator/menus.txt

CHECKOUT is a clone of https://github.com/KAMONOHASHI/kamonohashi. A line is a method, a path below
/api/v2 and the menus, of which a caller must have one; "-" if any token does, "anonymous" if none is
needed.
"""

import pathlib
import re
import sys

VERSION = "api/v{api-version:apiVersion}"
ATTRIBUTE = re.compile(r"^\s*\[(?P<text>.*)\]\s*(//.*)?$")


def path(prefix, template):
    whole = template if template.startswith("/") else f"{prefix}/{template}"
    below = whole.strip("/").replace(VERSION, "", 1).strip("/")
    return "/" + re.sub(r":\w+}", "}", below)


def routes(source):
    prefix = "/".join(re.findall(r'\[Route\("([^"]*)"\)\]', source)[:1])
    attributes = []
    for line in source.splitlines():
        attribute = ATTRIBUTE.match(line)
        if attribute:
            attributes.append(attribute["text"])
        elif re.match(r"^\s*(public|private|protected|internal)\b", line):
            yield from route(prefix, " ".join(attributes))
            attributes = []


def route(prefix, attributes):
    if re.search(r'MapToApiVersion\("1"\)', attributes):
        return
    menus = re.search(r"PermissionFilter\(([^)]*)\)", attributes)
    needed = ",".join(re.findall(r"MenuCode\.(\w+)", menus[1])) if menus else "-"
    if "AllowAnonymous" in attributes:
        needed = "anonymous"
    for method, template in re.findall(r'Http(\w+)(?:\("([^"]*)"\))?', attributes):
        if method in ("Get", "Post", "Put", "Patch", "Delete"):
            yield f"{method.upper()} {path(prefix, template)} {needed}"


def main():
    controllers = pathlib.Path(sys.argv[1], "web-api/platypus/platypus/Controllers/spa")
    lines = set()
    for file in controllers.glob("*.cs"):
        lines.update(routes(file.read_text(encoding="utf-8-sig")))
    print("\n".join(sorted(lines, key=lambda line: line.split()[1::-1])))


main()
