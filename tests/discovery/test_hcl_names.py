"""Which files are bake files or Terraform's, and what changes in other files matter to them."""

import pytest

from imagegate.discovery.bake import detect as bake
from imagegate.discovery.detector import Claim
from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.terraform import detect as terraform
from imagegate.source import DiscoverySettings


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("docker-bake.hcl", Claim.YES),
        ("build/docker-bake.json", Claim.YES),
        ("docker-bake.override.hcl", Claim.YES),
        ("docker-bake.override.json", Claim.YES),
        ("docker-bake.prod.hcl", Claim.MAYBE),
        ("bake.hcl", Claim.MAYBE),
        ("ci/Bake-base.HCL", Claim.MAYBE),
        ("bakery/app.hcl", Claim.NO),
        ("docker-bake.yaml", Claim.NO),
        ("docker-bake.hcl.md", Claim.NO),
    ],
)
def test_bake_files(path: str, claim: Claim) -> None:
    assert bake.claims(path) is claim


@pytest.mark.parametrize(
    ("text", "is_bake"),
    [
        pytest.param('target "app" {}', True, id="target"),
        pytest.param("# c\n  target app {\n", True, id="bare label"),
        pytest.param('group "default" {', True, id="group"),
        pytest.param('{"target": {}}', True, id="JSON"),
        pytest.param('target = "app"', False, id="an attribute"),
        pytest.param('job "target" {}', False, id="another block"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_what_looks_like_bake(text: str, *, is_bake: bool) -> None:
    assert bake.sniffs(text) is is_bake


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("main.tf", Claim.YES),
        ("modules/app/web.tofu", Claim.YES),
        ("main.tf.json", Claim.NO),
        ("terraform.tfvars", Claim.NO),
        ("main.hcl", Claim.NO),
    ],
)
def test_modules(path: str, claim: Claim) -> None:
    assert terraform.claims(path) is claim
    assert not terraform.sniffs('resource "a" "b" {}')


@pytest.mark.parametrize(
    ("changed", "depends"),
    [
        ("a/variables.tf", True),
        ("b/other.tofu", True),
        ("a/terraform.tfvars", True),
        ("a/prod.auto.tfvars", True),
        ("a/prod.tfvars", False),
        ("a/tasks/web.json", True),
        ("main.go", False),
    ],
)
def test_what_modules_depend_on(changed: str, *, depends: bool) -> None:
    assert terraform.may_depend("a/app.tf", frozenset([changed])) is depends


BAKE = b'variable "V" { default = "3" }\ntarget "t" {\n  args = { V = V }\n  dockerfile = "build/an.image"\n}\n'
TREE = {"docker-bake.hcl": BAKE, "build/an.image": b"ARG V\nFROM alpine:$V\n"}


def looked_at(files: dict[str, bytes], *changed: str) -> Discovery:
    return discover(files, files.get, DiscoverySettings(), changed=frozenset(changed) if changed else None)


def texts(discovery: Discovery) -> list[tuple[str, str]]:
    return [(one.text, str(one.location)) for one in discovery.occurrences]


def test_a_dockerfile_is_read_as_bake_builds_it_whatever_its_name() -> None:
    found = looked_at(TREE)
    assert texts(found) == [("alpine:3", "build/an.image:2:6")]
    assert found.claimed == {"docker-bake.hcl": ("bake",), "build/an.image": ("dockerfile",)}
    assert (found.unresolved, found.problems) == ((), ())


def test_a_file_that_a_module_takes_containers_from_is_looked_at_when_it_changes() -> None:
    module = b'resource "aws_ecs_task_definition" "a" {\n  container_definitions = file("tasks/web.json")\n}\n'
    files = {"app/main.tf": module, "app/tasks/web.json": b'[{"image": "nginx:1"}]', "app/other.json": b"{}"}
    assert texts(looked_at(files, "app/tasks/web.json")) == [("nginx:1", "app/tasks/web.json:1:13")]
    assert texts(looked_at(files, "app/other.json")) == []


@pytest.mark.parametrize("changed", ["docker-bake.hcl", "docker-bake.override.hcl", "build/an.image"])
def test_a_dockerfile_is_looked_at_again_when_what_builds_it_changes(changed: str) -> None:
    assert texts(looked_at(TREE, changed)) == [("alpine:3", "build/an.image:2:6")]


def test_a_dockerfile_that_is_not_there_is_a_problem_of_the_target() -> None:
    found = looked_at({"docker-bake.hcl": BAKE})
    assert [(str(one.location), one.error.message) for one in found.problems] == [
        ("docker-bake.hcl:2:1", "the Dockerfile 'build/an.image' is not in the repository")
    ]


def test_a_file_that_does_not_parse_is_a_problem_with_its_place() -> None:
    found = looked_at({"a/main.tf": b'resource "docker_container" "c" {\n  image = "a:1"\n  b = \n}\n'})
    assert [(str(one.location), one.error.code) for one in found.problems] == [("a/main.tf:3:7", "invalid-hcl")]
    assert texts(found) == [("a:1", "a/main.tf:2:12")]


def test_a_byte_order_mark_moves_nothing() -> None:
    found = looked_at({"main.tf": b'\xef\xbb\xbfresource "docker_image" "c" { name = "a:1" }\n'})
    assert texts(found) == [("a:1", "main.tf:1:39")]


def test_files_that_are_no_bake_files_are_left_alone() -> None:
    assert looked_at({"bakery.hcl": b'job "a" {'}).problems == ()


@pytest.mark.parametrize("values", ["variables.tf", "terraform.tfvars", "a.auto.tfvars"])
def test_later_values_count(values: str) -> None:
    order = ["variables.tf", "terraform.tfvars", "a.auto.tfvars"]
    files = {name: f'image = "{name}"\n'.encode() for name in order[: order.index(values) + 1]}
    files["variables.tf"] = b'variable "image" { default = "variables.tf" }\n'
    files["app.tf"] = b'resource "docker_container" "c" { image = var.image }\n'
    assert [text for text, _ in texts(looked_at(files))] == [values]


def test_a_module_is_looked_at_again_when_its_variables_change() -> None:
    files = {
        "app.tf": b'resource "docker_container" "c" { image = var.image }\n',
        "variables.tf": b'variable "image" { default = "a:1" }\n',
        "other.tf": b'resource "docker_container" "d" { image = "b:1" }\n',
    }
    assert texts(looked_at(files, "variables.tf")) == [("a:1", "app.tf:1:43")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param(b'resource "aws_vpc" "v" {', [], id="nothing that pulls"),
        pytest.param(b'resource "docker_image" "v" {', ["main.tf:1:29"], id="something that pulls"),
        pytest.param(b'resource "docker\\u005fimage" "v" {', ["main.tf:1:34"], id="with an escape"),
    ],
)
def test_a_file_that_does_not_parse_counts_where_it_may_hide_an_image(text: bytes, places: list[str]) -> None:
    assert [str(one.location) for one in looked_at({"main.tf": text}).problems] == places


