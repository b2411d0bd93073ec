#!/usr/bin/env python3
"""Checks what a release would publish: published.py BUNDLE [--signed]

BUNDLE is a folder or a zip in the layout of a Maven repository, such as the one that
`mvn -Prelease -Dgpg.skip -DskipUpload deploy` leaves in bom/target/central-publishing. Every POM has
what Maven Central asks for; every jar has its module's name, licence and notice, comes with its
sources and its documentation, and holds classes of its own alone; no package is in two jars; the
bill of materials lists what an application may depend on. Prints a table, then every fault, one a
line; exits 1 if there is one.
"""

import io
import pathlib
import re
import sys
import xml.etree.ElementTree as xml
import zipfile

GROUP = "dev.hibi"
NOT_IN_BOM = {"hibi-cli"}  # a program
NAMESPACE = {"m": "http://maven.apache.org/POM/4.0.0"}
OWN = ("name", "description")
INHERITED = (
    "url",
    "licenses/m:license/m:name",
    "licenses/m:license/m:url",
    "developers/m:developer/m:name",
    "scm/m:connection",
    "scm/m:developerConnection",
    "scm/m:url",
)

faults = []


def fault(message):
    faults.append(message)


def read_bundle(place):
    """Bytes of each file by its name in the layout."""
    if place.is_dir():
        return {f.relative_to(place).as_posix(): f.read_bytes() for f in place.rglob("*") if f.is_file()}
    with zipfile.ZipFile(place) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist() if not name.endswith("/")}


def text(pom, path):
    found = pom.find("m:" + path, NAMESPACE)
    return found.text.strip() if found is not None and found.text else None


def check_pom(artifact, poms):
    chain, pom = [], poms[artifact]
    while pom is not None:
        chain.append(pom)
        parent = text(pom, "parent/m:artifactId")
        if parent and parent not in poms:
            fault(f"parent not published: expected {parent}, found none ({artifact})")
        pom = poms.get(parent) if parent else None
    for path in OWN:
        if not text(chain[0], path):
            fault(f"incomplete POM: expected <{path}>, found none ({artifact})")
    for path in INHERITED:
        value = next((text(p, path) for p in chain if text(p, path)), None)
        if not value:
            fault(f"incomplete POM: expected {path.replace('m:', '')}, found none ({artifact})")
    repositories = chain[0].findall(".//m:repository", NAMESPACE)
    if repositories:
        fault(f"a repository in a POM: expected none, found {len(repositories)} ({artifact})")


def check_jar(name, content, module_of, packages, main):
    with zipfile.ZipFile(io.BytesIO(content)) as jar:
        names = jar.namelist()
        for wanted in ("META-INF/LICENSE", "META-INF/NOTICE"):
            if wanted not in names:
                fault(f"incomplete jar: expected {wanted}, found none ({name})")
        if not main:
            return None
        manifest = jar.read("META-INF/MANIFEST.MF").decode().replace("\r\n ", "").replace("\n ", "")
    found = re.search(r"^Automatic-Module-Name: (\S+)", manifest, re.M)
    module = found.group(1) if found else None
    if not module or not re.fullmatch(r"dev\.hibi(\.[a-z]+)*", module):
        fault(f"bad module name: expected {GROUP} and words, found {module} ({name})")
    if module in module_of:
        fault(f"module name taken: expected one jar, found {module_of[module]} too ({name})")
    module_of[module] = name
    for entry in names:
        if not entry.endswith(".class"):
            continue
        package = entry.rpartition("/")[0].replace("/", ".")
        if package != GROUP and not package.startswith(GROUP + "."):
            fault(f"foreign class: expected {GROUP}, found {entry} ({name})")
        if module and package != module and not package.startswith(module + "."):
            fault(f"package outside of its module: expected {module}, found {package} ({name})")
        other = packages.setdefault(package, name)
        if other != name:
            packages[package] = name
            fault(f"split package: expected {package} in one jar, found {other} too ({name})")
    return module


def main(place, signed):
    files = read_bundle(place)
    poms, versions = {}, set()
    for path in sorted(files):
        match = re.fullmatch(re.escape(GROUP.replace(".", "/")) + r"/([^/]+)/([^/]+)/\1-.*\.pom", path)
        if match:
            poms[match.group(1)] = xml.fromstring(files[path])
            versions.add(match.group(2))
    if not poms:
        fault(f"nothing published: expected POMs of {GROUP}, found none ({place})")
    if len(versions) > 1:
        fault(f"mixed versions: expected one, found {', '.join(sorted(versions))} ({place})")

    module_of, packages, jars = {}, {}, set()
    for artifact, pom in sorted(poms.items()):
        check_pom(artifact, poms)
        packaging = text(pom, "packaging") or "jar"
        folder = f"{GROUP.replace('.', '/')}/{artifact}/"
        mine = {p.rpartition("/")[2]: c for p, c in files.items() if p.startswith(folder)}
        stem = next(n for n in mine if n.endswith(".pom"))[: -len(".pom")]
        module = None
        if packaging == "jar":
            jars.add(artifact)
            for wanted in (".jar", "-sources.jar", "-javadoc.jar"):
                if stem + wanted not in mine:
                    fault(f"incomplete artifact: expected {stem}{wanted}, found none ({artifact})")
            for name, content in sorted(mine.items()):
                if name.endswith(".jar"):
                    found = check_jar(name, content, module_of, packages, name == stem + ".jar")
                    module = found or module
        if signed:
            for name in mine:
                if name.endswith((".pom", ".jar", ".json")) and name + ".asc" not in mine:
                    fault(f"not signed: expected {name}.asc, found none ({artifact})")
        print(f"{artifact:28} {packaging:4} {module or '':28} {len(mine):3} files")

    listed = {
        text(d, "artifactId")
        for d in poms.get("hibi-bom", xml.Element("none")).findall(".//m:dependency", NAMESPACE)
    }
    for artifact in sorted((jars - NOT_IN_BOM) ^ listed):
        where = "published" if artifact in jars else "listed"
        fault(f"bill of materials: expected {artifact} listed and published, found it {where} alone")

    for line in faults:
        print(f"published: {line}", file=sys.stderr)
    print(f"published: {len(poms)} POMs, {len(jars)} jars, {len(packages)} packages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--signed"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(arguments[0]), "--signed" in sys.argv))
