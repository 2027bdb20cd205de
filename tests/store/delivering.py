"""
Delivers messages in processes of their own, some of which are killed; run as a script.

Standard input is one JSON line a task, standard output one JSON line an answer.
"""

import json
import os
import signal
import sys
from pathlib import Path

import holidays  # noqa: F401 - once here, not in every process that is let loose
from django.db import connections

from abusedesk import engine
from abusedesk.model import Contact, Customer, Settings
from abusedesk.store import Store
from engine.notice_mails import at, mail

STAGES = ("first", "reminder", "resolved")
SETTINGS = Settings(
    customers=(
        Customer(
            name="c",
            contacts=tuple(
                Contact(step=step, name=step) for step in ("owner", "team", "on_call", "account_manager")
            ),
        ),
    )
)


def messages(number):
    """Three messages of one thread, each for itself."""
    account = f"{number:012d}"
    first = f"<notice-{number}0@support.aws.com>"
    return [
        mail(
            stage,
            number=f"{number}{place}",
            hours=place,
            account=account,
            subject=f"Report {number}",
            answers=[first] if place else (),
        )
        for place, stage in enumerate(STAGES)
    ]


def kill_at(alias, count):
    """End this process, without a last word, at the statement of that number."""
    left = [count]

    def wrapper(execute, sql, params, many, context):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = execute(sql, params, many, context)
        # Odd counts die after the statement, even ones before the next.
        if left[0] == 1 and count % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    connections[alias].execute_wrappers.append(wrapper)
    return left


def work(task, store):
    """What one task asks for."""
    if task["job"] == "deliver":
        found = [
            engine.receive(store, data, "mail", arrived=at(place))[0]
            for place, data in enumerate(messages(task["number"]))
        ]
        return [[one.what, one.case.id] for one in found]

    def tell(alert):
        with Path(task["told"]).open("a") as file:
            file.write(f"{alert.case_id} {alert.step} {alert.contact.name} {alert.title.en}\n")
            file.flush()
            os.fsync(file.fileno())

    return len(engine.tick(store, SETTINGS, at(task["hours"]), tell))


def child(task, write, ready):
    os.read(ready, 1)
    store = Store(Path(task["home"]), task["url"])
    left = kill_at(store._alias, task.get("kill", 0))
    answer = work(task, store)
    os.write(write, json.dumps({"answer": answer, "statements": -left[0]}).encode())
    store.close()
    os._exit(0)


def run(tasks):
    """Every task in a process of its own, all let loose at once; None for one that was killed."""
    start, let_go = os.pipe()
    running = []
    for task in tasks:
        read, write = os.pipe()
        process = os.fork()
        if process == 0:
            child(task, write, start)
        os.close(write)
        running.append((process, read))
    os.write(let_go, b"x" * len(tasks))
    answers = []
    for process, read in running:
        with os.fdopen(read, "rb") as file:
            said = file.read()
        os.waitpid(process, 0)
        answers.append(json.loads(said) if said else None)
    return answers


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
