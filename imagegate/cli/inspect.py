"""`imagegate inspect`: print what the gate sees of an image."""

import argparse
import json
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from imagegate import delivery
from imagegate.cli.answer import answer
from imagegate.cli.options import REFERENCE_HELP, add_registry_options, registry_access
from imagegate.oci.image import Image, NotAnImageError, Part, PlatformImage, Resolution, Unread, no_platform
from imagegate.oci.platform import Platform, choose
from imagegate.policy.rule import NEEDS
from imagegate.policy.verdict import Candidate, Use
from imagegate.source import UsedAs
from imagegate.strict.json import Json

_DESCRIPTION = """\
Print what the gate sees of an image, as JSON: the image document that rules are
written for, or the raw config, manifest or index.
"""
_EPILOG = """\
examples:
  imagegate inspect ruby:3.4
  imagegate inspect --config --platform linux/arm64 ruby:3.4
  imagegate inspect --needs referrers --needs base ghcr.io/example/app:1.4.2
  docker save app:1.2 | imagegate inspect docker-archive:-
"""
_PREFERRED = Platform("linux", "amd64")


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "inspect",
        help="print what the gate sees of an image",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, view="document")
    parser.add_argument("reference", metavar="REFERENCE", help=REFERENCE_HELP)
    views = parser.add_mutually_exclusive_group()
    for view, text in (
        ("document", "the image document (default)"),
        ("config", "the image's config, as it came"),
        ("manifest", "the platform's manifest, as it came"),
        ("index", "the index, as it came"),
    ):
        views.add_argument(f"--{view}", dest="view", action="store_const", const=view, help=text)
    parser.add_argument(
        "--base", metavar="REFERENCE", help="an image that it may have been built on: the document tells whether it was"
    )
    parser.add_argument(
        "--needs",
        metavar="PART",
        action="append",
        choices=[*NEEDS],
        default=[],
        help=f"read this as well, as for rules that need it: {', '.join(NEEDS)}; repeat to add",
    )
    parser.add_argument("--platform", metavar="OS/ARCH", help="which platform (default: linux/amd64, else the first)")
    add_registry_options(parser)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Read the image, print the view, and give the exit code."""
    return answer(lambda: _shown(arguments, environ))


def _shown(arguments: argparse.Namespace, environ: Mapping[str, str]) -> str:
    from imagegate import wiring

    wanted = Platform.parse(arguments.platform) if arguments.platform else None
    named = (arguments.reference, *((arguments.base,) if arguments.base else ()))
    parts = reduce(or_, (NEEDS[part] for part in arguments.needs), Part.NONE)
    image, *bases = map(_read, wiring.read_images(named, registry_access(arguments, environ), parts))
    one = _one(image, wanted)
    shown = json.dumps(_view(arguments.view, image, one, *bases), indent=2, ensure_ascii=True)
    if wanted is None and len(image.platforms) > 1 and arguments.view != "index":
        delivery.write_error(f"{one.platform} of {len(image.platforms)} platforms; --platform shows another\n")
    return f"{shown}\n"


def _read(resolution: Resolution) -> Image:
    if isinstance(resolution, Unread):
        raise resolution.error
    return resolution


def _one(image: Image, wanted: Platform | None) -> PlatformImage:
    offered = [one.platform for one in image.platforms]
    position = choose(wanted or _PREFERRED, offered)
    if position is None and wanted is not None:
        raise no_platform((wanted,), offered)
    return image.platforms[position or 0]


def _view(view: str, image: Image, one: PlatformImage, base: Image | None = None) -> Json:
    match view:
        case "config":
            return one.config.raw
        case "manifest":
            if one.manifest is None:
                message = f"{image.reference} has no manifest, only a config"
                raise NotAnImageError(message, hint="use --config")
            return one.manifest.raw
        case "index":
            if image.index is None:
                message = f"{image.reference} is a single manifest, not an index"
                raise NotAnImageError(message, hint="use --manifest")
            return image.index.raw
        case _:
            from imagegate.policy.document.document import document

            return document(image, one, Candidate(image.reference, Use(UsedAs.NAMED)), base=base)
