"""Small changes that people make on any day; what they change is there to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import clock, ids, launch, machines
from abusedesk.drill.generate import company as companies
from abusedesk.drill.generate.trail import Call

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from abusedesk.drill.generate.company import Company
    from abusedesk.drill.generate.trail import Actor


def one(company: Company, actor: Actor, when: datetime) -> None:
    """Actor changes some small thing at when."""
    company.rng.choice(_CHORES)(company, actor, when)


def rules(group: dict[str, Any], port: int, cidr: str, account: str, rule: str) -> dict[str, Any]:
    """ResponseElements of AuthorizeSecurityGroupIngress for one rule."""
    item = {
        "groupOwnerId": account,
        "groupId": group["GroupId"],
        "securityGroupRuleId": rule,
        "isEgress": False,
        "ipProtocol": "tcp",
        "fromPort": port,
        "toPort": port,
        "cidrIpv4": cidr,
    }
    return {
        "requestId": rule.removeprefix("sgr-"),
        "_return": True,
        "securityGroupRuleSet": {"items": [item]},
    }


def permissions(port: int, cidr: str) -> dict[str, Any]:
    """The ipPermissions that a call sends to open or close TCP port for cidr."""
    item = {
        "ipProtocol": "tcp",
        "fromPort": port,
        "toPort": port,
        "groups": {},
        "ipRanges": {"items": [{"cidrIp": cidr}]},
        "ipv6Ranges": {},
        "prefixListIds": {},
    }
    return {"items": [item]}


def open_port(
    company: Company,
    actor: Actor,
    when: datetime,
    where: tuple[str, dict[str, Any]],
    rule: tuple[int, str],
) -> None:
    """Actor lets rule (TCP port, CIDR) into a group (where: its region, itself), and so it stays."""
    (region, group), (port, cidr) = where, rule
    if not company.trail.covers(when):
        return
    asked = {"groupId": group["GroupId"], "ipPermissions": permissions(port, cidr)}
    answer = rules(group, port, cidr, company.id, ids.resource(company.rng, "sgr"))
    company.trail.add(
        when,
        region,
        actor,
        Call(service="ec2", name="AuthorizeSecurityGroupIngress", request=asked, response=answer),
    )
    group["IpPermissions"].append(machines.permission(port, cidr))


def close_port(
    company: Company,
    actor: Actor,
    when: datetime,
    where: tuple[str, dict[str, Any]],
    rule: tuple[int, str],
) -> None:
    """Actor takes rule out of the group again."""
    (region, group), (port, cidr) = where, rule
    if not company.trail.covers(when) or machines.permission(*rule) not in group["IpPermissions"]:
        return
    asked = {"groupId": group["GroupId"], "ipPermissions": permissions(port, cidr)}
    answer = {"requestId": ids.uuid(company.rng), "_return": True, "unknownIpPermissionSet": {}}
    company.trail.add(
        when,
        region,
        actor,
        Call(service="ec2", name="RevokeSecurityGroupIngress", request=asked, response=answer),
    )
    group["IpPermissions"].remove(machines.permission(port, cidr))


def expose(company: Company, host: dict[str, Any]) -> None:
    """Host's group has let in SSH from everywhere for longer than the history goes back."""
    first = host["SecurityGroups"][0]["GroupId"]
    group = next(one for one in company.at_home.things["ec2:security_groups"] if one["GroupId"] == first)
    group["IpPermissions"].append(machines.permission(22, machines.EVERYWHERE))


def _tag(company: Company, actor: Actor, when: datetime) -> None:
    host = company.rng.choice(company.hosts)
    value = company.rng.choice(("platform", "web", "data", "shared"))
    asked = {
        "resourcesSet": {"items": [{"resourceId": host["InstanceId"]}]},
        "tagSet": {"items": [{"key": "Team", "value": value}]},
    }
    answer = {"requestId": ids.uuid(company.rng), "_return": True}
    call = Call(service="ec2", name="CreateTags", request=asked, response=answer)
    if company.trail.add(when, company.home, actor, call):
        kept = [tag for tag in host["Tags"] if tag["Key"] != "Team"]
        host["Tags"][:] = [*kept, {"Key": "Team", "Value": value}]


