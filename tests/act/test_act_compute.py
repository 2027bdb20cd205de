"""What the actions on compute refuse, in which order they go, and what they do half-way."""

from dataclasses import replace

import pytest

from abusedesk import act, drill
from abusedesk.act import between
from abusedesk.aws.read import Reader
from abusedesk.aws.write import Writer
from abusedesk.errors import Absent, Denied, Refused
from abusedesk.model import Target
from act.act_law import Killed, Stage, theatre, worlds
from drill.drill_folders import ACCOUNT, instance, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

WEB, TWO = "i-0aaaaaaaaaaaaaaa1", "i-0bbbbbbbbbbbbbbb2"
VOLUME = "vol-0aaaaaaaaaaaaaaa1"
OURS = [
    {"Key": "abusedesk", "Value": "under-investigation"},
    {"Key": "abusedesk-termination-protection", "Value": "on"},
]


def second(**more):
    made = instance(TWO, interfaces=1, BlockDeviceMappings=[], **more)
    made["NetworkInterfaces"][0]["NetworkInterfaceId"] = "eni-0bbbbbbbbbbbbbb01"
    return made


def snapshot(state="completed", tag=f"snapshot_volumes:{WEB}", **more):
    return {
        "SnapshotId": "snap-0ddddddddddddddd4",
        "VolumeId": VOLUME,
        "OwnerId": ACCOUNT,
        "State": state,
        "Tags": [{"Key": "abusedesk", "Value": tag}],
        **more,
    }


def members(*names, state="InService"):
    return [
        {
            "InstanceId": name,
            "AvailabilityZone": "us-east-1a",
            "LifecycleState": state,
            "HealthStatus": "Healthy",
            "ProtectedFromScaleIn": False,
        }
        for name in names
    ]


def group(least, wants, *names, **more):
    sizes = {"MinSize": least, "MaxSize": 4, "DesiredCapacity": wants}
    return {"AutoScalingGroupName": "web", **sizes, "Instances": members(*names), **more}


class Account:
    """A practice account, and the actions on it."""

    def __init__(self, folder, theatre):
        self.folder = folder
        self.server, self.core, self.session = theatre

    def has(self, policy=None, **things):
        """Begin with these things of us-east-1, "ec2_instances" for "ec2:instances"."""
        named = {name.replace("_", ":", 1): value for name, value in things.items()}
        self.play({"resources/us-east-1.json": named}, policy)

    def play(self, files, policy=None):
        write(self.folder, files)
        self.server.begin_again(drill.load(self.folder), responder_policy=policy)
        self.core.left, self.core.written = None, []

    def things(self, key):
        return self.server.world.accounts[ACCOUNT].things["us-east-1"][key]

    def preview(self, action, target=WEB, *parts):
        return act.preview(act.every()[action], self.session, Target(target, ACCOUNT, "us-east-1", parts))

    def apply(self, change):
        return act.apply(act.every()[change.action], self.session, change)

    def finish(self, change):
        return act.finish(act.every()[change.action], self.session, change)

    def revert(self, change):
        return act.revert(act.every()[change.action], self.session, change)

    def keep(self, change):
        return act.keep(act.every()[change.action], self.session, change)

    def do(self, action, target=WEB, *parts):
        change = self.preview(action, target, *parts)
        self.apply(change)
        return change

    def later(self):
        """Half a minute later, and looked at, since what is under way shows to who looks."""
        self.server.clock.advance(30)
        self.server.state()

    def killed(self, do, writes):
        """Do it with a process that dies after so many writes; False when it made fewer."""
        self.core.left, self.core.before = writes - 1, False
        try:
            do()
        except Killed:
            return True
        finally:
            self.core.left = None
        return False


@pytest.fixture(scope="module")
def playing(tmp_path_factory):
    with theatre(tmp_path_factory.mktemp("compute") / "first") as opened:
        yield opened


@pytest.fixture
def account(tmp_path, playing):
    return Account(tmp_path / "incident", playing)


def refused(account, action, target=WEB, *parts):
    with pytest.raises(Refused) as caught:
        account.preview(action, target, *parts)
    return str(caught.value)


# Copies.


