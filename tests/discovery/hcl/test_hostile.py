"""HCL that is written to be slow, deep or endless: every text ends quickly, with a tree or a fault."""

import pytest

from imagegate.discovery.bake import detect as bake
from imagegate.discovery.detector import Detector, File, Found, Problem, Surroundings
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.terraform import detect as terraform
from imagegate.errors import ImagegateError
from imagegate.source import DiscoverySettings, Occurrence, Unresolved

LONG = 100_000
DEEP = "values are nested more than 64 deep"
MANY = "more than 200000 values in the file"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a = " + "[" * LONG, DEEP, id="lists"),
        pytest.param("a = " + "(" * LONG, DEEP, id="brackets"),
        pytest.param("a = " + "{a=" * LONG, DEEP, id="objects"),
        pytest.param("a = " + "f(" * LONG, DEEP, id="calls"),
        pytest.param("a = " + "b[" * LONG, DEEP, id="indexes"),
        pytest.param("a = " + '"${' * LONG, DEEP, id="templates"),
        pytest.param("a = <<E\n" + "${<<E\n" * LONG, DEEP, id="heredocs"),
        pytest.param("a = " + "[for b in " * LONG, DEEP, id="for"),
        pytest.param("a = 1" + " ? 1 : 1" * LONG, DEEP, id="conditions"),
        pytest.param("a {\n" * LONG, DEEP, id="blocks"),
        pytest.param("a = 1" + " + 1" * LONG * 2, MANY, id="operators"),
        pytest.param("a = [" + "1," * LONG * 2 + "]", MANY, id="items"),
        pytest.param("a = 1\n" * LONG, "'a' stands twice in one block", id="one attribute"),
        pytest.param("".join(f"a{number} = 1\n" for number in range(LONG)), "", id="attributes"),
        pytest.param("a " + "b " * LONG * 3 + "{}", MANY, id="labels"),
        pytest.param('a = "' + "${b}" * LONG, MANY, id="interpolations"),
        pytest.param("a = <<-E\n" + "\n" * LONG + "E\n", "", id="empty lines"),
        pytest.param("a = b" + ".c" * LONG, "", id="names"),
        pytest.param("a = " + "!" * LONG + "b", "", id="signs"),
        pytest.param('a = "' + "\\" * LONG, "the quoted text is not closed", id="backslashes"),
        pytest.param('a = "' + "$" * LONG + '"', "", id="dollars"),
        pytest.param('a = "' + "%{" * LONG, "'' is no directive", id="directives"),
        pytest.param("/* " * LONG, "the comment is not closed", id="comments in comments"),
        pytest.param("/* * / " * LONG, "the comment is not closed", id="comments that nearly close"),
        pytest.param("a = 1 " + "/**/" * LONG, "", id="comments"),
        pytest.param("#" * LONG + "\n" + " " * LONG, "", id="blanks"),
        pytest.param("a = <<E\n" + (" " * 50 + "\n") * LONG, "the text up to 'E' is not closed", id="nearly an end"),
        pytest.param("a = <<" + "E" * LONG + "\n" + "E\n" * LONG, "", id="a long marker"),
        pytest.param("a" * LONG, "the end of the file stands where '=' or a block is needed", id="one name"),
        pytest.param("1" * LONG, "'1' stands where a name is needed", id="digits"),
        pytest.param("a = " + "1." * LONG, "the end of the file stands where a name is needed", id="points"),
    ],
)
def test_every_text_ends(text: str, message: str) -> None:
    fault = parse(text).fault
    told = "" if fault is None else fault.error.message
    assert told == message or (message == "" and told.startswith("the text up to 'EEE"))


def found(detector: Detector, text: str) -> list[Found]:
    path = "docker-bake.hcl" if detector is bake else "main.tf"
    return list(detector.detect(File(path, text), Surroundings({path: text}.get, DiscoverySettings())))


def names(answers: list[Found]) -> list[str]:
    return [one.text for one in answers if isinstance(one, Occurrence)]


def problems(answers: list[Found]) -> list[str]:
    return [one.error.message for one in answers if isinstance(one, Problem)]


