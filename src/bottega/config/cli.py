"""The `bottega` command: start everything, or one part of it, or ask one thing of it.

Each subcommand parses its words and makes one call. Django is imported only by those that need it, so
that `up` itself stays small. Refusals end as one sentence on stderr and exit code 1.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn
from uuid import uuid4

from bottega.config import up
from bottega.config.exports import add_export_words, export_folder
from bottega.config.home import home_from_env
from bottega.config.prepared import note_prepared
from bottega.config.programs import bundled_folder
from bottega.kernel.errors import BottegaError, NotFound, Unavailable

WEB_WORKERS = "2"
CREDITS_AT_ONCE = 1_000_000
# Live pages hold one connection each for as long as they are open, so the limit is on memory, not on work.
CONNECTIONS_MAX = "4096"


class NotReady(Unavailable):
    """A part that was asked after is not there; what it said is on the line before."""

    code = "not_ready"


Run = Callable[[argparse.Namespace], None]
Command = Callable[[str, Run, str], argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when it did what was asked, 1 after a refusal, 2 for words it does not know."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # The words after these two belong to another program, options included.
    others, words = (words[1:], words[:1]) if words[:1] in (["psql"], ["manage"]) else ([], words)
    chosen = _parser().parse_args(words)
    chosen.words = others
    run: Run = chosen.run
    try:
        run(chosen)
    except BottegaError as error:
        print(f"bottega: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bottega", description="An open social network for images made with AI."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, tells: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=tells, description=tells)
        added.set_defaults(run=run)
        return added

    _add_parts(command)
    _add_people(command)
    _add_datasets(command)
    command("psql", _psql, "Open the database in psql; its own options follow.")
    command("manage", _manage, "Run a management command of Django; its own words follow.")
    return parser


def _add_parts(command: Command) -> None:
    """Starting everything, or one part of it."""
    command("up", _up, "Start everything and serve until Ctrl-C.")
    command(
        "prepare", _prepare, "Bring the database up to date and begin the demo network, as `up` does first."
    )
    command("migrate", _migrate, "Bring the database up to date.")
    command("demo", _demo, "Begin the demo network where there is none.")
    command("web", _web, "Serve pages; expects a running database.")
    worker = command("worker", _worker, "Do queued jobs; expects a running database.")
    worker.add_argument(
        "--painters", metavar="NAME", nargs="+", default=[], help="only for these painters' own queues"
    )
    command(
        "painters", _painters, "List the painters, in the menu's order, and ask each whether it is there."
    )


def _add_people(command: Command) -> None:
    """What an operator does for people, and the keys of the house."""
    token = command("token", _token, "Make an API token and print it once.")
    token.add_argument("person", help="handle")
    token.add_argument(
        "--scope",
        action="append",
        choices=["read", "stream", "datasets"],
        help="what it opens; may be said several times; without it, one's own timelines (read)",
    )
    credits = command("credits", _credits, "Give somebody credits, or check that the ledger adds up.")
    credits.add_argument("act", choices=["give", "check"])
    credits.add_argument("person", nargs="?", default="", help="give: handle")
    credits.add_argument("amount", nargs="?", type=int, default=0, help="give: how many, 1 to 1,000,000")
    credits.add_argument("--key", default="", help="give: what makes it happen once, such as prize-2026")
    keys = command("keys", _keys, "Show or renew what pictures, receipts and exports are signed with.")
    keys.add_argument("act", choices=["show", "rotate", "resign"])
    keys.add_argument("--exports", action="store_true", help="rotate: the key of exports instead")
    keys.add_argument("--authority", action="store_true", help="rotate: a new authority too")
    keys.add_argument("--revoke", action="store_true", help="rotate: the old key got out; believe it no more")


def _add_datasets(command: Command) -> None:
    """What the network has learned, and what it hands out."""
    taste = command("taste", _taste, "Learn from choices among pictures, or say how well that works.")
    taste.add_argument("act", choices=["fit", "report"])
    taste.add_argument("--json", action="store_true", help="report: as JSON")
    taste.add_argument(
        "--synthetic", type=int, metavar="N", help="report: on N made people, to check the pipeline"
    )
    add_export_words(
        command("export", _export, "Make a dataset of a kind in a folder, for those who train models.")
    )


def _up(_chosen: argparse.Namespace) -> None:
    up.run(home_from_env())


def _prepare(_chosen: argparse.Namespace) -> None:
    home = home_from_env()
    with up.database(home):
        _django("migrate", "--no-input", "--verbosity=0")
        note_prepared(home)
        _begin_demo()


def _migrate(_chosen: argparse.Namespace) -> None:
    with up.database(home_from_env()):
        _django("migrate", "--no-input")


def _demo(_chosen: argparse.Namespace) -> None:
    with up.database(home_from_env()):
        _set_django_up()
        _begin_demo()


def _web(_chosen: argparse.Namespace) -> NoReturn:
    home = home_from_env()
    _use_one_thread_for_numbers()
    server = [sys.executable, "-m", "granian", "bottega.config.asgi:application"]
    where = ["--host", home.host, "--port", str(home.port)]
    shape = [
        "--interface",
        "asgi",
        "--no-ws",
        "--workers",
        os.environ.get("BOTTEGA_WEB_WORKERS", WEB_WORKERS),
    ]
    limits = ["--backlog", "1024", "--backpressure", CONNECTIONS_MAX, "--workers-kill-timeout", "5"]
    os.execv(sys.executable, [*server, *where, *shape, *limits, "--respawn-failed-workers"])  # noqa: S606


def _worker(chosen: argparse.Namespace) -> None:
    _use_one_thread_for_numbers()
    _set_django_up()
    from bottega.config.worker import run_worker

    run_worker(chosen.painters)


def _use_one_thread_for_numbers() -> None:
    """Let numpy and OpenCV keep to the thread that asks them; each reads this when it is first imported.

    Jobs and pages already fill the processors side by side. Threads that wait for each other made a fit of
    the taste model ten times slower on a busy machine, and a fingerprint cost twice its work.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"):
        os.environ.setdefault(name, "1")


