"""A member account whose root the intruder used, and its organization's management account."""

from abusedesk.aws.root import MemberRoot
from abusedesk.aws.session import Session, hashed, open_session
from abusedesk.model import Target
from drill.drill_folders import ACCOUNT
from drill.drill_organization import AUDITOR_KEY, MANAGER_KEY, ROOT, ROOT_KEY, TWO, files

FILES = files()
TOML = TWO
TARGET = Target(ROOT, ACCOUNT, "aws-global")


class MortalRoot:
    """Root whose sessions die with the stage's own."""

    def __init__(self, root, through):
        self._root, self._through = root, through

    def session(self, task):
        real = self._root.session(task)
        return Session(self._through(real.core), hashed)

    def close(self):
        self._root.close()


def ENTER(stage, *, may_write):  # noqa: N802 - named like what a world says of itself
    """The session with root in it; the manager may delete, the auditor may only look."""
    key = MANAGER_KEY if may_write else AUDITOR_KEY
    management = open_session(endpoint_url=stage.server.endpoint_url, case_id="law")
    management.core._boto.set_credentials(key, "secret")
    stage.session.root = MortalRoot(MemberRoot(management, ACCOUNT), stage.core.with_core)


def CHECK(server, session, change):  # noqa: N802 - likewise
    """Nobody can sign as root any more, nor sign in."""
    people = server.world.accounts[ACCOUNT].people
    assert ROOT_KEY in change.before["access_keys"]
    assert people.who(ROOT_KEY, server.clock.now()) is None
    assert (people.root["MFA"], people.root["Password"], people.root["SigningCertificates"]) == (
        False,
        False,
        [],
    )
    assert session.root is not None
