"""A run of the judges, shown: on a terminal, as JSON, Markdown and JUnit, as one page. Made from a ``Report`` alone."""
