"""The action: what the inputs ask for is judged, and what came of it goes where the runner looks for it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from imagegate import delivery, wiring
from imagegate.action_settings import settings
from imagegate.delivery import Format, Target
from imagegate.errors import UsageError
from imagegate.github import command_file
from imagegate.github.inputs import Inputs, read_inputs
from imagegate.github.mask import mask, render_masks
from imagegate.github.runner import Runner
from imagegate.github.workflow_command import workflow_command
from imagegate.http.deadline import Deadline
from imagegate.registries import given_secrets
from imagegate.settings import Settings

if TYPE_CHECKING:  # connections are begun before anything of a report is loaded
    from imagegate.report.report import Report

_COMMENT_SECONDS = 5  # more than the run itself may take, and less than its supervisor waits

Judge: TypeAlias = Callable[[Settings, datetime], "Report"]


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
        report = _traced(run, judge) if runner.debug else judge(run, datetime.now(UTC))
    except UsageError as error:
        report = wiring.fault(error)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last place: a bug ends in an annotation
        report = wiring.crash(error)
    code = _deliver(report, runner, targets)
    if comment:
        comment(report)
    return code


def _traced(run: Settings, judge: Judge) -> "Report":
    from imagegate import trace

    delivery.write_out(trace.group(run))
    report = judge(run, datetime.now(UTC))
    for line in trace.found(report):
        trace.debug(line)
    return report


def _commenter(inputs: Inputs, runner: Runner, run: Settings) -> Callable[["Report"], None] | None:
    """Give what writes the comment that was asked for, once all the rest is out, in what is left of the time."""
    if inputs.comment is None or inputs.comment == "never":
        return None
    wanted = inputs.comment
    deadline = Deadline.after(run.registries.timeout + _COMMENT_SECONDS)

    def comment(report: "Report") -> None:
        from imagegate.posting import Poster
        from imagegate.report.comment import Posting
        from imagegate.report.sanitise import plain

        try:
            trouble = Poster(runner, inputs.token, run.registries, deadline).post(report, Posting(wanted))
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


def _deliver(report: "Report", runner: Runner, targets: Mapping[str, Target]) -> int:
    report = delivery.write_targets(report, targets.values())
    written = {name: str(target.path) for name, target in targets.items() if target.path.is_file()}
    report = delivery.deliver(report, _runner_files(report, runner, written))
    text = delivery.render(report, Format.GITHUB) + delivery.render(report, Format.TEXT)
    try:
        delivery.write_out(text)
    except OSError:
        from imagegate.report.report import ExitCode

        return int(report.exit_code or ExitCode.INTERNAL)
    return int(report.exit_code)


def _runner_files(report: "Report", runner: Runner, written: Mapping[str, str]) -> dict[str, Callable[[], object]]:
    writers: dict[str, Callable[[], object]] = {}
    if runner.output:
        from imagegate.report.outputs import outputs

        values = {**outputs(report), "report-file": "", "sarif-file": "", **written}
        writers["the step's outputs"] = partial(command_file.append_outputs, runner.output, values)
    if runner.summary:
        summary = delivery.render(report, Format.MARKDOWN)
        writers["the job summary"] = partial(command_file.append_summary, runner.summary, summary)
    return writers
