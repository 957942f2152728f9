"""Workflows here and in the pages are sound: for GitHub's schema, for zizmor, and for action.yml."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RELEASE_ACTION = ROOT / ".ci" / "release-action"
RELEASE_BASE = ROOT / ".ci" / "release-base"
RECIPES = ROOT / "docs" / "recipes.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
DIGEST = "sha256:" + "0f" * 32
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(((?!https?:)[^)#]*)(?:#([^)]*))?\)")
_FIX = {"OWNER/imagegate@COMMIT": f"example/imagegate@{'0' * 40}", "@COMMIT": f"@{'0' * 40}"}


def _run(*command: str | Path) -> str:
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _documents(page: Path) -> list[Any]:
    return [yaml.safe_load(text) for text in _BLOCK.findall(page.read_text("utf-8"))]


def _steps(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "uses" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _steps(one)


def test_zizmor_as_a_strict_auditor_finds_nothing() -> None:
    assert _run("zizmor", "--persona", "auditor", "--offline", "--quiet", ".github", "action.yml") == ""


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        *(pytest.param("github-workflows", path, id=path.name) for path in WORKFLOWS),
        pytest.param("dependabot", ROOT / ".github" / "dependabot.yml", id="dependabot"),
        pytest.param("github-actions", ROOT / "action.yml", id="action"),
    ],
)
def test_the_schema_allows_it(schema: str, file: Path) -> None:
    assert _run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", file) == ""


@pytest.mark.parametrize("file", [pytest.param(path, id=path.name) for path in WORKFLOWS])
def test_a_workflow_grants_nothing_by_default_and_ends(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]
    assert all(job["timeout-minutes"] and job["permissions"] for job in workflow["jobs"].values())


@pytest.mark.parametrize("file", [pytest.param(path, id=path.name) for path in WORKFLOWS])
def test_actions_are_pinned_by_commit_with_their_version(file: Path) -> None:
    uses = re.findall(r"^[ -]+uses: (.+)", file.read_text("utf-8"), re.MULTILINE)
    loose = [one for one in uses if one != "./" and not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)]
    assert uses
    assert loose == []


def test_one_action_has_one_commit_in_all_workflows() -> None:
    pins = {one for file in WORKFLOWS for one in re.findall(r"uses: (\S+@.*)", file.read_text("utf-8"))}
    assert len(pins) == len({one.partition("@")[0] for one in pins})


def test_a_release_names_its_image_by_digest_and_changes_nothing_else(tmp_path: Path) -> None:
    action = tmp_path / "action.yml"
    shutil.copy(ROOT / "action.yml", action)
    image = f"ghcr.io/example/imagegate:v1.2.3@{DIGEST}"
    subprocess.run([RELEASE_ACTION, image, action], check=True)
    before, after = (yaml.safe_load(one.read_text("utf-8")) for one in (ROOT / "action.yml", action))
    assert after.pop("runs") == before.pop("runs") | {"image": f"docker://{image}"}
    assert after == before


@pytest.mark.parametrize(
    ("image", "action"),
    [
        pytest.param("ghcr.io/example/imagegate:v1.2.3", "  image: Dockerfile\n", id="no-digest"),
        pytest.param(f"ghcr.io/example/imagegate@{DIGEST}", "  image: Dockerfile\n", id="no-version"),
        pytest.param("ghcr.io/example/imagegate:v1@sha256:0f", "  image: Dockerfile\n", id="short-digest"),
        pytest.param(f"ghcr.io/example/imagegate:v1|e@{DIGEST}", "  image: Dockerfile\n", id="no-plain-version"),
        pytest.param(f"ghcr.io/example/imagegate:v1@{DIGEST}|e", "  image: Dockerfile\n", id="more-than-an-image"),
        pytest.param(f"ghcr.io/example/imagegate:v1@{DIGEST}", "  image: docker://other\n", id="no-Dockerfile-line"),
    ],
)
def test_a_release_without_a_digest_or_a_line_for_it_is_refused(image: str, action: str, tmp_path: Path) -> None:
    file = tmp_path / "action.yml"
    file.write_text(action)
    done = subprocess.run([RELEASE_ACTION, image, file], capture_output=True, check=False)
    assert (done.returncode, file.read_text()) == (2, action)


def test_a_release_names_its_base_by_digest_and_changes_nothing_else(tmp_path: Path) -> None:
    before = (ROOT / "Dockerfile").read_text()
    line = next(line for line in before.splitlines() if line.endswith(" AS build"))
    base = f"{line.split()[1].partition('@')[0]}@{DIGEST}"
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(before.replace(line, line.replace(line.split()[1], base.partition("@")[0])))
    subprocess.run([RELEASE_BASE, base, dockerfile], check=True)
    assert dockerfile.read_text() == before.replace(line, f"FROM {base} AS build")


@pytest.mark.parametrize(
    ("base", "dockerfile"),
    [
        pytest.param("python:3.13-slim", "FROM python:3.13-slim AS build\n", id="no-digest"),
        pytest.param("python:3.13-slim@sha256:0f", "FROM python:3.13-slim AS build\n", id="short-digest"),
        pytest.param("python:3.13-slim@null", "FROM python:3.13-slim AS build\n", id="what-jq-finds-in-nothing"),
        pytest.param(f"python:3.14-slim@{DIGEST}", "FROM python:3.13-slim AS build\n", id="another-base"),
        pytest.param(f"python:3.13-slim@{DIGEST}", f"FROM python:3.13-slim@{DIGEST} AS build\n", id="it-has-one"),
        pytest.param(f"python:3.13-slim@{DIGEST}", "FROM python:3x13-slim AS build\n", id="a-dot-is-a-dot"),
    ],
)
def test_a_base_without_a_digest_or_a_line_for_it_is_refused(base: str, dockerfile: str, tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    file.write_text(dockerfile)
    done = subprocess.run([RELEASE_BASE, base, file], capture_output=True, check=False)
    assert (done.returncode, file.read_text()) == (2, dockerfile)


def _script(job: str, name: str) -> str:
    """Give what a step of the release runs."""
    release = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))
    [step] = [step for step in release["jobs"][job]["steps"] if step.get("name") == name]
    return str(step["run"])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the steps of a release find, with stand-ins for the programs that reach out."""
    for name in ("Dockerfile", "action.yml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    programs = {
        "docker": f'echo "$@" >> "$ASKED"; echo \'{{"digest": "{DIGEST}"}}\'',
        "git": "echo base-tree",
        "gh": 'echo "$@" >> "$ASKED"; case "$2" in */refs) ;; *) cat >> "$SENT";; esac; echo "made-${2##*/}"',
    }
    (tmp_path / "bin").mkdir()
    for name, text in programs.items():
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
    return tmp_path


