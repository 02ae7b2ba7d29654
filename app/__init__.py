"""Retail Rivalry: sourced facts about corporate rivals, and the comparisons computed from them."""
