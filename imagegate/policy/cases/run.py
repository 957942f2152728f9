"""Cases run: every rule on the image of a case, and what it came to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from imagegate.errors import ImagegateError
from imagegate.oci.image import Image
from imagegate.policy.accept import waived_image
from imagegate.policy.cases.case import Case, CaseResult, Demand, Deviation, Expected
from imagegate.policy.evaluate import UNCOVERED, uncovered, unverified
from imagegate.policy.explain import judged, settle
from imagegate.policy.pointer import Place
from imagegate.policy.rule import Policy, Rule, Severity
from imagegate.policy.shown import shown
from imagegate.policy.trial import Matter, Trial, tried
from imagegate.policy.verdict import Finding, Outcome
from imagegate.policy.waiver import UNVERIFIED

_SHOWN_MAX = 3


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule came to on all platforms, with what it found, or why it found nothing."""

    came_to: Expected
    findings: tuple[Finding, ...] = ()
    because: str = ""


def run_case(case: Case) -> CaseResult:
    """Judge the image of a case, and compare."""
    results = outcomes(case.policy, case.matter)
    deviations = [*_unmet(case, results)]
    if case.exact:
        deviations += _uninvited(case, results)
    return CaseResult(case, tuple(deviations))


def outcomes(policy: Policy, matter: Matter) -> dict[str, RuleResult]:
    """Give what every rule comes to, and whether the image is `uncovered` or `unverified`."""
    try:
        return _outcomes(policy, matter, judged(policy, matter))
    except ImagegateError as error:
        return _unverified(policy, matter, error)


def _outcomes(policy: Policy, matter: Matter, image: Image) -> dict[str, RuleResult]:
    from imagegate.policy.outcome import Judge

    judge = Judge.at(matter.now, policy.settings.unknown)
    trials: dict[str, list[Trial]] = {rule.id: [] for rule in policy.rules}
    found: dict[str, list[Finding]] = {identifier: [] for identifier in (*trials, UNCOVERED)}
    for one in image.platforms:
        setting, applied = matter.setting(one), 0
        for rule in (rule for rule in policy.rules if rule.severity is not Severity.OFF):
            trial = tried(rule, matter, one)
            trials[rule.id].append(trial)
            applied += not trial.left_out_by
            if trial.applies:
                found[rule.id] += (settle(policy, matter, one, each) for each in judge.findings([rule], setting))
        if not applied and policy.settings.uncovered is not Severity.OFF:
            found[UNCOVERED].append(settle(policy, matter, one, uncovered(policy)))
    results = {rule.id: _result(policy, rule, found[rule.id], trials[rule.id]) for rule in policy.rules}
    worst = gravest(policy, found[UNCOVERED]) or Expected.PASS
    verified = RuleResult(Expected.PASS, because="the image can be judged")
    return {
        **results,
        UNCOVERED: RuleResult(worst, tuple(found[UNCOVERED]), "a rule is about it"),
        UNVERIFIED: verified,
    }


def gravest(policy: Policy, findings: Iterable[Finding]) -> Expected | None:
    """Give the gravest outcome among findings, None if there is none."""
    words = {_word(policy, finding) for finding in findings}
    return next((word for word in Expected if word in words), None)


def _word(policy: Policy, finding: Finding) -> Expected:
    match finding.outcome:
        case Outcome.WAIVED:
            return Expected.WAIVED
        case Outcome.UNKNOWN:
            return Expected.UNKNOWN
        case _:
            return Expected.FAIL if finding.stops(policy.settings.fail_on) else Expected.WARN


def _result(policy: Policy, rule: Rule, found: list[Finding], trials: list[Trial]) -> RuleResult:
    if rule.severity is Severity.OFF:
        return RuleResult(Expected.NOT_APPLICABLE, because="the rule is off")
    merged = tuple(dict.fromkeys(replace(finding, platforms=()) for finding in found))
    worst = gravest(policy, found)
    if worst is not None:
        return RuleResult(worst, merged)
    applying = [trial for trial in trials if trial.applies]
    if applying:
        places = dict.fromkeys(_shown(selected.place) for trial in applying for selected in trial.selected)
        return RuleResult(Expected.PASS, because="; ".join([*places][:_SHOWN_MAX]) or f"{rule.at} selects nothing")
    return RuleResult(Expected.NOT_APPLICABLE, because="; ".join(dict.fromkeys(map(_why_not, trials))))


def _shown(place: Place) -> str:
    return f"{place.pointer or 'the document'} is {shown(place.value, place.pointer)}"


def _why_not(trial: Trial) -> str:
    if trial.left_out_by:
        return f"its match.{trial.left_out_by} leaves the image out"
    return f"its when does not hold: {trial.when[0].failure.detail}" if trial.when else ""


def _unverified(policy: Policy, matter: Matter, error: ImagegateError) -> dict[str, RuleResult]:
    verdict = waived_image(policy, unverified(matter.candidate, error), matter.now)
    because = f"the image is unverified: {verdict.error.message}"
    came_to = Expected.WAIVED if verdict.waiver else Expected.FAIL
    nothing = RuleResult(Expected.NOT_APPLICABLE, because=because)
    results = dict.fromkeys((*(rule.id for rule in policy.rules), UNCOVERED), nothing)
    return {**results, UNVERIFIED: RuleResult(came_to, because=because)}


def _unmet(case: Case, results: dict[str, RuleResult]) -> Iterator[Deviation]:
    for rule, demand in case.demands.items():
        if results[rule].came_to is not demand.expected:
            yield _deviation(case, rule, results[rule], demand)


def _uninvited(case: Case, results: dict[str, RuleResult]) -> Iterator[Deviation]:
    for rule, result in results.items():
        if rule not in case.demands and not result.came_to.is_quiet:
            yield _deviation(case, rule, result, None)


def _deviation(case: Case, rule: str, result: RuleResult, demand: Demand | None) -> Deviation:
    expected = demand.expected if demand else None
    waiver = not case.has_clock and expected is Expected.WAIVED
    return Deviation(
        rule=rule,
        expected=expected,
        actual=result.came_to,
        location=demand.location if demand else case.location,
        findings=result.findings,
        because="" if result.findings else result.because,
        hint=f"it is {case.matter.now:%Y-%m-%d} in this case; say another day with now:" if waiver else "",
    )
