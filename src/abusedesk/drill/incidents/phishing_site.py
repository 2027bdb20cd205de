"""An old plugin lets a stranger put a program on a web server; soon it serves pages that steal passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import (
    Generator,
    actors,
    clock,
    findings,
    ids,
    launch,
    letters,
    life,
    machines,
    web_log,
)
from abusedesk.drill.generate import company as companies
from abusedesk.drill.generate import folder as folders
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.machines import Launch
from abusedesk.drill.generate.web_log import Site, WebLog
from abusedesk.translate import msg

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from random import Random

    from abusedesk.drill.generate.company import Company

_TITLE = msg("Phishing pages on a hacked web server")
_PAGES = (
    "/",
    "/about",
    "/products",
    "/news",
    "/contact",
    "/blog/hello",
    "/blog/spring",
    "/style.css",
    "/logo.png",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Software:
    """What a site runs on: its log-in, its people's paths, the hole, where what comes through it lands."""

    login: str
    admin: tuple[str, ...]
    holes: tuple[str, ...]
    lands: tuple[str, ...]
    ending: str
    page: str


_SOFTWARE = (
    _Software(
        login="/wp-login.php",
        admin=(
            "/wp-admin/index.php",
            "/wp-admin/edit.php",
            "/wp-admin/admin-ajax.php",
            "/wp-admin/upload.php",
        ),
        holes=(
            "/wp-content/plugins/easy-gallery/upload.php",
            "/wp-content/plugins/simple-forms/inc/ajax-upload.php",
            "/wp-admin/admin-ajax.php?action=gallery_import",
        ),
        lands=("/wp-content/uploads/2026/{name}", "/wp-content/uploads/forms/{name}"),
        ending="php",
        page="index.html",
    ),
    _Software(
        login="/administrator/index.php",
        admin=("/administrator/index.php?option=com_content", "/administrator/index.php?option=com_media"),
        holes=("/index.php?option=com_photos&task=upload", "/components/com_import/upload.php"),
        lands=("/images/stories/{name}", "/media/{name}"),
        ending="php",
        page="login.php",
    ),
    _Software(
        login="/portal/login.do",
        admin=("/portal/home.do", "/portal/report.do", "/portal/users.do"),
        holes=("/portal/fileUpload.action", "/portal/servlet/UploadServlet"),
        lands=("/portal/upload/{name}", "/portal/tmp/{name}"),
        ending="jsp",
        page="signin.html",
    ),
)


@dataclass(slots=True, kw_only=True)
class _Scene:
    """The host and its log, the software, and where the pages lie that the notice speaks of."""

    company: Company
    log: WebLog
    software: _Software
    folder: str
    bucket: str

    @property
    def page(self) -> str:
        """Path of the page that is reported."""
        return f"{self.folder}{self.software.page}"


def build(rng: Random, folder: Path) -> None:
    """Write the incident."""
    company = companies.found(rng, days=rng.randint(14, 18), trail=chance(rng, 0.5))
    findings.watch(company, [company.home])
    host = _site_host(company)
    life.ordinary(company, life.Pace() if company.trail_bucket else life.QUIET)
    scene = _scene(company, host)
    since = company.now - timedelta(hours=rng.uniform(20, 90))
    _ordinary(scene)
    truth = folders.Truth(root_cause="host_compromised_by_web", affected=[host["InstanceId"]])
    shown = _breaks_in(scene, truth, since)
    _victims(scene, shown)
    _alert(company, host)
    scene.log.deliver(scene.bucket)
    folders.write(folder, company, _TITLE, _mail(scene, shown), truth)


def _site_host(company: Company) -> dict[str, Any]:
    """One more host, which runs a site on software that nobody has looked after."""
    rng, home, old = company.rng, company.at_home, company.hosts[0]
    vpc = next(one for one in home.things["ec2:vpcs"] if one["VpcId"] == old["VpcId"])
    subnet = next(one for one in home.things["ec2:subnets"] if one["SubnetId"] == old["SubnetId"])
    name = rng.choice(("corporate-site", "campaign", "blog", "partner-portal", "recruiting"))
    world = [(port, machines.EVERYWHERE) for port in (80, 443)]
    group = home.group(vpc, f"{company.product}-{name}", f"{name} site", *world)
    asked = Launch(
        type=rng.choice(("t3.small", "t3.medium")), image=old["ImageId"], key=old["KeyName"], groups=[group],
        subnet=subnet, tags={"Name": f"{company.product}-{name}", "Env": "prod"},
        profile=(old["IamInstanceProfile"]["Arn"], old["IamInstanceProfile"]["Id"]), disk=30, public=False,
    )  # fmt: skip
    made = launch.place(home, asked, company.start - timedelta(days=rng.randint(200, 900)))[0]
    home.address(company.addresses.ours(), made, f"{company.product}-{name}")
    company.hosts.append(made)
    return made