def test_a_label_with_an_escape_hides_nothing() -> None:
    found = looked_at({"main.tf": b'resource "docker\\u005fimage" "i" { name = "a:1" }\n'})
    assert texts(found) == [("a:1", "main.tf:1:44")]


MODULE = {
    "main.tf": b'module "app" {\n  source = "./modules/app"\n  image  = "a:1"\n}\n',
    "modules/app/any.tf": b'variable "image" {}\nresource "docker_image" "i" { name = var.image }\n',
}


def test_what_a_call_gives_is_found_where_the_module_names_it() -> None:
    found = looked_at(MODULE)
    (one,) = found.occurrences
    assert (one.text, str(one.location), one.key) == ("a:1", "modules/app/any.tf:2:38", "module.app.docker_image.i")
    assert [str(place) for place in one.contributing] == ["main.tf:3:13"]
    assert (found.unresolved, found.problems) == ((), ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("z_override.tf", 'variable "image" { default = "b:1" }\n', id="an override file"),
        pytest.param("z.auto.tfvars", 'image = "b:1"\n', id="a file of values"),
    ],
)
def test_the_last_of_many_files_counts(name: str, text: str) -> None:
    files = {f"{number:03}.{name.partition('.')[2]}": b"" for number in range(150)}
    files["main.tf"] = b'variable "image" { default = "a:1" }\nresource "docker_image" "i" { name = var.image }\n'
    assert [one for one, _ in texts(looked_at({**files, name: text.encode()}))] == ["b:1"]


def test_a_call_hides_no_image_that_a_module_names_alone() -> None:
    default = {"modules/app/any.tf": MODULE["modules/app/any.tf"].replace(b"{}", b'{ default = "b:1" }')}
    assert [text for text, _ in texts(looked_at({**MODULE, **default}))] == ["a:1", "b:1"]
    run = {"modules/app/terraform.tfvars": b'image = "c:1"\n'}
    assert [text for text, _ in texts(looked_at({**MODULE, **run}))] == ["a:1", "c:1"]


def test_a_module_that_nobody_calls_lacks_its_variables() -> None:
    found = looked_at({"modules/app/any.tf": MODULE["modules/app/any.tf"]})
    assert [one.occurrence.text for one in found.unresolved] == ["var.image"]


def test_a_fault_in_a_called_module_is_a_problem() -> None:
    found = looked_at({**MODULE, "modules/app/broken.tf": b'resource "docker_image" "i" {'})
    assert [str(one.location) for one in found.problems] == ["modules/app/broken.tf:1:29"]


@pytest.mark.parametrize("changed", ["main.tf", "modules/app/any.tf", "modules/app/gone.tf"])
def test_a_call_is_looked_at_again(changed: str) -> None:
    assert texts(looked_at(MODULE, changed)) == [("a:1", "modules/app/any.tf:2:38")]
