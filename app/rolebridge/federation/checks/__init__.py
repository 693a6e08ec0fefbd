"""What the values of a federation file mean to each other: names, references, templates, documents.

Owns: every check that the shape of one value cannot make. A check takes the tree as it was read
and a report, forgives what has the wrong shape (that is noted already) and never raises.
"""