def _scene(company: Company, host: dict[str, Any]) -> _Scene:
    rng, software = company.rng, company.rng.choice(_SOFTWARE)
    bucket = f"{company.name}-host-logs-{ids.hexa(rng, 5)}"
    companies.bucket(company, company.home, bucket)
    site = Site(
        domain=f"www.{company.name}.example.com", pages=_PAGES, login=software.login, admin=software.admin
    )
    brand = rng.choice(("secure-bank", "mail-update", "parcel-track", "office-login", "wallet-verify"))
    below = rng.choice(("", "/assets", "/.well-known", software.lands[0].rpartition("/")[0]))
    return _Scene(
        company=company,
        log=WebLog(company, host, web_log.style(rng), site),
        software=software,
        folder=f"{below}/{brand}/",
        bucket=bucket,
    )


def _ordinary(scene: _Scene) -> None:
    """Readers, bots, the owner's people and partners, here and on another web server that stays clean."""
    company, rng, log = scene.company, scene.company.rng, scene.log
    other = WebLog(company, company.hosts[0], log.how, log.site)
    for one in (log, other):
        web_log.visitors(one, 120)
        web_log.scanners(one, rng.randint(25, 60))
        web_log.owners(one)
    partner = (company.addresses.crowd(), "partner-sync/2.0")
    ending = scene.software.ending
    web_log.own_script(log, company.now - timedelta(days=rng.uniform(2, 6)), f"/api/orders.{ending}", partner)
    office = (company.office[0], company.people[0].browser)
    web_log.own_script(
        log, company.now - timedelta(days=rng.uniform(1, 5)), f"/tools/import.{ending}", office
    )
    company.innocent.append(partner[0])
    holes = scene.software.holes
    web_log.attempts(other, holes, rng.randint(4, 9))
    web_log.attempts(log, [scene.software.lands[0].format(name=f"x.{ending}")], rng.randint(2, 5))
    other.deliver(scene.bucket)


def _breaks_in(scene: _Scene, truth: folders.Truth, since: datetime) -> datetime:
    """Through the hole at since; by the shell he puts the pages there; gives when they are first served."""
    company, rng, log, software = scene.company, scene.company.rng, scene.log, scene.software
    first, second = company.addresses.outside(), company.addresses.outside()
    truth.since = since
    truth.ips += [first, second]
    who = (first, rng.choice((actors.browser(rng), *web_log.PROGRAMS[:4])))
    log.asks(since - timedelta(seconds=rng.randint(5, 90)), who, "GET /", 200)
    log.asks(since, who, f"POST {rng.choice(software.holes)}", rng.choice((200, 200, 302)))
    name = f"{rng.choice(('cache', 'img', 'wso', 'x', 'up', 'th3'))}{ids.hexa(rng, 4)}.{software.ending}"
    shell = rng.choice(software.lands).format(name=name)
    when = clock.later(rng, since, 2, 200)
    log.asks(when, who, f"GET {shell}", 200)
    for _ in range(rng.randint(2, 6)):
        when = clock.later(rng, when, 4, 60)
        log.asks(when, who, f"POST {shell}", 200)
    return _works(scene, shell, (second, actors.browser(rng)), clock.later(rng, when, 600, 9 * 3600))


def _works(scene: _Scene, shell: str, who: tuple[str, str], when: datetime) -> datetime:
    """Somebody at another place comes by the shell, unpacks the pages and looks at them."""
    rng, log = scene.company.rng, scene.log
    log.asks(when, who, f"GET {shell}", 200)
    for _ in range(rng.randint(4, 15)):
        when = clock.later(rng, when, 5, 120)
        log.asks(when, who, f"POST {shell}", 200, f"https://{log.site.domain}{shell}")
    shown = clock.later(rng, when, 10, 300)
    log.asks(shown, who, f"GET {scene.page}", 200)
    later = shown
    for _ in range(rng.randint(0, 3)):  # he fetches what was typed in
        later = clock.later(rng, later, 3600, 20000)
        log.asks(later, who, f"POST {shell}", 200)
    return shown


