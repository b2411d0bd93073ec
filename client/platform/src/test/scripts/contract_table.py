#!/usr/bin/env python3
"""The facts of KAMONOHASHI's contract as a table: contract_table.py SWAGGER_JSON > TABLE

    cd client/platform
    python3 src/test/scripts/contract_table.py ../../../shared/kamonohashi/swagger.json \\
        > src/test/resources/dev/hibi/client/contract.txt

One fact a line, sorted; paths are below /api/v2. Of an operation:

    METHOD PATH token                                     it wants a token
    METHOD PATH parameter NAME PLACE TYPE required        PLACE is path or query; or: optional
    METHOD PATH body TYPE                                 what is sent
    METHOD PATH answer STATUS [TYPE]                      what success is, and what comes with it

Of a named type:

    type NAME field NAME TYPE required                    or: optional
    type NAME values NUMBER...                            an enum, which is sent as a number

TYPE is string, date-time, uri, boolean, int32, int64, float, any, the name of a type, [TYPE] for a
list of it or {TYPE} for a map from strings to it.
"""

import json
import sys

ROOT = "/api/v2"
REFERENCE = "#/definitions/"


def short_names(definitions):
    """The last words of a name, as many as tell it from the others; without what a generic is of."""
    names = {}
    all_words = {full: full.split("`")[0].split(".") for full in definitions}
    for full, words in all_words.items():
        for count in range(1, len(words) + 1):
            end = words[-count:]
            if sum(other[-count:] == end for other in all_words.values()) == 1:
                names[full] = ".".join(end)
                break
        else:
            raise ValueError(f"bad name: expected one that differs from the others, found {full}")
    return names


def type_of(schema, names):
    if "$ref" in schema:
        return names[schema["$ref"][len(REFERENCE):]]
    kind = schema.get("type", "any")
    if kind == "array":
        return "[" + type_of(schema["items"], names) + "]"
    if kind == "object" and "additionalProperties" in schema:
        return "{" + type_of(schema["additionalProperties"], names) + "}"
    if kind in ("integer", "number", "string"):
        return schema.get("format", kind)
    return kind


def operation_facts(operation, names):
    if operation.get("security"):
        yield "token"
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "body":
            yield "body " + type_of(parameter["schema"], names)
        else:
            need = "required" if parameter.get("required") else "optional"
            yield f"parameter {parameter['name']} {parameter['in']} {type_of(parameter, names)} {need}"
    for status, answer in operation["responses"].items():
        schema = answer.get("schema")
        yield f"answer {status}" + (" " + type_of(schema, names) if schema else "")


def type_facts(schema, names):
    if "enum" in schema:
        yield "values " + " ".join(str(value) for value in schema["enum"])
    required = schema.get("required", [])
    for field, of in schema.get("properties", {}).items():
        yield f"field {field} {type_of(of, names)} " + ("required" if field in required else "optional")


def facts(contract):
    names = short_names(contract["definitions"])
    for path, operations in contract["paths"].items():
        if not path.startswith(ROOT + "/"):
            raise ValueError(f"bad path: expected one below {ROOT}, found {path}")
        for method, operation in operations.items():
            for fact in operation_facts(operation, names):
                yield f"{method.upper()} {path[len(ROOT):]} {fact}"
    for full, schema in contract["definitions"].items():
        for fact in type_facts(schema, names):
            yield f"type {names[full]} {fact}"


def main():
    if len(sys.argv) != 2:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    with open(sys.argv[1], encoding="utf-8") as file:
        contract = json.load(file)
    print("\n".join(sorted(facts(contract))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
