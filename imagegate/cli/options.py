"""Options that commands share, and what they mean."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from imagegate.http import proxy
from imagegate.http.telling import Heard, unheard
from imagegate.settings import JOBS, TIMEOUT_SECONDS, TIMEOUT_SECONDS_MAX, CredentialPlaces, RegistryAccess

JOBS_MAX = 64
REFERENCE_HELP = (
    "an image, as docker pull takes it; oci:PATH[:TAG][@DIGEST], an image layout in a folder or a tar file; "
    "docker-archive:PATH[:NAME], what docker save writes, - for standard input"
)


def add_registry_options(parser: argparse.ArgumentParser) -> None:
    """Add how registries are reached."""
    group = parser.add_argument_group("registries")
    group.add_argument(
        "--registry-config",
        metavar="FILE",
        type=Path,
        help="a Docker config.json with credentials, which counts before Docker's and Podman's own",
    )
    group.add_argument(
        "--auth-realm",
        metavar="HOST=SERVER",
        action="append",
        default=[],
        help="send this registry's credentials to this token server too; repeat to add",
    )
    group.add_argument(
        "--mirror",
        metavar="HOST=MIRROR",
        action="append",
        default=[],
        help="ask MIRROR (host[:port][/prefix]) first for what is at HOST; repeat to add",
    )
    group.add_argument(
        "--insecure-registry",
        metavar="HOST[:PORT]",
        action="append",
        default=[],
        help="ask this registry by plain http; localhost always is",
    )
    group.add_argument("--ca-bundle", metavar="FILE", type=Path, help="trust these certificate authorities as well")
    group.add_argument(
        "--cache-dir",
        metavar="DIR",
        type=Path,
        help="keep what was read in a folder of your own; a pinned image that lies there needs no registry",
    )
    group.add_argument(
        "--jobs", metavar="N", type=_number(JOBS_MAX), default=JOBS, help=f"requests at a time (default: {JOBS})"
    )
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_number(TIMEOUT_SECONDS_MAX),
        default=TIMEOUT_SECONDS,
        help=f"for the whole run (default: {TIMEOUT_SECONDS}, at most {TIMEOUT_SECONDS_MAX})",
    )
    group.add_argument(
        "--verbose", action="store_true", help="say on standard error what is asked of whom, and what came of it"
    )


def registry_access(arguments: argparse.Namespace, environ: Mapping[str, str]) -> RegistryAccess:
    """Give what the options and the environment say about registries."""
    bundle = arguments.ca_bundle or environ.get("SSL_CERT_FILE") or environ.get("REQUESTS_CA_BUNDLE")
    places = CredentialPlaces.from_environ(environ)
    return RegistryAccess(
        places=replace(places, file=arguments.registry_config, search_path=environ.get("PATH", "")),
        github_token=environ.get("GITHUB_TOKEN", ""),
        insecure=tuple(arguments.insecure_registry),
        auth_realms=tuple(arguments.auth_realm),
        mirrors=tuple(arguments.mirror),
        proxy_variables=proxy.variables(environ),
        ca_bundle=Path(bundle) if bundle else None,
        cache_dir=arguments.cache_dir,
        jobs=arguments.jobs,
        timeout=arguments.timeout,
        heard=_heard(arguments),
    )


def _heard(arguments: argparse.Namespace) -> Heard:
    if not arguments.verbose:
        return unheard
    from imagegate.trace import verbose

    return verbose


def _number(maximum: int) -> Callable[[str], int]:
    def whole_number(text: str) -> int:
        # The length is checked first: Python refuses to read numbers of thousands of digits.
        if text.isascii() and text.isdigit() and len(text) <= len(str(maximum)) and 1 <= int(text) <= maximum:
            return int(text)
        message = f"{text[:40]!r} is not a whole number from 1 to {maximum}"
        raise argparse.ArgumentTypeError(message)

    return whole_number
