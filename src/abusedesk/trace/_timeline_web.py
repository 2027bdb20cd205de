"""What strangers did to sites and open buckets, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.model import TimelineEntry
from abusedesk.translate import text

from ._content import is_anonymous
from ._say import listed, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._content import Content
    from ._story import Story
    from ._web import WebBreakIn

_CITED = 50


def on_sites(story: Story) -> Iterator[TimelineEntry]:
    """How he came in, his program there, the reported page; then who wrote reported objects."""
    for fall in story.web.fallen:
        yield from _fall(fall)
    for content in story.content:
        yield from _written(story, content)


def _fall(fall: WebBreakIn) -> Iterator[TimelineEntry]:
    host = fall.instance or fall.site
    if fall.entry is not None:
        yield TimelineEntry(
            time=fall.entry.time,
            what=text(
                "Break-in: {ip} sends something to {path} on {host}.",
                ip=fall.entry.ip,
                path=fall.entry.path,
                host=host,
            ),
            actor=fall.entry.ip,
            evidence=(fall.entry.event,),
        )
    if fall.path:
        yield TimelineEntry(
            time=fall.calls[0].time,
            what=text(
                "{path} answers for the first time on {host}: a program of the intruder's, called {times} "
                "from {ips}.",
                path=fall.path,
                host=host,
                times=times(len(fall.calls)),
                ips=listed(fall.ips),
            ),
            actor=fall.calls[0].ip,
            evidence=tuple(call.event for call in fall.calls[:_CITED]),
        )
    if fall.page is not None:
        yield TimelineEntry(
            time=fall.page.time,
            what=text(
                "{path} is served by {host} for the first time; {count} addresses ask for it until the log "
                "ends.",
                path=fall.page.path,
                host=host,
                count=fall.visitors,
            ),
            actor=fall.page.ip,
            evidence=(fall.page.event,),
        )


def _written(story: Story, content: Content) -> Iterator[TimelineEntry]:
    """The object's first writing; what the intruder did by calls is told elsewhere."""
    if not content.puts or content.puts[0].event.id in story.spoor.deeds:
        return
    first = content.puts[0]
    values = {
        "object": content.stored.key or content.stored.folder or "?",
        "bucket": content.stored.bucket,
        "count": len(content.puts),
    }
    what = (
        text(
            "{object} is put into bucket {bucket} without credentials from {ip}, {count} objects in all.",
            ip=first.event.src_ip or "?",
            **values,
        )
        if is_anonymous(first)
        else text(
            "{object} is put into bucket {bucket} by {who}, {count} objects in all.",
            who=first.event.actor or first.who,
            **values,
        )
    )
    yield TimelineEntry(
        time=first.time,
        what=what,
        actor=first.event.actor or first.event.src_ip or "",
        region=first.event.region or "",
        evidence=tuple(deed.event.id for deed in content.puts[:_CITED]),
    )
