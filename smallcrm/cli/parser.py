"""Every command with its options."""

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module

from smallcrm import __version__
from smallcrm.cli.help_words import Parser
from smallcrm.core.dates import Month, parse_date
from smallcrm.core.dates.parse import FIRST_YEAR, LAST_YEAR
from smallcrm.core.i18n import LANGUAGES, _
from smallcrm.importers.fields import KINDS
from smallcrm.reports.label_sheets import ENVELOPE_KEYS, SHEET_KEYS
from smallcrm.services.report_list import KEYS, PAPERS
from smallcrm.services.vocabulary import OUTCOMES

Handler = Callable[[argparse.Namespace], None]
MOST = 1_000_000

# Command -> the module and function that run it, imported only when asked for.
HANDLERS: dict[str, tuple[str, str]] = {
    "import": ("imports", "run_import"),
    "undo": ("steps", "run_undo"),
    "redo": ("steps", "run_redo"),
    "history": ("steps", "run_history"),
    "customers": ("lists", "run_customers"),
    "show": ("lists", "run_show"),
    "due": ("lists", "run_due"),
    "duplicates": ("duplicates", "run_duplicates"),
    "add": ("entries", "run_add"),
    "done": ("entries", "run_done"),
    "report": ("reports", "run_report"),
    "decide": ("decisions", "run_decide"),
    "export": ("files", "run_export"),
    "backup": ("files", "run_backup"),
    "check": ("files", "run_check"),
    "demo": ("files", "run_demo"),
    "self-test": ("self_test", "run_self_test"),
    "bench": ("bench", "run_bench"),
}


def handler_of(command: str) -> Handler:
    """The function that runs a command."""
    module, function = HANDLERS[command]
    handler: Handler = getattr(import_module(f"smallcrm.cli.{module}"), function)
    return handler


