"""The first screen of somebody who is signed in."""
