import pytest

from drill.drill_clients import client, refusal, serving
from drill.drill_folders import instance, write

WEB, TWO = "i-0aaaaaaaaaaaaaaa1", "i-0aaaaaaaaaaaaaaa2"
GROUP = "sg-0aaaaaaaaaaaaaaa1"


def account(place):
    second = instance(
        TWO, interfaces=0, PrivateIpAddress="10.0.0.20", NetworkInterfaces=[], BlockDeviceMappings=[], Tags=[]
    )
    things = {
        "ec2:instances": [instance(), second],
        "ec2:key_pairs": [{"KeyPairId": "key-0aaaaaaaaaaaaaaa1", "KeyName": "office", "KeyType": "rsa"}],
        "ec2:addresses": [
            {
                "AllocationId": "eipalloc-1",
                "PublicIp": "203.0.113.10",
                "InstanceId": WEB,
                "AssociationId": "eipassoc-1",
            }
        ],
        "ec2:snapshots": [{"SnapshotId": "snap-1", "OwnerId": "999900001111", "State": "completed"}],
        "ec2:launch_templates": [{"LaunchTemplateId": "lt-1", "LaunchTemplateName": "web"}],
        "ec2:spot_instance_requests": [{"SpotInstanceRequestId": "sir-1", "State": "active"}],
    }
    return write(place / "case", {"resources/us-east-1.json": things})


@pytest.fixture
def served(tmp_path):
    with serving(account(tmp_path)) as server:
        yield server


@pytest.fixture
def ec2(served):
    return client(served, "ec2")


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """The same account for tests that change nothing."""
    with serving(account(tmp_path_factory.mktemp("ec2"))) as served:
        yield client(served, "ec2")


def one(ec2, name=WEB):
    return ec2.describe_instances(InstanceIds=[name])["Reservations"][0]["Instances"][0]


def test_every_member_that_the_folder_gives_is_answered(still):
    found, told = one(still), instance()
    assert {
        name: found[name] for name in ("KeyName", "PublicIpAddress", "IamInstanceProfile", "Tags", "State")
    } == {name: told[name] for name in ("KeyName", "PublicIpAddress", "IamInstanceProfile", "Tags", "State")}
    assert found["LaunchTime"].isoformat() == "2026-01-02T03:04:05+00:00"
    assert [face["NetworkInterfaceId"] for face in found["NetworkInterfaces"]] == [
        face["NetworkInterfaceId"] for face in told["NetworkInterfaces"]
    ]
    assert found["NetworkInterfaces"][1]["Ipv6Addresses"][0]["Ipv6Address"] == "2001:db8::1"
    assert found["BlockDeviceMappings"][0]["Ebs"]["VolumeId"] == "vol-0aaaaaaaaaaaaaaa1"


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("instance-id", WEB, {WEB}),
        ("tag:Name", "w*", {WEB}),
        ("tag-key", "Name", {WEB}),
        ("instance-state-name", "running", {WEB, TWO}),
        ("instance-state-name", "stopped", set()),
        ("private-ip-address", "10.0.0.20", {TWO}),
        ("instance.group-id", GROUP, {WEB, TWO}),
        ("network-interface.network-interface-id", "eni-0aaaaaaaaaaaaaa01", {WEB}),
        ("iam-instance-profile.arn", "*profile/web", {WEB, TWO}),
        ("availability-zone", "us-east-1a", {WEB, TWO}),
        ("vpc-id", "vpc-none", set()),
    ],
)
def test_filters_choose_among_them(still, name, value, found):
    answer = still.describe_instances(Filters=[{"Name": name, "Values": [value]}])
    assert {one["InstanceId"] for group in answer["Reservations"] for one in group["Instances"]} == found


def test_an_id_that_is_not_there_is_refused(still):
    assert (
        refusal(still.describe_instances, InstanceIds=["i-0fffffffffffffff1"]) == "InvalidInstanceID.NotFound"
    )
    assert refusal(still.describe_security_groups, GroupIds=["sg-1"]) == "InvalidGroup.NotFound"


