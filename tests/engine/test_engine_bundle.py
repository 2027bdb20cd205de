"""A bundle is the whole case, the same each time; whatever is changed in it is found and named."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import sys
import zipfile

import pytest

from abusedesk import engine
from abusedesk.engine import _zip
from abusedesk.errors import BadInput
from abusedesk.model import Claim, Reply
from abusedesk.store import Store
from engine.kept_case import NOTICE, NOW, opened, thing


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store, its case, and a bundle of it by name of each member."""
    home = tmp_path_factory.mktemp("kept")
    store = Store(home / "home")
    case_id = opened(store)
    (home / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n123")
    [file] = engine.attach(store, case_id, [home / "shot.png"], "Hanako")
    engine.did(store, case_id, "enabled_guardduty", by="Hanako", at=NOW, evidence=[file.id])
    letter = store.get(case_id, "reply", Reply)
    first = store.evidence(case_id)[0]
    claims = (*letter.claims, Claim("There are two users.", (first.id,), "confirmed"))
    store.put(case_id, "reply", {**vars_of(letter), "claims": claims})
    yield store, case_id, bundled(store, case_id)
    store.close()


def vars_of(noun):
    return {name: getattr(noun, name) for name in noun.__slots__}


def bundled(store, case_id):
    file = io.BytesIO()
    engine.bundle(store, case_id, file, language="en", by="Hanako")
    return file.getvalue()


@pytest.fixture
def members(kept):
    with zipfile.ZipFile(io.BytesIO(kept[2])) as file:
        return {one: file.read(one) for one in file.namelist()}


@pytest.fixture
def checked(tmp_path):
    """A function that verifies bytes, or members with a manifest that fits them, and gives what is wrong."""

    def check(made):
        path = tmp_path / "bundle.zip"
        path.write_bytes(made if isinstance(made, bytes) else packed(made))
        before = sorted(tmp_path.rglob("*"))
        found = engine.verify_bundle(path)
        assert sorted(tmp_path.rglob("*")) == before
        return [one.en for one in found.problems]

    return check


def packed(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def resealed(members):
    """The members with a manifest made anew, as a forger would."""
    manifest = json.loads(members["manifest.json"])
    manifest["members"] = [
        {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in members.items()
        if name != "manifest.json"
    ]
    return {**members, "manifest.json": json.dumps(manifest).encode()}


def blob(members):
    return next(name for name in sorted(members) if name.startswith("evidence/blobs/"))


def test_a_bundle_is_whole_and_says_of_what(kept, tmp_path):
    _, case_id, data = kept
    (tmp_path / "b.zip").write_bytes(data)
    found = engine.verify_bundle(tmp_path / "b.zip")
    assert found.problems == ()
    assert (found.case, found.exported_by, found.evidence) == (case_id, "Hanako", 4)
    assert found.entries == len(list(kept[0].journal(case_id).entries()))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert found.members == len(file.namelist())
        assert found.seal == hashlib.sha256(file.read("manifest.json")).hexdigest()


def test_everything_of_the_case_is_in_it(kept, members):
    store, case_id, _ = kept
    names = {"case.json", "report.html", "report.pdf", "reply.txt", "journal.jsonl", "evidence/index.jsonl"}
    assert names < set(members)
    assert members["messages/0001-in.eml"] == NOTICE
    assert {one.sha256 for one in store.evidence(case_id)} == {
        name.rpartition("/")[2] for name in members if name.startswith("evidence/blobs/")
    }
    assert json.loads(members["case.json"])["case"]["id"] == case_id
    assert members["report.pdf"].startswith(b"%PDF-")


def test_the_same_case_gives_the_same_bytes(kept):
    store, case_id, data = kept
    assert bundled(store, case_id) == data


def test_names_are_sorted_but_for_the_manifest_and_times_are_fixed(kept):
    with zipfile.ZipFile(io.BytesIO(kept[2])) as file:
        listed = file.infolist()
    assert listed[-1].filename == "manifest.json"
    assert {one.date_time for one in listed} == {(1980, 1, 1, 0, 0, 0)}


def test_without_the_extra_the_bundle_has_no_pdf_and_is_whole(kept, checked, monkeypatch):
    monkeypatch.delitem(sys.modules, "abusedesk.report._typeset", raising=False)
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    data = bundled(*kept[:2])
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert "report.pdf" not in file.namelist()
    assert checked(data) == []


def test_a_blob_that_the_store_lost_is_named(tmp_path, checked):
    store = Store(tmp_path / "home")
    case_id = opened(store)
    gone = store.evidence(case_id)[-1].sha256
    store.blobs.path(gone).unlink()
    found = checked(bundled(store, case_id))
    store.close()
    assert f"evidence/blobs/{gone}: it was lost already where the bundle was made" in found


def test_each_changed_member_is_found_and_named(members, checked):
    for name in members:
        changed = {**members, name: members[name] + b" "}
        # The manifest says nothing of itself: its seal does.
        assert (checked(changed) == []) is (name == "manifest.json"), name
        assert name == "manifest.json" or f"{name}: its bytes are not those of the manifest" in checked(
            changed
        )


def test_each_missing_member_is_found_and_named(members, checked):
    for name in members:
        found = checked({one: data for one, data in members.items() if one != name})
        assert any(one.startswith(f"{name}: ") for one in found), name


def test_a_member_that_the_manifest_does_not_name_is_found(members, checked):
    extra = f"evidence/blobs/{hashlib.sha256(b'x').hexdigest()}"
    assert checked({**members, extra: b"x"}) == [f"{extra}: it is not in the manifest"]


def test_a_forged_blob_is_found_by_its_own_name(members, checked):
    name = blob(members)
    assert f"{name}: its bytes are not those of its name" in checked(resealed({**members, name: b"forged"}))


@pytest.mark.parametrize("line", [0, 2, -1])
def test_a_forged_line_of_the_journal_breaks_the_chain_there(members, checked, line):
    lines = members["journal.jsonl"].splitlines()
    entry = json.loads(lines[line])
    lines[line] = json.dumps({**entry, "body": entry["body"] + " "}).encode()
    number = line % len(lines) + 1
    found = checked(resealed({**members, "journal.jsonl": b"\n".join(lines)}))
    assert found == [f"journal.jsonl: the chain breaks at line {number}"]


def test_a_line_taken_out_of_the_journal_breaks_the_chain(members, checked):
    lines = members["journal.jsonl"].splitlines()
    found = checked(resealed({**members, "journal.jsonl": b"\n".join([lines[0], *lines[2:]])}))
    assert found == ["journal.jsonl: the chain breaks at line 2"]


def test_a_claim_whose_evidence_is_not_there_is_found(members, checked):
    lines = members["evidence/index.jsonl"].splitlines()
    cited = json.loads(lines[0])["id"]
    found = checked(resealed({**members, "evidence/index.jsonl": b"\n".join(lines[1:])}))
    assert found == [f"case.json: it rests on {cited}, which is not in the evidence"]


def test_evidence_whose_bytes_are_not_there_or_whose_id_is_forged_is_found(members, checked):
    lines = members["evidence/index.jsonl"].splitlines()
    one = json.loads(lines[1])
    forged = json.dumps({**one, "key": "mallory"}).encode()
    found = checked(resealed({**members, "evidence/index.jsonl": b"\n".join([lines[0], forged, *lines[2:]])}))
    assert found == ["evidence/index.jsonl: line 2 is not what its id says"]
    name = blob(members)
    gone = {one: data for one, data in members.items() if one != name}
    assert any("the bytes of ev-" in one for one in checked(resealed(gone)))


def test_a_message_whose_bytes_are_not_there_is_found(members, checked):
    gone = {one: data for one, data in members.items() if not one.startswith("messages/")}
    assert checked(resealed(gone)) == [
        "case.json: the bytes of the message <notice-1@support.aws.com> are not there"
    ]


def test_another_cases_document_is_found(members, checked):
    other = json.loads(members["case.json"])
    other["case"]["id"] = "ad-20260101-00000000"
    found = checked(resealed({**members, "case.json": json.dumps(other).encode()}))
    assert found == ["case.json: it is another case than the manifest's"]


@pytest.mark.parametrize("name", ["manifest.json", "case.json", "journal.jsonl", "evidence/index.jsonl"])
@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"a": 1e999}', b"1" * 5000]
)
def test_nonsense_in_a_member_is_a_problem_and_no_fault(members, checked, name, data):
    changed = {**members, name: data}
    found = checked(changed if name == "manifest.json" else resealed(changed))
    # A list of evidence may be empty; here something rests on it, and the case's document is named.
    blamed = "case.json" if (name, data) == ("evidence/index.jsonl", b"") else name
    assert any(one.startswith(f"{blamed}: ") for one in found)


def hostile(name, data=b"x", mode=None, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name)
    info.compress_type = method
    if mode is not None:
        info.create_system, info.external_attr = 3, mode << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(info, data)
    return file.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../case.json",
        "/etc/passwd",
        "case.json/../x",
        "..\\x",
        "evidence/blobs/x",
        "a\n\x1b[31m",
        "case.JSON",
    ],
)
def test_names_that_do_not_belong_are_refused(checked, name):
    [found] = checked(hostile(name))
    assert found.endswith("nothing of that name belongs into a bundle")
    assert found.isprintable()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR, stat.S_IFCHR])
