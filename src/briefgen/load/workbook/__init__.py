"""Workbooks (.xlsx) from outside, read as the bytes that they are: nothing in them is calculated or followed."""
