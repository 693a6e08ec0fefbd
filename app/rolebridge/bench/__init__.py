"""`rolebridge bench`: what the product costs, as ratios against floors and peers of the same run.

Owns measuring only. Absolute times depend on the machine; a ratio within one run does not, much.
"""
