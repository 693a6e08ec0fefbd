"""The functions of the engine without the trampolines that mutmut puts before them.

A trampoline looks at each call which mutant is in force, and that costs several times what most
functions do. The workers' parent takes them all away; a worker needs those of one function only.
"""

import os
import sys
from collections import defaultdict
from typing import NamedTuple

from mutmut.mutation import trampoline

from mutation.verdicts import name_function

_PACKAGE = "rolebridge."


class Place(NamedTuple):
    """Where a trampoline stood: an attribute of a module or class."""

    owner: object
    name: str
    stood: object


def take_away() -> dict[str, list[Place]]:
    """Put each function in the place of its trampoline; tell the places by function."""
    places = defaultdict(list)
    for owner in _list_owners():
        for name, stood in list(vars(owner).items()):
            is_method = isinstance(stood, classmethod | staticmethod)
            code = getattr(stood.__func__ if is_method else stood, "__code__", None)
            if code is not None and code.co_name == "_trampoline_wrapper":
                function = (stood.__func__ if is_method else stood).__wrapped__
                setattr(owner, name, type(stood)(function) if is_method else function)
                written = f"{function.__module__}.{function.__qualname__}"
                places[written].append(Place(owner, name, stood))
    return places


def put_back(places: dict[str, list[Place]]) -> None:
    """Put back the trampolines of the function whose mutant is to be tested here."""
    mutant = os.environ["MUTANT_UNDER_TEST"]
    trampoline.get_mutant_under_test = lambda: mutant
    for owner, name, stood in places[name_function(mutant)]:
        setattr(owner, name, stood)


def _list_owners() -> list[object]:
    """The modules of the package and their classes."""
    modules = [m for name, m in sys.modules.items() if name.startswith(_PACKAGE)]
    classes = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__.startswith(_PACKAGE)
    }
    return [*modules, *classes]