def _victims(scene: _Scene, shown: datetime) -> None:
    """Those who follow the link in his mails, some of whom type their password in."""
    company, rng, log = scene.company, scene.company.rng, scene.log
    begun = clock.later(rng, shown, 1200, 9000)
    for _ in range(rng.randint(40, 160)):
        who, when = (company.addresses.crowd(), actors.browser(rng)), clock.between(rng, begun, company.now)
        company.innocent.append(who[0])
        log.asks(when, who, f"GET {scene.page}", 200)
        log.asks(when + timedelta(seconds=1), who, f"GET {scene.folder}logo.svg", 200, _at(scene))
        if chance(rng, 0.2):
            typed = clock.later(rng, when, 15, 90)
            log.asks(typed, who, f"POST {scene.folder}next.{scene.software.ending}", 302, _at(scene))


def _at(scene: _Scene) -> str:
    return f"https://{scene.log.site.domain}{scene.page}"


def _alert(company: Company, host: dict[str, Any]) -> None:
    """GuardDuty notes that the world tries the web server, as it does everywhere."""
    rng, address = company.rng, company.addresses.crowd()
    first = company.now - timedelta(days=rng.uniform(3, 9))
    findings.probed(company, host, address, first)


def _mail(scene: _Scene, shown: datetime) -> bytes:
    company, rng = scene.company, scene.company.rng
    earliest = max(shown + timedelta(hours=4), company.now - timedelta(hours=8))
    letter = letters.Letter(
        sender=("trustandsafety@support.aws.com", "AWS Trust and Safety"),
        subject=f"Your AWS Abuse Report [1{''.join(rng.choices('0123456789', k=10))}]",
        sent=clock.between(
            rng, min(earliest, company.now - timedelta(minutes=30)), company.now - timedelta(minutes=20)
        ),
        text=_text(scene, shown),
        report=_report(scene),
    )
    return letters.sealed(company, letter)


def defanged(rng: Random, url: str) -> str:
    """Url as people write it who do not want it clicked."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    dot = rng.choice(("[.]", " [.] ", "[.]"))
    return f"{scheme.replace('tt', 'xx')}://{host.replace('.', dot)}{slash}{path}"


def _text(scene: _Scene, shown: datetime) -> str:
    company, rng, host = scene.company, scene.company.rng, scene.log.host
    where = host["PublicIpAddress"] if chance(rng, 0.5) else scene.log.site.domain
    url = defanged(rng, f"{rng.choice(('http', 'https'))}://{where}{scene.page}")
    at = clock.later(rng, shown, 1800, 9000)
    labels = [
        f"Region: {company.home}",
        f"Implicated Resource:EC2 Instance Id: {host['InstanceId']}",
        "Reported Activity: Phishing",
        f"Abuse Time: {at:%d %b %Y %H:%M:%S} UTC",
    ]
    rng.shuffle(labels)
    return (
        "Hello,\n\nWe've received a report that a website on your AWS resource is used for phishing: it "
        "poses as another organization to collect passwords or payment data.\n\n"
        + "\n".join([f"AWS Account ID: {company.id}", *labels])
        + f"\n\nReported URL:\n{url}\n\n"
        "The AWS Acceptable Use Policy (https://aws.amazon.com/aup/) forbids this. Please remove the "
        "content, find out how it came to be there, and reply to this email with the corrective action that "
        "you have taken and the root cause."
    )


def _report(scene: _Scene) -> str:
    """What a stranger sent AWS."""
    other = scene.company.addresses.outside()
    return (
        "\nDear abuse team,\n\nour brand is abused on the site above, please take it down within 12 hours. "
        f"The mails that lead there came from {other}.\n-- \nbrand-watch@victim.example.org"
    )


GENERATOR = Generator(
    id="phishing_site",
    title=_TITLE,
    summary=msg(
        "A web server runs an old upload form. Among the bots that try every site and get nothing, one "
        "stranger gets a program of his own onto the host, and pages that imitate somebody else's are served "
        "from it. The notice has a URL and the instance."
    ),
    build=build,
)
