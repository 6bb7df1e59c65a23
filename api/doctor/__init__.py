"""``alu doctor``: the whole chain, link by link: what was found, why it matters, what to do."""
