"""The intruder fights while he is thrown out: he loses, the owner goes on, and what can be undone is."""

import json
import os
from dataclasses import replace

import pytest

from abusedesk import act, drill, engine
from abusedesk.drill import generate
from abusedesk.drill.policy.evaluate import Question, judged
from abusedesk.engine import _hand_over as hand_over
from abusedesk.model import Receipt
from drill.drill_folders import sign_in

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# One here, twenty in `make prove`.
SEEDS = range(1, 21) if os.environ.get("ABUSEDESK_PROVE") else (1,)
_WORK = (
    "ec2:DescribeInstances",
    "ec2:RunInstances",
    "ecr:PutImage",
    "ecs:UpdateService",
    "iam:ListUsers",
    "lambda:UpdateFunctionCode",
    "logs:PutLogEvents",
    "s3:GetObject",
    "s3:PutObject",
    "sts:GetCallerIdentity",
)
# He launches machines as long as he is let, more than one approval may delete unless somebody says so.
LIMITS = act.Limits(steps=2000, deletions=1000)
_OVER = {"terminated", "shutting-down"}


class Play:
    """One case on one served account."""

    def __init__(self, store, server, incident, folder):
        self.store, self.server = store, server
        self.truth = json.loads((folder / "truth.json").read_text("utf-8"))
        self.connection = engine.Connection(endpoint_url=server.endpoint_url)
        to = hand_over.Folder(folder / "handed-over", hand_over.Recipient(passphrase="correct horse battery"))
        self.means = engine.Means(wait=server.clock.advance, hand_over=to, limits=LIMITS)
        options = engine.Options(connection=self.connection, now=incident.now)
        mail = (folder / "notice.eml").read_bytes()
        self.case_id = engine.respond(store, mail, "notice.eml", options).document.case.id
        [self.account] = server.world.accounts.values()
        self._may_only(engine.policies_to_contain())

    def _may_only(self, policies):
        """From now on the responder has the permissions that the generated policy asks for, and no other."""
        limited = replace(self.server.world.responder, policies=policies)
        self.server.world.responder = self.account.people.responder = limited

    def carry_out(self, phase):
        """See and approve a phase, and what its search adds, until nothing of it can be taken any more."""
        ended = []
        for _ in range(6):
            choice = engine.Choice(phase=phase)
            seen = engine.dry_run(self.store, self.case_id, self.connection, choice.of(self.plan), LIMITS)
            ready = [one for one in seen.previews if one.open and one.change is not None and not one.refused]
            if not ready or all(one.waits for one in ready):
                break
            approval = engine.Approval(names=("Hanako",), digest=seen.digest)
            ended.append(
                engine.contain(self.store, self.case_id, self.connection, choice, approval, self.means)
            )
        return ended

    @property
    def plan(self):
        return self.store.plan(self.case_id)

    def may(self):
        """What each of the owner's users and roles may do of the day's work, and which of his keys are on."""
        people, clock = self.account.people, self.server.clock
        innocent = set(self.truth["innocent"])
        found = {}
        for key in people.backend.access_keys.values():
            arn = people.arn_of("user", key.user_name)
            if key.access_key_id in innocent and arn in innocent:
                principal = self.server.world.who(key.access_key_id)
                policies = people.policies_of(principal, clock.now()) if principal else None
                found[key.access_key_id] = {
                    work
                    for work in _WORK
                    if policies and judged(policies, Question(action=work)) == "allowed"
                }
        return found

    def running(self):
        """Instances that are up, by id."""
        return {
            one["InstanceId"]: one
            for region in self.account.things.values()
            for one in region.get("ec2:instances", ())
            if one["State"]["Name"] not in _OVER
        }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_intruder_ends_with_nothing_and_the_owner_goes_on(
    store, tmp_path, monkeypatch, seed, prove_table
):
    folder = tmp_path / "incident"
    generate.build("leaked-key-miners", folder, seed=seed)
    incident = drill.load(folder)
    with drill.serve(incident, throttle=False, propagation=True, still=True, seed=seed) as server:
        sign_in(monkeypatch, server)
        play = Play(store, server, incident, folder)
        could, owned = play.may(), set(play.running()) - set(play.truth["affected"])
        assert could
        for phase in ("preserve", "contain", "eradicate"):
            ended = play.carry_out(phase)
        tried = len(server.intruder.log)
        assert tried
        assert server.intruder.working() == []
        assert set(play.running()) == owned
        named = {step.target for step in play.plan if step.phase in {"contain", "eradicate"}}
        assert {key: work for key, work in play.may().items() if key not in named} == {
            key: work for key, work in could.items() if key not in named
        }
        server.clock.advance(60)
        assert server.intruder.working() == []
        assert set(play.running()) == owned
        receipts = store.get_all(play.case_id, "receipts", Receipt)
        assert [one for one in receipts if "AWS refused" in one.failed] == []
        done = [one for one in receipts if one.stands]
        undone = engine.undo(store, play.case_id, play.connection)
        promised = [one for one in done if act.every()[one.action].reversible]
        taken = {one.step for one in undone.taken_back if one.end == "undone"}
        kept = [one for one in undone.taken_back if one.end != "undone"]
        assert {one.step for one in promised} - taken == {one.step for one in kept} - {
            one.step for one in done if not act.every()[one.action].reversible
        }
        prove_table(
            f"seed {seed:3}: {len(play.plan)} steps, {tried} calls of his "
            f"({sum(one.done for one in server.intruder.log[:tried])} let through), "
            f"{sum(len(one.ended) for one in ended)} last ended, {len(taken)} undone, {len(kept)} kept"
        )
