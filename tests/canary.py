"""Secrets that tests give to the program, and that nothing it writes may ever hold."""

import base64

PASSWORD = "canary-password-7f3a"
TOKEN = "canary-token-91bc"
SIGNATURE = "canary-signature"
USERNAME = "alice"

SECRETS = (PASSWORD, TOKEN, SIGNATURE, base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode())


def found(text: str) -> tuple[str, ...]:
    """Give the secrets that stand in a text."""
    return tuple(secret for secret in SECRETS if secret in text)
