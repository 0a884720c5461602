"""Drawings as markup: pure functions from facts to SVG, without a style attribute, readable aloud, mirrored by themselves."""