def build() -> argparse.ArgumentParser:
    """The parser, with its texts in the current language."""
    parser: argparse.ArgumentParser = Parser(
        prog="smallcrm",
        description=_(
            "Customer management for small companies. Without a command the window opens."
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"smallcrm {__version__}", help=_("show the version")
    )
    parser.add_argument("--file", metavar="DATA", help=_("the data file (made when missing)"))
    parser.add_argument("--language", choices=tuple(LANGUAGES), help=_("the language of texts"))
    parser.add_argument(
        "--as-of", type=_day, metavar="YYYY-MM-DD", help=_("take this day as today")
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_imports(commands)
    _add_steps(commands)
    _add_lists(commands)
    _add_entries(commands)
    _add_files(commands)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    help: str,
    *,
    json: bool = True,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help, description=help)
    if json:
        command.add_argument("--json", action="store_true", help=_("print one JSON object"))
    return command


def check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End with the usage (status 2) where options do not go together."""
    if options.command == "import" and bool(options.lists) == bool(options.template):
        parser.error(_("import needs a LIST, or --template and no list"))


def _add_imports(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = _command(commands, "import", _("bring lists in; one undo step"))
    command.add_argument(
        "lists",
        nargs="*",
        metavar="LIST",
        help=_("spreadsheet, CSV file, contact cards, a folder of them, or smallcrm JSON"),
    )
    command.add_argument(
        "--sheet", metavar="NAME", action="append", help=_("only this sheet (several: repeat it)")
    )
    command.add_argument(
        "--profile",
        metavar="NAME",
        help=_(
            "read the columns by this profile: your own, kingdee, yonyou, wecom, taobao, outlook,"
            " google, or as in the imported list of this name"
        ),
    )
    command.add_argument("--kind", choices=KINDS, default="auto", help=_("what the rows are"))
    command.add_argument(
        "--duplicates",
        choices=("fill", "overwrite", "skip", "create"),
        default="fill",
        help=_("what to do with customers that are there already"),
    )
    command.add_argument(
        "--missing",
        choices=("create", "reject"),
        default="create",
        help=_("what to do with orders, records and the like of customers that are not there"),
    )
    _add_reading(command)
    command.add_argument("--dry-run", action="store_true", help=_("show the plan, write nothing"))
    command.add_argument(
        "--rejects",
        metavar="OUT.xlsx",
        help=_("write rows that were not taken to this file, to mend and import it"),
    )
    command.add_argument(
        "--template",
        metavar="OUT.xlsx",
        help=_("write a workbook to fill in, and bring nothing in"),
    )
    command.epilog = _(
        "A workbook with a password is opened with the one in SMALLCRM_PASSWORD, or asks for it."
    )


def _add_reading(command: argparse.ArgumentParser) -> None:
    """How lists are read, where the guess is not right."""
    command.add_argument(
        "--encoding", metavar="NAME", help=_("the character set of text files, such as gb18030")
    )
    command.add_argument(
        "--date-order", choices=("ymd", "mdy", "dmy"), help=_("how dates are written")
    )
    command.add_argument(
        "--year",
        type=_year,
        metavar="YYYY",
        help=_("the year of days that are written without one"),
    )
    command.add_argument(
        "--as-it-stands",
        action="store_true",
        help=_("make no list of a sheet that is none (cards, columns for rows)"),
    )


def _add_steps(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _command(commands, "undo", _("take the last step back"))
    _command(commands, "redo", _("bring the step undone last back"))
    command = _command(commands, "history", _("the change log, newest first"))
    command.add_argument(
        "--limit", type=_count, default=20, metavar="N", help=_("how many (0 means all)")
    )


def _add_lists(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = _command(commands, "customers", _("list customers"))
    command.add_argument(
        "--search", metavar="TEXT", default="", help=_("any part of name, pinyin, phone, address")
    )
    command.add_argument(
        "--view",
        metavar="NAME",
        default="all",
        help=_("a view, such as level_a, no_next_step or a saved one"),
    )
    command.add_argument(
        "--sort", metavar="FIELD", default="", help=_("a column; --sort=-level sorts from the end")
    )
    command.add_argument(
        "--limit", type=_count, default=50, metavar="N", help=_("how many (0 means all)")
    )
    command = _command(commands, "show", _("one customer with everything about it"))
    command.add_argument("customer", metavar="CUSTOMER", help=_("a name or number"))
    command = _command(commands, "due", _("overdue, today's and coming follow-ups"))
    command.add_argument(
        "--days", type=_count, default=7, metavar="N", help=_("how many days ahead")
    )
    command = _command(commands, "duplicates", _("customers that are likely one, with reasons"))
    command.add_argument(
        "--limit", type=_count, default=50, metavar="N", help=_("how many (0 means all)")
    )


def _add_entries(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = commands.add_parser("add", help=_("add a customer, interaction, follow-up or deal"))
    kinds = add.add_subparsers(dest="what", metavar="WHAT", required=True)
    command = _command(kinds, "customer", _("add a customer"))
    command.add_argument("--name", required=True)
    for name in (
        "mobile",
        "phone",
        "email",
        "wechat",
        "level",
        "city",
        "owner",
        "source",
        "industry",
        "note",
    ):
        command.add_argument(f"--{name}", default="")
    command.add_argument("--contact", default="", metavar="NAME", help=_("a contact person"))
    command = _command(kinds, "interaction", _("log what happened"))
    command.add_argument("--customer", required=True, metavar="NAME|ID")
    command.add_argument("--kind", default="call")
    command.add_argument("--content", default="")
    command.add_argument("--outcome", default="", metavar="WORD", help=", ".join(OUTCOMES))
    command.add_argument("--date", type=_day, metavar="D")
    command.add_argument("--satisfaction", type=int, metavar="1-5")
    command = _command(kinds, "follow-up", _("plan a follow-up"))
    command.add_argument("--customer", required=True, metavar="NAME|ID")
    command.add_argument("--title", required=True)
    command.add_argument(
        "--due",
        required=True,
        metavar="DATE",
        help=_("a date, or words such as “next Friday 10am”"),
    )
    command.add_argument("--staff", default="", metavar="NAME")
    command = _command(kinds, "deal", _("add a deal"))
    command.add_argument("--customer", required=True, metavar="NAME|ID")
    command.add_argument("--title", required=True)
    command.add_argument("--amount", required=True, metavar="A")
    command.add_argument("--stage", default="", metavar="NAME")
    command.add_argument("--expected-close", type=_day, metavar="D")
    command = _command(commands, "done", _("complete a follow-up"))
    command.add_argument("follow_up", type=_count, metavar="FOLLOW_UP")
    command.add_argument(
        "--note", default="", metavar="TEXT", help=_("what happened: logged as a call")
    )
    command.add_argument("--kind", default="call", help=_("how: call, visit, wechat ..."))
    command.add_argument("--next", default="", metavar="DATE", help=_("when to follow up again"))


def _add_files(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _add_report(commands)
    _add_decide(commands)
    command = _command(
        commands,
        "export",
        _("write customers (xlsx, csv, vcf), open follow-ups (ics) or everything (json) to a file"),
        json=False,
    )
    command.add_argument("output", metavar="OUT.xlsx|csv|vcf|ics|json")
    command.add_argument(
        "--view",
        metavar="NAME",
        default="all",
        help=_("a view, such as level_a, no_next_step or a saved one"),
    )
    command = _command(commands, "backup", _("copy the data file and check the copy"), json=False)
    command.add_argument("output", nargs="?", metavar="OUT")
    _command(commands, "check", _("is the data file sound?"))
    command = _command(commands, "demo", _("add demonstration data to an empty file"))
    command.add_argument(
        "--remove", action="store_true", help=_("take the demonstration data out again")
    )
    _command(commands, "self-test", _("check the installed program"))
    command = _command(commands, "bench", _("measure speed against bare references"))
    command.add_argument("--customers", type=_count, default=100_000, metavar="N")
    command.add_argument("--interactions", type=_count, metavar="N")


def _add_report(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = _command(commands, "report", _("make a report as PDF or .xlsx"), json=False)
    command.add_argument(
        "kind", nargs="?", choices=KEYS, metavar="KIND", help=_("one of report --list")
    )
    command.add_argument("--list", action="store_true", help=_("name the reports"))
    command.add_argument(
        "--scheduled",
        action="store_true",
        help=_("make last month's reports into their folder, as the first start in a month does"),
    )
    command.add_argument("--month", type=_month, metavar="YYYY-MM")
    command.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD")
    command.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD")
    command.add_argument("--customer", type=_count, metavar="ID")
    command.add_argument("--owner", default="", metavar="NAME", help=_("only this one's customers"))
    command.add_argument("--level", default="", choices=("A", "B", "C", "D"))
    command.add_argument("--group", default="", metavar="NAME", help=_("only this product group"))
    command.add_argument("--region", default="", metavar="NAME", help=_("only this region"))
    command.add_argument(
        "--view", metavar="NAME", default="all", help=_("of a list: a view, also a saved one")
    )
    command.add_argument(
        "--tag", default="", metavar="NAME", help=_("only customers with this tag")
    )
    command.add_argument(
        "--industry", default="", metavar="NAME", help=_("only customers of this industry")
    )
    command.add_argument(
        "--sections",
        type=_names,
        metavar="A,B",
        help=_("of the monthly report: only these sections, in this order"),
    )
    command.add_argument("--labels", choices=SHEET_KEYS, default=SHEET_KEYS[0])
    command.add_argument(
        "--first-label",
        dest="start",
        type=_count,
        default=1,
        metavar="N",
        help=_("the first free label of a sheet in use"),
    )
    command.add_argument("--envelope", choices=ENVELOPE_KEYS, default=ENVELOPE_KEYS[0])
    command.add_argument("--paper", choices=PAPERS, default=PAPERS[0])
    command.add_argument(
        "--black-and-white", dest="grey", action="store_true", help=_("without colours")
    )
    command.add_argument("-o", "--output", metavar="OUT.pdf|xlsx")


def _add_decide(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = _command(commands, "decide", _("keep what was decided over a month's report"))
    command.add_argument("what", nargs="?", default="", metavar="WHAT")
    command.add_argument("--who", default="", metavar="NAME")
    command.add_argument("--by", default="", metavar="DATE", help=_("by when it is to be done"))
    command.add_argument(
        "--customer", default="", metavar="NAME|ID", help=_("makes it a follow-up of this customer")
    )
    command.add_argument("--month", type=_month, metavar="YYYY-MM")
    command.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD")
    command.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD")
    command.add_argument("--done", type=_count, metavar="ID", help=_("this one is done"))
    command.add_argument("--dropped", type=_count, metavar="ID", help=_("this one is given up"))


def _day(text: str) -> date:
    found = parse_date(text)
    if found is None:
        raise argparse.ArgumentTypeError(_("not a date: %(text)s") % {"text": text})
    return found


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("not a month: %(text)s") % {"text": text}) from None


def _year(text: str) -> int:
    if not (text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise argparse.ArgumentTypeError(_("not a year: %(text)s") % {"text": text})
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9 or int(text) > MOST:
        raise argparse.ArgumentTypeError(_("not a number: %(text)s") % {"text": text})
    return int(text)
