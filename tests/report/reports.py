"""The reports that every renderer is tested with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from imagegate.errors import ImagegateError, UsageError
from imagegate.oci.descriptor import Descriptor
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, LeftOut
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.problem import InvalidPolicyError, Problem
from imagegate.policy.rule import PolicySource, Severity
from imagegate.policy.verdict import (
    Candidate,
    Failed,
    Finding,
    Novelty,
    Outcome,
    Passed,
    UnreadFile,
    UnresolvedText,
    Unverified,
    Use,
)
from imagegate.policy.waiver import Waiver
from imagegate.report.report import ExitCode, Fault, Report
from imagegate.report.search import LeftAlone, Search
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
PARTNER = Waiver(
    id="partner-registry",
    rules=("unverified", "unresolved"),
    images=("registry.partner.example/**",),
    reason="the registry cannot be reached\nfrom our runners before the move",
    owner="platform team",
    expires=date(2027, 1, 31),
    location=Location(".github/imagegate.yaml", 20, 5),
    ticket="OPS-17",
)
UNUSED = replace(PARTNER, id="unused")
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
BECAME_ROOT = Finding(
    rule="user-stays-non-root",
    severity=Severity.ERROR,
    outcome=Outcome.FAIL,
    message="it starts as root; docker.io/nginxinc/nginx-unprivileged:1.26 started as 101",
    platforms=BOTH,
    pointer="/change/becameRoot",
    raw_field="config.User",
    value="true",
    expected="not true",
    help="Stay with the variant that does not need root. If your own last stage sets USER, accept this with a waiver.",
    location=Location("pack:baseline-security", 53, 5),
    description="A new version must not start as root where the old one did not.",
    novelty=Novelty.NEW,
)
BASE, HEAD = "1f0a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c", "9e8d7c6b5a49382716051423344556677889aabb"
SEARCH = Search(BASE, HEAD, files=42)
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


def bump(text: str, previous: str, path: str = "Dockerfile", *lines: int) -> Candidate:
    """Give a new version of an image that a file uses as a base, on line 3 unless given."""
    return used(text, path, *(lines or (3,)), previous=previous)


def before(text: str) -> Image:
    """Give an image as it was before a bump: not root, with other variables, ports and labels than `after`."""
    execution = {
        "User": "101",
        "Env": ["PATH=/bin", "NGINX_VERSION=1.26.3", "NJS_RELEASE=1"],
        "Entrypoint": ["/docker-entrypoint.sh"],
        "ExposedPorts": {"8080/tcp": {}},
        "Labels": {"maintainer": "NGINX <team@nginx.example>", "org.opencontainers.image.version": "1.26.3"},
    }
    return _named(image(execution, reference=text, created="2025-06-02T09:00:00Z"), text)


def after(text: str) -> Image:
    """Give an image as it is after a bump; two platforms were judged."""
    execution = {
        "Env": ["PATH=/bin", "NGINX_VERSION=1.27.5", "ACME_VERSION=0.1"],
        "Entrypoint": ["/docker-entrypoint.sh", "--"],
        "ExposedPorts": {"80/tcp": {}, "8080/tcp": {}},
        "Labels": {"maintainer": "NGINX <team@nginx.example>", "org.opencontainers.image.version": "1.27.5"},
    }
    return _named(image(execution, reference=text, platforms=[str(one) for one in BOTH]), text)


def _named(made: Image, text: str) -> Image:
    ones = (
        replace(one, descriptor=replace(one.descriptor, digest=_digest(text, one.platform))) for one in made.platforms
    )
    descriptor = replace(made.descriptor, digest=Digest.of(text.encode()))
    return replace(made, descriptor=descriptor, platforms=tuple(ones))


def _digest(text: str, platform: Platform) -> Digest:
    return Digest.of(f"{text} {platform}".encode())


def unresolved(text: str, reason: str, path: str, line: int, severity: Severity = Severity.ERROR) -> UnresolvedText:
    """Give a text in a Dockerfile that names no image."""
    (occurrence,) = occurrences(text, path, line)
    return UnresolvedText(occurrence, reason, severity)


def unread(path: str, error: ImagegateError, line: int = 1) -> UnreadFile:
    """Give a file that could not be read."""
    return UnreadFile(Location(path, line, 1), error)


def passed(candidate: Candidate, *findings: Finding, applied: int = 12) -> Passed:
    """Give an image that passed."""
    return Passed(candidate, read(candidate.reference.text), findings, applied)


def failed(candidate: Candidate, *findings: Finding) -> Failed:
    """Give an image that failed."""
    return Failed(candidate, read(candidate.reference.text), findings)


def unverified(text: str, error: ImagegateError, *places: Occurrence) -> Unverified:
    """Give an image that could not be read."""
    return Unverified(text, Use(UsedAs.NAMED), places, error, Reference.parse(text))


def changed(text: str) -> dict[str, Any]:
    """Give the parts of a report that only a search has, every text of theirs being this one, paths included."""
    path = f"x{text}"
    (place,) = occurrences(text, path, 7)
    return {
        "files": (unread(path, ImagegateError(text, hint=text), 5),),
        "unresolved": (unresolved(text, text, path, 6),),
        "search": Search(text, text, 1, (place,), (LeftAlone(Location(path, 8, 1), text),), (path,)),
    }


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


def _waived() -> Report:
    """Give what waivers accept beside findings: images that were not verified, and texts that name none."""
    ended = ImagegateError(f"{DENIED.message} (the waiver old expired on 2026-11-24)", hint=DENIED.hint, code="denied")
    partner = "registry.partner.example/tool:1"
    text = unresolved("registry.partner.example/app:${V}", "V has no value", "Dockerfile", 9)
    return Report(
        (
            passed(named("ruby:3.4"), WAIVED),
            replace(unverified(partner, DENIED, *occurrences(partner, "Dockerfile", 3)), waiver=PARTNER.id),
            unverified("ghcr.io/example/private:1", ended),
        ),
        (OWN,),
        unresolved=(replace(text, waiver=PARTNER.id),),
        search=SEARCH,
        waivers=(PARTNER, replace(PARTNER, id="nginx-needs-port-80", reason="it binds port 80", ticket=""), UNUSED),
    )


def _hostile_change() -> Report:
    """Give a pull request in which every text that others write is hostile: files, keys, reasons, labels, users."""
    path = f"x {HOSTILE}"
    (place,) = occurrences("evil.example/a:2", path, 3)
    place = replace(place, key=HOSTILE, written=HOSTILE, contributing=(Location(path, 1, 1),))
    use = Use(UsedAs.BASE, path, previous=Reference.parse("evil.example/a:1"))
    text = HOSTILE.replace("\ud800", "")  # no JSON that is read holds half a character
    execution = {
        "User": text,
        "Env": [f"{text}=x"],
        "Labels": {text: text},
        "Volumes": {text: {}},
        "ExposedPorts": {text: {}},
        "Entrypoint": [text],
        "WorkingDir": text,
    }
    new, old = image(execution, reference="evil.example/a:2"), image(reference="evil.example/a:1")
    finding = replace(ROOT, message=HOSTILE, value=HOSTILE, pointer=HOSTILE, novelty=Novelty.NEW)
    verdict = Failed(Candidate(Reference.parse("evil.example/a:2"), use, (place,)), new, (finding,), old, (finding,))
    error = ImagegateError(HOSTILE, hint=HOSTILE, code="malformed-yaml")
    return Report(
        (verdict,),
        files=(unread(path, error),),
        unresolved=(
            unresolved(HOSTILE, HOSTILE, path, 4),
            replace(unresolved(HOSTILE, HOSTILE, path, 5), waiver=HOSTILE),
        ),
        search=Search(
            HOSTILE,
            HOSTILE,
            1,
            (replace(place, text=HOSTILE),),
            (LeftAlone(Location(path, 6, 1), HOSTILE),),
            (path,),
            {path: frozenset({1})},
        ),
        proposed=Report((replace(verdict, findings=(replace(finding, rule="other"),)),), (PolicySource("", path, ""),)),
        waivers=(replace(PARTNER, id=HOSTILE, reason=HOSTILE, owner=HOSTILE, ticket=HOSTILE),),
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


def _bump() -> Failed:
    """Give the pull request that the gate is there for: a variant that starts as root replaces one that did not."""
    new, old = "nginx:1.27", "nginxinc/nginx-unprivileged:1.26"
    candidate = bump(new, old)
    findings = (BECAME_ROOT, replace(PORT, novelty=Novelty.UNCHANGED), replace(UNKNOWN, novelty=Novelty.NEW))
    fixed = replace(TELNET, platforms=BOTH[:1])
    return Failed(candidate, after(new), findings, before(old), (fixed,))


def _only_new() -> Passed:
    candidate = bump("nginx:1.27", "nginx:1.26")
    excused = replace(ROOT, novelty=Novelty.UNCHANGED, is_excused=True)
    return Passed(candidate, after("nginx:1.27"), (excused,), 12, old=replace(before("nginx:1.26")))


def _argument() -> Failed:
    """Give a reference whose line did not change: the default of its ARG did."""
    (place,) = occurrences("python:3.13", "Dockerfile", 9)
    written = replace(place, written="python:${VERSION}", end_column=23, contributing=(Location("Dockerfile", 1, 5),))
    use = Use(UsedAs.BASE, "Dockerfile", previous=Reference.parse("python:3.12"))
    return failed(Candidate(Reference.parse("python:3.13"), use, (written,)), ROOT)


PULL_REQUESTS: Mapping[str, Report] = {
    "bump": Report(
        (
            _bump(),
            Passed(
                bump("ruby:3.4", "ruby:3.3", "api/Dockerfile", 1, 9), after("ruby:3.4"), (), 12, old=before("ruby:3.3")
            ),
            passed(used("ghcr.io/example/base:7@" + str(Digest.of(b"base")), "web/Dockerfile", 2)),
        ),
        (PACK,),
        search=replace(SEARCH, changed_lines={"Dockerfile": frozenset({3})}),
    ),
    "added": Report((failed(used("nginx:1.27", "new/Dockerfile", 1), ROOT),), (OWN,), search=SEARCH),
    "argument": Report((_argument(),), (PACK,), search=replace(SEARCH, changed_lines={"Dockerfile": frozenset({1})})),
    "moved-out": Report(
        (passed(bump("ruby:3.4", "ruby:3.3")),),
        (PACK,),
        files=(
            unread(
                "build/recipe.txt",
                ImagegateError(
                    "it was Dockerfile and named images; nothing reads it under its new name",
                    hint="say what it is in `settings.discovery.formats`",
                    code="moved-out",
                ),
            ),
            unread("compose.yaml", ImagegateError("a mapping ends early, at line 7", code="malformed-yaml"), 7),
        ),
        search=replace(
            SEARCH,
            removed=occurrences("node:20", "old/Dockerfile", 1, 7),
            left_alone=(LeftAlone(Location("chart/templates/app.yaml", 1, 1), "a template of Helm's"),),
            excluded=("vendor/Dockerfile",),
        ),
    ),
    "unresolved": Report(
        (passed(bump("ruby:3.4", "ruby:3.3")),),
        (PACK, OWN),
        unresolved=(
            unresolved("alpine:${V}", "V has no value", "Dockerfile", 3),
            unresolved("$BASE", "BASE has no value", "web/Dockerfile", 1, Severity.WARNING),
            replace(unresolved("$OLD", "OLD has no value", "old/Dockerfile", 1), waiver="old-images"),
            unresolved("$CI", "CI has no value", "ci/Dockerfile", 1, Severity.OFF),
        ),
        search=SEARCH,
    ),
    "policy-changed": Report(
        (passed(bump("nginx:1.27", "nginx:1.26"), PORT),),
        (PACK,),
        search=SEARCH,
        proposed=Report((failed(bump("nginx:1.27", "nginx:1.26"), ROOT),), (OWN,), search=SEARCH),
    ),
    "only-new": Report((_only_new(),), (OWN,), search=SEARCH),
    "waived": _waived(),
    "hostile-change": _hostile_change(),
}

REPORTS: Mapping[str, Report] = {
    **PULL_REQUESTS,
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
