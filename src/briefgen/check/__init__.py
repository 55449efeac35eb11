"""Checks: what is wrong in a library that loads, before anything is built."""
