"""`docs/inputs.md`, written from the action's metadata, from what the code takes, and from a report."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from imagegate.errors import UsageError
from imagegate.github.inputs import read_inputs
from imagegate.report.report import ExitCode, Result

INTRODUCTION = """\
# Inputs, outputs and exit codes

<!-- Written from action.yml and from the code by `make golden`; do not edit it here. -->

What the action takes under `with:`, what it sets, and how it ends. On the command line the same are options:
`imagegate check --help` and `imagegate scan --help` list them.

A **list** is written in lines or with commas. Booleans are `true` or `false`. An input that has no such name, and a
value that means nothing, end the run with exit code 2. So does an `image` or `files` that is there and empty: an
expression that gave nothing must not pass. Every other input that is empty counts as left out.
"""
OUTPUTS = """\

## Outputs

Every output is set, however the run ends. The examples are those of the run in the [README](../README.md)'s picture.

| Output | Meaning | Example |
| --- | --- | --- |
"""
EXIT_CODES = """\

## Exit codes

A step fails with every code but 0. Where there are violations and images that could not be verified, both are reported
and the code is 1. `result` tells the same in a word, whatever `warn-only` makes of the code.

| Code | Meaning | `result` | With `warn-only` |
| --- | --- | --- | --- |
"""
LEFT_OUT = " Left out, "

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "What is judged": {
        "image": "ghcr.io/team/app:1.4.2, redis:8",
        "files": "deploy/**, !deploy/test/**",
        "scope": "all",
        "platforms": "linux/amd64, linux/arm64",
    },
    "By what, and how strictly": {
        "policy": ".github/imagegate.yaml",
        "policy-ref": "main",
        "fail-on": "warning",
        "warn-only": "true",
    },
    "Logins": {
        "credentials": "registry.example.com=${{ secrets.REGISTRY_USER }}:${{ secrets.REGISTRY_PASSWORD }}",
        "registry": "registry.example.com",
        "username": "${{ secrets.REGISTRY_USER }}",
        "password": "${{ secrets.REGISTRY_PASSWORD }}",
        "docker-config": "${{ runner.temp }}/docker/config.json",
        "token": "${{ secrets.PACKAGES_TOKEN }}",
    },
    "Registries and the way to them": {
        "private-registries": "registry.internal:5000",
        "insecure-registries": "registry:5000",
        "auth-realms": "registry.example.com=login.example.com",
        "mirrors": "docker.io=mirror.example.com/hub",
        "ca-bundle": "certificates/internal.pem",
        "proxy": "http://proxy.example.com:3128",
        "jobs": "4",
        "timeout": "600",
    },
    "What it writes": {
        "comment": "on-failure",
        "report-file": "imagegate.json",
        "sarif-file": "imagegate.sarif",
    },
}
KINDS = {
    **dict.fromkeys(("image", "files", "platforms", "policy"), "a list"),
    **dict.fromkeys(("private-registries", "insecure-registries", "auth-realms", "mirrors"), "a list"),
    "credentials": "lines",
    **dict.fromkeys(("ca-bundle", "report-file", "sarif-file"), "a path"),
    "docker-config": "JSON or a path",
    **dict.fromkeys(("policy-ref", "registry", "username", "password", "token", "proxy"), "a text"),
}
MEANINGS = {
    ExitCode.COMPLIANT: ("Compliant, or nothing to judge.", (Result.PASS, Result.SKIPPED), ExitCode.COMPLIANT),
    ExitCode.VIOLATION: (
        "A violation: the gate worked, an image does not comply.",
        (Result.FAIL,),
        ExitCode.COMPLIANT,
    ),
    ExitCode.USAGE: ("The input or the policy is wrong; nothing was judged.", (Result.ERROR,), ExitCode.USAGE),
    ExitCode.UNVERIFIED: (
        "Something could not be read or proved, or time ran out.",
        (Result.ERROR,),
        ExitCode.COMPLIANT,
    ),
    ExitCode.INTERNAL: (
        "imagegate itself failed, or an output could not be written.",
        (Result.ERROR,),
        ExitCode.INTERNAL,
    ),
}


def render_page(action: Mapping[str, Any], outputs: Mapping[str, str]) -> str:
    """Give the whole page; `outputs` are those of a run."""
    return INTRODUCTION + "".join(_parts(action, outputs))


def variable(name: str) -> str:
    """Give the variable in which the runner hands an input over."""
    return f"INPUT_{name.upper()}"


def _parts(action: Mapping[str, Any], outputs: Mapping[str, str]) -> Iterator[str]:
    for heading, examples in SECTIONS.items():
        yield f"\n## {heading}\n\n| Input | Meaning | Values | Left out | Example |\n| --- | --- | --- | --- | --- |\n"
        for name, example in examples.items():
            meaning, default = _told(action["inputs"][name])
            yield _row(f"`{name}`", meaning, KINDS.get(name) or _taken(name), default, f"`{example}`")
    yield OUTPUTS
    for name, output in action["outputs"].items():
        example = re.sub(r"(sha256:[0-9a-f]{4})[0-9a-f]{60}", r"\1…", outputs.get(name, ""))
        yield _row(f"`{name}`", output["description"], f"`{example}`" if example else "")
    yield EXIT_CODES
    for code, (meaning, results, tolerated) in MEANINGS.items():
        yield _row(f"{code:d}", meaning, _words(results), f"{tolerated:d}")


def _told(declared: Mapping[str, str]) -> tuple[str, str]:
    """Give what an input means, and what counts where it is left out."""
    meaning, _, default = declared["description"].partition(LEFT_OUT)
    given = declared.get("default", "")
    return meaning, default.rstrip(".") or (f"`{given}`" if given else "")


def _taken(name: str) -> str:
    """Give what the program says when an input holds nothing that it knows."""
    try:
        read_inputs({variable(name): "?"})
    except UsageError as error:
        return error.hint.removeprefix("it takes ")
    message = f"the input {name} takes every text: say in KINDS what it is"
    raise ValueError(message)


def _words(words: Iterable[str]) -> str:
    return " or ".join(f"`{word}`" for word in words)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
