"""Who may import whom, and which few modules touch the world: ARCHITECTURE.md, executable.

If a test here fails on new code, the code is usually right and in the wrong place. When an import points the wrong
way, the type is in the wrong module.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LINES_MAX = 205  # the aim is 60; a few lines above 200 are no reason to cut badly
PACKAGE = Path(__file__).parents[1] / "imagegate"

_PURE = ("errors", "source", "tree", "oci", "strict", "policy", "discovery", "pin", "report")
_ALL = (
    *_PURE,
    "http",
    "registry",
    "local",
    "github",
    "settings",
    "gate",
    "survey",
    "doctor",
    "policy_choice",
    "policy_file",
    "policy_use",
    "git",
    "worktree",
    "folders",
    "repository",
    "sides",
    "credential_files",
    "credential_helper",
    "registries",
    "sources",
    "scan",
    "triggered",
    "pinning",
    "rewrite",
    "posting",
    "delivery",
    "trace",
    "wiring",
    "action_settings",
    "action",
    "cli",
)

# What each unit may import beside itself; a prefix stands for everything below it.
TIERS: dict[str, tuple[str, ...]] = {
    # tier 0: the nouns and the readers
    "errors": (),
    "source": (),
    "tree": ("errors", "source"),
    "strict": ("errors", "source"),
    "oci": ("errors", "strict"),
    "http": ("errors",),
    # tier 1: siblings, which never import each other
    "policy": ("errors", "source", "oci", "strict"),
    "discovery": ("errors", "source", "oci", "strict"),
    "registry": ("errors", "oci", "strict", "http"),
    "local": ("errors", "oci", "strict"),
    "github": ("errors", "tree", "strict", "http"),
    "git": ("errors", "source", "tree"),
    "worktree": ("errors", "source", "tree", "git"),
    "policy_file": ("errors", "source", "tree"),
    # tier 2
    "pin": ("errors", "source", "oci", "discovery"),
    "report": ("errors", "source", "oci", "strict", "policy", "github.workflow_command"),
    # tier 3: whatever touches the world arrives as a function
    "gate": _PURE,
    "survey": _PURE,
    "settings": (*_PURE, "github.login", "http.telling"),
    "doctor": (*_PURE, "settings", "policy_file", "github.inputs", "github.workflow_command"),
    "policy_choice": (*_PURE, "policy_file"),
    "policy_use": (*_PURE, "policy_file", "settings"),
    # tier 4
    "folders": ("errors", "tree", "git", "github.api"),
    "repository": ("errors", "source", "tree", "git", "github.api", "folders"),
    "sides": ("errors", "tree", "repository", "github.event"),
    "scan": _ALL,
    "triggered": _ALL,
    "pinning": _ALL,
    "rewrite": ("errors",),
    "posting": _ALL,
    "credential_files": ("errors", "registry", "settings"),
    "credential_helper": ("strict", "http", "registry"),
    "registries": _ALL,
    "sources": _ALL,
    "delivery": _ALL,
    "trace": ("delivery", "settings", "report", "github.workflow_command"),
    "wiring": _ALL,
    "action_settings": _ALL,
    "action": _ALL,
    "cli": _ALL,
    "__main__": _ALL,
}

# Units that neither read nor write anything, nor ask for the time. A module elsewhere joins them by its docstring.
PURE = (*_PURE, "gate", "settings", "survey", "doctor")
PURE_WORD = re.compile(r"\bPure\b")
IMPURE_MODULES = frozenset({"os", "sys", "subprocess", "socket", "requests", "urllib3", "http", "time", "random"})

# The one place of each danger. A place is a module, or a unit for everything in it.
ONLY: dict[str, tuple[str, ...]] = {
    "json.load": (),
    "json.loads": (),
    "json.JSONDecoder": ("strict.json",),  # it refuses what two readers could take in two ways
    "yaml": ("strict", "discovery.yaml"),
    "requests": ("http",),
    "urllib3": ("http",),
    "socket": ("http",),
    "ssl": ("http",),
    "re2": ("policy.pattern",),
    "dulwich": ("git",),
    "jsonschema": ("policy.dialect", "policy.keywords", "policy.standard_keywords", "policy.detail"),
    "sys": ("delivery", "__main__", "cli.check", "sources"),  # arguments and standard input
    # files of the runner's, images in files, repositories, and the environment
    "os": (
        *("github.command_file", "local.folder", "local.opened", "registry.cache", "sources", "git.store"),
        *("worktree", "rewrite", "__main__"),
    ),
    "subprocess": ("credential_helper",),
    "pickle": (),
    "marshal": (),
    "logging": (),
    "warnings": (),
    # attributes, whatever they are of
    ".stdout": ("delivery", "__main__", "credential_helper"),  # a helper's
    ".stderr": ("delivery", "__main__"),  # which flushes them before it ends
    ".environ": ("__main__",),
    ".open": (
        *("delivery", "github.command_file", "local.folder", "local.opened", "credential_files"),
        *("registries", "registry.cache", "github.event_file", "triggered"),
        *("git", "worktree", "repository", "rewrite"),
    ),
    ".read_text": (),
    ".read_bytes": ("policy_file", "policy.document.fields"),  # the latter: its own schema
    ".write_text": ("delivery",),
    ".write_bytes": (),
    "datetime.now": ("action", "cli.judging", "cli.policy.files", "cli.pin"),  # the clock is read once a run
    # functions that need no import
    "print()": (),
    "open()": (),
    "input()": (),
    "eval()": (),
    "exec()": (),
    "compile()": (),
}


def violations(module: str, source: str) -> list[str]:
    """Say what a module (`oci.platform`) does that its place does not allow, with the line."""
    return [f"imagegate/{module.replace('.', '/')}.py:{line}: {what}" for line, what in _violations(module, source)]


def _violations(module: str, source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    is_pure = _within(module, PURE) or PURE_WORD.search(ast.get_docstring(tree) or "") is not None
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(level=level) if level:
                yield node.lineno, "a relative import"
            case ast.Import() | ast.ImportFrom():
                for name in _names(node):
                    yield from ((node.lineno, what) for what in _imported(module, name, is_pure=is_pure))
            case ast.Attribute(attr=name) if not _allowed(module, ast.unparse(node), f".{name}"):
                yield node.lineno, f"uses .{name}"
            case ast.Call(func=ast.Name(id=name)) if not _allowed(module, f"{name}()"):
                yield node.lineno, f"calls {name}()"
            case _:
                pass


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    origin = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return [f"{origin}{alias.name}" for alias in node.names]


def _imported(module: str, name: str, *, is_pure: bool) -> Iterator[str]:
    root, _, rest = name.partition(".")
    if root == "imagegate":
        unit = module.partition(".")[0]
        if not _within(rest, (unit, *TIERS[unit], "__version__")):
            yield f"{unit} may not import {name}"
        if rest.rpartition(".")[2].startswith("_") and rest != "__version__":
            yield f"imports {name}, which is private"
    elif is_pure and root in IMPURE_MODULES:
        yield f"a pure module imports {root}"
    elif not _allowed(module, name, root):
        yield f"imports {name}"


def _allowed(module: str, *names: str) -> bool:
    return all(name not in ONLY or _within(module, ONLY[name]) for name in names)


def _within(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def _modules() -> dict[str, Path]:
    paths = sorted(PACKAGE.rglob("*.py"))
    names = {path: path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".") for path in paths}
    return {name.removesuffix(".__init__"): path for path, name in names.items() if name != "__init__"}


MODULES = _modules()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_does_what_its_place_allows(module: str) -> None:
    assert violations(module, MODULES[module].read_text("utf-8")) == []


def test_every_unit_has_a_tier() -> None:
    assert {module.partition(".")[0] for module in MODULES} <= set(TIERS), "give the new unit a place in TIERS"


def test_no_exception_outlives_its_module() -> None:
    named = {place for places in ONLY.values() for place in places}
    assert named <= {*MODULES, *(module.partition(".")[0] for module in MODULES)}


def test_modules_are_small() -> None:
    lines = {module: len(path.read_text("utf-8").splitlines()) for module, path in MODULES.items()}
    assert {module: count for module, count in lines.items() if count > LINES_MAX} == {}, (
        "cut it where two reasons to change meet"
    )


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        pytest.param("oci.platform", "import os", ["a pure module imports os"], id="the system"),
        pytest.param("oci.platform", "import os.path", ["a pure module imports os"], id="a part of it"),
        pytest.param("oci.platform", "from time import time", ["a pure module imports time"], id="the time"),
        pytest.param("policy.load", "import http.client", ["a pure module imports http"], id="the network"),
        pytest.param(
            "registry.realm", '"""Which. Pure."""\nimport time', ["a pure module imports time"], id="so it says"
        ),
        pytest.param("registry.client", "import socket", ["imports socket"], id="a socket"),
        pytest.param("http.connection", "import socket", [], id="where sockets are"),
        pytest.param("oci.config", "from . import digest", ["a relative import"], id="relative"),
        pytest.param(
            "oci.platform",
            "def f():\n    from imagegate.registry.client import Client",
            ["oci may not import imagegate.registry.client.Client"],
            id="upwards, and late",
        ),
        pytest.param(
            "registry.client",
            "import imagegate.policy.rule",
            ["registry may not import imagegate.policy.rule"],
            id="sideways",
        ),
        pytest.param(
            "policy.load", "from imagegate import registry", ["policy may not import imagegate.registry"], id="a unit"
        ),
        pytest.param(
            "report.text", "from imagegate.github.workflow_command import workflow_command", [], id="that one"
        ),
        pytest.param(
            "report.text",
            "from imagegate.github.runner import Runner",
            ["report may not import imagegate.github.runner.Runner"],
            id="and no other",
        ),
        pytest.param(
            "oci.ocicrypt",
            "from imagegate.policy_file import x",
            ["oci may not import imagegate.policy_file.x"],
            id="like",
        ),
        pytest.param("wiring", "from imagegate import gate, policy_file", [], id="the top may import anything"),
        pytest.param("cli.main", "from imagegate import __version__", [], id="the version"),
        pytest.param(
            "gate",
            "from imagegate.policy.evaluate import _narrow",
            ["imports imagegate.policy.evaluate._narrow, which is private"],
            id="what is private",
        ),
        pytest.param("policy.load", "import yaml", ["imports yaml"], id="YAML past the strict reader"),
        pytest.param("strict.yaml", "import yaml", [], id="the strict reader"),
        pytest.param("registry.token", "import json\njson.loads(b'')", ["uses .loads"], id="JSON past the reader"),
        pytest.param("registry.token", "from json import loads", ["imports json.loads"], id="or by its name"),
        pytest.param("registry.token", "import json\njson.dumps({})", [], id="JSON that is written"),
        pytest.param("gate", "print('::error::x')", ["calls print()"], id="print"),
        pytest.param(
            "wiring", "import sys\nsys.stdout.write('')", ["imports sys", "uses .stdout"], id="standard output"
        ),
        pytest.param("delivery", "import sys\nsys.stdout.write('')", [], id="its one writer"),
        pytest.param("wiring", "open('x')", ["calls open()"], id="a file"),
        pytest.param("wiring", "path.read_text()", ["uses .read_text"], id="a file by its path"),
        pytest.param("gate", "datetime.now()", ["uses .now"], id="the clock"),
        pytest.param("gate", "self.now", [], id="a time that was passed in"),
        pytest.param("http.transport", "import subprocess", ["imports subprocess"], id="another program"),
    ],
)
def test_the_rules_themselves(module: str, source: str, expected: list[str]) -> None:
    found = violations(module, source)
    assert [violation.partition(".py:")[2].partition(": ")[2] for violation in found] == expected
    assert all(violation.startswith(f"imagegate/{module.replace('.', '/')}.py:") for violation in found)
