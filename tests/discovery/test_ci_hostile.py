"""Files of CI systems that are written to be slow, deep or endless: each ends quickly, and nothing in it is lost."""

import pytest

from imagegate.discovery.azure_pipelines import detect as azure_pipelines
from imagegate.discovery.circleci import detect as circleci
from imagegate.discovery.cloud_build import detect as cloud_build
from imagegate.discovery.detector import Build, Detector, File, Found, Included, NotJudged, Problem, Surroundings
from imagegate.discovery.devcontainer import detect as devcontainer
from imagegate.source import DiscoverySettings, Occurrence, Unresolved
from tests.discovery.test_yaml_hostile import bomb

MANY = 3_000
EACH = "${{ each a in parameters.l }}:\n"


def detect(detector: Detector, text: str, **files: str) -> list[Found]:
    found = detector.detect(File("ci.yml", text), Surroundings(files.get, DiscoverySettings()))
    return [one for one in found if not isinstance(one, Included)]


def problems(found: list[Found]) -> list[str]:
    return [str(one.error) for one in found if isinstance(one, Problem)]


def orb_bomb() -> str:
    """Give orbs that hold 2^30 orbs."""
    levels = [
        f"  o{number}: &o{number} {{orbs: {{a: *o{number - 1}, b: *o{number - 1}}}}}\n" for number in range(1, 31)
    ]
    return "x:\n  o0: &o0 {jobs: {j: {docker: [{image: nginx}]}}}\n" + "".join(levels)


@pytest.mark.parametrize(
    ("detector", "text"),
    [
        pytest.param(circleci, "x:\n" + bomb("{image: nginx}") + "jobs: {j: {docker: *a30}}", id="circleci"),
        pytest.param(circleci, "x:\n" + bomb("{docker: [{image: nginx}]}") + "jobs: *a30", id="circleci jobs"),
        pytest.param(azure_pipelines, "x:\n" + bomb("{container: nginx, steps: []}") + "jobs: *a30", id="azure"),
        pytest.param(cloud_build, "x:\n" + bomb("{name: nginx}") + "steps: *a30", id="cloud build"),
        pytest.param(circleci, orb_bomb() + "orbs: {o: *o30}", id="circleci orbs"),
    ],
)
def test_alias_bombs_are_walked_once(detector: Detector, text: str) -> None:
    found = detect(detector, text)
    assert [one.text for one in found if isinstance(one, Occurrence)] in ([], ["nginx"])


def test_jobs_that_share_many_images_are_bounded() -> None:
    images = "".join(f"  - image: team/a:{number}\n" for number in range(MANY))
    jobs = "".join(f"  j{number}: *j\n" for number in range(MANY))
    found = detect(circleci, f"x: &j\n  docker:\n{images}jobs:\n{jobs}".replace("  - image", "    - image"))
    assert len([one for one in found if isinstance(one, Occurrence)]) == MANY
    assert problems(found) == ["jobs share images more than 50000 times"]


