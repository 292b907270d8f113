"""Pieces that any page draws: charts, tables, downloads, choices, forms, messages."""
