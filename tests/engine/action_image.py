"""The action's image, built from this repository on the stand-in for its base."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engine.python_image import python_image
from tests.machine.command import environment, run

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def action_image() -> Iterator[str]:
    """Have the image, by its tag, for the time of the block."""
    name = f"imagegate-tests-action:{secrets.token_hex(6)}"
    stages = {f"{name}-build": ("--target", "build"), name: ()}
    arguments = ("--quiet", "--network", "host", "--build-arg", f"PYTHON_IMAGE={python_image()}")
    environ = environment(DOCKER_BUILDKIT="0")
    try:
        for tag, target in stages.items():
            run("docker", "build", *arguments, *target, "--tag", tag, REPOSITORY, environ=environ)
        yield name
    finally:
        run("docker", "image", "rm", "--force", *stages)