def test_what_is_no_plain_file_is_refused(checked, kind):
    assert checked(hostile("case.json", b"/etc/passwd", kind | 0o777)) == ["case.json: it is no plain file"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(checked, method):
    assert checked(hostile("case.json", method=method)) == [
        "case.json: it is packed in a way that is not read"
    ]


def test_a_name_that_is_there_twice_is_refused(checked):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("case.json", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("case.json", b"2")
    assert checked(file.getvalue()) == ["case.json: it is there twice"]


def test_a_bomb_is_refused_before_it_is_unpacked(checked, monkeypatch):
    monkeypatch.setattr(_zip, "FREE_OF_RATIO", 1 << 20)
    bomb = hostile("case.json", b"\x00" * (8 << 20))
    assert len(bomb) < 20_000
    assert checked(bomb) == ["Unpacked it would be far larger than any bundle."]


def test_a_member_that_lies_about_its_size_is_not_unpacked_further(members, checked):
    data = bytearray(packed({**members, "case.json": b"\x00" * 100_000}))
    # The size in the list of members, at the name's own entry there (APPNOTE.TXT 4.3.12).
    entry = data.rfind(b"case.json") - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    struct.pack_into("<L", data, entry + 24, 10)
    assert any(one.startswith("case.json: ") for one in checked(bytes(data)))


def test_members_that_lie_over_each_other_are_refused(checked):
    with_one = hostile("case.json", bytes(range(256)) * 40, method=zipfile.ZIP_STORED)
    start = with_one.rfind(b"PK\x01\x02")
    end = with_one.rfind(b"PK\x05\x06")
    entries = b"".join(
        with_one[start:end].replace(b"case.json", f"case{number}json".encode()) for number in range(9)
    )
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(entries), start, 0)
    assert checked(with_one[:start] + entries + tail) == ["Unpacked it would be far larger than any bundle."]


def test_huge_numbers_of_members_are_refused(checked, monkeypatch):
    monkeypatch.setattr(_zip, "MOST_MEMBERS", 10)
    assert checked(packed({f"messages/{one:04}-in.eml": b"" for one in range(11)})) == [
        "It holds too many members."
    ]
    assert checked(b"PK\x05\x06" + b"\xff" * 18) == ["It holds too many members."]
    monkeypatch.setattr(_zip, "MOST_DIRECTORY", 100)
    assert checked(packed({"case.json": b"", "reply.txt": b""})) == ["It holds too many members."]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06", b"%PDF-1.7" * 9000])
def test_what_is_no_bundle_is_bad_input(tmp_path, data):
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(BadInput, match=r"x\.zip"):
        engine.verify_bundle(tmp_path / "x.zip")


def test_a_bundle_that_is_cut_anywhere_is_bad_input_or_broken(kept, tmp_path):
    data = kept[2]
    for cut in range(0, len(data), len(data) // 40):
        (tmp_path / "x.zip").write_bytes(data[:cut])
        with pytest.raises(BadInput):
            engine.verify_bundle(tmp_path / "x.zip")


def test_a_bit_that_is_turned_anywhere_is_found(kept, tmp_path):
    data = kept[2]
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        # Outside of the members' own bytes stand times and comments that nobody reads.
        inside = [one.header_offset + 30 + len(one.filename) + 40 for one in file.infolist()[::2]]
    for place in inside:
        turned = bytearray(data)
        turned[place] ^= 1
        (tmp_path / "x.zip").write_bytes(turned)
        assert engine.verify_bundle(tmp_path / "x.zip").problems, place


def test_no_journal_line_is_written_by_an_export(kept):
    store, case_id, _ = kept
    before = len(list(store.journal(case_id).entries()))
    bundled(store, case_id)
    assert len(list(store.journal(case_id).entries())) == before


def test_who_exports_must_be_named(kept):
    with pytest.raises(BadInput, match="--by"):
        engine.bundle(kept[0], kept[1], io.BytesIO(), language="en", by=" ")


def test_bytes_that_several_things_share_are_one_member(tmp_path):
    store = Store(tmp_path / "home")
    case_id = opened(store)
    with zipfile.ZipFile(io.BytesIO(bundled(store, case_id))) as file:
        before = file.namelist()
    store.add_evidence(case_id, [thing("iam.user", "carol", store.evidence(case_id)[0].sha256)])
    with zipfile.ZipFile(io.BytesIO(bundled(store, case_id))) as file:
        assert file.namelist() == before
    store.close()
