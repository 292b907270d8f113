"""The codes of all findings about a cohort, in one place."""

from __future__ import annotations

from enum import StrEnum


class FindingCode(StrEnum):
    """Stable names of findings; each has a heading in ``docs/guide/findings.md``."""

    # how the file was written
    ENCODING_GUESSED = "encoding-guessed"
    DELIMITER_GUESSED = "delimiter-guessed"
    DECIMAL_GUESSED = "decimal-guessed"
    SEPARATOR_LINE = "separator-line"
    SHEET_CHOSEN = "sheet-chosen"
    FORMULA_ERRORS = "formula-errors"
    VALUE_LABELS = "value-labels"
    DICTIONARY_MISMATCH = "dictionary-mismatch"
    OUT_OF_RANGE = "out-of-range"
    # rows
    EMPTY_ROWS = "empty-rows"
    RAGGED_ROWS = "ragged-rows"
    REPEATED_HEADER = "repeated-header"
    NOTES_ABOVE = "notes-above"
    NOTES_BELOW = "notes-below"
    TOTAL_ROWS = "total-rows"
    REPEATED_ROWS = "repeated-rows"
    # names
    UNNAMED_COLUMN = "unnamed-column"
    # numbers and texts
    MIXED_DECIMAL = "mixed-decimal"
    THOUSANDS_REMOVED = "thousands-removed"
    THOUSANDS_AMBIGUOUS = "thousands-ambiguous"
    CODES_KEPT_AS_TEXT = "codes-kept-as-text"
    NUMBERS_WITH_TEXT = "numbers-with-text"
    QUALIFIED_NUMBERS = "qualified-numbers"
    ORDERED_MARKS = "ordered-marks"
    INFINITE_VALUES = "infinite-values"
    SPACES_TRIMMED = "spaces-trimmed"
    MISSING_CODE_SUSPECT = "missing-code-suspect"
    SENTINEL_SUSPECT = "sentinel-suspect"
    MIXED_UNITS = "mixed-units"
    MANY_SPELLINGS = "many-spellings"
    UNCLEAR_ANSWERS = "unclear-answers"
    NUMBERS_AS_NAMES = "numbers-as-names"
    # dates
    DATE_ORDER = "date-order"
    DATE_PLACEHOLDER = "date-placeholder"
    DATE_AFTERWARDS = "date-afterwards"
    # what a column is good for
    CONSTANT_COLUMN = "constant-column"
    MOSTLY_MISSING = "mostly-missing"
    MANY_LEVELS = "many-levels"
    # persons
    POSSIBLE_IDENTIFIER = "possible-identifier"
    HIGH_AGE = "high-age"
    DUPLICATE_PATIENT_ROWS = "duplicate-patient-rows"
    CONFLICTING_LABELS = "conflicting-labels"
    SAME_ROW_OTHER_PATIENT = "same-row-other-patient"
    # columns that give an outcome away
    KNOWN_AFTERWARDS = "known-afterwards"
    PREDICTS_ALONE = "predicts-alone"
    MISSINGNESS_PREDICTS = "missingness-predicts"
    LABEL_FROM_LABEL = "label-from-label"
    # several cohorts in one
    POOLED_KINDS_DIFFER = "pooled-kinds-differ"
    POOLED_UNITS_DIFFER = "pooled-units-differ"
    POOLED_LEVELS_DIFFER = "pooled-levels-differ"
    POOLED_COLUMN_ABSENT = "pooled-column-absent"
    POOLED_OUTCOME_DIFFERS = "pooled-outcome-differs"
    # decisions made on another file
    REPLAY_WRITTEN_OTHERWISE = "replay-written-otherwise"
    REPLAY_MISSING_COLUMN = "replay-missing-column"
    REPLAY_NEW_COLUMN = "replay-new-column"
    REPLAY_CHANGED_KIND = "replay-changed-kind"
    REPLAY_NEW_LEVELS = "replay-new-levels"
    REPLAY_SHIFTED_VALUES = "replay-shifted-values"
    REPLAY_IDLE_REPAIR = "replay-idle-repair"
    # how a plan of evaluation divides the cohort
    ROWS_NOT_TESTED = "rows-not-tested"
    SITES_JOINED = "sites-joined"
    CLASS_ABSENT = "class-absent"
    # patients that a trained ensemble has not seen
    PREDICT_MISSING_COLUMN = "predict-missing-column"
    PREDICT_NEW_LEVELS = "predict-new-levels"
    PREDICT_OUTSIDE_RANGE = "predict-outside-range"
