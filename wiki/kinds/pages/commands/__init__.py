"""Write, save, rename, move, delete and restore pages: each requires the right and records what happened."""

from wiki.kinds.pages.commands.approving import approve_page, withdraw_approval
from wiki.kinds.pages.commands.deleting import delete_page, restore_page
from wiki.kinds.pages.commands.placing import move_page, rename_page
from wiki.kinds.pages.commands.restricting import lift_restriction, restrict_page
from wiki.kinds.pages.commands.texts import (
    BODY_LIMIT,
    REASON_LENGTH,
    SUMMARY_LENGTH,
    clean_body,
    rendered_text,
)
from wiki.kinds.pages.commands.writing import Saved, create_page, revert_page, save_page

__all__ = [
    "BODY_LIMIT",
    "REASON_LENGTH",
    "SUMMARY_LENGTH",
    "Saved",
    "approve_page",
    "clean_body",
    "create_page",
    "delete_page",
    "lift_restriction",
    "move_page",
    "rename_page",
    "rendered_text",
    "restore_page",
    "restrict_page",
    "revert_page",
    "save_page",
    "withdraw_approval",
]
