"""What fixtures and tests both name."""

USER = "alice"
PASSWORD = "s3cret:ä"
CREDENTIAL = f"{USER}:{PASSWORD}"

PRIVATE_HOST, PRIVATE = "myregistry.example", "myregistry.example:5443"
LOCAL = "localhost:5000"
