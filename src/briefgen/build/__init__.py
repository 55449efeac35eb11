"""Builds: what is out of date and why, and output that is whole or not there."""
