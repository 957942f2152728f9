"""The action's image, built from this repository on the stand-in for its base."""

import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine.python_image import python_image
from tests.machine.command import environment, run

REPOSITORY = Path(__file__).parents[2]


def dockerfile() -> str:
    """Give the Dockerfile with the stand-in for its base."""
    written = (REPOSITORY / "Dockerfile").read_text()
    text, count = re.subn("(?m)^FROM python:.* AS build$", f"FROM {python_image()} AS build", written)
    assert count == 1
    return text


@contextmanager
def action_image() -> Iterator[str]:
    """Have the image, by its tag, for the time of the block."""
    name = f"imagegate-tests-action:{secrets.token_hex(6)}"
    stages = {f"{name}-build": ("--target", "build"), name: ()}
    environ = environment(DOCKER_BUILDKIT="0")
    try:
        with tempfile.NamedTemporaryFile("w", prefix="imagegate-Dockerfile-") as file:
            file.write(dockerfile())
            file.flush()
            arguments = ("--quiet", "--network", "host", "--file", file.name)
            for tag, target in stages.items():
                run("docker", "build", *arguments, *target, "--tag", tag, REPOSITORY, environ=environ)
        yield name
    finally:
        run("docker", "image", "rm", "--force", *stages)
