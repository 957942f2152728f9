"""The images in the registry: built by the Docker engine and by umoci, pushed by the engine and by skopeo.

Nothing here is made by imagegate, so that what it reads was written by others.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.machine.command import environment, run
from tests.real.root_filesystem import ARCHITECTURES, root_filesystems

_DOCKERFILES = Path(__file__).with_name("images")
_LOCAL = "imagegate-tests"


@dataclass(frozen=True, slots=True)
class Workshop:
    """Builds images and pushes them to the registry `name` (host:port, plain http); forgets them at the end."""

    name: str
    folder: Path
    built: list[str] = field(default_factory=list)

    def build(self, image: str, dockerfile: str, *, context: Path | None = None, **arguments: str) -> None:
        """Build and push `repository:tag` from the folder `dockerfile`; `platform` and build arguments by name."""
        target = f"{self.name}/{image}"
        platform = arguments.pop("platform", "linux/amd64")
        given = [word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")]
        file = _DOCKERFILES / dockerfile / "Dockerfile"
        self.docker("build", "--platform", platform, *given, "--tag", target, "--file", file, context or file.parent)
        self.built.append(target)
        self.docker("push", target)

    def manifest_list(self, image: str, **members: str) -> None:
        """Push a Docker manifest list; the members are images in the registry by architecture."""
        target = f"{self.name}/{image}"
        names = {architecture: f"{self.name}/{member}" for architecture, member in members.items()}
        self.docker("manifest", "create", "--insecure", target, *names.values())
        for architecture, member in names.items():
            self.docker("manifest", "annotate", "--os", "linux", "--arch", architecture, target, member)
        self.docker("manifest", "push", "--insecure", "--purge", target)

    def copy(self, source: str, target: str, *options: str) -> None:
        """Copy within the registry, or from what skopeo calls a transport, converting as the options say."""
        origin = source if source.startswith("oci:") else f"docker://{self.name}/{source}"
        insecure = ("--src-tls-verify=false", "--dest-tls-verify=false")
        run("skopeo", "copy", "--quiet", *insecure, *options, origin, f"docker://{self.name}/{target}")

    def docker(self, *words: str | Path) -> str:
        """Run the Docker client with a configuration of its own, and the builder that every engine has."""
        return run("docker", *words, environ=environment(DOCKER_CONFIG=str(self.folder), DOCKER_BUILDKIT="0"))

    def forget(self) -> None:
        """Remove what was built from the engine."""
        if self.built:
            self.docker("image", "rm", "--force", *self.built)


@contextmanager
def filled(name: str, folder: Path) -> Iterator[None]:
    """Have the registry filled for the time of the block."""
    workshop = Workshop(name, folder)
    try:
        _debian(workshop)
        _ruby(workshop)
        _app(workshop)
        workshop.build("hello-world:latest", "hello-world")
        _umoci(workshop)
        yield
    finally:
        workshop.forget()


def _debian(workshop: Workshop) -> None:
    folders = root_filesystems()

    def build(architecture: str) -> None:
        image, platform = f"library/debian:{architecture}", f"linux/{architecture}"
        workshop.build(image, "debian", context=folders[architecture], platform=platform)

    with ThreadPoolExecutor() as pool:
        list(pool.map(build, ARCHITECTURES))


def _ruby(workshop: Workshop) -> None:
    """One tag is an OCI index, the older one a Docker manifest list."""
    for version in ("3.0.4", "3.3.9"):
        members = {architecture: f"library/ruby:{version}-{architecture}" for architecture in ARCHITECTURES}
        for architecture, member in members.items():
            base, platform = f"{workshop.name}/library/debian:{architecture}", f"linux/{architecture}"
            workshop.build(member, "ruby", platform=platform, BASE=base, RUBY_VERSION=version)
        workshop.manifest_list(f"library/ruby:{version}", **members)
    workshop.copy("library/ruby:3.3.9", "library/ruby:latest", "--all", "--format=oci")


def _app(workshop: Workshop) -> None:
    base = f"{workshop.name}/library/debian:amd64"
    workshop.build("team/app:root", "app", BASE=base)
    workshop.build("team/app:1.0", "app", BASE=base, USER="10001:10001")
    workshop.copy("team/app:1.0", "team/app:1.0-oci", "--format=oci")
    workshop.copy("team/app:1.0", "alice/private:1.0")


def _umoci(workshop: Workshop) -> None:
    """Manifests without a `mediaType`: only the answer's header says what they are."""
    layout = workshop.folder / "layout"
    content = workshop.folder / "etc"
    content.mkdir()
    (content / "service.conf").write_text("listen = 8080\n")
    run("umoci", "init", "--layout", layout)
    run("umoci", "new", "--image", f"{layout}:1.0")
    settings = ("--config.user", "1000:1000", "--config.env", "MODE=production", "--config.entrypoint", "/service")
    run("umoci", "config", "--image", f"{layout}:1.0", "--os", "linux", "--architecture", "arm64", *settings)
    run("umoci", "insert", "--image", f"{layout}:1.0", content, "/etc")
    workshop.copy(f"oci:{layout}:1.0", "team/service:1.0")
