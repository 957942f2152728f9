"""Settings become ports, the gate runs, and whatever ends it is part of the report."""

import threading
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from imagegate import gate, policy_file, sources
from imagegate.errors import ImagegateError, UsageError
from imagegate.oci.image import Part, Resolution
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.verdict import Candidate
from imagegate.report.report import ExitCode, Fault, Report
from imagegate.settings import RegistryAccess, Settings

if TYPE_CHECKING:
    from imagegate.policy.rule import Policy


def judge(settings: Settings, now: datetime) -> Report:
    """Run the gate; an `ImagegateError` becomes the report's fault, anything else is a bug and goes up."""
    try:
        return _judge(settings, now)
    except ImagegateError as error:
        return fault(error, settings)


def fault(error: ImagegateError, settings: Settings | None = None) -> Report:
    """Give the report of a run that ended before it judged anything."""
    code = ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.INTERNAL
    notices = settings.notices if settings else ()
    return Report(fault=Fault(code, error), notices=notices)


def crash(error: BaseException) -> Report:
    """Give the report of a bug: where it happened, and nothing of what it says, which may hold a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    message = f"imagegate itself failed: {type(error).__name__}{where}"
    hint = "nothing was proved; please report it with this line and the policy, without secrets"
    return Report(fault=Fault(ExitCode.INTERNAL, ImagegateError(message, hint=hint, code="internal")))


def read_image(reference: Reference, access: RegistryAccess) -> Resolution:
    """Read one image, for a reader."""
    return sources.resolver(access, (reference,))((reference,), Part.NONE)[0]


def _judge(settings: Settings, now: datetime) -> Report:
    candidates = gate.named(settings.references, settings.used_as, sources.reference)
    platforms = tuple(Platform.parse(text) for text in settings.platforms)
    resolve = sources.resolver(settings.registries, tuple(candidate.reference for candidate in candidates))
    _head_start(resolve, candidates)
    policy = _policy(settings, platforms, now)
    judged = gate.run(policy, candidates, resolve=resolve, now=now)
    return Report(
        verdicts=judged.verdicts,
        policies=policy.sources,
        fail_on=policy.settings.fail_on,
        warn_only=settings.warn_only,
        notices=(*settings.notices, *judged.notices),
    )


def _head_start(resolve: gate.ResolveAll, candidates: Sequence[Candidate]) -> None:
    """Let the network work while the policy and what judges by it are loaded; what is read is kept for the gate."""
    references = tuple(candidate.reference for candidate in candidates)

    def read_ahead() -> None:
        with suppress(Exception):  # a bug comes to light where the gate asks for the same
            resolve(references, Part.NONE)

    threading.Thread(target=read_ahead, daemon=True).start()


def _policy(settings: Settings, platforms: tuple[Platform, ...], now: datetime) -> "Policy":
    from imagegate.policy.load import load
    from imagegate.policy.outcome import Judge  # noqa: F401 - what judges is loaded while the network is at work

    names = settings.policies or (policy_file.find(settings.root),)
    policy = load(names, partial(policy_file.read, root=settings.root), now=now)
    own = policy.settings
    given = replace(own, fail_on=settings.fail_on or own.fail_on, platforms=platforms or own.platforms)
    return replace(policy, settings=given)