def circleci_uses(text: str, given: str) -> str:
    uses = "".join(f"  - j: {given.replace('N', str(number))}\n" for number in range(MANY))
    images = "".join(f"    - image: {text}-{number}\n" for number in range(MANY // 10))
    declared = "    parameters: {a: {default: x}, b: {default: y}}\n"
    values = f"v: &v [{', '.join(map(str, range(17)))}]"
    return f"{values}\njobs:\n  j:\n{declared}    docker:\n{images}workflows:\n w:\n  jobs:\n{uses}"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("{a: N}", id="more uses than are looked at"),
        pytest.param("{matrix: {parameters: {a: *v, b: *v}}}", id="matrices"),
        pytest.param("{a: << parameters.b >>}", id="names that are not known"),
    ],
)
def test_parameters_are_bounded(given: str) -> None:
    found = detect(circleci, circleci_uses("x:<< parameters.a >>", given))
    assert [type(one) for one in found] == [Unresolved] * (MANY // 10)


def test_the_work_for_parameters_is_bounded() -> None:
    images = "".join(f"    - image: x:<< parameters.a >>-{number}\n" for number in range(400))
    uses = "  - j: {a: same}\n" * 99
    found = detect(circleci, f"jobs:\n  j:\n    docker:\n{images}workflows:\n w:\n  jobs:\n{uses}")
    assert [type(one) for one in found] == [Occurrence] * (20_000 // 99) + [Unresolved] * (400 - 20_000 // 99)


def test_references_that_parameters_multiply_are_bounded() -> None:
    images = "".join(f"    - image: x:<< parameters.a >>-{number}\n" for number in range(60))
    uses = "".join(f"  - j: {{a: v{number}}}\n" for number in range(200))
    found = detect(circleci, f"jobs:\n  j:\n    docker:\n{images}workflows:\n w:\n  jobs:\n{uses}")
    assert problems(found) == ["more than 5000 references in the file, its values multiplied"]


def test_orbs_in_orbs_are_read_as_far_as_a_file_may_nest() -> None:
    text = "{executors: {e: {docker: [{image: nginx}]}}}"
    for _ in range(28):
        text = f"{{orbs: {{o: {text}}}}}"
    (found,) = detect(circleci, text)
    assert isinstance(found, Occurrence)
    assert len(found.key) < 200


def test_names_are_cut() -> None:
    (found,) = detect(circleci, f"jobs: {{{'j' * 1000}: {{docker: [{{image: a}}]}}}}")
    assert isinstance(found, Occurrence)
    assert found.key == "j" * 80


def test_dev_containers_that_name_many_compose_files_are_bounded() -> None:
    names = ",".join(f'"{number}.yml"' for number in range(60))
    found = detect(devcontainer, f'{{"dockerComposeFile": [{names}], "features": {{}}}}')
    assert problems(found)[-1] == "more than 50 Compose files"
    assert len(found) == 51


def test_a_dev_container_with_many_images_is_read() -> None:
    images = ",\n".join('"image": "a"' for _ in range(MANY))
    assert len(detect(devcontainer, f"{{{images}}}")) == MANY


def test_features_are_told_once() -> None:
    features = ", ".join(f'"ghcr.io/team/{number}": {{}}' for number in range(MANY))
    (found,) = detect(devcontainer, f'{{"features": {{{features}}}}}')
    assert isinstance(found, NotJudged)


def test_substitutions_that_hold_one_another_are_bounded() -> None:
    chain = "".join(f"  _A{number}: $_A{number + 1}\n" for number in range(MANY))
    (found,) = detect(cloud_build, f"substitutions:\n{chain}steps: [{{name: $_A0}}]")
    assert isinstance(found, Unresolved)
    assert found.occurrence.text == "$_A20"


def test_substitutions_that_multiply_are_bounded() -> None:
    chain = "".join(f"  _A{number}: {f'$_A{number + 1}' * 300}\n" for number in range(30))
    (found,) = detect(cloud_build, f"substitutions:\n{chain}steps: [{{name: $_A0}}]")
    assert isinstance(found, Unresolved)
    assert len(found.occurrence.text) == 2048


def test_steps_that_share_their_arguments_are_read() -> None:
    steps = "".join("  - {name: alpine, args: *a}\n" for _ in range(MANY))
    found = detect(cloud_build, f"x: &a [build, {', '.join('-t' for _ in range(MANY))}]\nsteps:\n{steps}")
    assert len(found) == MANY


def test_long_commands_are_read() -> None:
    command = "docker build " + "-t x " * 100_000
    found = detect(cloud_build, f"steps: [{{name: alpine, script: {command}}}, {{name: x}}]")
    assert isinstance(found[1], NotJudged)


def test_templates_that_use_themselves_are_read_once() -> None:
    files = {"a.yml": "jobs: [{template: a.yml}, {template: a.yml}, {job: a, container: 'nginx:1'}]"}
    (found,) = detect(azure_pipelines, "jobs: [{template: a.yml}]", **files)
    assert isinstance(found, Occurrence)


def test_templates_that_give_themselves_more_each_time_are_bounded() -> None:
    template = "jobs:\n- template: a.yml\n  parameters: {x: '${{ parameters.x }}a'}\n"
    found = detect(azure_pipelines, "jobs: [{template: a.yml, parameters: {x: v}}]", **{"a.yml": template})
    assert problems(found) == ["templates are used with more than 500 combinations of parameters"]


def test_pipelines_of_too_many_values_are_bounded() -> None:
    jobs = ", ".join("{job: a}" for _ in range(MANY))
    uses = "".join(f"- {{template: a.yml, parameters: {{x: v{number}}}}}\n" for number in range(100))
    found = detect(azure_pipelines, f"jobs:\n{uses}", **{"a.yml": f"jobs: [{jobs}]"})
    assert problems(found) == ["more than 100000 values in the pipeline and its templates"]


def test_templates_are_bounded() -> None:
    uses = "".join(f"  - template: {number}.yml\n" for number in range(110))
    found = detect(azure_pipelines, f"jobs:\n{uses}", **{f"{number}.yml": "jobs: []" for number in range(110)})
    assert problems(found) == ["the pipeline has more than 100 templates"] * 10


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("variables:\n  a: $(b)\n  b: $(a)\njobs: [{job: j, container: $(a)}]", id="in a circle"),
        pytest.param(f"variables: {{a: {'$(a)' * 500}}}\njobs: [{{job: j, container: $(a)}}]", id="in themselves"),
        pytest.param(f"jobs: [{{job: j, container: {'$(a)' * 500}}}]", id="many"),
        pytest.param(f"jobs:\n  - job: j\n    container: {'$[' * 20_000}", id="open expressions"),
        pytest.param(f"jobs:\n  - job: j\n    container: {'${{' * 20_000}", id="open templates"),
        pytest.param(f"jobs:\n  - job: j\n    container: ${{{{ a{' ' * 20_000}b }}}}", id="blanks"),
        pytest.param(f"jobs:\n  - job: j\n    container: ${{{{ a{'.a' * 20_000}! }}}}", id="steps"),
    ],
)
def test_variables_are_bounded(text: str) -> None:
    (found,) = detect(azure_pipelines, text)
    assert isinstance(found, Unresolved)
    assert len(found.occurrence.text) + len(found.reason) < 5000


