"""The document's `user`."""

from imagegate.oci.user import User
from imagegate.strict.json import JsonObject


def user_fields(user: User) -> JsonObject:
    """Spell a user out."""
    return {
        "text": user.text,
        "set": user.text != "",
        "name": user.name,
        "uid": user.uid,
        "group": user.group,
        "gid": user.gid,
        "numeric": user.numeric,
        "root": user.is_root,
    }