def test_a_copy_is_not_there_while_it_is_pending_and_no_second_one_is_made(account):
    account.has(ec2_instances=[instance()])
    change = account.do("snapshot_volumes")
    pending = account.preview("snapshot_volumes")
    assert pending.needed
    assert pending.before["volumes"] == {VOLUME: ["begun"]}
    assert between(pending.before, change.before, change.after)
    assert pending.before != change.before, "after a kill it must not look as if nothing had begun"
    assert account.finish(change) == ("ec2:DescribeImages",)
    assert [one["State"] for one in account.things("ec2:snapshots")] == ["pending"]
    account.later()
    assert not account.preview("snapshot_volumes").needed
    assert account.finish(change) == ()
    assert len(account.things("ec2:images")) == len(account.things("ec2:snapshots")) == 1


def test_the_image_is_made_without_a_reboot(account):
    account.has(ec2_instances=[instance()])
    account.do("snapshot_volumes")
    [made] = [
        one
        for one in account.server.world.accounts[ACCOUNT].history.lived("us-east-1")
        if one.name == "CreateImage"
    ]
    assert b'"noReboot": true' in made.raw or b'"noReboot":true' in made.raw


def test_an_image_that_failed_makes_room_for_a_new_one(account):
    account.has(ec2_instances=[instance()])
    change = account.do("snapshot_volumes")
    [image] = account.things("ec2:images")
    account.later()
    image["State"] = "failed"
    account.finish(change)
    account.later()
    [made] = account.things("ec2:images")
    assert made["ImageId"] != image["ImageId"]
    assert not account.preview("snapshot_volumes").needed


def test_where_there_can_be_no_image_there_are_snapshots_and_a_missing_one_is_made_alone(account):
    disks = [
        {"DeviceName": f"/dev/sd{letter}", "Ebs": {"VolumeId": f"vol-0{letter * 16}"}} for letter in "fg"
    ]
    account.has(ec2_instances=[instance(RootDeviceType="instance-store", BlockDeviceMappings=disks)])
    change = account.preview("snapshot_volumes")
    assert change.before["image"] is change.after["image"] is None
    account.apply(change)
    account.later()
    assert not account.preview("snapshot_volumes").needed
    first, _ = account.things("ec2:snapshots")
    account.things("ec2:snapshots").remove(first)
    assert "ec2:CreateSnapshot" in account.finish(change)
    account.later()
    assert not account.preview("snapshot_volumes").needed
    assert len(account.things("ec2:snapshots")) == 2
    account.revert(change)
    assert account.things("ec2:snapshots") == []


def test_an_instance_without_volumes_cannot_be_copied(account):
    account.has(ec2_instances=[instance(BlockDeviceMappings=[])])
    assert "no EBS volume" in refused(account, "snapshot_volumes")


def test_the_copies_of_one_instance_are_not_those_of_another(account):
    account.has(ec2_instances=[instance()], ec2_snapshots=[snapshot(tag=f"snapshot_volumes:{TWO}")])
    assert account.preview("snapshot_volumes").before["volumes"] == {VOLUME: []}


# What is kept before an instance is touched.


@pytest.mark.parametrize("action", ["snapshot_volumes", "isolate_instance", "stop_instance"])
def test_description_console_user_data_and_screen_are_kept(account, action):
    account.has(ec2_instances=[instance(Output="login: ", ImageData="anBlZw==", UserData="c2VjcmV0")])
    kept = {one.kind: one for one in account.keep(account.preview(action))}
    assert set(kept) == {
        "ec2.instance",
        "ec2.console_output",
        "ec2.user_data",
        "ec2.console_screenshot",
    }
    assert kept["ec2.instance"].data["InstanceId"] == WEB
    assert kept["ec2.console_output"].data["Output"] == "login: "
    assert "c2VjcmV0" not in str(kept["ec2.user_data"].data)
    assert {one.collector for one in kept.values()} == {action}


def test_an_instance_without_a_screen_is_no_error(account):
    account.has(ec2_instances=[instance(State={"Code": 80, "Name": "stopped"})])
    kinds = [one.kind for one in account.keep(account.preview("isolate_instance"))]
    assert "ec2.console_screenshot" not in kinds


def test_a_console_that_may_not_be_read_is_not_passed_over_in_silence(account):
    policy = {
        "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "ec2:GetConsoleScreenshot", "Resource": "*"},
        ]
    }
    account.has(policy, ec2_instances=[instance()])
    with pytest.raises(Denied, match="GetConsoleScreenshot"):
        account.keep(account.preview("isolate_instance"))