def _step(script: str, folder: Path, **variables: str) -> tuple[dict[str, str], str]:
    """Run a step as the runner does; give its outputs and what the stand-ins were asked."""
    output, asked = folder / "output", folder / "asked"
    environ = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "GITHUB_OUTPUT": str(output), "ASKED": str(asked)}
    environ |= {"SENT": str(folder / "sent"), "GITHUB_REPOSITORY": "octo/imagegate", "GITHUB_SHA": "parent"}
    command = ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    subprocess.run(command, cwd=folder, env=environ | variables, check=True, capture_output=True)
    pairs = (line.split("=", 1) for line in output.read_text().splitlines())
    return dict(pairs), asked.read_text() if asked.exists() else ""


@pytest.mark.parametrize("is_pinned", [False, True])
def test_a_release_builds_on_what_its_base_is_now(checkout: Path, *, is_pinned: bool) -> None:
    dockerfile = checkout / "Dockerfile"
    line = next(line for line in dockerfile.read_text().splitlines() if line.endswith(" AS build"))
    tag = line.split()[1].partition("@")[0]
    given = f"FROM {tag}@{DIGEST} AS build" if is_pinned else f"FROM {tag} AS build"
    dockerfile.write_text(dockerfile.read_text().replace(line, given))
    outputs, asked = _step(_script("image", "Let the Dockerfile name its base by digest"), checkout)
    assert outputs == {"base": f"{tag}@{DIGEST}", "name": f"docker.io/library/{tag}", "digest": DIGEST}
    assert asked == ("" if is_pinned else f"buildx imagetools inspect {tag} --format {{{{json .Manifest}}}}\n")
    assert f"FROM {tag}@{DIGEST} AS build\n" in dockerfile.read_text()


def test_a_release_s_commit_changes_the_action_and_the_dockerfile(checkout: Path) -> None:
    outputs, asked = _step(_script("tag", "Commit that, and tag it"), checkout, VERSION="v1.2.3")
    sent = (checkout / "sent").read_text()
    tree, end = json.JSONDecoder().raw_decode(sent)
    commit = json.loads(sent[end:])
    assert outputs == {"commit": "made-commits"}
    assert {entry["path"]: entry["content"] for entry in tree["tree"]} == {
        name: (ROOT / name).read_text() for name in ("action.yml", "Dockerfile")
    }
    assert (tree["base_tree"], {entry["mode"] for entry in tree["tree"]}) == ("base-tree", {"100644"})
    assert commit == {"message": "Release v1.2.3", "tree": "made-trees", "parents": ["parent"]}
    assert "ref=refs/tags/v1.2.3 --raw-field sha=made-commits" in asked


@pytest.mark.parametrize("page", [pytest.param(path, id=path.name) for path in PAGES])
def test_pages_show_inputs_and_outputs_that_the_action_has(page: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    ours = [step for step in _steps(_documents(page)) if step["uses"].startswith("OWNER/imagegate@")]
    assert {name for step in ours for name in step.get("with", {})} <= set(action["inputs"])
    assert set(re.findall(r"steps\.gate\.outputs\.([\w-]+)", page.read_text("utf-8"))) <= set(action["outputs"])


def test_the_recipes_show_the_action() -> None:
    ours = [step for step in _steps(_documents(RECIPES)) if step["uses"] == "OWNER/imagegate@COMMIT"]
    assert len(ours) > len(_documents(RECIPES)) / 2


def test_whole_workflows_of_the_recipes_are_sound(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for number, text in enumerate(_BLOCK.findall(RECIPES.read_text("utf-8"))):
        if "\njobs:\n" in text:
            for written, pinned in _FIX.items():
                text = text.replace(written, pinned)  # noqa: PLW2901 - the same text, pinned
            (folder / f"{number}.yml").write_text(text, "utf-8")
    files = sorted(folder.iterdir())
    assert files
    assert _run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files) == ""
    assert _run("zizmor", "--offline", "--quiet", tmp_path) == ""


@pytest.mark.parametrize("page", [pytest.param(path, id=path.name) for path in PAGES])
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    dead = []
    for path, anchor in _LINK.findall(page.read_text("utf-8")):
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            dead.append(f"{path}#{anchor}")
    assert dead == []


def _anchors(page: Path) -> set[str]:
    """Give the names that GitHub gives to a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
