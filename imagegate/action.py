"""The action: inputs become settings, and what came of them goes where the runner looks for it."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias

from imagegate import delivery, policy_file, wiring
from imagegate.delivery import Format, Target
from imagegate.errors import UsageError
from imagegate.github import command_file
from imagegate.github.inputs import Inputs, read_inputs
from imagegate.github.login import Login
from imagegate.github.mask import mask, render_masks
from imagegate.github.runner import Runner
from imagegate.github.workflow_command import workflow_command
from imagegate.http import proxy
from imagegate.http.deadline import Deadline
from imagegate.policy.rule import Severity
from imagegate.registries import given_secrets
from imagegate.report.comment import Posting
from imagegate.report.outputs import outputs
from imagegate.report.report import ExitCode, Report
from imagegate.report.sanitise import plain
from imagegate.settings import JOBS, TIMEOUT_SECONDS, CredentialPlaces, EventSettings, RegistryAccess, Settings

_GITHUB = "https://github.com"
_COMMENT_SECONDS = 5  # more than the run itself may take, and less than its supervisor waits
_GITHUB_CLOUD = re.compile(r"https://([a-z0-9-]+\.ghe\.com)")


Judge: TypeAlias = Callable[[Settings, datetime], Report]


def main(environ: Mapping[str, str], judge: Judge = wiring.judge) -> int:
    """Run the action in the environment that the runner gives it; give the exit code, 0 to 4.

    Whatever happens, there are an annotation and every output, as far as they can be written.
    """
    runner = Runner.from_environ(environ)
    targets: dict[str, Target] = {}
    comment: Callable[[Report], None] | None = None
    try:
        inputs = read_inputs(environ)
        delivery.write_out(render_masks(inputs))
        targets = _targets(inputs)
        run = settings(inputs, runner, environ)
        comment = _commenter(inputs, runner, run)
        delivery.write_out(mask(given_secrets(run.registries)))
        report = judge(run, datetime.now(UTC))
    except UsageError as error:
        report = wiring.fault(error)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place: a bug ends in an annotation
        report = wiring.crash(error)
    code = _deliver(report, runner, targets)
    if comment:
        comment(report)
    return code


def settings(inputs: Inputs, runner: Runner, environ: Mapping[str, str]) -> Settings:
    """Give what the inputs ask for; the environment says only where the runner keeps things."""
    return Settings(
        references=inputs.images,
        root=runner.workspace or Path("/github/workspace"),
        policies=inputs.policies,
        platforms=inputs.platforms,
        fail_on=Severity(inputs.fail_on) if inputs.fail_on else None,
        warn_only=inputs.warn_only,
        registries=_registries(inputs, runner, environ),
        notices=inputs.notices,
        search=_search(inputs, runner),
        only=inputs.files,
    )


def _search(inputs: Inputs, runner: Runner) -> EventSettings | None:
    """Give what is searched. Images that are named alone are not, but the event may still say whose policy counts."""
    is_searched = bool(inputs.files) or not inputs.images
    if inputs.scope and not is_searched:
        message = "`scope` is about files that are searched, and `image` alone searches none"
        raise UsageError(message, hint="leave `scope` out, or give `files` as well")
    if not is_searched and (not runner.event_name or _are_packs(inputs.policies)):
        return None
    if not runner.event_name:
        message = "there is no event: GITHUB_EVENT_NAME is not set, and `image` names nothing"
        raise UsageError(message, hint="run it as a step of a workflow; elsewhere use `imagegate scan` or `check`")
    return EventSettings(
        name=runner.event_name,
        payload=runner.event_path,
        commit=runner.commit,
        repository=runner.repository,
        api_url=runner.api_url,
        token=inputs.token,
        scope=inputs.scope or "",
        policy_ref=inputs.policy_ref,
        is_searched=is_searched,
    )


def _are_packs(names: tuple[str, ...]) -> bool:
    return bool(names) and all(name.startswith(policy_file.PACK) for name in names)


def _registries(inputs: Inputs, runner: Runner, environ: Mapping[str, str]) -> RegistryAccess:
    registry = _github_registry(runner.server_url)
    places = CredentialPlaces.from_environ(environ)
    return RegistryAccess(
        logins=(*inputs.logins, *_empty_logins(inputs)),
        places=replace(places, text=inputs.docker_config, file=inputs.docker_config_file),
        github_token=inputs.token if registry else "",
        github_owner=runner.repository_owner.lower(),
        github_registry=registry,
        insecure=inputs.insecure_registries,
        private=inputs.private_registries,
        private_addresses=False,
        auth_realms=inputs.auth_realms,
        mirrors=inputs.mirrors,
        proxy=inputs.proxy,
        proxy_variables=proxy.variables(environ),
        ca_bundle=inputs.ca_bundle,
        jobs=inputs.jobs or JOBS,
        timeout=inputs.timeout or TIMEOUT_SECONDS,
    )


def _github_registry(server: str) -> str:
    """Give the registry that a server's tokens are for; empty for an Enterprise Server's, which are for none here."""
    if server == _GITHUB:
        return "ghcr.io"
    cloud = _GITHUB_CLOUD.fullmatch(server)
    return f"containers.{cloud[1]}" if cloud else ""


def _empty_logins(inputs: Inputs) -> Iterator[Login]:
    # Kept, so that the error of an image that then cannot be read says why.
    given = {login.scope for login in inputs.logins}
    yield from (Login(scope, "", "") for scope in inputs.unused if scope not in given)


def _commenter(inputs: Inputs, runner: Runner, run: Settings) -> Callable[[Report], None] | None:
    """Give what writes the comment that was asked for, once all the rest is out, in what is left of the time."""
    posting = Posting(inputs.comment) if inputs.comment else Posting.NEVER
    if posting is Posting.NEVER:
        return None
    deadline = Deadline.after(run.registries.timeout + _COMMENT_SECONDS)

    def comment(report: Report) -> None:
        from imagegate.posting import Poster

        try:
            trouble = Poster(runner, inputs.token, run.registries, deadline).post(report, posting)
        except Exception as error:  # noqa: BLE001 - the verdict stands, and a comment must not cost it
            trouble = f"the comment could not be written: imagegate itself failed ({type(error).__name__})"
        if trouble:
            with suppress(OSError):
                delivery.write_out(f"{workflow_command('warning', plain(trouble, 1000), title='imagegate: comment')}\n")

    return comment


def _targets(inputs: Inputs) -> dict[str, Target]:
    """Give the files that were asked for, by the outputs that say where they are."""
    asked = {"report-file": (Format.JSON, inputs.report_file), "sarif-file": (Format.SARIF, inputs.sarif_file)}
    return {name: Target(form, path) for name, (form, path) in asked.items() if path}


def _deliver(report: Report, runner: Runner, targets: Mapping[str, Target]) -> int:
    report = delivery.write_targets(report, targets.values())
    written = {name: str(target.path) for name, target in targets.items() if target.path.is_file()}
    report = delivery.deliver(report, _runner_files(report, runner, written))
    text = delivery.render(report, Format.GITHUB) + delivery.render(report, Format.TEXT)
    try:
        delivery.write_out(text)
    except OSError:
        return int(report.exit_code or ExitCode.INTERNAL)
    return int(report.exit_code)


def _runner_files(report: Report, runner: Runner, written: Mapping[str, str]) -> dict[str, Callable[[], object]]:
    writers: dict[str, Callable[[], object]] = {}
    if runner.output:
        values = {**outputs(report), "report-file": "", "sarif-file": "", **written}
        writers["the step's outputs"] = partial(command_file.append_outputs, runner.output, values)
    if runner.summary:
        summary = delivery.render(report, Format.MARKDOWN)
        writers["the job summary"] = partial(command_file.append_summary, runner.summary, summary)
    return writers
