"""Tests of the program, as a package: an installed package of this name never hides it."""
