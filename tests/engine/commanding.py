"""
Runs the command line in processes of their own, each until it ends or is killed; run as a script.

Standard input is one JSON line for each: its arguments, its environment, and the file for what it prints.
Standard output is two JSON lines for each: the process's id, and its exit code, negative where a signal
ended it.
"""

import json
import os
import sys
import time

import altair as alt  # noqa: F401 - here and below: once, not in every process that is let loose
import botocore.session  # noqa: F401
import vl_convert  # noqa: F401

from abusedesk import act, cli, collect, detect, engine, store  # noqa: F401


def child(task):
    """The command, as a shell would start it, but for its waiting: nobody here has to be waited for."""
    engine.Means.__init__.__kwdefaults__["wait"] = time.sleep = lambda _: None
    os.environ.update(task["environment"])
    sys.argv = ["abusedesk", *task["arguments"]]
    out = os.open(task["out"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for place in (1, 2):
        os.dup2(out, place)
    code = 70
    try:
        cli.main()
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def say(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    known = [unit.every() for unit in (act, collect, detect)]
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            child(json.loads(line))
        say(process)
        say(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
