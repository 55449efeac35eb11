"""Golden files: what the editions of the example were when somebody last looked at them and said that they are right.

``make golden`` makes them again and says what has changed.
"""
