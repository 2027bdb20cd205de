"""A group with two rules that go and one of the office that stays, for the actions that take rules away."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT, record

GROUP = "sg-0bbbbbbbbbbbbbbb2"
RULES = ("sgr-0aaaaaaaaaaaaaaa1", "sgr-0aaaaaaaaaaaaaaa2")


def made(rule, minutes, **peer):
    """CloudTrail's record of how a rule was made."""
    item = {
        "groupOwnerId": ACCOUNT,
        "groupId": GROUP,
        "securityGroupRuleId": rule,
        "isEgress": False,
        "ipProtocol": "tcp",
        "fromPort": 22,
        "toPort": 22,
        **peer,
    }
    return record(
        "AuthorizeSecurityGroupIngress",
        minutes=minutes,
        requestParameters={"groupId": GROUP},
        responseElements={"_return": True, "securityGroupRuleSet": {"items": [item]}},
    )


def files(address):
    """The account; address, with "::/0", is whom the two rules let in."""
    return {
        "cloudtrail/us-east-1.jsonl": [
            made(RULES[0], 20, cidrIpv4=address),
            made(RULES[1], 10, cidrIpv6="::/0"),
        ],
        "resources/us-east-1.json": {
            "ec2:security_groups": [
                {
                    "GroupId": GROUP,
                    "GroupName": "web",
                    "Description": "web",
                    "OwnerId": ACCOUNT,
                    "VpcId": "vpc-0aaaaaaaaaaaaaaa1",
                    "IpPermissions": [
                        {
                            "IpProtocol": "tcp",
                            "FromPort": 22,
                            "ToPort": 22,
                            "IpRanges": [
                                {"CidrIp": address, "Description": "for now"},
                                {"CidrIp": "198.51.100.0/24", "Description": "office"},
                            ],
                            "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
                        }
                    ],
                    "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
                }
            ]
        },
    }


TARGET = Target(GROUP, ACCOUNT, "us-east-1", RULES)


def office_stays(server, session, change):  # noqa: ARG001 # as the law calls it
    """The office's rule is where it was."""
    [group] = server.world.accounts[ACCOUNT].things["us-east-1"]["ec2:security_groups"]
    [rule] = group["IpPermissions"]
    assert rule["IpRanges"] == [{"CidrIp": "198.51.100.0/24", "Description": "office"}]
    assert rule["Ipv6Ranges"] == []
