"""Find the images of a Dockerfile: FROM, COPY --from, RUN --mount=from, `# syntax`, and those in ONBUILD.

The file is read as BuildKit's own frontend reads it. It is looked at as it is built without any argument, and as each
build that another file describes has it. Stages that a build leaves out count too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from imagegate.discovery.detector import Build, Claim, File, Found, Problem, Surroundings
from imagegate.discovery.dockerfile.lines import Piece
from imagegate.discovery.dockerfile.parse import parse
from imagegate.discovery.dockerfile.references import Answer, reference, references
from imagegate.discovery.dockerfile.resolve import Plan, Unknown, image
from imagegate.discovery.dockerfile.stages import Dockerfile, InvalidDockerfileError
from imagegate.source import Location, Occurrence, UsedAs

FORMAT = "dockerfile"

WORK_MAX = 200_000

_NAME = re.compile(r"(?:docker|container)file(?:[._-].*)?|.*\.(?:docker|container)file", re.IGNORECASE | re.DOTALL)
_OTHER_LANGUAGE = re.compile(
    r".*\.(?:dockerignore|md|rst|adoc|html?|go|ts|js|py|rb|java|kt|cs|rs|c|h|hs|lua|php|pl|vim|json|ya?ml|toml|xml|txt"
    r"|lock|snap|svg|png|sh|ps1|tf|j2|jinja2?|tmpl|tpl|template|mustache|erb|orig|rej|patch|diff|gz|xz|zip|asc|sig)",
    re.IGNORECASE | re.DOTALL,
)
_SYNTAX = "dockerfile-syntax"
_SYNTAX_ARGUMENT = "BUILDKIT_SYNTAX"


def claims(path: str) -> Claim:
    """Claim what is called Dockerfile or Containerfile, with something before or after; not `Dockerfile.md`."""
    name = path.rpartition("/")[2]
    return Claim.YES if _NAME.fullmatch(name) and not _OTHER_LANGUAGE.fullmatch(name) else Claim.NO


def sniffs(_text: str) -> bool:
    """Leave it to the name: what no name claims is no Dockerfile."""
    return False


def may_depend(_path: str, _changed: frozenset[str]) -> bool:
    """Read no other file: files that describe builds say so themselves."""
    return False


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a Dockerfile, in the plain build and in those that are described."""
    settings = surroundings.settings
    builds = surroundings.builds
    doubtful = {name: build.location for build in builds for name in build.contexts}
    supplied = frozenset(name for build in builds for name in build.arguments)
    plain = Plan(contexts=settings.contexts, doubtful=doubtful, supplied=supplied)
    yield from _found(file, (plain, *(_plan(build, surroundings) for build in builds)), surroundings)


def detect_build(file: File, build: Build, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a Dockerfile that is built in one way only, such as one inside another file."""
    yield from _found(file, (_plan(build, surroundings),), surroundings)


def _plan(build: Build, surroundings: Surroundings) -> Plan:
    contexts = {**surroundings.settings.contexts, **build.contexts}
    return Plan(build.arguments, contexts, build.target, build.location)


def _found(file: File, plans: Sequence[Plan], surroundings: Surroundings) -> Iterator[Found]:
    dockerfile = parse(file)
    yield from dockerfile.problems
    if dockerfile.syntax is not None:
        yield from _syntax(dockerfile.syntax)
    for plan in plans:
        yield from _given_syntax(plan)
    if len(plans) * len(surroundings.platforms) * len(dockerfile.stages) > WORK_MAX:
        message = f"the file is built in {len(plans)} ways, more than can be looked at"
        yield Problem(file.location(1, 1), InvalidDockerfileError(message, hint="describe fewer builds"))
        plans = plans[:1]
    if dockerfile.stages:
        yield from _without_lesser_uses(dict.fromkeys(_answers(dockerfile, plans, surroundings)))


def _answers(dockerfile: Dockerfile, plans: Sequence[Plan], surroundings: Surroundings) -> Iterator[Answer]:
    for plan in plans:
        for platform in surroundings.platforms:
            yield from references(dockerfile, plan, platform, surroundings.settings.variables)


def _without_lesser_uses(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Leave out that a stage is only built where in another build it is shipped: one name has one use."""
    found = tuple(answers)
    shipped = {_name(one) for one in found if isinstance(one, Occurrence) and one.used_as is UsedAs.BASE}
    for one in found:
        if not (isinstance(one, Occurrence) and one.used_as is UsedAs.BUILD and _name(one) in shipped):
            yield one


def _name(one: Occurrence) -> tuple[Location, str, str | None]:
    return one.location, one.text, one.platform


def _syntax(piece: Piece) -> Iterator[Answer]:
    yield from reference(piece, _SYNTAX, UsedAs.SYNTAX, image(piece.text))


def _given_syntax(plan: Plan) -> Iterator[Answer]:
    """Find the frontend that a build argument names; it beats the file's own."""
    argument = plan.arguments.get(_SYNTAX_ARGUMENT)
    if argument is None:
        return
    place, text = argument.location, argument.value or _SYNTAX_ARGUMENT
    piece = Piece(text, place, place.line, place.column + len(text))
    meaning = Unknown("its value is not known") if argument.value is None else image(text.partition(" ")[0])
    yield from reference(piece, _SYNTAX, UsedAs.SYNTAX, meaning)