def test_instances_come_in_pages(still):
    pages = list(still.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 1}))
    assert len(pages) == 2


def test_what_an_instance_implies_is_there_too(still):
    volume = still.describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": [WEB]}])["Volumes"][
        0
    ]
    assert volume["VolumeId"] == "vol-0aaaaaaaaaaaaaaa1"
    assert still.describe_security_groups(GroupIds=[GROUP])["SecurityGroups"][0]["GroupName"] == "web"
    assert still.describe_vpcs()["Vpcs"][0]["VpcId"] == "vpc-0aaaaaaaaaaaaaaa1"
    faces = still.describe_network_interfaces(Filters=[{"Name": "attachment.instance-id", "Values": [WEB]}])
    assert len(faces["NetworkInterfaces"]) == 2
    assert faces["NetworkInterfaces"][0]["Attachment"]["InstanceId"] == WEB
    assert len(one(still, TWO)["NetworkInterfaces"]) == 1


def test_snapshots_of_others_are_not_our_own(still):
    assert still.describe_snapshots(OwnerIds=["self"])["Snapshots"] == []
    assert len(still.describe_snapshots()["Snapshots"]) == 1


def test_things_without_code_of_their_own_are_answered_too(still):
    assert (
        still.describe_spot_instance_requests()["SpotInstanceRequests"][0]["SpotInstanceRequestId"] == "sir-1"
    )
    assert still.describe_launch_templates()["LaunchTemplates"][0]["LaunchTemplateName"] == "web"
    assert still.describe_nat_gateways()["NatGateways"] == []


def test_isolation_by_groups_can_be_seen_and_undone(ec2):
    made = ec2.create_security_group(GroupName="quarantine", Description="x", VpcId="vpc-0aaaaaaaaaaaaaaa1")[
        "GroupId"
    ]
    group = ec2.describe_security_groups(GroupIds=[made])["SecurityGroups"][0]
    assert group["IpPermissionsEgress"][0]["IpProtocol"] == "-1"
    ec2.revoke_security_group_egress(GroupId=made, IpPermissions=group["IpPermissionsEgress"])
    assert ec2.describe_security_groups(GroupIds=[made])["SecurityGroups"][0]["IpPermissionsEgress"] == []
    assert refusal(ec2.modify_instance_attribute, InstanceId=WEB, Groups=[made]) == "InvalidInstanceID"
    for face in one(ec2)["NetworkInterfaces"]:
        ec2.modify_network_interface_attribute(NetworkInterfaceId=face["NetworkInterfaceId"], Groups=[made])
    found = one(ec2)
    assert [group["GroupId"] for face in found["NetworkInterfaces"] for group in face["Groups"]] == [
        made,
        made,
    ]
    assert [group["GroupId"] for group in found["SecurityGroups"]] == [made]
    assert refusal(ec2.delete_security_group, GroupId=made) == "DependencyViolation"
    for face in found["NetworkInterfaces"]:
        ec2.modify_network_interface_attribute(NetworkInterfaceId=face["NetworkInterfaceId"], Groups=[GROUP])
    ec2.delete_security_group(GroupId=made)
    assert [group["GroupName"] for group in one(ec2)["SecurityGroups"]] == ["web"]


def test_rules_are_added_and_taken_away(ec2):
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "198.51.100.0/24"}]}
    ec2.authorize_security_group_ingress(GroupId=GROUP, IpPermissions=[rule])
    assert (
        refusal(ec2.authorize_security_group_ingress, GroupId=GROUP, IpPermissions=[rule])
        == "InvalidPermission.Duplicate"
    )
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [GROUP]}])[
        "SecurityGroupRules"
    ]
    assert {(one["IsEgress"], one.get("CidrIpv4")) for one in rules} == {
        (False, "198.51.100.0/24"),
        (True, "0.0.0.0/0"),
    }
    ec2.revoke_security_group_ingress(GroupId=GROUP, IpPermissions=[rule])
    assert (
        refusal(ec2.revoke_security_group_ingress, GroupId=GROUP, IpPermissions=[rule])
        == "InvalidPermission.NotFound"
    )