# Protection.


def test_a_spot_instance_is_tagged_only(account):
    account.has(ec2_instances=[instance(InstanceLifecycle="spot")])
    change = account.do("protect_instance")
    assert change.after["DisableApiTermination"] is False
    [held] = account.things("ec2:instances")
    assert {"Key": "abusedesk", "Value": "under-investigation"} in held["Tags"]
    assert "DisableApiTermination" not in held


def test_protection_that_the_owner_put_on_is_not_marked_as_ours_and_stays(account):
    account.has(ec2_instances=[instance(DisableApiTermination=True)], ec2_snapshots=[snapshot()])
    change = account.do("protect_instance")
    assert "by us" in refused(account, "terminate_instance")
    account.revert(change)
    assert account.things("ec2:instances")[0]["DisableApiTermination"] is True


# Termination.


def test_nothing_is_terminated_before_every_volume_is_copied(account):
    account.has(ec2_instances=[instance()], ec2_snapshots=[snapshot(tag="nightly backup")])
    assert VOLUME in refused(account, "terminate_instance")
    account.do("snapshot_volumes")
    assert VOLUME in refused(account, "terminate_instance")
    account.later()
    assert account.preview("terminate_instance").needed
    assert act.every()["terminate_instance"].after == ("snapshot_volumes",)


def test_our_own_protection_is_taken_off_to_terminate_and_a_kill_between_is_made_good(account):
    account.has(ec2_instances=[instance()], ec2_snapshots=[snapshot()])
    account.do("protect_instance")
    change = account.preview("terminate_instance")
    assert account.killed(lambda: account.apply(change), 1)
    assert account.things("ec2:instances")[0]["State"]["Name"] == "running"
    account.finish(change)
    ending = account.preview("terminate_instance").before
    assert ending["termination"] == ["begun"]
    assert between(ending, change.before, change.after)
    account.later()
    assert not account.preview("terminate_instance").needed
    with pytest.raises(Refused, match="cannot be taken back"):
        account.revert(change)


def test_an_instance_that_never_was_is_absent(account):
    account.has(ec2_instances=[instance()])
    for action in ("terminate_instance", "stop_instance", "isolate_instance", "protect_instance"):
        with pytest.raises(Absent):
            account.preview(action, "i-0fffffffffffffff9")


# Stopping.


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"RootDeviceType": "instance-store"}, "instance store"),
        ({"DisableApiStop": True}, "protected from being stopped"),
        ({"InstanceLifecycle": "spot", "SpotInstanceRequestId": "sir-0aaaaaa1"}, "one-time Spot"),
    ],
)
def test_what_aws_stops_none_of_is_refused_before_anything_is_tried(account, facts, why):
    spot = {"SpotInstanceRequestId": "sir-0aaaaaa1", "State": "active", "Type": "one-time"}
    account.has(ec2_instances=[instance(**facts)], ec2_spot_instance_requests=[spot])
    assert why in refused(account, "stop_instance")


def test_what_is_stopping_is_not_stopped_and_is_started_only_once_it_is(account):
    account.has(ec2_instances=[instance()])
    change = account.do("stop_instance")
    assert account.preview("stop_instance").before == {"stop": ["begun"]}
    assert "ec2:StopInstances" not in account.finish(change)
    calls = account.revert(change)
    assert calls[-1] == "ec2:StartInstances"
    account.later()
    assert account.things("ec2:instances")[0]["State"]["Name"] == "running"


# Auto scaling and load balancers.


@pytest.mark.parametrize("least", [0, 1, 2])
@pytest.mark.parametrize("newest_first", [True, False])
def test_two_instances_leave_one_group_and_return_whatever_its_least_size(account, least, newest_first):
    both = group(least, 2, WEB, TWO)
    account.has(ec2_instances=[instance(), second()], autoscaling_auto_scaling_groups=[both])
    state = account.server.state()
    one, two = (account.preview("leave_auto_scaling_group", name) for name in (WEB, TWO))
    account.apply(one)
    account.apply(two)
    account.later()
    [left] = account.things("autoscaling:auto_scaling_groups")
    assert (left["MinSize"], left["DesiredCapacity"]) == (0, 0)
    for change in (two, one) if newest_first else (one, two):
        account.revert(change)
        account.later()
        assert account.preview("leave_auto_scaling_group", change.target.id).before == change.before
    assert account.server.state() == state


