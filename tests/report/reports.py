"""The reports that every renderer is tested with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from imagegate.errors import ImagegateError, UsageError
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, LeftOut
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.problem import InvalidPolicyError, Problem
from imagegate.policy.rule import PolicySource, Severity
from imagegate.policy.verdict import Candidate, Failed, Finding, Outcome, Passed, Unverified, Use
from imagegate.report.report import ExitCode, Fault, Report
from imagegate.source import Location, Occurrence, UsedAs
from tests.images import image

BOTH = (Platform("linux", "amd64"), Platform("linux", "arm64"))
PACK = PolicySource("baseline-security", "pack:baseline-security", str(Digest.of(b"pack")))
OWN = PolicySource("our images", ".github/imagegate.yaml", str(Digest.of(b"own")))

ROOT = Finding(
    rule="user-non-root",
    severity=Severity.ERROR,
    outcome=Outcome.FAIL,
    message='the default user is root (config.User is "")',
    platforms=BOTH,
    pointer="/user/root",
    raw_field="config.User",
    value="true",
    expected="not true",
    help="Add `USER 10001:10001` to the last stage\n(a number, so that Kubernetes can verify it).",
    url="https://docs.docker.com/build/building/best-practices/#user",
    location=Location("pack:baseline-security", 25, 5),
)
SECRET = Finding(
    rule="env-no-secret-values",
    severity=Severity.ERROR,
    outcome=Outcome.FAIL,
    message="the value of AWS_ACCESS_KEY_ID is a credential (not shown)",
    platforms=BOTH[1:],
    pointer="/env/AWS_ACCESS_KEY_ID",
    raw_field="config.Env",
    expected="no match of the pattern",
    help="Rotate the credential, rebuild without it, pass it at run time.",
    location=Location("pack:baseline-security", 61, 5),
)
PORT = Finding(
    rule="ports-admin",
    severity=Severity.WARNING,
    outcome=Outcome.FAIL,
    message="port 22/tcp is exposed",
    platforms=BOTH,
    pointer="/exposedPorts/10",
    raw_field="config.ExposedPorts",
    value='{"port": 22, "protocol": "tcp"}',
    help="Remove EXPOSE; use `docker exec` or `kubectl exec`.",
    location=Location("pack:baseline-security", 92, 5),
)
TELNET = replace(PORT, message="port 23/tcp is exposed", pointer="/exposedPorts/9", value='{"port": 23}')
UNKNOWN = Finding(
    rule="image-age",
    severity=Severity.NOTICE,
    outcome=Outcome.UNKNOWN,
    message="the image says nothing of when it was built",
    pointer="/created",
    raw_field="created",
    value="null",
    location=Location(".github/imagegate.yaml", 7, 5),
)
UNCOVERED = Finding("uncovered", Severity.NOTICE, Outcome.FAIL, "no rule of the policy is about this image", BOTH[:1])
WAIVED = replace(ROOT, outcome=Outcome.WAIVED, waiver="nginx-needs-port-80")
DENIED = ImagegateError(
    "ghcr.io denies access to example/private:1 (it says: DENIED: requested access to the resource is denied)",
    hint="if the image is private, give credentials for this registry",
    code="denied",
)
TYPO = InvalidPolicyError(
    (
        Problem(Location(".github/imagegate.yaml", 12, 9), 'unknown key "requred"', 'did you mean "required"?'),
        Problem(Location(".github/imagegate.yaml", 20, 3), "a rule needs an id"),
    )
)
HOSTILE = (
    "</table><h1>All compliant</h1>\n::set-output name=result::pass\r##[stop-commands]x"
    "\u2028::error::\u202eevil\u200b\ud800 | [a](https://e.example) ![b](x) @org/team #1 `c` $d$ www.e.example"
)


def read(text: str, platforms: Sequence[Platform] = BOTH) -> Image:
    """Give an image with digests that depend on nothing but its name and platforms."""
    made = image(reference=text, platforms=[str(platform) for platform in platforms])
    ones = tuple(
        replace(one, descriptor=replace(one.descriptor, digest=Digest.of(f"{text} {one.platform}".encode()), size=500))
        for one in made.platforms
    )
    return replace(made, descriptor=replace(made.descriptor, digest=Digest.of(text.encode()), size=900), platforms=ones)


def named(text: str) -> Candidate:
    """Give an image that a user named."""
    return Candidate(Reference.parse(text), Use(UsedAs.NAMED))


def used(text: str, path: str, *lines: int, previous: str | None = None) -> Candidate:
    """Give an image that a file uses as a base, in these lines."""
    old = Reference.parse(previous) if previous else None
    return Candidate(Reference.parse(text), Use(UsedAs.BASE, path, previous=old), occurrences(text, path, *lines))


def occurrences(text: str, path: str, *lines: int) -> tuple[Occurrence, ...]:
    """Give the places in a Dockerfile that name an image."""
    return tuple(
        Occurrence(text, Location(path, line, 6), 6 + len(text), "dockerfile-from", UsedAs.BASE) for line in lines
    )


def passed(candidate: Candidate, *findings: Finding, applied: int = 12) -> Passed:
    """Give an image that passed."""
    return Passed(candidate, read(candidate.reference.text), findings, applied)


def failed(candidate: Candidate, *findings: Finding) -> Failed:
    """Give an image that failed."""
    return Failed(candidate, read(candidate.reference.text), findings)


def unverified(text: str, error: ImagegateError, *places: Occurrence) -> Unverified:
    """Give an image that could not be read."""
    return Unverified(text, Use(UsedAs.NAMED), places, error, Reference.parse(text))


def _left_out(verdict: Passed) -> Passed:
    attestation = Descriptor("application/vnd.oci.image.manifest.v1+json", Digest.of(b"attestation"), 500)
    windows = replace(attestation, digest=Digest.of(b"windows"), platform=Platform("windows", "amd64"))
    reasons = (LeftOut(attestation, "it holds no image"), LeftOut(windows, "not one of the platforms asked for"))
    return replace(verdict, image=replace(verdict.image, left_out=reasons))


def _hostile() -> Report:
    finding = replace(
        ROOT,
        message=HOSTILE,
        value=HOSTILE,
        expected=HOSTILE,
        pointer=HOSTILE,
        help=HOSTILE,
        url=HOSTILE,
        raw_field=HOSTILE,
    )
    path = f"sub/Dockerfile {HOSTILE}"
    return Report(
        (
            failed(used("evil.example/a:1", path, 3), finding, replace(finding, severity=Severity.NOTICE)),
            unverified("evil.example/b:1", ImagegateError(HOSTILE, hint=HOSTILE), *occurrences("b", path, 4)),
        ),
        (PolicySource(HOSTILE, HOSTILE, HOSTILE),),
        notices=(HOSTILE,),
    )


def _many() -> Report:
    """Five hundred findings: on each of ten images ten of one rule, and one each of forty rules."""
    verdicts = tuple(failed(named(f"registry.example/team/app-{number}:1"), *_fifty(number)) for number in range(10))
    return Report((*verdicts, unverified("ghcr.io/example/private:1", DENIED)), (PACK,))


def _fifty(number: int) -> tuple[Finding, ...]:
    ports = (
        replace(PORT, pointer=f"/exposedPorts/{index}", message=f"port {index}/tcp is exposed") for index in range(10)
    )
    label = Finding("label", Severity.ERROR, Outcome.FAIL, f"label {number} is missing")
    return (*ports, *(replace(label, rule=f"label-{index}", pointer=f"/labels/{index}") for index in range(40)))


REPORTS: Mapping[str, Report] = {
    "pass": Report((_left_out(passed(named("ruby:3.4"))), passed(named("ghcr.io/example/app:1.2"))), (PACK,)),
    "fail": Report(
        (
            failed(used("nginx:1.27", "Dockerfile", 14, previous="nginx:1.26"), PORT, ROOT, TELNET, SECRET),
            passed(named("ruby:3.4")),
        ),
        (PACK, OWN),
    ),
    "warnings": Report((passed(used("nginx:1.27", "web/Dockerfile", 2, 9), PORT, UNKNOWN, UNCOVERED),), (PACK, OWN)),
    "unverified": Report((unverified("ghcr.io/example/private:1", DENIED),), (PACK,)),
    "mixed": Report(
        (
            passed(named("ruby:3.4"), UNKNOWN),
            unverified("ghcr.io/example/private:1", DENIED, *occurrences("ghcr.io/example/private:1", "Dockerfile", 3)),
            failed(used("nginx:1.27", "Dockerfile", 14), ROOT),
            passed(used("nginx:1.25", "old/Dockerfile", 1), WAIVED),
        ),
        (PACK, OWN),
        notices=("the login for ghcr.io has no user or no password and is not used",),
    ),
    "fault-policy": Report(fault=Fault(ExitCode.USAGE, TYPO)),
    "fault-usage": Report(
        fault=Fault(ExitCode.USAGE, UsageError("the input `image` is empty", hint="name one image a line"))
    ),
    "warn-only": Report(
        (failed(named("nginx:1.27"), ROOT, PORT), unverified("ghcr.io/example/private:1", DENIED)),
        (PACK,),
        warn_only=True,
    ),
    "hostile": _hostile(),
    "skipped": Report(policies=(PACK,), skipped="no file that names an image changed"),
    "many": _many(),
}
