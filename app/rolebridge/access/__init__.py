"""What every AWS call shares: its parameters, who calls, what they may do, and how it is refused.

Owns: the service model and the reading of parameters by it (`model`, `parameters`), callers and
their sessions (`session`, `caller`), the policies that have a say about a caller (`permissions`),
the condition keys of a call (`context`), the decision (`authorize`) and refusals (`refusals`).
Must not know what an operation does, where anything is stored, or how an answer is written.
"""
