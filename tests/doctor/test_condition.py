"""Which conditions are known to hold."""

import pytest

from imagegate.doctor.condition import excludes, holds, holds_after_failure


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("", True, id="none"),
        pytest.param("true", True, id="true"),
        pytest.param("false", False, id="false"),
        pytest.param("success()", True, id="what is added anyway"),
        pytest.param("always()", True, id="always"),
        pytest.param("${{ !cancelled() }}", True, id="in braces"),
        pytest.param("! cancelled( )", True, id="blanks"),
        pytest.param("failure()", False, id="only after a failure"),
        pytest.param("github.event_name == 'pull_request'", True, id="the event"),
        pytest.param("github.event_name != 'push'", True, id="not another event"),
        pytest.param("github.event_name == 'push'", False, id="another event"),
        pytest.param("github.event_name == 'push' || github.event_name == 'pull_request'", True, id="either event"),
        pytest.param("github.event_name == 'pull_request' && github.actor != 'x'", False, id="and something else"),
        pytest.param("github.actor != 'x' || always()", True, id="or always"),
        pytest.param("github.repository == 'a/b' && github.event_name != 'push'", True, id="not in forks"),
        pytest.param("github.repository_owner == 'a'", True, id="not of other owners"),
        pytest.param("github.repository != 'a/b'", False, id="only in forks"),
        pytest.param("github.actor == 'a || true || b'", False, id="operators in a text"),
        pytest.param("!(always())", False, id="in parentheses"),
        pytest.param("!always()", False, id="never"),
        pytest.param("${{ true }} && ${{ true }}", False, id="a text that is true whatever it says"),
        pytest.param("!github.event.pull_request.draft", False, id="drafts"),
    ],
)
def test_holds(condition: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert holds(condition, "pull_request") is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("", False, id="none"),
        pytest.param("true", False, id="success() is added"),
        pytest.param("always()", True, id="always"),
        pytest.param("!cancelled()", True, id="not cancelled"),
        pytest.param("always() && success()", False, id="success is asked for"),
        pytest.param("success() || always()", True, id="either"),
        pytest.param("always() && github.event_name == 'pull_request'", True, id="the event"),
        pytest.param("always() && needs.a.result == 'success'", False, id="the result is asked for"),
    ],
)
def test_holds_after_failure(condition: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert holds_after_failure(condition, "pull_request") is expected


@pytest.mark.parametrize(
    ("condition", "event", "expected"),
    [
        pytest.param("", "pull_request", False, id="none"),
        pytest.param("github.event_name == 'push'", "pull_request", True, id="another event"),
        pytest.param("github.event_name != 'pull_request'", "pull_request", True, id="every other event"),
        pytest.param(
            "github.event_name == 'push' && github.actor != 'x'", "pull_request", True, id="and whatever else"
        ),
        pytest.param(
            "github.event_name == 'push' || github.actor != 'x'", "pull_request", False, id="or whatever else"
        ),
        pytest.param("github.ref == 'refs/heads/main'", "pull_request", True, id="a branch"),
        pytest.param("github.ref == 'refs/heads/main'", "pull_request_target", False, id="which may be the base"),
        pytest.param("startsWith(github.ref, 'refs/tags/v')", "merge_group", True, id="a tag"),
        pytest.param("github.ref_type == 'tag'", "pull_request", True, id="any tag"),
        pytest.param("false", "pull_request", False, id="a gate that is off is not one for other events"),
        pytest.param("github.actor != 'x'", "pull_request", False, id="not known"),
        pytest.param("failure()", "pull_request", False, id="after a failure"),
    ],
)
def test_excludes(condition: str, event: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert excludes(condition, event) is expected
