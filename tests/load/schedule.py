"""When each request is due, in seconds since the first: decided before the first one leaves."""

from __future__ import annotations

from random import Random

Schedule = tuple[float, ...]


def steady(rate: float, seconds: float) -> Schedule:
    """``rate`` requests a second, evenly."""
    return tuple(number / rate for number in range(int(rate * seconds)))


def poisson(rate: float, seconds: float, seed: int) -> Schedule:
    """As strangers come: ``rate`` a second on average, none knows of the other. The same seed, the same moments."""
    dice, moments, moment = Random(seed), [], 0.0  # noqa: S311  chance, not secrecy
    while (moment := moment + dice.expovariate(rate)) < seconds:
        moments.append(moment)
    return tuple(moments)