def test_conditions_that_multiply_are_bounded() -> None:
    names = [f"v{number}" for number in range(20)]
    cases = "".join(
        f"  ${{{{ if a{number} }}}}:\n" + "".join(f"    {name}: x{number}\n" for name in names) for number in range(9)
    )
    text = f"variables:\n{cases}jobs:\n- job: j\n  container: a:{'-'.join(f'$({name})' for name in names)}\n"
    assert problems(detect(azure_pipelines, text)) == ["a text of the pipeline has more than 256 values"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param(
            EACH + f"  {EACH}    {EACH}      k: v",
            "more than 100000 values in the pipeline and its templates",
            id="loops in loops",
        ),
        pytest.param(
            f"jobs:\n- job: j\n  strategy:\n    matrix:\n      {EACH}        ${{{{ a }}}}: {{i: x}}\n  container: $(i)",
            "a text of the pipeline has more than 256 values",
            id="legs",
        ),
    ],
)
def test_loops_are_bounded(template: str, message: str) -> None:
    values = ", ".join(f"v{number}" for number in range(MANY))
    found = detect(azure_pipelines, f"parameters:\n- name: l\n  default: [{values}]\n{template}\n")
    assert problems(found) == [message]


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("- job: j\n  ${{ insert }}: ${{ parameters.x }}", id="in a job"),
        pytest.param("- template: a.yml\n  parameters: {y: '${{ parameters.x }}'}", id="passed to a template"),
    ],
)
def test_mappings_that_insert_themselves_are_bounded(use: str) -> None:
    text = f"parameters:\n- name: x\n  default:\n    ${{{{ insert }}}}: ${{{{ parameters.x }}}}\njobs:\n{use}\n"
    template = "parameters: {y: {}}\njobs:\n- job: k\n  ${{ insert }}: ${{ parameters.y }}\n"
    found = detect(azure_pipelines, text, **{"a.yml": template})
    assert problems(found) == ["mappings of the pipeline are inserted into each other more than 50 times"]


def test_services_of_many_legs_are_bounded() -> None:
    legs = ", ".join(f"l{number}: {{i: x}}" for number in range(250))
    services = ", ".join(f"s{number}: $(i)" for number in range(MANY))
    found = detect(azure_pipelines, f"jobs: [{{job: j, strategy: {{matrix: {{{legs}}}}}, services: {{{services}}}}}]")
    assert problems(found) == ["more than 100000 values in the pipeline and its templates"]


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("format(" * 500 + "a" + ")" * 500, id="calls in calls"),
        pytest.param("format('{0}', " + ", ".join(["parameters.l"] * 100) + ")", id="many arguments"),
        pytest.param("'" * 1001, id="quotes"),
        pytest.param("a" + "['b']" * 300, id="keys"),
        pytest.param("a" + "." * 300, id="dots"),
    ],
)
def test_expressions_are_bounded(expression: str) -> None:
    text = f"parameters: {{l: {{a: b}}}}\njobs:\n- job: j\n  container: ${{{{ {expression} }}}}\n"
    (found,) = detect(azure_pipelines, text.replace("container: ", "container: >-\n    "))
    assert isinstance(found, Unresolved | NotJudged)


@pytest.mark.parametrize("detector", [azure_pipelines, circleci, cloud_build, devcontainer])
@pytest.mark.parametrize("text", ["\n", " ", "\t\n", "{", "- ", "jobs", "steps ", "stages\t"])
def test_what_to_sniff_at_may_be_long(detector: Detector, text: str) -> None:
    assert not detector.sniffs(text * 500_000)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("${{" + " " * 100_000, id="blanks"),
        pytest.param("${{ if" + " " * 100_000 + "}}", id="blanks in a condition"),
        pytest.param("${{ each a in" + " " * 1000 + "}}", id="blanks in a loop"),
        pytest.param("${{ " * 30_000, id="many that are open"),
        pytest.param("${{ '" * 300 + "}}", id="quotes"),
    ],
)
def test_keys_may_be_long(key: str) -> None:
    text = f'? "{key}"\n: jobs: [{{job: j, container: "nginx:1"}}]\n'
    assert [type(one) for one in detect(azure_pipelines, text)] == [Occurrence]


def test_arguments_of_a_dev_container_may_be_long() -> None:
    (found,) = detect(devcontainer, f'{{"build": {{"dockerfile": "a", "args": {{"A": "{"${" * 500_000}"}}}}}}')
    assert isinstance(found, Build)
    assert found.arguments["A"].value is None
