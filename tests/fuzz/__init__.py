"""The differential: seeded random cases judged by the engine and by the reference evaluator.

`make fuzz` runs it in full, `test_differential.py` a share of it. Every case has a name, SEED:INDEX,
from which it is built again: `python -m fuzz --case 7:1234`.
"""
