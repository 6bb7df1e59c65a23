"""The migrated database of the storage tests, for the simulations."""

from tests.api.storage.conftest import sqlite_template

__all__ = ["sqlite_template"]
