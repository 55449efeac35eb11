"""Makes the editions of the example once for all tests of this folder, which one worker runs."""

import pytest

from .editions import Made, make
from .kept import forget_differences


@pytest.fixture(scope="session")
def made() -> Made:
    """Return the editions of the example as they are made now."""
    forget_differences()
    return make()
