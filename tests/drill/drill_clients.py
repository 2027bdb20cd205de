"""Practice accounts that are served for a test, and clients of theirs."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from abusedesk import drill

_OPEN = {}


@contextmanager
def serving(folder, **options):
    """The account of folder, served; its clients are closed with it."""
    with drill.serve(drill.load(folder), **options) as server:
        _OPEN[server.endpoint_url] = {}
        try:
            yield server
        finally:
            for made in _OPEN.pop(server.endpoint_url).values():
                made.close()


@cache
def _session():
    return boto3.session.Session()


def client(server, service, region="us-east-1", *, key=None, token=None):
    """A plain boto3 client: the responder's, or one that signs with key."""
    known = _OPEN[server.endpoint_url]
    asked = (service, region, key, token)
    if asked not in known:
        known[asked] = _session().client(
            service,
            region_name=region,
            endpoint_url=server.endpoint_url,
            aws_access_key_id=key or server.responder.key,
            aws_secret_access_key="secret",
            aws_session_token=token or (None if key else server.responder.token),
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )
    return known[asked]


def refusal(call, /, **parameters):
    """The error code that call is refused with."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]
