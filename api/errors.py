"""Errors of the body, named for what the person in front of it should do next."""

from __future__ import annotations


class AluError(Exception):
    """Something a person can put right; the message says what and how."""


class WrongSettings(AluError):
    """A setting is missing, unknown or unsafe; the message names the variable."""
