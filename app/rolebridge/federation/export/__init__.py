"""From the values of an organisation back to a federation file.

Owns: the tree that `entries` would read, and its YAML text. What is written parses back to an equal
organisation; defaults are left out.
"""