def test_texts_that_double_end() -> None:
    texts = "".join(f'V{number} = "${{V{number - 1}}}${{V{number - 1}}}"\n' for number in range(1, 40))
    contexts = "".join(f'v{number} = "docker-image://${{V{number}}}"\n' for number in range(40))
    with pytest.raises(ImagegateError, match="more than can be looked at"):
        found(bake, f'V0 = "aaaaaaaa"\n{texts}target "t" {{\ncontexts = {{\n{contexts}}}\n}}\n')


def test_values_that_lead_on_and_on_end() -> None:
    chain = "".join(f"  v{number} = local.v{number + 1}\n" for number in range(LONG // 20))
    answers = found(terraform, f'locals {{\n{chain}}}\nresource "docker_container" "c" {{ image = local.v0 }}\n')
    assert [one.reason for one in answers if isinstance(one, Unresolved)] == [
        "its values refer to each other too deeply"
    ]


def test_targets_that_inherit_on_and_on_end() -> None:
    chain = "".join(f'target "t{number}" {{ inherits = ["t{number + 1}"] }}\n' for number in range(200))
    assert set(problems(found(bake, chain))) == {"targets inherit from each other more than can be followed"}


def test_targets_that_inherit_from_all_others_end() -> None:
    every = ", ".join(f'"t{number}"' for number in range(60))
    text = "".join(f'target "t{number}" {{ inherits = [{every}] }}\n' for number in range(60))
    assert set(problems(found(bake, text))) == {"targets inherit from each other more than can be followed"}


def test_arguments_that_all_inherit_end() -> None:
    arguments = "\n".join(f"a{number} = 1" for number in range(1200))
    targets = "".join(f'target "t{number}" {{ inherits = ["base"] }}\n' for number in range(1200))
    with pytest.raises(ImagegateError, match="more than can be looked at"):
        found(bake, f'target "base" {{\nargs = {{\n{arguments}\n}}\n}}\n{targets}')


def test_lists_that_many_resources_repeat_end() -> None:
    items = ", ".join(f'{{ image = "i{number}:1" }}' for number in range(1000))
    one = 'resource "aws_ecs_task_definition" "t" { container_definitions = jsonencode(local.list) }\n'
    answers = found(terraform, f"locals {{ list = [{items}] }}\n{one * 100}")
    assert problems(answers) == ["more than 20000 references in the file, its values multiplied"]
    assert len(answers) == 20_001


def test_many_names_in_an_inline_dockerfile_are_found() -> None:
    lines = "".join(f"FROM a{number}:${{TAG}}\n" for number in range(3000))
    answers = found(bake, f'TAG = "1"\ntarget "t" {{\n  dockerfile-inline = <<E\n{lines}E\n}}\n')
    assert names(answers) == [f"a{number}:1" for number in range(3000)]


def test_a_matrix_is_bounded() -> None:
    axes = ", ".join(f"a{number} = [1, 2, 3, 4, 5, 6, 7, 8]" for number in range(30))
    answers = found(bake, f'target "t" {{ matrix = {{ {axes} }} }}\n')
    assert problems(answers) == [f"a matrix has {8**30} combinations, more than 256"]


def test_calls_that_multiply_end() -> None:
    files = {}
    for number in range(5):
        calls = "".join(f'module "m{at}" {{ source = "../f{number + 1}" }}\n' for at in range(10))
        files[f"f{number}/main.tf"] = calls
    surroundings = Surroundings(files.get, paths=frozenset(files))
    with pytest.raises(ImagegateError, match="more than can be looked at"):
        list(terraform.detect(File("f0/main.tf", files["f0/main.tf"]), surroundings))


@pytest.mark.parametrize("folder", ["./", "../x/", "./a/.."])
def test_a_module_that_calls_itself_ends(folder: str) -> None:
    text = (
        f'module "m" {{\nsource = "{folder}"\nimage = "a:1"\n}}\nresource "docker_image" "i" {{ name = var.image }}\n'
    )
    surroundings = Surroundings({"x/main.tf": text}.get, paths=frozenset(["x/main.tf"]))
    (one,) = terraform.detect(File("x/main.tf", text), surroundings)
    assert isinstance(one, Unresolved)
