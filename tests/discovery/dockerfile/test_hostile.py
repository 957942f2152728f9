"""Texts that would keep a careless reader busy for hours; each must simply end."""

from collections.abc import Iterable

import pytest

from imagegate.discovery.detector import File, Found, Surroundings
from imagegate.discovery.dockerfile.detect import detect

MANY = 20_000


def found(text: str) -> Iterable[Found]:
    return list(detect(File("Dockerfile", text), Surroundings(lambda _: None)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ARG A0=a\n" + "".join(f"ARG A{n + 1}=$A{n}$A{n}\n" for n in range(1000)), id="doubling values"),
        pytest.param("ARG A0=a\n" + "".join(f"ARG A{n + 1}=$A{n}\n" for n in range(MANY)), id="a chain of values"),
        pytest.param("FROM " + "${a:-" * MANY, id="nested variables"),
        pytest.param("FROM " + "$" * MANY, id="dollars"),
        pytest.param("FROM " + '"' * MANY, id="quotes"),
        pytest.param(f"ARG V={'a' * 4000}\nFROM ${{V%%{'*a' * 2000}b}}\n", id="stars in a pattern"),
        pytest.param(f"ARG V={'a' * 4000}\nFROM ${{V//{'?' * 1000}b/x}}\n", id="a pattern that never fits"),
        pytest.param("RUN <<A [" + '"a",' * MANY, id="an array that is not closed"),
        pytest.param("FROM a\nRUN " + "<<A " * 2000 + "\n" + "A\n" * 2000, id="many heredocs in a line"),
        pytest.param("FROM a\n" + "RUN <<A\n" * MANY, id="heredocs that are not ended"),
        pytest.param("FROM a\nRUN --mount=" + "from=a," * MANY, id="many mounts"),
        pytest.param("FROM a\nRUN --mount=" + '\\"' * MANY, id="a mount of quotes"),
        pytest.param("FROM a" + "\\\n" * MANY, id="continuations"),
        pytest.param('{"syntax":"' * MANY, id="a syntax in JSON"),
        pytest.param("# syntax=" + " " * MANY + "\n", id="a syntax of blanks"),
        pytest.param("FROM a AS a\n" * MANY, id="stages of one name"),
    ],
)
def test_ends(text: str) -> None:
    assert found(text)
