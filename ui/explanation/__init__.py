"""The Explanation page."""
