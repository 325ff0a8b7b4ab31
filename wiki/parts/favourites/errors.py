"""What can be refused about favourites."""

from wiki.errors import Invalid


class TooManyFavourites(Invalid):
    """You have %(most)s favourites already: take one back before you mark another."""
