"""What rooms agree on in words: the closed lists of facets, measures, weightings, languages, fields and verdicts."""

from typing import Literal

Facet = Literal["year", "country", "sector", "publisher", "language"]
Measure = Literal["share", "reach"]
Weighting = Literal["report", "passage"]
Language = Literal["en", "fr", "de", "es"]

FACETS: tuple[Facet, ...] = ("year", "country", "sector", "publisher", "language")
MEASURES: tuple[Measure, ...] = ("share", "reach")
WEIGHTINGS: tuple[Weighting, ...] = ("report", "passage")
LANGUAGES: tuple[Language, ...] = ("en", "fr", "de", "es")
"""Those that sentences are worded in."""
POOR_QUALITY = 0.7
"""Text quality below which a report counts as read badly."""
METADATA_FIELDS = ("title", "publisher", "year", "date", "country", "sector", "language", "url")

RISING, FALLING = "rising", "falling"
NO_CHANGE, TOO_FEW = "no detectable change", "too few reports"
HIGHER, LOWER, NO_DIFFERENCE = "higher in A", "lower in A", "no detectable difference"
VERDICTS = (RISING, FALLING, NO_CHANGE, TOO_FEW)
CONTRAST_VERDICTS = (HIGHER, LOWER, NO_DIFFERENCE, TOO_FEW)

REST = " all others"
"""A side of a comparison: all reports with another value than the other side. No value read begins with a space."""
