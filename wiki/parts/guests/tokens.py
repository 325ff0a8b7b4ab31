"""The token of a link: worked out when it is needed, from a number of the invitation and the secret of the site. It is
kept nowhere; a stolen backup opens no invitation. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac

_PURPOSE = b"guest invitation "


def token_of(secret: str, nonce: str) -> str:
    """The token of the invitation that has this nonce: 43 letters, digits, hyphens and underlines."""
    sealed = hmac.new(secret.encode(), _PURPOSE + nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def hash_of(token: str) -> str:
    """The only form in which a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
