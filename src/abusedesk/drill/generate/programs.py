"""Programs at work: builds and deployments, Terraform, the posture scanner."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import actors, clock, ids, reads
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.trail import Actor, Call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.drill.generate.company import Company


def builds(company: Company, *, per_day: int) -> None:
    """The deployer builds and deploys: per_day times on a working day, now and then on others."""
    for day in clock.days(company.start, company.now):
        busy = clock.working(day, company.ahead)
        count = company.rng.randint(per_day // 2, per_day * 3 // 2) if busy else company.rng.randint(0, 3)
        for _ in range(count):
            _build(company, clock.office(company.rng, day, company.ahead))
        _build(company, day + timedelta(hours=3.1))


def runner(company: Company, when: datetime) -> Actor:
    """The deployer with its key at when, on whichever runner comes next."""
    deployer = company.deployer
    return actors.by_key(deployer.user, deployer.key, deployer.place(company.rng, when), deployer.agent)


def _build(company: Company, when: datetime) -> None:
    rng, trail = company.rng, company.trail
    actor = runner(company, when)
    repository = {
        "registryId": company.id,
        "repositoryName": f"{company.product}-{rng.choice(('web', 'worker'))}",
    }
    calls = [
        reads.WHO,
        Call(service="ecr", name="GetAuthorizationToken"),
        *[_layers(rng, repository) for _ in range(rng.randint(1, 3))],
        Call(
            service="ecr",
            name="PutImage",
            request={**repository, "imageTag": ids.hexa(rng, 8), "imageManifestMediaType": _MANIFEST},
            response={"image": {**repository, "imageId": {"imageDigest": f"sha256:{ids.hexa(rng, 64)}"}}},
        ),
        _deploys(company, when),
        Call(service="ssm", name="GetParameter", request={"name": f"/{company.product}/version"}),
        Call(
            service="cloudfront",
            name="CreateInvalidation",
            request={
                "distributionId": "E" + ids.hexa(rng, 12).upper(),
                "invalidationBatch": {"paths": {"quantity": 1}},
            },
        ),
    ]
    for call in calls:
        trail.add(when, company.home, actor, call)
        when = clock.later(rng, when, 1, 30)
    if chance(rng, 0.3):  # some builds change the infrastructure
        _applies(company, actor, when)


_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def _layers(rng: Any, repository: dict[str, str]) -> Call:
    digests = [f"sha256:{ids.hexa(rng, 64)}"]
    return Call(
        service="ecr", name="BatchCheckLayerAvailability", request={**repository, "layerDigests": digests}
    )


def _deploys(company: Company, when: datetime) -> Call:
    function = company.rng.choice(company.at_home.things["lambda:functions"])
    name = function["FunctionName"]
    if company.trail.covers(when):
        function["LastModified"] = max(function["LastModified"], f"{when:%Y-%m-%dT%H:%M:%S.000+0000}")
    return Call(
        service="lambda",
        name="UpdateFunctionCode20150331v2",
        request={"functionName": name, "publish": False, "dryRun": False},
        response={"functionName": name, "functionArn": function["FunctionArn"], "version": "$LATEST"},
    )


def _applies(company: Company, actor: Actor, when: datetime) -> None:
    """Terraform, in its role: reads all it manages and changes little."""
    rng, trail = company.rng, company.trail
    into = (company.iam.roles["terraform"], f"{company.deployer.user.name}-{ids.hexa(rng, 6)}")
    session = actors.assume(trail, rng, (when, company.home), actor, into)
    session = Actor(identity=session.identity, address=session.address, agent=_TERRAFORM)
    if company.now - when < timedelta(days=3):
        company.innocent.append(session.credential)
    for call in _plan(company):
        when = clock.later(rng, when, 0, 2)
        trail.add(when, company.home, session, call)


_TERRAFORM = (
    "APN/1.0 HashiCorp/1.0 Terraform/1.12.2 terraform-provider-aws/6.2.0 aws-sdk-go-v2/1.36.5 ua/2.1 "
    "os/linux lang/go#1.24.4"
)


def _plan(company: Company) -> list[Call]:
    """What Terraform refreshes: each thing it manages, by name."""
    calls = [reads.WHO]
    for role in company.iam.roles.values():
        if role.path == "/":
            asked = {"roleName": role.name}
            calls += [
                reads.read("iam", name, asked)
                for name in ("GetRole", "ListRolePolicies", "ListAttachedRolePolicies")
            ]
    for one in company.at_home.things["s3:buckets"]:
        asked = {"bucketName": one["Name"], "Host": f"{one['Name']}.s3.{company.home}.amazonaws.com"}
        calls += [
            reads.read("s3", name, asked)
            for name in ("GetBucketAcl", "GetBucketVersioning", "GetBucketLogging")
        ]
        missing = ("NoSuchBucketPolicy", "The bucket policy does not exist")
        calls.append(Call(service="s3", name="GetBucketPolicy", request=asked, error=missing))
    for host in company.hosts:
        chosen = {"instancesSet": {"items": [{"instanceId": host["InstanceId"]}]}, "filterSet": {}}
        calls.append(reads.read("ec2", "DescribeInstances", chosen))
    for function in company.at_home.things["lambda:functions"]:
        calls.append(
            reads.read("lambda", "GetFunction20150331v2", {"functionName": function["FunctionName"]})
        )
    return calls


def scanner(company: Company, *, times: int, regions: Sequence[str]) -> None:
    """The posture scanner, another company's, reads every region times times in its role; some it may not."""
    rng, role = company.rng, company.iam.roles["posture-scanner"]
    places = [company.addresses.crowd() for _ in range(2)]
    agent = actors.sdk(rng)
    pause = (company.now - company.start) / times
    when = company.start + pause * rng.random()
    while when < company.now:
        vendor = Actor(
            identity={
                "type": "AWSAccount",
                "principalId": ids.unique(rng, "AROA", 21) + ":scan",
                "accountId": _vendor(role.trust),
            },
            address=rng.choice(places),
            agent=agent,
        )
        session = actors.assume(company.trail, rng, (when, "us-east-1"), vendor, (role, "scan"))
        _scan(company, session, when, regions)
        when += pause * rng.uniform(0.9, 1.1)


def _vendor(trust: dict[str, Any]) -> str:
    return str(trust["Statement"][0]["Principal"]["AWS"]).split(":")[4]


def _scan(company: Company, session: Actor, when: datetime, regions: Sequence[str]) -> None:
    rng = company.rng
    for region in regions:
        moment = clock.later(rng, when, 2, 900)
        for call in reads.SWEEP:
            if chance(rng, 0.15):  # no scan reads all
                continue
            refused = call.name in {"ListSecrets", "DescribeDBSnapshots"} and chance(company.rng, 0.5)  # half
            company.trail.add(moment, region, session, _refused(session, call) if refused else call)
            moment = clock.later(rng, moment, 0, 3)


def _refused(session: Actor, call: Call) -> Call:
    action = f"{call.service}:{call.name}"
    why = (
        f"User: {session.identity['arn']} is not authorized to perform: {action} "
        f"because no identity-based policy allows the {action} action"
    )
    return Call(service=call.service, name=call.name, request=call.request, error=("AccessDenied", why))
