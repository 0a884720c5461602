"""The collector of garbage rests while many rows are read, for as long as anybody reads, and never longer."""

from __future__ import annotations

import gc

import pytest

from engine.collector import resting


def test_it_rests_until_the_last_reader_has_read() -> None:
    assert gc.isenabled()
    with resting():
        assert not gc.isenabled()
        with resting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_a_failure() -> None:
    with pytest.raises(RuntimeError), resting():
        raise RuntimeError
    assert gc.isenabled()


def test_where_somebody_has_switched_it_off_it_stays_off() -> None:
    gc.disable()
    try:
        with resting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
