"""What the tests of rendering share: a renderer, and the design that is shipped first."""

import pytest

from forge.design import Design, find
from forge.rendering import Renderer
from tests.forge.pictures import naked


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.fixture(scope="module")
def design() -> Design:
    return find("conference")


@pytest.fixture(scope="module")
def bare(design: Design) -> Design:
    """Without its artwork: what is on it is text."""
    return naked(design)
