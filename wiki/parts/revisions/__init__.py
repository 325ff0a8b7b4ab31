"""Every save of an item, kept for good: the chain, the comparison of two, the merge of two."""
