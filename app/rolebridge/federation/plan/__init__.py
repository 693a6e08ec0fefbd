"""What applying a federation file would change, and saying it.

Owns: the difference between two organisations, change by change and field by field, and its two
renderings, for people and for programs. Secrets never stand in either. Writes nothing.
"""
