"""The packs that ship with imagegate; each is one YAML file here."""
