"""A comparison as one SQL query, as who explores a database with Datasette would write it."""

COMPARED = """
select a.metric, a.period_label, a.company as one, a.printed as printed_by_one, a.value as value_of_one,
  b.company as other, b.printed as printed_by_other, b.value as value_of_other,
  a.value - b.value as gap, a.value / b.value as ratio,
  case when a.value > b.value then a.company else b.company end as leader
from fact a join fact b on b.metric = a.metric and b.period_label = a.period_label
where a.company = :one and b.company = :other and a.metric = :metric and a.period_label = :period
  and a.segment is null and b.segment is null and a.paragraph is null and b.paragraph is null
  and a.basis = 'as-reported' and b.basis = 'as-reported'
"""
