"""Why a decision fell as it did: every statement looked at, and what nearly matched.

Owns: the tree (`explain`, `layers`, `statements`, `conditions`), why the layers combined as they
did (`reasons`), AWS's sentence (`sentences`) and the mistakes people make (`mistakes` and the
modules that recognise them). Must not decide anything: what it tells agrees with what the engine
decided, and nothing here runs for a plain yes or no.
"""
