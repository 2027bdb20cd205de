"""Objects in S3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.objects import Bucket, Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_ABSENT, _DENIED = 404, 403
_PAGE = 1000
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def bucket_of(call: Call) -> Bucket:
    """
    The bucket that call is about.

    Raises:
        AwsError: there is none, or it is another account's than the call expects.
    """
    name = str(call.get("Bucket"))
    bucket = call.world.buckets.by_name.get(name)
    if bucket is None:
        raise AwsError("NoSuchBucket", "The specified bucket does not exist", _ABSENT)
    if call.get("ExpectedBucketOwner", bucket.account) != bucket.account:
        raise AwsError("AccessDenied", "Access Denied", _DENIED)
    return bucket


def list_objects_v2(call: Call) -> Mapping[str, Any]:
    """Objects in the order of keys; a delimiter puts keys below it together."""
    after = _unsealed(call) if call.get("ContinuationToken") else str(call.get("StartAfter", ""))
    contents, prefixes, last = _listed(call, after)
    answer = _answer(call, contents, prefixes)
    answer["KeyCount"] = len(contents) + len(prefixes)
    answer["IsTruncated"] = bool(last)
    if last:
        answer["NextContinuationToken"] = last.encode().hex()
    for name in ("ContinuationToken", "StartAfter"):
        if call.get(name):
            answer[name] = call.get(name)
    return answer


def list_objects(call: Call) -> Mapping[str, Any]:
    """The older way to list them."""
    contents, prefixes, last = _listed(call, str(call.get("Marker", "")))
    answer = {
        **_answer(call, contents, prefixes),
        "Marker": str(call.get("Marker", "")),
        "IsTruncated": bool(last),
    }
    if last:
        answer["NextMarker"] = last
    return answer


def list_object_versions(call: Call) -> Mapping[str, Any]:
    """Every object with its only version."""
    contents, prefixes, last = _listed(call, str(call.get("KeyMarker", "")))
    versions = [{**one, "VersionId": "null", "IsLatest": True} for one in contents]
    answer = {**_answer(call, [], prefixes), "Versions": versions, "IsTruncated": bool(last)}
    answer.pop("Contents")
    if last:
        answer.update({"NextKeyMarker": last, "NextVersionIdMarker": "null"})
    return answer


def _unsealed(call: Call) -> str:
    try:
        return bytes.fromhex(str(call.get("ContinuationToken"))).decode()
    except ValueError:
        raise AwsError("InvalidArgument", "The continuation token provided is incorrect") from None


def _listed(call: Call, after: str) -> tuple[list[dict[str, Any]], list[str], str]:
    """Objects and common prefixes of one page, and the key or prefix that the next begins after, or ""."""
    bucket, prefix, delimiter = bucket_of(call), str(call.get("Prefix", "")), str(call.get("Delimiter", ""))
    most = min(int(call.get("MaxKeys", _PAGE)), _PAGE)
    contents: list[dict[str, Any]] = []
    prefixes: list[str] = []
    last = ""
    for key, stored in call.world.buckets.keys(bucket, prefix, after, call.now):
        cut = key.find(delimiter, len(prefix)) if delimiter else -1
        common = key[: cut + len(delimiter)] if cut >= 0 else ""
        if common and (common in prefixes[-1:] or (after.startswith(common) and after.endswith(delimiter))):
            last = common
            continue
        if len(contents) + len(prefixes) >= most:
            return contents, prefixes, last
        if common:
            prefixes.append(common)
        else:
            contents.append(_object(key, stored))
        last = common or key
    return contents, prefixes, ""


def _object(key: str, stored: Stored) -> dict[str, Any]:
    return {
        "Key": key,
        "LastModified": stored.modified,
        "ETag": stored.etag,
        "Size": stored.size,
        "StorageClass": "STANDARD",
    }


def _answer(call: Call, contents: list[dict[str, Any]], prefixes: list[str]) -> dict[str, Any]:
    encode = quote if call.get("EncodingType") == "url" else str
    answer: dict[str, Any] = {
        "Name": str(call.get("Bucket")),
        "Prefix": encode(str(call.get("Prefix", ""))),
        "MaxKeys": int(call.get("MaxKeys", _PAGE)),
        "Contents": [{**one, "Key": encode(one["Key"])} for one in contents],
        "CommonPrefixes": [{"Prefix": encode(one)} for one in prefixes],
    }
    for name in ("Delimiter", "EncodingType"):
        if call.get(name):
            answer[name] = call.get(name)
    return answer


def _stored(call: Call) -> Stored:
    key = str(call.get("Key"))
    found = call.world.buckets.one(bucket_of(call), key, call.now)
    if found is None:
        raise AwsError("NoSuchKey", "The specified key does not exist.", _ABSENT)
    return found


def head_object(call: Call) -> Mapping[str, Any]:
    """What an object is."""
    stored = _stored(call)
    return {
        "ContentLength": stored.size,
        "LastModified": stored.modified,
        "ETag": stored.etag,
        "ContentType": stored.content_type,
        "AcceptRanges": "bytes",
        "Metadata": {},
    }


def get_object(call: Call) -> Mapping[str, Any]:
    """An object, or a range of its bytes."""
    stored = _stored(call)
    body = stored.body()
    answer = {**head_object(call), "Body": body}
    match = _RANGE.fullmatch(str(call.get("Range", "")))
    if match is None or match[0] == "bytes=-":
        return answer
    start = int(match[1]) if match[1] else max(0, len(body) - int(match[2]))
    end = min(int(match[2]) if match[1] and match[2] else len(body) - 1, len(body) - 1)
    if start > end:
        raise AwsError("InvalidRange", "The requested range is not satisfiable", 416)
    return {
        **answer,
        "Body": body[start : end + 1],
        "ContentLength": end - start + 1,
        "ContentRange": f"bytes {start}-{end}/{len(body)}",
        "__status__": 206,
    }


def put_object(call: Call) -> Mapping[str, Any]:
    """Store an object."""
    body = call.get("Body", b"")
    data = body.encode() if isinstance(body, str) else bytes(body)
    stored = Stored(
        modified=call.now.replace(microsecond=0),
        made=lambda: data,
        content_type=call.get("ContentType", "binary/octet-stream"),
    )
    bucket, key = bucket_of(call), str(call.get("Key"))
    bucket.stored[key] = stored
    bucket.removed.discard(key)
    return {"ETag": stored.etag}


def delete_object(call: Call) -> Mapping[str, Any]:
    """Remove an object; one that is not there is no error."""
    _remove(bucket_of(call), str(call.get("Key")))
    return {}


def delete_objects(call: Call) -> Mapping[str, Any]:
    """Remove several."""
    bucket = bucket_of(call)
    keys = [str(one["Key"]) for one in call.get("Delete", {}).get("Objects", ())]
    for key in keys:
        _remove(bucket, key)
    return {"Deleted": [] if call.get("Delete", {}).get("Quiet") else [{"Key": key} for key in keys]}


def _remove(bucket: Bucket, key: str) -> None:
    bucket.stored.pop(key, None)
    bucket.removed.add(key)


ANSWERS: dict[str, Callable[[Call], Mapping[str, Any]]] = {
    "ListObjectsV2": list_objects_v2,
    "ListObjects": list_objects,
    "ListObjectVersions": list_object_versions,
    "HeadObject": head_object,
    "GetObject": get_object,
    "PutObject": put_object,
    "DeleteObject": delete_object,
    "DeleteObjects": delete_objects,
}
