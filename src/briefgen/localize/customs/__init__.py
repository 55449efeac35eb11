"""What is customary where a language is written or spoken, as tables that CLDR and style guides fill."""
