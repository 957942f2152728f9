"""Checks of other tools on image configs, said in our language: rules of the packs, or a policy of their own."""

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from imagegate import policy_file
from imagegate.oci.config import parse_config
from imagegate.policy.cases.case import Case, Expected
from imagegate.policy.cases.read import load_cases
from imagegate.policy.cases.run import outcomes
from imagegate.strict.json import Json
from tests.policies import NOW

ROOT = Path(__file__).parents[2]
CASES, POLICY, CONFIG = "case.tests.yaml", "case.yaml", "config.json"
PACKS = ["pack:baseline-security", "pack:build-hygiene", "pack:kubernetes", "pack:oci-labels"]
_ROOT_USER = ["user-non-root"]
_SECRETS = ["env-no-secret-names", "env-no-secret-values", "history-no-secret-names", "history-no-secret-values"]

RULES: Mapping[str, list[str]] = {
    "CIS-DI-0001": _ROOT_USER,
    "CIS-4.1": _ROOT_USER,
    "DS-0002": _ROOT_USER,
    "DL3002": _ROOT_USER,
    "DL3066": ["user-numeric"],
    "CIS-DI-0006": ["healthcheck-present"],
    "DL3057": ["healthcheck-present"],
    "CIS-DI-0007": ["apt-update-alone"],
    "CIS-DI-0008": ["no-setuid"],
    "CIS-DI-0009": ["no-add"],
    "CIS-DI-0010": _SECRETS,
    "DL3064": _SECRETS,
    "SecretsUsedInArgOrEnv": _SECRETS,
    "DKL-DI-0001": ["no-sudo"],
    "DKL-DI-0002": ["volumes-no-system-dirs"],
    "DKL-DI-0003": ["apt-dist-upgrade"],
    "DKL-DI-0004": ["apk-no-cache"],
    "DKL-DI-0005": ["apt-cache-left"],
    "DKL-DI-0006": ["tag-moving"],
    "DL3011": ["ports-valid"],
    "DS-0004": ["ports-admin"],
    "DL3048": ["label-keys-valid"],
}
LABEL_TYPES: Mapping[str, dict[str, Json]] = {
    "text": {"minLength": 1},
    "rfc3339": {"format": "date-time"},
    "spdx": {"format": "spdx-expression"},
    "semver": {"format": "semver"},
    "email": {"format": "email"},
}


def verdict(row: Mapping[str, Any], config: Mapping[str, Any] | None) -> str:
    """Give what our rules say of a row: pass, fail, or unknown."""
    own = own_rules(row.get("test", {}))
    case = _case(row, config, own)
    found = outcomes(case.policy, case.matter)
    words = {found[rule].came_to for rule in ([each["id"] for each in own] or RULES[row["check"]])}
    if words & {Expected.FAIL, Expected.WARN}:
        return "fail"
    return "unknown" if Expected.UNKNOWN in words else "pass"


def first_step(row: Mapping[str, Any]) -> dict[str, Json]:
    """Give instruction and arguments of the first step, as the image document has them."""
    case = _case(row, row["config"], [])
    history: Any = case.matter.setting(case.matter.image.platforms[0]).document["history"]
    return {key: history[0][key] for key in ("instruction", "args")}


def parse(config: Mapping[str, Any]) -> None:
    """Read a config as one from a registry."""
    parse_config(json.dumps(config).encode())


def own_rules(test: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give rules that demand what a metadata test of container-structure-test, or a label's type, demands."""
    written = [
        *(("/env", _entry(each)) for each in test.get("EnvVars", ())),
        *(("/env", {"denyKeys": f"^{re.escape(each['Key'])}$"}) for each in test.get("UnboundEnvVars", ())),
        *(("/labels", _entry(each)) for each in test.get("Labels", ())),
        *(("/exposedPorts", {"contains": _port(each)}) for each in test.get("ExposedPorts", ())),
        *(("/exposedPorts", {"denyItems": _port(each)}) for each in test.get("UnexposedPorts", ())),
        *(("/volumes", {"containsAll": [each]}) for each in test.get("Volumes", ())),
        *(("/volumes", {"denyItems": {"const": each}}) for each in test.get("UnmountedVolumes", ())),
        *((place, {"const": test[key]}) for key, place in _EXACT.items() if key in test),
        *([("/labels", _typed(test))] if "label" in test else []),
    ]
    return [
        {"id": f"own-{position}", "severity": "error", "at": at, "schema": schema}
        for position, (at, schema) in enumerate(written)
    ]


_EXACT = {"Entrypoint": "/entrypoint", "Cmd": "/cmd", "Workdir": "/workingDir", "User": "/user/text"}


def _entry(test: Mapping[str, Any]) -> dict[str, Json]:
    value = {"pattern": test["Value"]} if test["IsRegex"] else {"const": test["Value"]}
    return {"required": [test["Key"]], "properties": {test["Key"]: value}}


def _typed(test: Mapping[str, Any]) -> dict[str, Json]:
    return {"required": [test["label"]], "properties": {test["label"]: LABEL_TYPES[test["type"]]}}


def _port(text: str) -> dict[str, Json]:
    port, _, protocol = text.partition("/")
    properties: dict[str, Json] = {"port": {"const": int(port)}}
    if protocol:
        properties["protocol"] = {"const": protocol}
    return {"required": [*properties], "properties": properties}


def _case(row: Mapping[str, Any], config: Mapping[str, Any] | None, own: list[dict[str, Any]]) -> Case:
    policy = {"imagegate": "v1", "rules": own} if own else {"imagegate": "v1", "extends": PACKS}
    case: dict[str, Any] = {"name": row["id"], "expect": {}, "exact": True}
    case |= {"config": CONFIG} if config is not None else {}
    case |= {"reference": row["reference"]} if "reference" in row else {}
    files = {CASES: {"tests": [case]}, POLICY: policy, CONFIG: config}
    (only,) = load_cases(CASES, partial(_read, files=files), now=NOW)
    return only


def _read(name: str, files: Mapping[str, Any]) -> bytes:
    return json.dumps(files[name]).encode() if name in files else policy_file.read(name, ROOT)
