"""The guide of style: every component in every state, drawn by the macros that the screens use."""