def test_an_instance_that_is_leaving_for_good_is_refused_and_one_in_no_group_absent(account):
    leaving = {**group(1, 2), "Instances": members(WEB, state="Terminating")}
    account.has(ec2_instances=[instance(), second()], autoscaling_auto_scaling_groups=[leaving])
    assert "Terminating" in refused(account, "leave_auto_scaling_group")
    with pytest.raises(Absent, match="no auto scaling group"):
        account.preview("leave_auto_scaling_group", TWO)


def test_isolation_and_stop_come_after_the_group_and_the_load_balancer_were_left():
    every = act.every()
    assert set(every["isolate_instance"].after) == {"leave_auto_scaling_group", "leave_load_balancer"}
    assert "leave_auto_scaling_group" in every["stop_instance"].after
    assert every["leave_load_balancer"].after == ("leave_auto_scaling_group",)


def test_a_group_scaled_to_zero_terminates_its_instances_unless_that_is_suspended(account):
    two = group(1, 2, WEB, TWO)
    account.has(ec2_instances=[instance(), second()], autoscaling_auto_scaling_groups=[two])
    suspended = account.do("suspend_auto_scaling", "web")
    scaled = account.do("scale_group_to_zero", "web")
    account.later()
    assert {one["State"]["Name"] for one in account.things("ec2:instances")} == {"running"}
    account.revert(scaled)
    account.revert(suspended)
    account.do("scale_group_to_zero", "web")
    account.later()
    assert {one["State"]["Name"] for one in account.things("ec2:instances")} == {"terminated"}
    assert account.things("autoscaling:auto_scaling_groups")[0]["Instances"] == []


@pytest.mark.parametrize("action", ["suspend_auto_scaling", "scale_group_to_zero"])
def test_a_group_of_another_account_or_none_is_named(account, action):
    account.has(autoscaling_auto_scaling_groups=[])
    arn = "arn:aws:autoscaling:us-east-1:{}:autoScalingGroup:1:autoScalingGroupName/web"
    assert "not of account" in refused(account, action, arn.format("999900001111"))
    assert "no auto scaling group" in refused(account, action, f"arn:aws:sns:us-east-1:{ACCOUNT}:web")
    with pytest.raises(Absent):
        account.preview(action, arn.format(ACCOUNT))


def test_a_target_that_drains_counts_as_gone_and_serves_again_when_taken_back(account):
    account.play(worlds()["leave_load_balancer"].FILES)
    change = account.do("leave_load_balancer")
    states = {
        one["TargetHealth"]["State"]
        for each in account.things("elbv2:target_groups")
        for one in each["TargetHealthDescriptions"]
        if one["Target"]["Id"] in {WEB, "10.0.0.10"}
    }
    assert states == {"draining"}
    assert not account.preview("leave_load_balancer").needed
    account.revert(change)
    assert account.preview("leave_load_balancer") == change


# Isolation.


def test_every_interface_goes_by_way_of_the_group_that_ends_open_connections(account):
    account.has(ec2_instances=[instance()])
    change = account.preview("isolate_instance")
    moves = []
    for name in sorted(change.after["interfaces"]):
        moves += [(name, "abusedesk-untracked"), (name, "abusedesk-isolation")]
    account.apply(change)
    made = {one["GroupId"]: one["GroupName"] for one in account.things("ec2:security_groups")}
    seen = []
    for one in account.server.world.accounts[ACCOUNT].history.lived("us-east-1"):
        if one.name == "ModifyNetworkInterfaceAttribute":
            named = dict(one.resources)
            worn = next(name for group, name in made.items() if group.encode() in one.raw)
            seen.append((named["AWS::EC2::NetworkInterface"], worn))
    assert seen == moves
    [opened] = [one for one in account.things("ec2:security_groups") if one["GroupName"].endswith("tracked")]
    for member in ("IpPermissions", "IpPermissionsEgress"):
        told = [
            (rule["IpProtocol"], peer.get("CidrIp") or peer["CidrIpv6"])
            for rule in opened[member]
            for peer in (*rule["IpRanges"], *rule["Ipv6Ranges"])
        ]
        assert told == [("-1", "0.0.0.0/0"), ("-1", "::/0")]


