"""A small living wiki for looking around: made from the words of content/demo, and taken away without a trace."""

from wiki.demo.making import DemoThere, make_demo
from wiki.demo.marks import is_there
from wiki.demo.removing import Kept, Removal, remove_demo
from wiki.demo.words import Person, Words, words

__all__ = [
    "DemoThere",
    "Kept",
    "Person",
    "Removal",
    "Words",
    "is_there",
    "make_demo",
    "remove_demo",
    "words",
]
