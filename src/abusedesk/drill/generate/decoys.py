"""What the owner did himself and what looks like an intruder's doing all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import actors, chores, clock, ids, launch, machines, names, signin, work
from abusedesk.drill.generate.company import Person
from abusedesk.drill.generate.machines import Launch
from abusedesk.drill.generate.trail import Actor, Call

if TYPE_CHECKING:
    from datetime import datetime

    from abusedesk.drill.generate.company import Company
    from abusedesk.drill.generate.iam import User


def new_hire(company: Company, when: datetime) -> None:
    """An administrator makes a user with password, group and key for somebody new, who signs in that day."""
    rng, trail = company.rng, company.trail
    boss = work.sign_in(company, rng.choice(company.admins), when)
    when = clock.later(rng, when, 60, 300)
    taken = {person.user.name for person in company.people}
    name = next(name for name in names.people(rng, 20) if name not in taken)
    user = company.iam.user(name, when, "developers")
    make_user(company, boss, when, user)
    asked = {"userName": name, "groupName": "developers"}
    trail.add(
        clock.later(rng, when, 2, 9),
        "us-east-1",
        boss,
        Call(service="iam", name="AddUserToGroup", request=asked),
    )
    make_login(company, boss, clock.later(rng, when, 10, 30), user, reset=True)
    made = clock.later(rng, when, 60, 400)
    key = company.iam.key(user, made)
    trail.add(made, "us-east-1", boss, key_made(user, key.id, made))
    person = Person(
        user=user,
        key=key,
        places=[*company.office, company.addresses.outside()],
        browser=actors.browser(rng),
        agent=actors.command_line(rng),
    )
    _first_day(company, person, clock.later(rng, when, 900, 4000))
    company.innocent += [user.arn, key.id]


def make_user(company: Company, actor: Actor, when: datetime, user: User) -> None:
    """The record of CreateUser for user."""
    answer = {
        "path": "/",
        "userName": user.name,
        "userId": user.id,
        "arn": user.arn,
        "createDate": ids.spoken(when),
    }
    call = Call(service="iam", name="CreateUser", request={"userName": user.name}, response={"user": answer})
    company.trail.add(when, "us-east-1", actor, call)


def make_login(company: Company, actor: Actor, when: datetime, user: User, *, reset: bool) -> None:
    """Actor gives user a console password."""
    user.login = when
    answer = {"userName": user.name, "createDate": ids.spoken(when), "passwordResetRequired": reset}
    call = Call(
        service="iam",
        name="CreateLoginProfile",
        request={"userName": user.name, "passwordResetRequired": reset},
        response={"loginProfile": answer},
    )
    company.trail.add(when, "us-east-1", actor, call)


def key_made(user: User, key: str, when: datetime) -> Call:
    """The call that makes key for user."""
    answer = {"accessKeyId": key, "status": "Active", "userName": user.name, "createDate": ids.spoken(when)}
    return Call(
        service="iam", name="CreateAccessKey", request={"userName": user.name}, response={"accessKey": answer}
    )


def _first_day(company: Company, person: Person, when: datetime) -> None:
    rng, trail, user = company.rng, company.trail, person.user
    where = (company.office[0], person.browser)
    signin.success(trail, when, company.home, user, where)
    actor = actors.in_console(rng, user, when, where)
    trail.add(clock.later(rng, when, 20, 60), "us-east-1", actor, Call(service="iam", name="ChangePassword"))
    device = {"userName": user.name, "serialNumber": user.arn.replace(":user/", ":mfa/")}
    enabled = clock.later(rng, when, 100, 400)
    made = {"virtualMFADevice": {"serialNumber": device["serialNumber"]}}
    asked = {"virtualMFADeviceName": user.name, "path": "/"}
    trail.add(
        enabled,
        "us-east-1",
        actor,
        Call(service="iam", name="CreateVirtualMFADevice", request=asked, response=made),
    )
    enabled = clock.later(rng, enabled, 20, 60)
    trail.add(enabled, "us-east-1", actor, Call(service="iam", name="EnableMFADevice", request=device))
    user.mfa = enabled
    work.browse(company, actor, clock.later(rng, enabled, 60, 300), 6)
    if person.key is None:
        return
    typing = actors.by_key(user, person.key, where[0], person.agent)
    typed = clock.later(rng, enabled, 1200, 4000)
    trail.add(typed, company.home, typing, Call(service="sts", name="GetCallerIdentity"))
    company.people.append(person)


def other_region(
    company: Company, when: datetime, region: str, *, kind: str, keep: bool
) -> list[dict[str, Any]]:
    """
    An administrator launches instances in a region never used before, for a recovery or load test.

    Gives them; they run on where keep is true, else they are terminated some hours later.
    """
    rng, trail, there = company.rng, company.trail, company.regions[region]
    admin = rng.choice(company.admins)
    actor = work.sign_in(company, admin, when)
    key = make_key_pair(company, actor, clock.later(rng, when, 60, 200), region, f"{company.product}-{kind}")
    office = (22, f"{rng.choice(company.office)}/32")
    group = make_group(
        company, actor, clock.later(rng, when, 220, 300), region, (f"{kind}-access", f"{kind} hosts")
    )
    chores.open_port(company, actor, clock.later(rng, when, 320, 380), (region, group), office)
    asked = Launch(
        type=rng.choice(("c6i.2xlarge", "m6i.2xlarge", "c5.4xlarge")),
        count=rng.randint(2, 4),
        image=ids.resource(rng, "ami"),
        key=key["KeyName"],
        groups=[group],
        subnet=there.subnets[0],
        tags={"Name": f"{company.product}-{kind}", "Purpose": kind, "Owner": admin.user.name},
    )
    made = launch.run(trail, there, actor, asked, clock.later(rng, when, 400, 900))
    company.innocent += [group["GroupId"], key["KeyPairId"], *(one["InstanceId"] for one in made)]
    gone = clock.later(rng, when, 9000, 30000)
    if made and not keep and trail.covers(gone):
        launch.change(trail, there, actor, made, ("TerminateInstances", gone))
    return made


def make_key_pair(company: Company, actor: Actor, when: datetime, region: str, name: str) -> dict[str, Any]:
    """Actor creates a key pair; gives it."""
    pair = company.regions[region].key_pair(name, when)
    answer = {
        "requestId": ids.uuid(company.rng),
        "keyName": name,
        "keyFingerprint": pair["KeyFingerprint"],
        "keyPairId": pair["KeyPairId"],
        "keyMaterial": "<sensitiveDataRemoved>",
    }
    asked = {"keyName": name, "keyType": "rsa", "keyFormat": "pem"}
    company.trail.add(
        when, region, actor, Call(service="ec2", name="CreateKeyPair", request=asked, response=answer)
    )
    return pair


def make_group(
    company: Company, actor: Actor, when: datetime, region: str, words: tuple[str, str]
) -> dict[str, Any]:
    """Actor creates a security group (words: name, description) in region's default VPC; gives it."""
    there = company.regions[region]
    group = there.group(there.vpc, *words)
    answer = {"requestId": ids.uuid(company.rng), "_return": True, "groupId": group["GroupId"]}
    asked = {"groupName": words[0], "groupDescription": words[1], "vpcId": there.vpc["VpcId"]}
    company.trail.add(
        when, region, actor, Call(service="ec2", name="CreateSecurityGroup", request=asked, response=answer)
    )
    return group


