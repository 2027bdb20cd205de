"""Root of a member account is reached by the management account alone, and its credentials stay in memory."""

import logging

import boto3
import pytest
from botocore.exceptions import ClientError

from abusedesk import drill
from abusedesk.aws.read import Reader
from abusedesk.aws.root import MemberRoot
from abusedesk.aws.session import open_session
from abusedesk.errors import Denied, Refused
from drill.drill_folders import ACCOUNT, NOW, write
from drill.drill_organization import (
    AUDITOR_KEY,
    DELETE,
    MANAGEMENT,
    MANAGER_KEY,
    ON,
    ROOT,
    ROOT_KEY,
    TWO,
    files,
)

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
LOOK, CHANGE = "IAMAuditRootUserCredentials", "IAMDeleteRootUserCredentials"


@pytest.fixture(scope="module")
def incidents(tmp_path_factory):
    place = tmp_path_factory.mktemp("organizations")
    return {
        given: drill.load(write(place / f"{len(given)}", files(features=given), toml=TWO))
        for given in (ON, ON[:1], ())
    }


@pytest.fixture(scope="module")
def served(incidents):
    with drill.serve(incidents[ON], throttle=False, still=True) as server:
        yield server


@pytest.fixture
def reached(served, incidents, monkeypatch):
    """Opens root by a key of the management account; sealed is all that was kept as evidence."""
    opened = []

    def root(key=MANAGER_KEY, features=ON):
        served.begin_again(incidents[features])
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
        management = open_session(endpoint_url=served.endpoint_url, case_id="root", seal=sealing)
        opened.append(MemberRoot(management, ACCOUNT))
        return opened[-1]

    sealed = []

    def sealing(chunks):
        sealed.append(b"".join(chunks))
        return "0" * 64

    root.sealed = sealed
    yield root
    for one in opened:
        one.close()


def keys(session):
    pages = Reader(session, "us-east-1", ["iam:ListAccessKeys"]).pages("iam:ListAccessKeys")
    return [one["AccessKeyId"] for page in pages for one in page.data["AccessKeyMetadata"]]


def test_a_session_of_root_is_the_members_and_sees_its_keys(reached):
    session = reached().session(LOOK)
    assert (session.caller().account, session.caller().arn) == (ACCOUNT, ROOT)
    assert keys(session) == [ROOT_KEY]


def test_the_practice_account_lets_a_session_do_its_task_on_root_and_nothing_else(reached):
    session = reached().session(CHANGE)
    client = session.core.client("iam", "us-east-1")
    for refused in (
        client.list_users,
        lambda: client.delete_access_key(UserName="bob", AccessKeyId=ROOT_KEY),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            refused()
    client.delete_access_key(AccessKeyId=ROOT_KEY)
    assert keys(session) == []


def test_an_auditor_may_look_and_not_delete(reached):
    root = reached(AUDITOR_KEY)
    assert keys(root.session(LOOK)) == [ROOT_KEY]
    with pytest.raises(Denied) as why:
        root.session(CHANGE)
    assert why.value.permission == "sts:AssumeRoot"


@pytest.mark.parametrize("features", [ON[:1], ()])
def test_where_centralized_root_access_is_off_it_says_so_before_it_asks_for_root(reached, features):
    with pytest.raises(Refused, match="centralized root access is off in organization o-exampleorg1"):
        reached(features=features).session(LOOK)


def test_a_member_account_is_told_that_it_manages_nobody(reached, served, monkeypatch):
    root = reached()
    for name, value in (("ACCESS_KEY_ID", "AKIAALICE00000000001"), ("SECRET_ACCESS_KEY", "secret")):
        monkeypatch.setenv(f"AWS_{name}", value)
    root = MemberRoot(open_session(endpoint_url=served.endpoint_url), ACCOUNT)
    with pytest.raises(Refused, match=f"account {ACCOUNT} manages no member account's root"):
        root.session(LOOK)
    root.close()


def test_a_session_is_used_again_until_it_is_about_to_end(reached, served):
    root = reached()
    first = root.session(LOOK)
    assert root.session(LOOK) is first
    served.clock.advance(13 * 60)
    # AWS's clock is known by its last answer.
    Reader(root._management, "us-east-1", ["iam:ListUsers"]).one("iam:ListUsers")
    assert root.session(LOOK) is not first
    assert keys(root.session(LOOK)) == [ROOT_KEY]


def test_no_credential_of_root_is_sealed_logged_or_shown(reached, served, caplog):
    caplog.set_level(logging.DEBUG)
    root = reached()
    shown = [repr(root)]
    for task in (LOOK, CHANGE):
        session = root.session(task)
        keys(session)
        shown += [repr(session), repr(session.caller())]
    given = [one for one in served.world.accounts[ACCOUNT].people.sessions.values() if one.kind == "root"]
    assert len(given) == 2
    told = "\n".join([*shown, caplog.text, *(one.decode("latin-1") for one in reached.sealed)])
    assert reached.sealed
    for one in given:
        assert one.secret not in told
        assert one.token not in told
        assert one.expires - one.issued == (NOW.replace(minute=25) - NOW)


def test_sts_is_asked_at_a_regional_endpoint_whatever_the_profile_says(monkeypatch):
    monkeypatch.setenv("AWS_STS_REGIONAL_ENDPOINTS", "legacy")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", MANAGER_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    session = open_session()
    found = session.core.client("sts", "aws-global").meta.endpoint_url
    session.close()
    assert found == "https://sts.us-east-1.amazonaws.com"


def test_the_management_accounts_own_root_and_a_strangers_cannot_be_taken(reached, served):
    reached()
    client = boto3.client(
        "sts",
        region_name="us-east-1",
        endpoint_url=served.endpoint_url,
        aws_access_key_id=MANAGER_KEY,
        aws_secret_access_key="secret",
    )
    for account in (MANAGEMENT, "999999999999"):
        with pytest.raises(ClientError, match="AccessDenied"):
            client.assume_root(TargetPrincipal=account, TaskPolicyArn={"arn": DELETE})
    with pytest.raises(ClientError, match="ValidationError"):
        client.assume_root(
            TargetPrincipal=ACCOUNT, TaskPolicyArn={"arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
        )
    client.close()
