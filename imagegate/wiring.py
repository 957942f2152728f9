"""Settings become ports, the gate runs, and whatever ends it is part of the report."""

import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from imagegate import sources
from imagegate.errors import ImagegateError, UsageError
from imagegate.oci.reference import Reference
from imagegate.settings import EventSettings, FilesSettings, RegistryAccess, Settings
from imagegate.tree import RepositoryError

if TYPE_CHECKING:  # the gate is loaded while the network is at work
    from imagegate.gate import ResolveAll
    from imagegate.oci.image import Part, Resolution
    from imagegate.report.report import ExitCode, Report


def judge(settings: Settings, now: datetime) -> "Report":
    """Run the gate; an `ImagegateError` becomes the report's fault, anything else is a bug and goes up."""
    try:
        return _judge(settings, now)
    except ImagegateError as error:
        return fault(error, settings)


def fault(error: ImagegateError, settings: Settings | None = None) -> "Report":
    """Give the report of a run that ended before it judged anything."""
    from imagegate.report.report import Fault, Report

    notices = settings.notices if settings else ()
    warn_only = settings is not None and settings.warn_only
    return Report(fault=Fault(_exit_code(error), error), notices=notices, warn_only=warn_only)


def crash(error: BaseException) -> "Report":
    """Give the report of a bug: where it happened, and nothing of what it says, which may hold a secret."""
    from imagegate.report.report import ExitCode, Fault, Report

    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    message = f"imagegate itself failed: {type(error).__name__}{where}"
    hint = "nothing was proved; please report it with this line and the policy, without secrets"
    return Report(fault=Fault(ExitCode.INTERNAL, ImagegateError(message, hint=hint, code="internal")))


def read_images(texts: Sequence[str], access: RegistryAccess, parts: "Part | None" = None) -> Sequence["Resolution"]:
    """Read the images that a reader wants to see, with some parts; a text that names none is a `UsageError`."""
    from imagegate import gate
    from imagegate.oci.image import Part

    references = tuple(map(sources.reference, texts))
    return gate.read(references, parts or Part.NONE, sources.resolver(access, references))


def _exit_code(error: ImagegateError) -> "ExitCode":
    from imagegate.report.report import ExitCode

    match error:
        case UsageError():
            return ExitCode.USAGE
        case RepositoryError():
            return ExitCode.UNVERIFIED  # what a change is could not be found out
        case _:
            return ExitCode.INTERNAL


def _judge(settings: Settings, now: datetime) -> "Report":
    match settings.search:
        case None:
            return _judge_named(settings, now)
        case EventSettings() as event:
            from imagegate.triggered import judge_event

            return judge_event(settings, event, now)
        case FilesSettings() as files:
            from imagegate.triggered import judge_files

            return judge_files(settings, files, now)
        case _:
            assert_never(settings.search)


def _judge_named(settings: Settings, now: datetime) -> "Report":
    references = tuple(dict.fromkeys(map(sources.reference, settings.references)))
    images = sources.Sources(settings.registries, references)
    _head_start(images.all, references)
    from imagegate import gate
    from imagegate.policy.accept import ending
    from imagegate.policy.outcome import Judge  # noqa: F401 - what judges is loaded while the network is at work
    from imagegate.policy_use import read_policy, tuned
    from imagegate.report.report import Report

    candidates = gate.named(settings.references, settings.used_as, sources.reference)
    policy = tuned(read_policy(settings, now), settings)
    judged = gate.run(policy, candidates, resolve=partial(images.all, told=settings.told), now=now)
    report = Report(
        verdicts=judged.verdicts,
        policies=policy.sources,
        fail_on=policy.settings.fail_on,
        warn_only=settings.warn_only,
        waivers=policy.waivers,
    )
    ends = ending(policy, {waiver.id for waiver in report.accepting}, now)
    return replace(report, notices=(*settings.notices, *judged.notices, *ends, *images.notices))


def _head_start(resolve: "ResolveAll", references: Sequence[Reference]) -> None:
    """Let the network work while the policy and what judges by it are loaded; what is read is kept for the gate."""
    from imagegate.oci.image import Part

    def read_ahead() -> None:
        with suppress(Exception):  # a bug comes to light where the gate asks for the same
            resolve(references, Part.NONE)

    threading.Thread(target=read_ahead, daemon=True).start()
