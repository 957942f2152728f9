"""The nouns of the OCI specifications, as immutable values. Pure: nothing here reads or writes anything."""
