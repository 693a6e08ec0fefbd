"""The grammar of the federation file: what may stand where, in one table.

Owns: the shape of every section, read by the parser and published as JSON Schema. The keys are
a promise; they are added to and never renamed. What values mean to each other is in `checks`.
"""
