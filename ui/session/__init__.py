"""What a session holds: the open cohort, the draft of a study, answers, the run in view."""
