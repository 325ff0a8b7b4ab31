"""Pages from elsewhere: read from a file or a folder, planned as a whole, rendered apart, written in batches."""

from wiki.kinds.pages.importing.folder import read_folder
from wiki.kinds.pages.importing.following import Comparison, compare, save_change
from wiki.kinds.pages.importing.jsonl import read_jsonl
from wiki.kinds.pages.importing.plan import Plan, plan_import
from wiki.kinds.pages.importing.preparing import Prepared, prepare
from wiki.kinds.pages.importing.source import Refused, SourcePage
from wiki.kinds.pages.importing.writing import write_new

__all__ = [
    "Comparison",
    "Plan",
    "Prepared",
    "Refused",
    "SourcePage",
    "compare",
    "plan_import",
    "prepare",
    "read_folder",
    "read_jsonl",
    "save_change",
    "write_new",
]
