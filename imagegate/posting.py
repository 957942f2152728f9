"""The comment on the pull request that a run is about. It costs a run nothing: what goes wrong here is only said."""

from dataclasses import dataclass

from imagegate.errors import ImagegateError
from imagegate.github.api import Endpoint
from imagegate.github.comments import Comments
from imagegate.github.event import pull_request_number
from imagegate.github.event_file import read_payload
from imagegate.github.runner import Runner
from imagegate.http.deadline import Deadline
from imagegate.http.transport import Transport
from imagegate.registries import network
from imagegate.report.comment import Posting, Upsert, marker, render_comment, upsert
from imagegate.report.report import Report
from imagegate.settings import RegistryAccess

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Poster:
    """Whose comment it is, and how GitHub is reached; all of it must be over by the deadline."""

    runner: Runner
    token: str
    access: RegistryAccess
    deadline: Deadline

    def post(self, report: Report, posting: Posting) -> str:
        """Write the comment if there is to be one; give what went wrong, a sentence or nothing.

        One is found again by the workflow, the job and the step that wrote it.
        """
        wanted, runner = upsert(posting, report), self.runner
        if wanted is Upsert.NOTHING or not runner.api_url:
            return ""
        number = pull_request_number(runner.event_name, read_payload(runner.event_path))
        if number is None:
            return ""
        key = f"{runner.workflow}/{runner.job}/{runner.step}"
        body = render_comment(report, key, run_url=runner.run_url)
        try:
            self._upsert(number, marker(key), body, create=wanted is Upsert.UPDATE_OR_CREATE)
        except ImagegateError as error:
            return f"{error.message}; {error.hint}" if error.hint else error.message
        return ""

    def _upsert(self, number: int, first_line: str, body: str, *, create: bool) -> None:
        endpoint = Endpoint(self.runner.api_url, self.runner.repository, self.token)
        sender = Transport(network(self.access, endpoint.rule))
        try:
            comments = Comments(sender, endpoint, number, self.deadline.within(SECONDS))
            comments.upsert(first_line, body, create=create)
        finally:
            sender.close()
