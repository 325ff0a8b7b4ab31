"""A kind of content as a newcomer would add one: a folder, its templates, and nothing else."""
