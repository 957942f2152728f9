"""What must come of each case of the pull request, whoever runs the action."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tests.engine.pull_request import MANY, PullRequest

_COUNTS = ("image-count", "reference-count", "violation-count", "unverified-count")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a step leaves. `REGISTRY` stands for the registry's name.

    `counts` are those of images, references, violations and unverified images; `images` are the digests' names by
    reference. An annotation is written `kind path:line:column title: message's first line`; the summary holds texts.
    """

    exit_code: int
    result: str
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    images: Mapping[str, str] | None = None
    annotations: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()

    def outputs(self, served: PullRequest) -> dict[str, str]:
        """Give every output as a later step reads it."""
        images = {f"{served.registry}/{name}": served.digests[key] for name, key in (self.images or {}).items()}
        return {
            "result": self.result,
            **{name: str(count) for name, count in zip(_COUNTS, self.counts, strict=True)},
            "digest": next(iter(images.values())) if len(images) == 1 else "",
            "images": json.dumps(images, separators=(",", ":")),
            "report-file": "",
            "sarif-file": "",
        }


EXPECTED: Mapping[str, Expected] = {
    "good": Expected(
        0,
        "pass",
        (1, 1, 0, 0),
        {"good:2.0": "good"},
        (),
        (
            "## ✅ imagegate: 1 image complies",
            "<code>REGISTRY/good:1.0</code><br>→&nbsp;<code>REGISTRY/good:2.0</code>",
        ),
    ),
    "bad": Expected(
        1,
        "fail",
        (1, 1, 1, 0),
        {"bad:2.0": "bad:2.0"},
        (
            (
                "error bad/Dockerfile:2:6 imagegate: not-root: "
                "REGISTRY/bad:1.0 → REGISTRY/bad:2.0: the default user is root [linux/amd64]"
            ),
        ),
        ("## ❌ imagegate: 1 violation in 1 image", "**Fix:** Add a USER to the last stage.", "| User | "),
    ),
    "unverifiable": Expected(
        3,
        "error",
        (1, 1, 0, 1),
        {},
        (
            (
                "error unverifiable/Dockerfile:2:6 imagegate: unverified (not-found): "
                "REGISTRY/unverifiable:1.0 → REGISTRY/unverifiable:2.0 could not be verified: REGISTRY has no "
                "REGISTRY/unverifiable:2.0 (it says: MANIFEST_UNKNOWN: manifest unknown)"
            ),
        ),
        ("## ❌ imagegate: 1 image could not be verified", "### ❓ Could not be verified"),
    ),
    "broken": Expected(
        2,
        "error",
        annotations=('error broken/policy.yaml:7:15 imagegate: invalid-policy: unknown keyword "cosnt"',),
        summary=("nothing was judged: the input or the policy is wrong", 'did you mean "const"?'),
    ),
    "crash": Expected(
        4,
        "error",
        annotations=("error imagegate was killed (SIGKILL); the machine may be short of memory; nothing was proved",),
        summary=("## ❌ imagegate: nothing was proved", "imagegate was killed (SIGKILL)"),
    ),
    "many": Expected(
        1,
        "fail",
        (MANY, MANY, MANY, 0),
        {f"many:{number}": "many" for number in range(MANY)},
        (
            "error imagegate: 500 violations in 500 of 500 images",
            *(
                f"error many/Dockerfile:{number + 1}:6 imagegate: not-root: "
                f"REGISTRY/many:{number}: the default user is root [linux/amd64]"
                for number in range(9)
            ),
        ),
        ("## ❌ imagegate: 500 violations in 500 of 500 images", "480 further images", "REGISTRY/many:499"),
    ),
    "hostile": Expected(
        1,
        "fail",
        (1, 1, 9, 0),
        {"hostile:2.0": "hostile"},
        (
            (
                r"error hostile/##\[set-output name=result]pass\u{a}::error file=Dockerfile,line=1::forged/Docker"
                r"file:1:6 imagegate: no-hostile-labels: REGISTRY/hostile:1.0 → REGISTRY/hostile:2.0: "
                r"the label hostile.environment says ##\[set-env name=LD_PRELOAD]/tmp/x.so\n##\[add-path]/tmp "
                "[linux/amd64]"
            ),
        ),
        (
            "## ❌ imagegate: 9 violations in 1 image",
            "says &#35;&#35;&#92;&#91;set-env name=LD&#95;PRELOAD&#93;/tmp/x.so",
        ),
    ),
}
