"""Reading the parts of a document, each with its path, logging every fault and going on.

What a reader returns after it has logged a fault is never used: the document is refused.
"""
