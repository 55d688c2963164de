"""Layers (optional content). A sheet carries no switches, so a layer that is off would print."""

from collections.abc import Iterator
from typing import Any

from imposition.objects import DictionaryObject, resolve

INVERTING = frozenset({"/AllOff", "/AnyOff"})
"""Policies of a membership by which content shows while its layers are off."""


def hidden_layer(root: DictionaryObject) -> str | None:
    """The name of a layer that is off on the screen or in print, quoted; None where all are on."""
    properties = resolve(root.get("/OCProperties"))
    if properties is None:
        return None
    for layer in _hidden(properties, resolve(properties.get("/D")) or {}):
        return repr(str(resolve(layer.get("/Name")))[:60])
    return None


def _hidden(properties: Any, default: Any) -> Iterator[Any]:
    everyone = _layers(properties.get("/OCGs"))
    if resolve(default.get("/BaseState")) == "/OFF":
        on = [id(layer) for layer in _layers(default.get("/ON"))]
        yield from (layer for layer in everyone if id(layer) not in on)
    yield from _layers(default.get("/OFF"))
    for usage in _layers(default.get("/AS")):
        if resolve(usage.get("/Event")) == "/Print":
            yield from (layer for layer in _layers(usage.get("/OCGs")) if _not_printed(layer))


def _layers(array: Any) -> list[Any]:
    return [resolve(each) for each in resolve(array) or []]


def _not_printed(layer: Any) -> bool:
    use = resolve((resolve(layer.get("/Usage")) or {}).get("/Print")) or {}
    return bool(resolve(use.get("/PrintState")) == "/OFF")


def shows(membership: DictionaryObject) -> bool:
    """Whether content of this layer, or membership of layers, shows when all layers are on."""
    return "/VE" not in membership and resolve(membership.get("/P")) not in INVERTING
