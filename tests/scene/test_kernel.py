"""Kernels keep what they promise: compiled, and without arrays of their own."""

from typing import Any

import numpy as np
import pytest
from numba.core.errors import NumbaError

from imperium.scene.kernel import kernel


def doubled(values: Any, out: Any) -> None:
    for k in range(values.size):
        out[k] = 2 * values[k] / 0.0 if k == 0 else 2 * values[k]


def hoarding(values: Any, out: Any) -> None:
    kept = np.empty(3)
    for k in range(3):
        kept[k] = values[k]
    out[0] = kept[0]


def test_a_kernel_works_on_what_it_is_given() -> None:
    values, out = np.arange(1.0, 4.0), np.empty(3)
    kernel(doubled)(values, out)
    assert out.tolist() == [np.inf, 4.0, 6.0]


def test_a_kernel_that_makes_an_array_is_refused() -> None:
    with pytest.raises(NumbaError):
        kernel(hoarding)(np.ones(3), np.empty(1))