def _alarm(company: Company, actor: Actor, when: datetime) -> None:
    asked = {
        "alarmName": f"{company.product}-{company.rng.choice(('cpu', 'disk', 'errors', 'latency', '5xx'))}",
        "metricName": "CPUUtilization",
        "namespace": "AWS/EC2",
        "statistic": "Average",
        "period": 300,
        "evaluationPeriods": 2,
        "threshold": float(company.rng.choice((70, 80, 85, 90))),
        "comparisonOperator": "GreaterThanThreshold",
        "actionsEnabled": True,
        "alarmActions": [f"arn:aws:sns:{company.home}:{company.id}:alerts"],
    }
    company.trail.add(
        when, company.home, actor, Call(service="monitoring", name="PutMetricAlarm", request=asked)
    )


def _reboot(company: Company, actor: Actor, when: datetime) -> None:
    host = companies.plain(company.hosts, "dev-1")
    launch.change(company.trail, company.at_home, actor, [host], ("RebootInstances", when))


def _function(company: Company, actor: Actor, when: datetime) -> None:
    function = company.rng.choice(company.at_home.things["lambda:functions"])
    memory = company.rng.choice((256, 512, 1024))
    name = function["FunctionName"]
    asked = {"functionName": name, "memorySize": memory}
    answer = {
        "functionName": name,
        "functionArn": function["FunctionArn"],
        "runtime": function["Runtime"],
        "role": function["Role"],
        "memorySize": memory,
        "timeout": function["Timeout"],
        "lastModified": f"{when:%Y-%m-%dT%H:%M:%S.000+0000}",
        "version": "$LATEST",
        "state": "Active",
    }
    call = Call(
        service="lambda", name="UpdateFunctionConfiguration20150331v2", request=asked, response=answer
    )
    if company.trail.add(when, company.home, actor, call):
        function["MemorySize"], function["LastModified"] = memory, answer["lastModified"]


def _snapshot(company: Company, actor: Actor, when: datetime) -> None:
    root = company.rng.choice(company.hosts)["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    volume = next(one for one in company.at_home.things["ec2:volumes"] if one["VolumeId"] == root)
    snapshot(company, actor, when, volume, "before update")


def snapshot(company: Company, actor: Actor, when: datetime, volume: dict[str, Any], why: str) -> str:
    """Actor snapshots a volume at home at when; gives the snapshot's id, "" where now comes first."""
    made = ids.resource(company.rng, "snap")
    answer = {
        "requestId": ids.uuid(company.rng),
        "snapshotId": made,
        "volumeId": volume["VolumeId"],
        "status": "pending",
        "startTime": int(when.timestamp() * 1000),
        "ownerId": company.id,
        "volumeSize": str(volume["Size"]),
        "description": why,
        "encrypted": False,
    }
    asked = {"volumeId": volume["VolumeId"], "description": why}
    if not company.trail.add(
        when, company.home, actor, Call(service="ec2", name="CreateSnapshot", request=asked, response=answer)
    ):
        return ""
    company.at_home.add(
        "ec2:snapshots",
        {
            "OwnerId": company.id,
            "Encrypted": False,
            "Tags": [],
            "StorageTier": "standard",
            "SnapshotId": made,
            "VolumeId": volume["VolumeId"],
            "State": "completed",
            "StartTime": ids.iso(when),
            "Progress": "100%",
            "Description": why,
            "VolumeSize": volume["Size"],
        },
    )
    return made


def _office_port(company: Company, actor: Actor, when: datetime) -> None:
    group = next(
        group
        for group in company.at_home.things["ec2:security_groups"]
        if group["GroupName"].endswith("-internal")
    )
    rule = (company.rng.choice((3306, 6379, 8080, 9200)), f"{company.rng.choice(company.office)}/32")
    if machines.permission(*rule) in group["IpPermissions"]:
        return
    open_port(company, actor, when, (company.home, group), rule)
    shut = clock.later(company.rng, when, 600, 9000)
    close_port(company, actor, shut, (company.home, group), rule)


_CHORES: tuple[Callable[[Company, Actor, datetime], None], ...] = (
    _tag,
    _alarm,
    _reboot,
    _function,
    _snapshot,
    _office_port,
)
