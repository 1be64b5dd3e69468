"""The libraries that agents are made of, each through whole tool loops in the dialects that models write most.

They are imported by the tests that need them, and only then: each takes seconds for that. None of them may ask the
network for anything but the proxy.
"""

import importlib
import os

import pytest

os.environ.update(LITELLM_LOCAL_MODEL_COST_MAP="True", LANGSMITH_TRACING="false", OPENAI_AGENTS_DISABLE_TRACING="1")


@pytest.fixture(scope="session")
def library():
    """Imports a library; skips where it is not installed."""

    def load(name):
        try:
            return importlib.import_module(name)
        except ImportError as error:
            pytest.skip(f"{name} is not installed here: {error}")

    return load
