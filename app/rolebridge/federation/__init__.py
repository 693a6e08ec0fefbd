"""The federation file: the one form in which a set-up is written, reviewed and applied.

Owns: parsing (with file, line, path and rule for every fault), the JSON Schema, the plan between
two states, and export. Must not know how a set-up is stored or served.
"""
