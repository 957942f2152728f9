"""`imagegate diff`: what differs between two images, for a reader or as JSON."""

import argparse
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from imagegate.cli.answer import answer
from imagegate.cli.options import REFERENCE_HELP, add_registry_options, registry_access
from imagegate.oci.image import Image, Unread
from imagegate.oci.platform import Platform
from imagegate.report.sanitise import plain
from imagegate.strict.json import Json

if TYPE_CHECKING:
    from imagegate.report.comparison import Difference

_DESCRIPTION = """\
Show what differs between two images in what they run and how they are made: user,
entrypoint, names of variables, ports, volumes, labels, platforms, base, age, size.
One platform is compared: the one that is asked for, else the new image's first.
"""
_EPILOG = """\
examples:
  imagegate diff nginx:1.26 nginx:1.27
  imagegate diff --platform linux/arm64 --format json nginx:1.26 nginx:1.27
"""
_WIDTH = 18


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "diff",
        help="show what differs between two images",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    parser.add_argument("old", metavar="OLD", help=REFERENCE_HELP)
    parser.add_argument("new", metavar="NEW", help="the image that replaces it")
    parser.add_argument("--platform", metavar="OS/ARCH", help="which platform (default: the new image's first)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")
    add_registry_options(parser)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Read both images, print what differs, and give the exit code: 0 also where something does."""
    return answer(lambda: _compared(arguments, environ))


def _compared(arguments: argparse.Namespace, environ: Mapping[str, str]) -> str:
    from imagegate import wiring
    from imagegate.report.comparison import differences

    wanted = (Platform.parse(arguments.platform),) if arguments.platform else ()
    read = wiring.read_images((arguments.old, arguments.new), registry_access(arguments, environ))
    old, new = (_image(one.narrowed(wanted) if isinstance(one, Image) else one) for one in read)
    if arguments.format == "json":
        return _json(old, new, differences(old, new))
    return _text(old, new, differences(old, new))


def _json(old: Image, new: Image, found: "Iterable[Difference]") -> str:
    names: dict[str, Json] = {"old": str(old.reference), "new": str(new.reference), "platform": _platform(new)}
    rows: list[Json] = [{"what": one.what, "before": [*one.before], "after": [*one.after]} for one in found]
    return json.dumps({**names, "differences": rows}, indent=2) + "\n"


def _text(old: Image, new: Image, found: "Iterable[Difference]") -> str:
    head = f"{plain(str(old.reference))} → {plain(str(new.reference))} ({plain(_platform(new))})\n"
    lines = [f"  {one.what:{_WIDTH}} {_side(one.before)} → {_side(one.after)}\n" for one in found]
    return head + ("".join(lines) or "  nothing differs in what they run\n")


def _platform(image: Image) -> str:
    return str(image.platforms[0].platform)


def _side(texts: Iterable[str]) -> str:
    return plain(", ".join(texts) or "-")


def _image(resolution: Image | Unread) -> Image:
    if isinstance(resolution, Unread):
        raise resolution.error
    return resolution
