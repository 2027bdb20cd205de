"""Evidence files are named by what is in them, and appear whole or not at all."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk.errors import Absent
from abusedesk.store import Blobs


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=st.lists(st.binary(max_size=50), max_size=5))
def test_bytes_come_back_under_their_own_hash(tmp_path, chunks):
    blobs = Blobs(tmp_path / "evidence")
    name = blobs.put(chunks)
    assert name == hashlib.sha256(b"".join(chunks)).hexdigest()
    assert blobs.path(name).read_bytes() == b"".join(chunks)
    assert blobs.intact(name)


def test_an_interrupted_write_leaves_nothing(tmp_path):
    def breaking():
        yield b"half"
        raise ConnectionError

    blobs = Blobs(tmp_path / "evidence")
    with pytest.raises(ConnectionError):
        blobs.put(breaking())
    assert list((tmp_path / "evidence").iterdir()) == []


def test_a_changed_file_is_told_from_an_intact_one(tmp_path):
    blobs = Blobs(tmp_path / "evidence")
    name = blobs.put([b"proof"])
    blobs.path(name).write_bytes(b"other")
    assert not blobs.intact(name)
    assert not blobs.intact("0" * 64)


def test_a_missing_blob_is_absent(tmp_path):
    with pytest.raises(Absent):
        Blobs(tmp_path).path("0" * 64)