@pytest.mark.parametrize("writes", range(1, 8))
def test_half_isolated_is_neither_before_nor_after_and_is_finished(account, writes):
    account.has(ec2_instances=[instance(interfaces=1)])
    change = account.preview("isolate_instance")
    if not account.killed(lambda: account.apply(change), writes):
        pytest.fail("it ended sooner than was thought")
    half = account.preview("isolate_instance").before
    whole = writes == 7
    assert (half == change.after) is whole
    assert half != change.before
    assert between(half, change.before, change.after)
    account.finish(change)
    assert not account.preview("isolate_instance").needed


@pytest.mark.parametrize("writes", range(1, 4))
def test_half_taken_back_is_seen_until_the_last_of_our_groups_is_gone(account, writes):
    account.has(ec2_instances=[instance(interfaces=1)])
    change = account.do("isolate_instance")
    assert account.killed(lambda: account.revert(change), writes)
    half = account.preview("isolate_instance").before
    assert (half == change.before) is (writes == 3)
    assert between(half, change.after, change.before)
    account.revert(change)
    assert len(account.things("ec2:security_groups")) == 1


def test_egress_over_ipv6_is_taken_from_the_isolation_group_too(account):
    wide = {
        "GroupId": "sg-0ccccccccccccccc3",
        "GroupName": "abusedesk-isolation",
        "Description": "left over",
        "OwnerId": ACCOUNT,
        "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
        "IpPermissions": [],
        "IpPermissionsEgress": [
            {
                "IpProtocol": "-1",
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
            }
        ],
    }
    account.has(ec2_instances=[instance()], ec2_security_groups=[wide])
    change = account.do("isolate_instance")
    [held] = [one for one in account.things("ec2:security_groups") if one["GroupId"] == wide["GroupId"]]
    assert held["IpPermissionsEgress"] == []
    account.revert(change)
    names = [one["GroupName"] for one in account.things("ec2:security_groups")]
    assert "abusedesk-isolation" in names, "it was not ours, so it stays"
    assert "abusedesk-untracked" not in names


def test_a_rule_that_somebody_puts_into_the_isolation_group_shows(account):
    account.has(ec2_instances=[instance()])
    change = account.do("isolate_instance")
    [held] = [one for one in account.things("ec2:security_groups") if one["GroupName"].endswith("isolation")]
    held["IpPermissions"].append({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "203.0.113.9/32"}]})
    opened = account.preview("isolate_instance")
    assert opened.needed
    assert opened.before != change.after
    account.apply(opened)
    assert held["IpPermissions"] == []


def test_two_instances_previewed_together_are_both_isolated_and_the_groups_go_with_the_last(account):
    account.has(ec2_instances=[instance(), second()])
    state = account.server.state()
    one, two = (account.preview("isolate_instance", name) for name in (WEB, TWO))
    account.apply(one)
    account.apply(two)
    account.revert(one)
    assert not account.preview("isolate_instance", TWO).needed
    account.revert(two)
    assert account.server.state() == state


def test_an_instance_that_is_launched_meanwhile_can_be_copied_protected_and_isolated(account):
    account.has(ec2_instances=[])
    launch = Writer(account.session, "us-east-1", ["ec2:RunInstances"])
    made = launch.one("ec2:RunInstances", ImageId="ami-0aaaaaaaaaaaaaaa1", MinCount=1, MaxCount=1)
    name = made.data["Instances"][0]["InstanceId"]
    for action in ("snapshot_volumes", "protect_instance", "isolate_instance"):
        account.do(action, name)
        account.later()
        assert not account.preview(action, name).needed
    account.do("terminate_instance", name)
    account.later()
    assert account.things("ec2:instances")[0]["State"]["Name"] == "terminated"
    assert account.things("ec2:volumes") == []


# What starts instances.


def test_a_fleet_of_ec2_goes_and_leaves_its_instances_but_an_instant_one_is_refused(account):
    fleets = [
        {"FleetId": f"fleet-{number}", "FleetState": "active", "Type": kind}
        for number, kind in enumerate(("maintain", "instant"))
    ]
    tag = {"Key": "aws:ec2:fleet-id", "Value": "fleet-0"}
    account.has(ec2_instances=[instance(Tags=[tag])], ec2_fleets=fleets)
    account.do("cancel_fleet", "fleet-0")
    assert account.things("ec2:fleets")[0]["FleetState"] == "deleted_running"
    assert account.things("ec2:instances")[0]["State"]["Name"] == "running"
    assert not account.preview("cancel_fleet", "fleet-0").needed
    assert "instant" in refused(account, "cancel_fleet", "fleet-1")
    assert "neither" in refused(account, "cancel_fleet", WEB)


