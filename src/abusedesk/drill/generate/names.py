"""Invented names of companies, people, hosts and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_COMPANY = (
    (
        "amber",
        "birch",
        "cedar",
        "delta",
        "ember",
        "fjord",
        "grove",
        "harbor",
        "indigo",
        "juniper",
        "kite",
        "lumen",
    ),
    (
        "works",
        "labs",
        "foods",
        "travel",
        "books",
        "media",
        "health",
        "motors",
        "supply",
        "games",
        "data",
        "farm",
    ),
)
_GIVEN = (  # noqa: SIM905 # a list of words reads best as words
    "aiko akira anna ben carla chen daichi emma farid greta haruka hiro ines jonas kana "
    "kenji lena luis mai marco naoko nina omar paula ren rosa sho tomas yuki zoe"
).split()
_FAMILY = (  # noqa: SIM905 # a list of words reads best as words
    "abe bauer costa dietz endo fischer garcia hayashi ito jansen kato lopez "
    "meyer mori nakata novak okada peters rossi sato silva tanabe ueda weber"
).split()
PRODUCTS = ("shop", "portal", "api", "billing", "search", "mobile", "reports", "catalog", "tracker", "crm")
DEPLOYERS = (
    "ci-deploy",
    "github-deploy",
    "jenkins",
    "gitlab-runner",
    "circleci",
    "deploy-bot",
    "build-agent",
)
PLAUSIBLE = (
    "cloudwatch-agent", "svc-backup", "aws-support-sync", "ops-automation", "s3-replicator", "terraform-svc",
    "monitoring-ro", "ecs-deployer", "system-health", "inventory-sync",
)  # fmt: skip
"""What an intruder calls a user so that nobody looks twice (the company may have one that sounds alike)."""


def company(rng: Random) -> str:
    """A company's short name, also its domain below example.com."""
    return rng.choice(_COMPANY[0]) + rng.choice(_COMPANY[1])


def people(rng: Random, count: int) -> list[str]:
    """User names of count people, all in the one form that the company uses."""
    form = rng.choice(("{given}.{family}", "{initial}{family}", "{given}", "{family}-{initial}"))
    pairs = zip(rng.sample(_GIVEN, count), rng.sample(_FAMILY, count), strict=True)
    return [form.format(given=given, family=family, initial=given[0]) for given, family in pairs]