def test_a_dry_run_changes_nothing(ec2):
    assert refusal(ec2.stop_instances, InstanceIds=[WEB], DryRun=True) == "DryRunOperation"
    assert one(ec2)["State"]["Name"] == "running"


def test_an_instance_stops_starts_and_terminates(served, ec2):
    ec2.stop_instances(InstanceIds=[WEB, TWO])
    assert one(ec2)["State"]["Name"] == "stopping"
    assert refusal(ec2.start_instances, InstanceIds=[WEB]) == "IncorrectInstanceState"
    served.clock.advance(5)
    assert one(ec2)["State"]["Name"] == "stopped"
    assert one(ec2)["PublicIpAddress"] == "203.0.113.10"
    assert "PublicIpAddress" not in one(ec2, TWO) or one(ec2, TWO)["PublicIpAddress"] == "203.0.113.10"
    ec2.start_instances(InstanceIds=[WEB])
    assert one(ec2)["State"]["Name"] == "pending"
    served.clock.advance(5)
    assert one(ec2)["State"]["Name"] == "running"
    ec2.modify_instance_attribute(InstanceId=WEB, DisableApiTermination={"Value": True})
    attribute = ec2.describe_instance_attribute(InstanceId=WEB, Attribute="disableApiTermination")
    assert attribute["DisableApiTermination"] == {"Value": True}
    assert refusal(ec2.terminate_instances, InstanceIds=[WEB]) == "OperationNotPermitted"
    ec2.modify_instance_attribute(InstanceId=WEB, DisableApiTermination={"Value": False})
    ec2.terminate_instances(InstanceIds=[WEB])
    assert one(ec2)["State"]["Name"] == "shutting-down"
    served.clock.advance(5)
    assert one(ec2)["State"]["Name"] == "terminated"
    assert ec2.describe_volumes()["Volumes"] == []


def test_tags_are_put_on_and_taken_off(ec2):
    ec2.create_tags(Resources=[WEB, "vol-0aaaaaaaaaaaaaaa1"], Tags=[{"Key": "case", "Value": "7"}])
    assert {"Key": "case", "Value": "7"} in one(ec2)["Tags"]
    ec2.delete_tags(Resources=[WEB], Tags=[{"Key": "case"}])
    assert one(ec2)["Tags"] == [{"Key": "Name", "Value": "web"}]


def test_snapshots_addresses_and_new_instances_live(served, ec2):
    made = ec2.create_snapshot(VolumeId="vol-0aaaaaaaaaaaaaaa1", Description="evidence")
    assert made["State"] == "pending"
    served.clock.advance(10)
    assert ec2.describe_snapshots(SnapshotIds=[made["SnapshotId"]])["Snapshots"][0]["State"] == "completed"
    ec2.disassociate_address(AssociationId="eipassoc-1")
    assert "PublicIpAddress" not in one(ec2)
    started = ec2.run_instances(ImageId="ami-1", MinCount=2, MaxCount=2, InstanceType="g5.xlarge")[
        "Instances"
    ]
    assert len({one["InstanceId"] for one in started}) == 2
    assert one(ec2, started[0]["InstanceId"])["InstanceType"] == "g5.xlarge"
    associations = ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    ec2.disassociate_iam_instance_profile(AssociationId=associations[0]["AssociationId"])
    assert "IamInstanceProfile" not in one(ec2, associations[0]["InstanceId"])
    ec2.delete_key_pair(KeyName="office")
    assert ec2.describe_key_pairs()["KeyPairs"] == []
