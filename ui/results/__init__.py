"""What the result pages share: measures, headline, subgroups."""
