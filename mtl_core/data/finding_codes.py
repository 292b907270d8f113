"""The codes of all findings that reading and profiling can raise, in one place."""

from __future__ import annotations

from enum import StrEnum


class FindingCode(StrEnum):
    """Stable names of findings; each has a heading in ``docs/guide/findings.md``."""

    ENCODING_GUESSED = "encoding-guessed"
    DELIMITER_GUESSED = "delimiter-guessed"
    DECIMAL_GUESSED = "decimal-guessed"
    MIXED_DECIMAL = "mixed-decimal"
    THOUSANDS_REMOVED = "thousands-removed"
    THOUSANDS_AMBIGUOUS = "thousands-ambiguous"
    CODES_KEPT_AS_TEXT = "codes-kept-as-text"
    NUMBERS_WITH_TEXT = "numbers-with-text"
    INFINITE_VALUES = "infinite-values"
    SPACES_TRIMMED = "spaces-trimmed"
    MISSING_CODE_SUSPECT = "missing-code-suspect"
    SENTINEL_SUSPECT = "sentinel-suspect"
    EMPTY_ROWS = "empty-rows"
    CONSTANT_COLUMN = "constant-column"
    MOSTLY_MISSING = "mostly-missing"
    MANY_LEVELS = "many-levels"
    POSSIBLE_IDENTIFIER = "possible-identifier"
    DUPLICATE_PATIENT_ROWS = "duplicate-patient-rows"
