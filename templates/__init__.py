"""The badge designs that are shipped, a folder each; docs/designs.md says how they are made."""
