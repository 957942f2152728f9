"""Steps of a build, in the words of the builders that write them."""

import pytest

from imagegate.oci.config import HistoryEntry
from imagegate.policy.document.step import Step, read_step

BUILDKIT = "buildkit.dockerfile.v0"


def entry(created_by: str, comment: str = "", author: str = "") -> HistoryEntry:
    return HistoryEntry("", created_by, author, comment, empty_layer=False)


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        pytest.param(
            "RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit",
            Step(
                "buildkit",
                "RUN",
                "apt-get update && apt-get install -y curl",
                (),
                ("apt-get update", "apt-get install -y curl"),
            ),
            id="a command",
        ),
        pytest.param(
            "RUN |2 VERSION=1.2 MIRROR=a b /bin/sh -c curl -L $MIRROR | sh # buildkit",
            Step("buildkit", "RUN", "curl -L $MIRROR | sh", ("VERSION=1.2", "MIRROR=a b"), ("curl -L $MIRROR | sh",)),
            id="build arguments, one with a blank in it; a pipe is one command",
        ),
        pytest.param(
            "RUN |1 ARCH=amd64 /bin/bash -o pipefail -ec set -eux; \tcase x in a) b;; esac || exit 1\nmake # buildkit",
            Step(
                "buildkit",
                "RUN",
                "set -eux; \tcase x in a) b;; esac || exit 1\nmake",
                ("ARCH=amd64",),
                ("set -eux", "case x in a) b", "esac", "exit 1", "make"),
            ),
            id="another shell with options, all that ends a command",
        ),
        pytest.param(
            "RUN /usr/bin/make all # buildkit",
            Step("buildkit", "RUN", "/usr/bin/make all", (), ("/usr/bin/make all",)),
            id="exec form",
        ),
        pytest.param(
            "RUN |2 A=1 B=2 /usr/bin/make all # buildkit",
            Step("buildkit", "RUN", "/usr/bin/make all", ("A=1", "B=2"), ("/usr/bin/make all",)),
            id="exec form with build arguments",
        ),
        pytest.param(
            "RUN |2 A=1 # buildkit", Step("buildkit", "RUN", "", ("A=1",), ()), id="fewer arguments than said"
        ),
        pytest.param("RUN |0 /bin/sh -c make # buildkit", Step("buildkit", "RUN", "make", (), ("make",)), id="none"),
        pytest.param(
            "RUN /bin/sh -c echo a # buildkit is great # buildkit",
            Step("buildkit", "RUN", "echo a # buildkit is great", (), ("echo a # buildkit is great",)),
            id="only the end is the builder's",
        ),
        pytest.param("COPY --chown=1:1 a b / # buildkit", Step("buildkit", "COPY", "--chown=1:1 a b /"), id="copy"),
        pytest.param(
            "ADD https://example.com/x.tgz /x # buildkit",
            Step("buildkit", "ADD", "https://example.com/x.tgz /x"),
            id="add",
        ),
        pytest.param("ENV A=b c", Step("buildkit", "ENV", "A=b c"), id="env, which has no suffix"),
        pytest.param("EXPOSE map[80/tcp:{}]", Step("buildkit", "EXPOSE", "map[80/tcp:{}]"), id="expose"),
        pytest.param('CMD ["nginx" "-g"]', Step("buildkit", "CMD", '["nginx" "-g"]'), id="cmd"),
        pytest.param("ONBUILD RUN sudo x", Step("buildkit", "ONBUILD", "RUN sudo x"), id="onbuild runs nothing here"),
        pytest.param("WORKDIR", Step("buildkit", "WORKDIR", ""), id="an instruction alone"),
        pytest.param("mount / from exec /x", Step("buildkit"), id="something else"),
        pytest.param("RUNNING x", Step("buildkit"), id="a word that begins like an instruction"),
        pytest.param("run x", Step("buildkit"), id="a word in lower case"),
        pytest.param("", Step("buildkit"), id="nothing"),
    ],
)
def test_buildkit(created_by: str, expected: Step) -> None:
    assert read_step(entry(created_by, BUILDKIT)) == expected


