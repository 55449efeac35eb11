"""What differs from reader to reader: the parts that they get, the currency they think in, how hard a text may be."""