def test_a_spot_request_that_is_over_needs_nothing(account):
    account.has(ec2_spot_instance_requests=[{"SpotInstanceRequestId": "sir-0aaaaaa1", "State": "closed"}])
    assert not account.preview("cancel_spot_requests", "sir-0aaaaaa1").needed
    with pytest.raises(Absent):
        account.preview("cancel_spot_requests", "sir-0ffffff9")


# What he made.


def security_group(name, title, rules=()):
    return {
        "GroupId": name,
        "GroupName": title,
        "Description": title,
        "OwnerId": ACCOUNT,
        "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
        "IpPermissions": list(rules),
        "IpPermissionsEgress": [],
    }


def test_a_security_group_in_use_or_a_default_one_is_refused(account):
    refers = {
        "IpProtocol": "-1",
        "UserIdGroupPairs": [{"GroupId": "sg-0bbbbbbbbbbbbbbb2", "UserId": ACCOUNT}],
    }
    account.has(
        ec2_instances=[instance()],
        ec2_security_groups=[
            security_group("sg-0bbbbbbbbbbbbbbb2", "referred"),
            security_group("sg-0ccccccccccccccc3", "refers", [refers]),
            security_group("sg-0ddddddddddddddd4", "default"),
        ],
    )
    assert "eni-0aaaaaaaaaaaaaa00" in refused(account, "delete_security_group", "sg-0aaaaaaaaaaaaaaa1")
    assert "sg-0ccccccccccccccc3" in refused(account, "delete_security_group", "sg-0bbbbbbbbbbbbbbb2")
    assert "default" in refused(account, "delete_security_group", "sg-0ddddddddddddddd4")
    account.do("delete_security_group", "sg-0ccccccccccccccc3")
    assert account.preview("delete_security_group", "sg-0bbbbbbbbbbbbbbb2").needed


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"OwnerId": "999900001111", "Public": True}, "not of account"),
        ({"DeregistrationProtection": "enabled-without-cooldown"}, "protected"),
        ({"Tags": [{"Key": "abusedesk", "Value": f"snapshot_volumes:{WEB}"}]}, "evidence"),
    ],
)
def test_an_image_of_others_a_protected_one_and_our_own_copy_are_refused(account, facts, why):
    image = {"ImageId": "ami-0bbbbbbbbbbbbbbb2", "Name": "a", "OwnerId": ACCOUNT, "State": "available"}
    account.has(ec2_images=[{**image, **facts}])
    assert why in refused(account, "deregister_image", "ami-0bbbbbbbbbbbbbbb2")


def test_every_version_of_a_launch_template_and_who_shares_an_image_are_kept(account):
    account.play(worlds()["delete_launch_template"].FILES)
    kept = account.keep(account.preview("delete_launch_template", "miners"))
    assert [one.key for one in kept if one.kind == "ec2.launch_template_version"] == [
        "lt-0aaaaaaaaaaaaaaa1/1",
        "lt-0aaaaaaaaaaaaaaa1/2",
    ]
    image = {"ImageId": "ami-0bbbbbbbbbbbbbbb2", "Name": "a", "OwnerId": ACCOUNT, "State": "available"}
    other = Account(account.folder.with_name("second"), (account.server, account.core, account.session))
    other.has(ec2_images=[{**image, "LaunchPermissions": [{"UserId": "999900001111"}]}])
    kept = {one.kind: one for one in other.keep(other.preview("deregister_image", "ami-0bbbbbbbbbbbbbbb2"))}
    assert kept["ec2.image_launch_permission"].data["LaunchPermissions"] == [{"UserId": "999900001111"}]


# Rules.


@pytest.mark.parametrize("action", ["restore_security_group", "close_port_to_world"])
def test_without_rules_named_nothing_is_taken(account, action):
    account.has(ec2_instances=[instance()])
    assert "which rules" in refused(account, action, "sg-0aaaaaaaaaaaaaaa1")


