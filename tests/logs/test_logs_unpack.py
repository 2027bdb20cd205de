from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import tracemalloc
import zipfile
import zlib

import lz4.frame
import pytest
from backports import zstd

LINE = "Mar  5 02:10:00 web-1 sshd[42]: Accepted password for alice from 203.0.113.9 port 4000 ssh2\n"
LOG = LINE.encode() * 3


def tar(files: dict[str, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.mkdir("folder")
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


PACKED = {
    "plain": LOG,
    "gzip": gzip.compress(LOG),
    "gzip in two streams": gzip.compress(LINE.encode()) + gzip.compress(LINE.encode() * 2),
    "gzip padded with zeros": gzip.compress(LOG) + b"\0" * 700,
    "gzip twice": gzip.compress(gzip.compress(LOG)),
    "bzip2": bz2.compress(LOG),
    "bzip2 in two streams": bz2.compress(LINE.encode()) + bz2.compress(LINE.encode() * 2),
    "xz": lzma.compress(LOG),
    "Zstandard": zstd.compress(LOG),
    "Zstandard in two frames": zstd.compress(LINE.encode()) + zstd.compress(LINE.encode() * 2),
    "Zstandard after a frame to skip": b"\x50\x2a\x4d\x18\x04\0\0\0text" + zstd.compress(LOG),
    "LZ4": lz4.frame.compress(LOG),
    "LZ4 in two frames": lz4.frame.compress(LINE.encode()) + lz4.frame.compress(LINE.encode() * 2),
    "tar.zst": zstd.compress(tar({"a.log": LOG})),
    "tar": tar({"a.log": LOG}),
    "GNU tar": tar({"d" * 300 + "/a.log": LOG}, tarfile.GNU_FORMAT),
    "tar with a long name": tar({"d" * 300 + "/ä.log": LOG}),
    "tar.gz": gzip.compress(tar({"a.log": LINE.encode(), "b.log": LINE.encode() * 2})),
    "zip": zipped({"a.log": LOG}),
    "zip, stored": zipped({"a.log": LOG}, zipfile.ZIP_STORED),
    "zip of gzip": zipped({"a.log.gz": gzip.compress(LOG)}),
    "zip in tar.xz": lzma.compress(tar({"a.zip": zipped({"a.log": LOG})})),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + LOG,
    "UTF-16": LINE.encode("utf-16") + (LINE * 2).encode("utf-16-le"),
    "other line ends": LOG.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("packed", PACKED)
def test_packing_is_seen_by_content_and_changes_no_event(read, packed):
    found = read(PACKED[packed], "s3://bucket/key.log")
    assert found.rejected == []
    assert [(event.user, event.src_ip) for event in found.events] == [("alice", "203.0.113.9")] * 3


def test_a_file_in_an_archive_is_named_after_it(read):
    found = read(gzip.compress(tar({"var/log/auth.log": LOG})), "logs.tgz")
    assert {event.id for event in found.events} == {f"logs.tgz/var/log/auth.log:{n}" for n in (1, 2, 3)}


def test_a_gzip_file_with_a_name_a_comment_and_more_in_its_header_is_read(read):
    body = zlib.compressobj(wbits=-15)
    deflated = body.compress(LOG) + body.flush()
    header = b"\x1f\x8b\x08\x1e" + b"\0" * 6 + b"\x03\0abc" + b"name\0" + b"comment\0" + b"\0\0"
    trailer = zlib.crc32(LOG).to_bytes(4, "little") + len(LOG).to_bytes(4, "little")
    assert len(read(header + deflated + trailer).events) == 3


def test_a_truncated_gzip_gives_what_is_there_and_says_so_once(read):
    noise = random.Random(7)  # noqa: S311 - no secret
    lines = [LINE.replace("4000", str(noise.randrange(65536))) for _ in range(4000)]
    found = read(gzip.compress("".join(lines).encode())[:-9000])
    assert 1000 < len(found.events) < 4000
    (rejected,) = found.rejected
    assert "ends before its end" in rejected.why
    assert rejected.line == len(found.events) + 1


@pytest.mark.parametrize("place", [-1, -5], ids=["length", "checksum"])
def test_a_lying_gzip_trailer_is_named_and_no_line_is_lost(read, place):
    packed = bytearray(gzip.compress(LOG))
    packed[place] ^= 0xFF
    found = read(bytes(packed))
    assert len(found.events) == 3
    assert [rejected.why for rejected in found.rejected] == [
        "damaged: its checksum or length is not that of its contents; what came before 276 bytes was read"
    ]


def test_what_follows_a_gzip_stream_and_is_none_is_named(read):
    found = read(gzip.compress(LOG) + b"rubbish")
    assert len(found.events) == 3
    assert [rejected.why[:31] for rejected in found.rejected] == ["damaged: what follows is not gz"]


@pytest.mark.parametrize("pack", [zstd.compress, lz4.frame.compress])
def test_what_is_cut_damaged_or_followed_by_rubbish_is_named_once_and_what_came_before_it_read(read, pack):
    noise = random.Random(7)  # noqa: S311 - no secret
    lines = [LINE.replace("4000", str(noise.randrange(65536))) for _ in range(9_000)]
    packed = pack("".join(lines).encode())
    damaged = bytearray(packed)
    damaged[-30:-10] = bytes(20)
    for whole, words in (
        (packed[:-500], "ends before"),
        (bytes(damaged), "damaged"),
        (packed + b"rubbish", "damaged"),
    ):
        found = read(whole)
        assert 1000 < len(found.events) <= len(lines)
        (rejected,) = found.rejected
        assert words in rejected.why


def test_a_zstandard_window_that_asks_for_gigabytes_is_refused(read):
    # A frame without its length, whose window descriptor says 2 GiB; then an empty last block.
    (rejected,) = read(b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([21 << 3]) + b"\x01\0\0" + b"\0" * 20).rejected
    assert rejected.why.startswith("damaged: ")
    assert "memory" in rejected.why


def test_a_packed_line_without_end_takes_little_memory_and_is_one_rejected(read):
    body = zlib.compressobj(wbits=31, level=1)
    noise = random.Random(7)  # noqa: S311 - no secret
    piece = b"".join(noise.randbytes(6).hex().encode() + b"x" * 500 for _ in range(2000))
    packed = b"".join([body.compress(LOG), *(body.compress(piece) for _ in range(100)), body.flush()])
    tracemalloc.start()
    found = read(packed, format="syslog")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.events) == 3
    assert [rejected.line for rejected in found.rejected] == [4]
    assert peak < 24 * 2**20 < len(piece) * 100


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
@pytest.mark.parametrize("start", [b"", LOG], ids=["nothing but", "after some lines"])
def test_a_bomb_ends_in_one_rejected_and_little_time(read, pack, start):
    found = read(pack(start + b"\0" * 40_000_000), format="syslog")
    assert len(found.events) == start.count(b"\n")
    (rejected,) = found.rejected
    assert "times its size" in rejected.why


def test_a_zip_bomb_ends_in_one_rejected(read):
    found = read(zipped({"a.log": LOG + b"\0" * 40_000_000}))
    assert len(found.events) == 3
    (rejected,) = found.rejected
    assert rejected.file == "FILE/a.log"
    assert "times its size" in rejected.why


def test_packing_in_packing_without_end_is_refused(read):
    packed = LOG
    for _ in range(6):
        packed = gzip.compress(packed)
    assert [rejected.why for rejected in read(packed).rejected] == ["packed more than 4 times over"]


def test_a_zip_of_more_files_than_may_be_is_refused_before_it_is_opened(read):
    end = b"PK\x05\x06" + b"\0" * 4 + b"\xff\xff\xff\xff" + b"\0" * 10
    assert ["more files" in rejected.why for rejected in read(end).rejected] == [True]


def test_an_encrypted_zip_member_is_named(read):
    packed = bytearray(zipped({"a.log": LOG}))
    packed[packed.rindex(b"PK\x03\x04") + 6] |= 1
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1
    (rejected,) = read(bytes(packed)).rejected
    assert (rejected.file, rejected.why) == ("FILE/a.log", "is encrypted")


def test_damage_within_a_tar_keeps_what_came_before_it(read):
    packed = bytearray(tar({"a.log": LOG, "b.log": LOG}, tarfile.USTAR_FORMAT))
    packed[packed.index(b"b.log")] ^= 0xFF
    found = read(bytes(packed))
    assert len(found.events) == 3
    assert [rejected.why for rejected in found.rejected] == ["the tar archive is damaged"]


def test_a_tar_cut_within_a_file_says_so(read):
    packed = tar({"a.log": LINE.encode() * 100}, tarfile.USTAR_FORMAT)
    found = read(packed[:3000])
    assert len(found.events) > 10
    assert found.rejected[-1].why == "the tar archive is damaged"


def test_a_tar_header_that_asks_for_gigabytes_of_names_is_refused(read):
    info = tarfile.TarInfo("x")
    info.type = b"x"
    info.size = 8 * 2**30
    assert [rejected.why for rejected in read(info.tobuf(tarfile.GNU_FORMAT)).rejected] == [
        "the tar archive has a header of unreasonable size"
    ]


def test_a_name_in_an_archive_is_shown_without_what_could_steer_a_terminal(read):
    found = read(tar({"../../etc/\x1b[31mred": LOG}, tarfile.USTAR_FORMAT))
    assert found.events[0].file == "FILE/../../etc/?[31mred"


@pytest.mark.parametrize(
    ("magic", "title"), [(b"\x02\x21\x4c\x18", "Old"), (b"PAR1", "Parquet"), (b"Rar!", "RAR")]
)
def test_what_cannot_be_unpacked_is_named(read, magic, title):
    assert [rejected.why.split()[0] for rejected in read(magic + b"...").rejected] == [title]


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", gzip.compress(b"")], ids=["empty", "blank", "packed"])
def test_a_file_of_nothing_is_no_mistake(read, content):
    found = read(content)
    assert (found.events, found.rejected) == ([], [])


def test_bytes_that_are_not_utf8_are_replaced_and_counted_in_one_rejected(read):
    found = read(LOG + LINE.encode().replace(b"alice", b"al\xff\xfe") + LOG + b"\xff" + LOG)
    assert found.events[3].user == "al\ufffd\ufffd"
    assert len(found.events) == 9
    whole = [rejected for rejected in found.rejected if "UTF-8" in rejected.why]
    assert [(rejected.line, rejected.why[:7]) for rejected in whole] == [(4, "3 bytes")]


def test_text_that_really_holds_the_replacement_character_is_not_counted(read):
    assert read(LINE.replace("alice", "al\ufffd")).event.user == "al\ufffd"


def test_a_line_of_a_hundred_megabytes_is_one_rejected_and_the_next_is_read(read):
    found = read(LOG + b"x" * 100_000_000 + b"\n" + LINE.encode())
    assert [event.line for event in found.events] == [1, 2, 3, 5]
    assert [(rejected.line, rejected.why) for rejected in found.rejected] == [
        (4, "a line of over 1,048,576 characters")
    ]
