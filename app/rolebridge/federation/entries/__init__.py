"""From a checked tree to the values of an organisation.

Owns: reading keys into dataclasses, with the defaults those have. Runs only when no check has
found a fault, so it may take every shape for granted. Its inverse is `export.tree`.
"""
