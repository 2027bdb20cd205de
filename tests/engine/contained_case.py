"""A small account with an intruder in it, and a case whose plan was made by hand."""

from contextlib import contextmanager

from abusedesk import act, drill, engine
from abusedesk.aws.session import open_session
from abusedesk.model import Affected, Attackers, CaseState, Step, Trace
from drill.drill_folders import (
    ACCOUNT,
    ADMIN,
    NOW,
    TOML,
    iam,
    instance,
    placed,
    role,
    sign_in,
    stamp,
    user,
    write,
)
from engine.notice_mails import NOTICE

LEAKED = "AKIAALICE00000000001"
ALICE, BOSS, MALLORY = (f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("alice", "boss", "mallory"))
BOSS_KEY = "AKIABOSS000000000001"
HIS_KEY = "AKIAMALLORY000000001"
CAROLS_KEY = "AKIACAROL00000000001"
HOST = "i-0aaaaaaaaaaaaaaa1"
RESOURCES = placed(instance())
USERS = [
    user("alice", LEAKED),
    user("boss", BOSS_KEY, ADMIN),
    user("mallory", HIS_KEY, ADMIN),
    user("carol", CAROLS_KEY),
]
ROLE = role("deployer", RolePolicyList=[{"PolicyName": "all", "PolicyDocument": ADMIN}])
ALL = engine.Choice()


def step(number, action, target, phase="contain", region="aws-global", **more):
    known = act.every().get(action)
    facts = {
        "because": ("f-1",),
        "automatic": known is not None,
        "reversible": known is not None and known.reversible,
        "writes": known.writes if known else (),
        **more,
    }
    return Step(step=number, phase=phase, action=action, target=target, region=region, **facts)


PLAN = (
    step(1, "isolate_instance", HOST, region="us-east-1"),
    step(2, "deactivate_access_key", LEAKED),
    step(3, "deactivate_access_key", HIS_KEY),
    step(4, "deny_all_to_principal", MALLORY),
    step(5, "tell_the_police", ACCOUNT, phase="recover"),
)
STORY = Trace(
    attackers=Attackers(principals=(MALLORY,), credentials=(LEAKED, HIS_KEY), ips=("203.0.113.66",)),
    affected=(
        Affected(id=MALLORY, type="AWS::IAM::User", region="us-east-1", how="created", by=ALICE, time=NOW),
    ),
)
MEANS = engine.Means(wait=lambda _: None, pause=2, settle=2, sweeps=0)


@contextmanager
def account(folder, now=NOW, **more):
    """The account, served for many tests."""
    toml = TOML.replace(stamp(NOW), stamp(now))
    files = {"iam.json": iam(users=USERS, roles=[ROLE]), "resources/us-east-1.json": RESOURCES}
    with drill.serve(
        drill.load(write(folder / "incident", files, toml=toml)), throttle=False, **more
    ) as server:
        yield server


def begun_again(server, monkeypatch, responder_policy=None):
    """The account as it was at first, with its responder signed in."""
    server.begin_again(responder_policy=responder_policy)
    sign_in(monkeypatch, server)
    return server


def case(store, plan=PLAN):
    """The id of a case with that plan."""
    case_id = engine.take_in(store, NOTICE, "notice.eml", NOW).case.id
    store.set_account(case_id, ACCOUNT)
    store.put(case_id, "trace", STORY)
    store.save_plan(case_id, plan, NOW)
    store.set_state(case_id, CaseState.AWAITING_APPROVAL, "a plan was made")
    return case_id


def connection(server):
    return engine.Connection(endpoint_url=server.endpoint_url)


def seen(store, case_id, server, choice=ALL):
    """The dry run of what is chosen."""
    return engine.dry_run(store, case_id, connection(server), choice.of(store.plan(case_id)))


def approve(store, case_id, server, choice=ALL, *, digest=None, means=MEANS, name="Hanako"):
    """Carry the choice out as it was just seen, or as digest names."""
    digest = digest or seen(store, case_id, server, choice).digest
    approval = engine.Approval(names=(name,), digest=digest)
    return engine.contain(store, case_id, connection(server), choice, approval, means)


def needed(store, case_id, server):
    """The automatic steps that have something left to do, by number."""
    previews = seen(store, case_id, server).previews
    return [one.step.step for one in previews if one.change is not None and one.change.needed]


def session(server):
    return open_session(endpoint_url=server.endpoint_url, case_id="test")
