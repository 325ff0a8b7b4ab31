"""What is done about guests, by their sponsors and by themselves."""

from wiki.parts.guests.commands.accepting import Answer, accept_invitation
from wiki.parts.guests.commands.inviting import (
    Invited,
    invite_guest,
    send_again,
    send_link,
    withdraw_invitation,
)
from wiki.parts.guests.commands.staying import end_stay, renew_stay, take_over

__all__ = [
    "Answer",
    "Invited",
    "accept_invitation",
    "end_stay",
    "invite_guest",
    "renew_stay",
    "send_again",
    "send_link",
    "take_over",
    "withdraw_invitation",
]
