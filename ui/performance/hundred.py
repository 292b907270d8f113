"""Sensitivity and specificity as whole patients out of a hundred."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutOfHundred:
    """How a hundred patients like these would be sorted; the four counts add up to 100."""

    found: int
    missed: int
    false_alarms: int
    rightly_cleared: int
    who: str = "patients like these"

    @property
    def sentence(self) -> str:
        """Say it in words."""
        with_event = self.found + self.missed
        return (
            f"Out of 100 {self.who}, {with_event} {_verb(with_event, 'has', 'have')} the "
            f"outcome: {self.found} of them {_verb(self.found)} flagged and {self.missed} "
            f"{_verb(self.missed)} missed. Of the {100 - with_event} without it, "
            f"{self.false_alarms} {_verb(self.false_alarms)} flagged by mistake."
        )


def out_of_hundred(
    prevalence: float, sensitivity: float, specificity: float, who: str = "patients like these"
) -> OutOfHundred:
    """Turn three shares between 0 and 1 into whole patients out of 100."""
    with_event = round(100 * prevalence)
    found = round(sensitivity * with_event)
    cleared = round(specificity * (100 - with_event))
    return OutOfHundred(found, with_event - found, 100 - with_event - cleared, cleared, who)


def _verb(n: int, one: str = "is", many: str = "are") -> str:
    return one if n == 1 else many