def maintenance(company: Company, when: datetime) -> None:
    """An administrator silences an alarm, opens SSH to the world for minutes, and puts both back."""
    rng, trail = company.rng, company.trail
    actor = work.sign_in(company, rng.choice(company.admins), when)
    alarm = {"alarmNames": [f"{company.product}-cpu"]}
    trail.add(
        clock.later(rng, when, 60, 90),
        company.home,
        actor,
        Call(service="monitoring", name="DisableAlarmActions", request=alarm),
    )
    group = next(
        one for one in company.at_home.things["ec2:security_groups"] if one["GroupName"].endswith("-internal")
    )
    rule = (22, machines.EVERYWHERE)
    chores.open_port(company, actor, clock.later(rng, when, 100, 200), (company.home, group), rule)
    chores.close_port(company, actor, clock.later(rng, when, 900, 1500), (company.home, group), rule)
    trail.add(
        clock.later(rng, when, 1600, 1900),
        company.home,
        actor,
        Call(service="monitoring", name="EnableAlarmActions", request=alarm),
    )


def rotation(company: Company, when: datetime) -> None:
    """An administrator makes himself a new key, uses it from then on, and switches the old one off later."""
    rng, trail = company.rng, company.trail
    admin = company.admins[-1]
    if admin.key is None:
        return
    old = admin.key
    actor = actors.by_key(admin.user, old, admin.places[0], admin.agent)
    new = company.iam.key(admin.user, when)
    trail.add(when, "us-east-1", actor, key_made(admin.user, new.id, when))
    admin.rotated = (when, new)
    fresh = actors.by_key(admin.user, new, admin.places[0], admin.agent)
    trail.add(
        clock.later(rng, when, 60, 200), company.home, fresh, Call(service="sts", name="GetCallerIdentity")
    )
    off = {"userName": admin.user.name, "accessKeyId": old.id, "status": "Inactive"}
    late = clock.later(rng, company.now - timedelta(hours=5), 0, 9000)
    trail.add(late, "us-east-1", fresh, Call(service="iam", name="UpdateAccessKey", request=off))
    old.status = "Inactive"


def root(company: Company, when: datetime) -> None:
    """The root user signs in from the office to see the bill."""
    place = (company.office[0], company.admins[0].browser)
    signin.root(company.trail, when, company.id, place)
    company.iam.root["PasswordLastUsed"] = ids.iso(when)
    arn = f"arn:aws:iam::{company.id}:root"
    identity = {
        "type": "Root",
        "principalId": company.id,
        "arn": arn,
        "accountId": company.id,
        "accessKeyId": ids.unique(company.rng, "ASIA"),
        "sessionContext": {"attributes": {"creationDate": ids.iso(when), "mfaAuthenticated": "true"}},
    }
    actor = Actor(identity=identity, address=place[0], agent=place[1])
    work.browse(company, actor, clock.later(company.rng, when, 30, 60), 3)


def travel(company: Company, when: datetime) -> None:
    """Somebody with MFA works for a day from an address that nobody ever came from."""
    rng = company.rng
    person = rng.choice([person for person in company.people if person.user.mfa])
    where = (company.addresses.outside(), person.browser)
    signin.success(company.trail, when, "us-east-1", person.user, where)
    actor = actors.in_console(rng, person.user, when, where)
    work.browse(company, actor, clock.later(rng, when, 5, 20), 10)
    company.innocent.append(where[0])
