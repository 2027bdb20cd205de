from __future__ import annotations

import os

import pytest

from abusedesk import logs
from abusedesk.errors import BadInput
from abusedesk.model import Rejected


def test_there_are_the_formats_that_the_product_names():
    assert set(logs.every()) >= {
        *("alb_access", "clb_access", "cloudfront", "cloudtrail", "cloudtrail_digest", "guardduty"),
        *("nlb_tls", "resolver_query", "s3_access", "securityhub", "syslog", "vpc_flow", "waf", "web_access"),
    }


@pytest.mark.parametrize("unit", logs.every().values(), ids=lambda unit: unit.id)
def test_every_format_says_where_it_is_described_and_what_rules_it_serves(unit):
    assert unit.title
    assert unit.source.startswith("https://")
    assert unit.logsources


def test_a_format_that_is_not_there_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="no log format 'evtx'; there are alb_access, "):
        logs.read(tmp_path / "x", name="x", format="evtx")


@pytest.mark.parametrize("content", [b"hello\n", b"\x7fELF\0\0", b'{"a":1}', b"<html>"])
def test_a_file_of_no_known_format_is_one_rejected(read, content):
    found = read(content)
    assert found.events == []
    assert [(rejected.file, rejected.line) for rejected in found.rejected] == [("FILE", 0)]


def test_a_file_that_is_not_there_is_a_rejected_and_no_crash(tmp_path):
    assert list(logs.read(tmp_path / "gone", name="gone")) == [
        Rejected("gone", 0, "cannot be opened: No such file or directory")
    ]


def test_the_format_that_is_given_is_taken_without_looking(read):
    found = read("one\ntwo\n", format="syslog")
    assert [rejected.line for rejected in found.rejected] == [1, 2]


def test_files_are_found_in_a_folder_and_below_in_order_of_their_names(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("c.log", "b/a.log", "b/z.log"):
        (tmp_path / name).write_text("x")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(logs.files(tmp_path))
    assert [name for name, _ in found] == [str(tmp_path / name) for name in ("b/a.log", "b/z.log", "c.log")]


def test_a_file_is_its_own_folder(tmp_path):
    path = tmp_path / "auth.log"
    path.write_text("x")
    assert list(logs.files(path)) == [(str(path), path)]


def test_a_path_that_is_not_there_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="expected a file or a folder"):
        list(logs.files(tmp_path / "gone"))


def test_a_name_that_is_no_text_is_shown_as_text(tmp_path):
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.log")  # noqa: PTH118 - pathlib takes no bytes
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - as above
        file.write("x")
    assert [name for name, _ in logs.files(tmp_path)] == [f"{tmp_path}/caf\ufffd.log"]