@pytest.mark.parametrize(
    ("created_by", "expected"),
    [
        pytest.param('/bin/sh -c #(nop)  CMD ["bash"]', Step("legacy", "CMD", '["bash"]'), id="cmd"),
        pytest.param(
            "/bin/sh -c #(nop) ADD file:8582af in /g/ ", Step("legacy", "ADD", "file:8582af /g/"), id="add a file"
        ),
        pytest.param("/bin/sh -c #(nop) COPY dir:00ff in /a b", Step("legacy", "COPY", "dir:00ff /a b"), id="a folder"),
        pytest.param("/bin/sh -c #(nop) COPY multi:1 in . ", Step("legacy", "COPY", "multi:1 ."), id="several files"),
        pytest.param("/bin/sh -c #(nop)  ARG TOKEN=abc", Step("legacy", "ARG", "TOKEN=abc"), id="arg"),
        pytest.param(
            '/bin/ash -e -c #(nop)  CMD ["/bin/ash" "-e" "-c" "echo hi"]',
            Step("legacy", "CMD", '["/bin/ash" "-e" "-c" "echo hi"]'),
            id="behind another shell",
        ),
        pytest.param(
            "/bin/sh -c apk add curl;curl x|sh",
            Step("legacy", "RUN", "apk add curl;curl x|sh", (), ("apk add curl", "curl x|sh")),
            id="run",
        ),
        pytest.param(
            "|2 A=1 B=x y /bin/sh -c make",
            Step("legacy", "RUN", "make", ("A=1", "B=x y"), ("make",)),
            id="run with build arguments",
        ),
        pytest.param("|1 A=1 make all", Step("legacy", "RUN", "make all", ("A=1",), ("make all",)), id="and no shell"),
        pytest.param("/usr/bin/fish -c make", Step("legacy", "RUN", "make", (), ("make",)), id="any shell by its path"),
        pytest.param(
            "bash -o pipefail -c make", Step("legacy", "RUN", "make", (), ("make",)), id="a shell by its name"
        ),
        pytest.param("cmd /S /C #(nop)  ENV A=b", Step("legacy", "ENV", "A=b"), id="Windows' shell"),
        pytest.param("cmd /S /C dir", Step("legacy", "RUN", "dir", (), ("dir",)), id="a command of Windows"),
        pytest.param(
            "powershell -NoLogo -ExecutionPolicy Bypass -Command $x = 'y'; Get-It",
            Step("legacy", "RUN", "$x = 'y'; Get-It", (), ("$x = 'y'", "Get-It")),
            id="PowerShell",
        ),
        pytest.param(
            r"C:\Windows\System32\cmd.exe /S /C dir", Step("legacy", "RUN", "dir", (), ("dir",)), id="by its path"
        ),
        pytest.param("/bin/sh -c ", Step("legacy", "RUN", "", (), ()), id="an empty command"),
        pytest.param("/bin/sh -c #(nop) something", Step("legacy"), id="no operation and no instruction"),
    ],
)
def test_the_former_builder(created_by: str, expected: Step) -> None:
    assert read_step(entry(created_by)) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param(
            entry("/bin/sh -c #(nop) COPY dir:00ff in ./files |inheritLabels=false"),
            Step("buildah", "COPY", "dir:00ff ./files"),
            id="Buildah's suffix",
        ),
        pytest.param(
            entry("/bin/sh -c #(nop) HEALTHCHECK NONE|unsetLabel=a|inheritLabels=false|force-mtime=10"),
            Step("buildah", "HEALTHCHECK", "NONE"),
            id="several of them",
        ),
        pytest.param(
            entry("/bin/sh -c #(nop) USER app |unsetLabel=a  |inheritLabels=false "),
            Step("buildah", "USER", "app"),
            id="with blanks between them",
        ),
        pytest.param(
            entry("/bin/sh -c make", "FROM docker.io/library/alpine:3"),
            Step("buildah", "RUN", "make", (), ("make",)),
            id="Buildah's comment",
        ),
        pytest.param(entry("/bin/sh", "FROM scratch"), Step("buildah"), id="a commit of Buildah's"),
        pytest.param(
            entry("RUN apk add curl", author="kaniko"),
            Step("kaniko", "RUN", "apk add curl", (), ("apk add curl",)),
            id="kaniko's run",
        ),
        pytest.param(
            entry("COPY --from=build /app /app", author="kaniko"),
            Step("kaniko", "COPY", "--from=build /app /app"),
            id="kaniko's copy",
        ),
        pytest.param(entry("jib-gradle-plugin:3.4.0", "classes", "Jib"), Step("unknown"), id="Jib"),
        pytest.param(entry("ko build ko://example.com/app", "", "ko"), Step("unknown"), id="ko"),
        pytest.param(entry("Buildpacks Launcher Config"), Step("unknown"), id="buildpacks"),
        pytest.param(entry("# debian.sh --arch 'amd64' out/ 'trixie' '@1760000000'"), Step("unknown"), id="Debian"),
        pytest.param(entry("/bin/sh"), Step("unknown"), id="a commit of Docker's"),
        pytest.param(entry(""), Step("unknown"), id="nothing"),
        pytest.param(
            entry("RUN make |inheritLabels"),
            Step("unknown", "RUN", "make |inheritLabels", (), ("make |inheritLabels",)),
            id="a pipe",
        ),
    ],
)
def test_other_builders(step: HistoryEntry, expected: Step) -> None:
    assert read_step(step) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("|inheritLabels=" * 60_000, id="suffixes without end"),
        pytest.param(" " * 1_000_000 + "x", id="blanks"),
        pytest.param("|9 " + " sh -a b" * 120_000, id="shells without end"),
        pytest.param("|9 /" + "a/" * 400_000, id="one long path"),
        pytest.param("|9 " + " /a" * 300_000, id="many paths"),
        pytest.param("|9 " + " -c" * 300_000, id="many options"),
        pytest.param("/bin/sh -" + "c" * 1_000_000, id="one long option"),
        pytest.param("|9 " + "cmd /S " * 150_000, id="Windows' shell without end"),
        pytest.param("RUN " + ";" * 1_000_000, id="ends of commands"),
        pytest.param("|9 " + "A" * 1_000_000, id="one long name"),
        pytest.param("|9 " + "\\" * 1_000_000, id="backslashes"),
    ],
)
def test_a_hostile_text_is_read_in_one_pass(text: str) -> None:
    # Where reading is not linear, these take hours.
    assert read_step(entry(text)).builder in {"buildkit", "buildah", "legacy", "kaniko", "unknown"}
