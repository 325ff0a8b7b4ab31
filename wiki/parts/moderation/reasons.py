"""Why something is signalled, hidden or waits, and what can be decided: codes, with the words that they stand for."""

from __future__ import annotations

from collections.abc import Mapping

from auth.sentences import Sentence

OFF_TOPIC, PERSONAL, DISRESPECT, OUTDATED, OTHER = "off-topic", "personal", "disrespect", "outdated", "other"
# Those of flags.
FLAGS: Mapping[str, Sentence] = {
    OFF_TOPIC: Sentence("Off topic"),
    PERSONAL: Sentence("Personal information"),
    DISRESPECT: Sentence("Disrespectful"),
    OUTDATED: Sentence("Out of date"),
    OTHER: Sentence("Something else"),
}
# Those of decisions: the same, and what animators alone say.
REASONS: Mapping[str, Sentence] = {
    **FLAGS,
    "charter": Sentence("Against the charter or the terms of use"),
    "rights": Sentence("Somebody else’s words or picture"),
    "advertising": Sentence("Advertising"),
}

# Why a case was opened.
FLAGGED, WAITING, DIRECT, APPEALED = "flagged", "waiting", "direct", "appealed"
CAUSES: Mapping[str, Sentence] = {
    FLAGGED: Sentence("Flagged"),
    WAITING: Sentence("Waits for approval"),
    DIRECT: Sentence("Taken up by an animator"),
    APPEALED: Sentence("Appealed against"),
}
# Which rule made something wait.
RULES: Mapping[str, Sentence] = {
    "all": Sentence("All that is written here is approved first"),
    "contributors": Sentence("What contributors write here is approved first"),
    "guest": Sentence("Written by a guest"),
    "newcomer": Sentence("Among the first things that somebody writes here"),
    "link": Sentence("Holds a link to another site"),
    "words": Sentence("Holds a word of the list of this space"),
    "again": Sentence("Changed by its author after it was returned"),
}

# How an item is held back.
STATE_WAITING, STATE_HIDDEN, STATE_RETURNED = "waiting", "hidden", "returned"

# What can be decided.
HIDE, RESTORE, APPROVE, RETURN, KEEP = "hide", "restore", "approve", "return", "keep"
SILENCED, SUSPENDED, LIFT, CONFIRM = "silence", "suspend", "lift", "confirm"
ACTIONS: Mapping[str, Sentence] = {
    HIDE: Sentence("Hidden"),
    RESTORE: Sentence("Shown again"),
    APPROVE: Sentence("Approved"),
    RETURN: Sentence("Returned to its author"),
    KEEP: Sentence("Left as it is"),
    SILENCED: Sentence("Silenced"),
    SUSPENDED: Sentence("Suspended"),
    LIFT: Sentence("Silence or suspension lifted"),
    CONFIRM: Sentence("Decision confirmed on appeal"),
}
# The same as they are chosen.
CHOICES: Mapping[str, Sentence] = {
    HIDE: Sentence("Hide it"),
    RESTORE: Sentence("Show it again"),
    APPROVE: Sentence("Approve it"),
    RETURN: Sentence("Return it to its author, with what to change"),
    KEEP: Sentence("Leave it as it is"),
    CONFIRM: Sentence("Confirm the decision"),
}
# Those that cannot be decided without saying why by a code.
NEED_REASON = frozenset({HIDE, SILENCED, SUSPENDED})
# Those that whoever they are about may appeal against.
APPEALABLE = frozenset({HIDE, RETURN, SILENCED, SUSPENDED})
