"""
The practice AWS account: an incident folder, played over HTTP on loopback.

    incident = drill.load(folder)                 what the folder says, or every mistake in it
    with drill.serve(incident) as server: …       in this process
    with drill.start(folder) as running: …        in a child process, which dies with this one
    drill.score(truth, document)                  a case document against what really happened
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.incident import Incident
    from abusedesk.drill.scoring import Score
    from abusedesk.drill.serving.child import Running
    from abusedesk.drill.serving.server import Server

__all__ = ["load", "score", "serve", "start"]


def load(folder: Path) -> Incident:
    """
    The incident in folder.

    Raises:
        BadInput: with every mistake of the folder, one a line, each "file:line: what is wrong".
    """
    from abusedesk.drill.loading.folder import load as read  # noqa: PLC0415 # botocore is heavy

    return read(folder)


def serve(  # noqa: PLR0913 # each is one setting, all by name
    incident: Incident,
    *,
    port: int = 0,
    throttle: bool = True,
    responder_policy: Mapping[str, Any] | None = None,
    propagation: bool = False,
    still: bool = False,
    seed: int = 1,
) -> Server:
    """
    Serve incident on loopback from this process, until the server is closed.

    port 0 takes a free one. throttle: LookupEvents refuses more than AWS lets through. responder_policy:
    an IAM policy document that the responder's credentials get instead of all permissions; what
    incident.toml denies stays denied. propagation: changes of IAM are shown at once and hold some seconds
    later, by seed. still: the account's clock moves only as server.clock.advance(seconds) says.
    """
    from abusedesk.drill.serving.server import open_server  # noqa: PLC0415 # moto is heavy

    return open_server(
        incident,
        port=port,
        throttle=throttle,
        responder_policy=responder_policy,
        propagation=propagation,
        still=still,
        seed=seed,
    )


def start(  # noqa: PLR0913 # each is one setting, all by name
    folder: Path,
    *,
    port: int = 0,
    throttle: bool = True,
    responder_policy: Path | None = None,
    propagation: bool = True,
    seed: int = 1,
) -> Running:
    """
    Serve the incident in folder from a child process, which ends with this one at the latest.

    What is left to chance goes by seed; see serve.

    Raises:
        BadInput: the folder has mistakes.
        DeskError: the child did not come up.
    """
    from abusedesk.drill.serving.child import start as begin  # noqa: PLC0415 # only where it is used

    options = ["--port", str(port), "--seed", str(seed)]
    options += [] if throttle else ["--no-throttle"]
    options += [] if propagation else ["--no-propagation"]
    options += ["--responder-policy", str(responder_policy)] if responder_policy is not None else []
    return begin(folder, options)


def score(truth: Mapping[str, Any], document: Mapping[str, Any], incident: Incident | None = None) -> Score:
    """
    How well document, a case document as JSON, tells truth, the content of a truth.json.

    With the incident a key pair's or group's name counts as its id, and a volume as its instance's.
    """
    from abusedesk.drill import scoring  # noqa: PLC0415 # only where it is used

    return scoring.score(truth, document, scoring.names_of(incident) if incident is not None else None)
