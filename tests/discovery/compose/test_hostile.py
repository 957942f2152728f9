"""Texts that would keep a careless reader busy for hours; each must simply end."""

import pytest

from imagegate.discovery.compose.compose_file import WORK_MAX
from imagegate.errors import ImagegateError
from tests.discovery.compose.rendered import found

MANY = 20_000
SERVICES = 3000
LONG = "x" * 100_000


def services(line: str, count: int = SERVICES, before: str = "") -> str:
    return f"{before}services:\n" + "".join(f"  s{number}: {line}\n" for number in range(count))


ITEMS = "".join(f"- {{type: image, source: 'a:{number}'}}\n" for number in range(500))
ARGUMENTS = "".join(f"  A{number}: 1\n" for number in range(2000))
DOCKERFILE = "".join(f"  FROM a:{number}\n" for number in range(2000))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(services("{image: a}"), id="services"),
        pytest.param(services("{image: *i}", before=f"x: &i {LONG}\n"), id="a long image for many"),
        pytest.param(services("{image: '$L'}"), id="a long value for many"),
        pytest.param(services("{image: '${L:-a}'}"), id="a long value that counts"),
        pytest.param(services("{image: a, volumes: *v}", before=f"x: &v\n{ITEMS}"), id="volumes for many"),
        pytest.param(services("{build: {args: *a}}", before=f"x: &a\n{ARGUMENTS}"), id="arguments for many"),
        pytest.param(services("{build: {dockerfile_inline: *d}}", before=f"x: &d |\n{DOCKERFILE}"), id="a Dockerfile"),
        pytest.param(services("{<<: *b}", before="x: &b {build: {context: .}, image: a}\n"), id="one build for many"),
        pytest.param(services("&a {image: a}").replace("&a", f"&{LONG}", 1), id="a long anchor"),
        pytest.param("services:\n" + "".join(f"  s{n}: {{extends: s{n + 1}}}\n" for n in range(500)), id="a chain"),
        pytest.param(services("{extends: a}") + "  a: {extends: a}\n", id="a circle for many"),
        pytest.param(
            "services:\n" + "".join(f"  s{n}: {{extends: s{n + 1}}}\n" * 2 for n in range(30)) + "  s30: {image: a}\n",
            id="services that stand twice, each extending two",
        ),
        pytest.param("include: [" + "compose.yaml, " * MANY + "]", id="itself, many times"),
        pytest.param("include: [" + "many.yaml, " * MANY + "]", id="another, many times"),
        pytest.param("include:\n- path: [" + "many.yaml, " * MANY + "]", id="layers"),
        pytest.param("include: [circle.yaml]", id="files that include each other"),
        pytest.param("services: {a: {image: '" + "${a:-" * MANY + "'}}", id="nested variables"),
        pytest.param("services: {a: {image: '" + "$a" * MANY + "'}}", id="variables"),
        pytest.param("services: {a: {image: '" + "$" * MANY + "x'}}", id="dollars"),
        pytest.param("services: {a: {build: {dockerfile_inline: '" + "$L" * MANY + "'}}}", id="a Dockerfile of values"),
        pytest.param("services: {a: {build: {dockerfile_inline: '" + "${L" * MANY + "'}}}", id="open variables"),
        pytest.param("services: {a: {build: {dockerfile_inline: 'FROM a" + "\n\n" * MANY + "'}}}", id="folded lines"),
        pytest.param("---\nservices: {a: {image: a}}\n" * 2000, id="documents"),
    ],
)
def test_ends(text: str) -> None:
    files = {
        "compose.yaml": text,
        ".env": f"L={LONG}\n",
        "many.yaml": services("{image: a}", 1000),
        "circle.yaml": "include: [circle2.yaml, circle2.yaml]\nservices: {a: {image: a}}",
        "circle2.yaml": "include: [circle3.yaml, circle3.yaml]",
        "circle3.yaml": "include: [circle.yaml, many.yaml, many.yaml]",
    }
    assert found_or_refused(files)


def found_or_refused(files: dict[str, str]) -> bool:
    try:
        return bool(found(files))
    except ImagegateError as error:
        return bool(error.message)


PLAIN = "- a:/b\n" * 2000


def test_too_much_is_a_problem() -> None:
    with pytest.raises(ImagegateError) as caught:
        found({"compose.yaml": services("{image: a, volumes: *v}", 51, f"x: &v\n{PLAIN}")})
    assert caught.value.message == f"the file describes more than {WORK_MAX} values"


def test_much_is_none() -> None:
    assert len(found({"compose.yaml": services("{image: a, volumes: *v}", 49, f"x: &v\n{PLAIN}")})) == 49


ENDLESS = [
    pytest.param("A0=a\n" + "".join(f"A{n + 1}=$A{n}$A{n}\n" for n in range(1000)), id="doubling values"),
    pytest.param("A0=a\n" + "".join(f"A{n + 1}=$A{n}\n" for n in range(MANY)), id="a chain of values"),
    pytest.param("A='\n" * MANY, id="quotes over lines"),
    pytest.param('A="' + "\\" * MANY, id="backslashes"),
    pytest.param("\n" * MANY + "#\n" * MANY, id="nothing"),
    pytest.param("A" * MANY, id="a name"),
    pytest.param("export " * MANY, id="exports"),
    pytest.param("A=1 " * MANY, id="one long line"),
]


@pytest.mark.parametrize("env", ENDLESS)
def test_files_of_variables_end(env: str) -> None:
    assert found({"compose.yaml": "services: {a: {image: '$A1000'}}", ".env": env})