def test_only_a_port_that_is_open_to_everybody_is_closed_as_one(account):
    world = worlds()["restore_security_group"]
    account.play(world.FILES)
    assert world.RULES[0] in refused(account, "close_port_to_world", world.GROUP, *world.RULES)
    assert account.preview("close_port_to_world", world.GROUP, world.RULES[1]).needed


def test_a_rule_that_was_put_back_has_another_id_and_is_found_all_the_same(account):
    world = worlds()["restore_security_group"]
    account.play(world.FILES)
    reader = Reader(account.session, "us-east-1", ["ec2:DescribeSecurityGroupRules"])

    def ids():
        rules = reader.one("ec2:DescribeSecurityGroupRules").data["SecurityGroupRules"]
        return {one["SecurityGroupRuleId"] for one in rules}

    first = ids()
    assert set(world.RULES) < first
    change = account.do("restore_security_group", world.GROUP, *world.RULES)
    assert not set(world.RULES) & ids()
    account.revert(change)
    assert not set(world.RULES) & ids()
    assert len(ids()) == len(first)
    again = account.preview("restore_security_group", world.GROUP, *world.RULES)
    assert again == change
    account.apply(again)
    assert len(ids()) == len(first) - 2


@pytest.mark.parametrize(
    "rule",
    [
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "203.0.113.9/32"}]},
        {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/64"}]},
        {
            "IpProtocol": "udp",
            "FromPort": 53,
            "ToPort": 53,
            "PrefixListIds": [{"PrefixListId": "pl-0aaaaaa1"}],
        },
        {
            "IpProtocol": "tcp",
            "FromPort": 22,
            "ToPort": 23,
            "UserIdGroupPairs": [
                {"GroupId": "sg-0ccccccccccccccc3", "UserId": ACCOUNT, "Description": "from the bastion"}
            ],
        },
    ],
)
@pytest.mark.parametrize("egress", [False, True])
def test_a_rule_of_any_kind_is_put_back_as_it_was(account, rule, egress):
    held = security_group("sg-0bbbbbbbbbbbbbbb2", "web")
    held["IpPermissionsEgress" if egress else "IpPermissions"] = [rule]
    account.has(ec2_security_groups=[held, security_group("sg-0ccccccccccccccc3", "bastion")])
    reader = Reader(account.session, "us-east-1", ["ec2:DescribeSecurityGroupRules"])
    [told] = reader.one("ec2:DescribeSecurityGroupRules").data["SecurityGroupRules"]
    state = account.server.state()
    change = account.do("restore_security_group", held["GroupId"], told["SecurityGroupRuleId"])
    assert reader.one("ec2:DescribeSecurityGroupRules").data["SecurityGroupRules"] == []
    account.revert(change)
    assert account.server.state() == state


# The profile.


def test_an_instance_without_a_profile_needs_nothing_and_a_changed_one_is_refused(account):
    bare = instance()
    del bare["IamInstanceProfile"]
    account.has(ec2_instances=[bare])
    change = account.preview("replace_instance_profile")
    assert not change.needed
    with pytest.raises(Refused, match="changed since"):
        account.apply(replace(change, before={"profile": "arn:aws:iam::111122223333:instance-profile/web"}))


# Whoever comes after a kill has only the state to go by.

MINE = (
    "protect_instance",
    "snapshot_volumes",
    "leave_auto_scaling_group",
    "leave_load_balancer",
    "isolate_instance",
    "replace_instance_profile",
    "stop_instance",
    "suspend_auto_scaling",
    "scale_group_to_zero",
    "restore_security_group",
    "close_port_to_world",
    "require_imdsv2",
)


@pytest.mark.parametrize("name", MINE)
def test_what_looks_as_before_is_as_before_wherever_the_process_was_killed(tmp_path, playing, name):
    stage = Stage(name, tmp_path / "incident", playing)
    state = stage.server.state()
    for way in ("apply", "revert"):
        for number in range(20):
            stage.begin_again()
            change = stage.planned()
            if way == "revert":
                stage.apply(change)
                stage.settled(change)
            if not stage.killed(
                lambda way=way, change=change: getattr(stage, way)(change), number, before=False
            ):
                break
            if stage.preview().before == change.before:
                assert stage.server.state() == state
