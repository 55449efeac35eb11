"""Every number, date, share and amount of a text by its value, however its language writes it."""

from briefgen.check.quantities.figures import CURRENCY, Quantity
from briefgen.check.quantities.numerals import Value, Weight
from briefgen.check.quantities.reading import may_count, quantities
from briefgen.check.quantities.times import with_spans

__all__ = ["CURRENCY", "Quantity", "Value", "Weight", "may_count", "quantities", "with_spans"]
