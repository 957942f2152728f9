"""What a run over files asks of registries, and for how long."""

from datetime import UTC, datetime
from pathlib import Path

from imagegate import scan
from imagegate.http.deadline import Deadline
from imagegate.policy.verdict import Unverified
from imagegate.policy_choice import Choice
from imagegate.policy_use import read_policy
from imagegate.scan import Target
from imagegate.settings import Settings
from tests.fake_registry.server import serve
from tests.trees import tree

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_registries_get_what_is_left_of_the_run(tmp_path: Path) -> None:
    settings = Settings((), tmp_path)
    with serve() as registry:
        registry.store.image("app", "1")
        target = Target(tree({"Dockerfile": f"FROM {registry.address}/app:1\n"}))
        report = scan.judge(settings, target, Choice(read_policy(settings, NOW)), NOW, Deadline.after(0))
        assert registry.asked == []
    (verdict,) = report.verdicts
    assert isinstance(verdict, Unverified)
    assert "the run's time was over" in verdict.error.message
