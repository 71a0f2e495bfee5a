"""What holds for the tests of every adapter."""

from __future__ import annotations

import pytest

# The contract is written once and inherited, so it is not in a file that pytest would rewrite by itself.
pytest.register_assert_rewrite("tests.adapters.contract")