def _painters(_chosen: argparse.Namespace) -> None:
    from bottega.config.probing import probed_lines

    lines = probed_lines(home_from_env())
    for line in lines:
        print(line.words)
    if not all(line.is_ready for line in lines):
        raise NotReady("Not every painter can paint now.")


def _token(chosen: argparse.Namespace) -> None:
    with up.database(home_from_env()):
        _set_django_up()
        from bottega.kernel.clock import now
        from bottega.people.actions import issue_token
        from bottega.people.models import Scope
        from bottega.people.queries import person_by_handle

        person = person_by_handle(chosen.person.lstrip("@"), viewer_id=0)
        if person is None:
            raise NotFound(f"Nobody here is called {chosen.person}.")
        scopes = [Scope(each) for each in chosen.scope or ["read"]]
        print(issue_token(person, label="command line", scopes=scopes, at=now()))


def _credits(chosen: argparse.Namespace) -> None:
    _set_django_up()
    from bottega.config.ledger import check_ledger, give_credits

    if chosen.act == "check":
        check_ledger(home_from_env())
        return
    if not chosen.person or not 1 <= chosen.amount <= CREDITS_AT_ONCE:
        raise NotFound("Say to whom and how many: bottega credits give HANDLE 500")
    give_credits(home_from_env(), chosen.person, chosen.amount, chosen.key or uuid4().hex)


def _keys(chosen: argparse.Namespace) -> None:
    from bottega.config.keys import resign_pictures, rotate_export_key, rotate_keys, show_keys

    if chosen.act == "rotate" and chosen.exports:
        rotate_export_key(home_from_env())
    elif chosen.act == "rotate":
        rotate_keys(home_from_env(), authority=chosen.authority, revoke=chosen.revoke)
    elif chosen.act == "show":
        show_keys(home_from_env())
    else:
        with up.database(home_from_env()):
            _set_django_up()
            resign_pictures()


def _taste(chosen: argparse.Namespace) -> None:
    _set_django_up()
    from bottega.config.tastes import fit_tastes_now, print_made_report, print_taste_report

    if chosen.act == "fit":
        fit_tastes_now(home_from_env())
    elif chosen.synthetic is not None:
        print_made_report(chosen.synthetic, as_json=chosen.json)
    else:
        print_taste_report(home_from_env(), as_json=chosen.json)


def _export(chosen: argparse.Namespace) -> None:
    _set_django_up()
    export_folder(home_from_env(), chosen)


def _psql(chosen: argparse.Namespace) -> None:
    home = home_from_env()
    with up.database(home):
        psql = str(bundled_folder() / "psql")
        done = subprocess.run([psql, *chosen.words], env=_client_env(home.database_url()), check=False)  # noqa: S603
    sys.exit(done.returncode)


def _manage(chosen: argparse.Namespace) -> None:
    with up.database(home_from_env()):
        _django(*chosen.words)


def _begin_demo() -> None:
    if find_spec("bottega.config.demo") is not None:
        import_module("bottega.config.demo").ensure_started()


def _django(*words: str) -> None:
    _set_django_up()
    from django.core.management import ManagementUtility

    ManagementUtility(["bottega manage", *words]).execute()


def _set_django_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bottega.config.settings")
    import django

    django.setup()


def _client_env(url: str) -> dict[str, str]:
    """The environment from which PostgreSQL's programs read an address; the password shows in no list."""
    from psycopg.conninfo import conninfo_to_dict  # here, because `up` starts faster without it

    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "DATABASE"}
    parts = conninfo_to_dict(url)
    return {**os.environ, **{f"PG{names[key]}": str(parts[key]) for key in parts if key in names}}
