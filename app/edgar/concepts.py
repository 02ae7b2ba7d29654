"""Concepts: which of the SEC's state our metrics, what succeeded what, and what must not be mixed. One table."""

from collections.abc import Collection
from dataclasses import dataclass

TAXONOMY = "us-gaap"
UNIT = "USD"
"""What every concept in the table is stated in."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a series states: a metric, and what it is called where that matters.

    It holds only `beside` the concept, or `unless` the concept is there, where the company uses it at all; and
    `in_place_of` the concept for the periods that it is not stated for, where the two are not known to differ.
    """

    metric: str
    reported_as: str | None = None
    beside: str | None = None
    unless: str | None = None
    in_place_of: str | None = None

    def holds(self, used: Collection[str]) -> bool:
        """Whether it holds for a company that uses these concepts."""
        return (self.beside is None or self.beside in used) and (self.unless is None or self.unless not in used)


@dataclass(frozen=True, slots=True)
class Series:
    """Concepts that are one number through time, the oldest first; `note` says why they are, or why not more are."""

    concepts: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    note: str


SERIES = (
    Series(
        ("Revenues",),
        (Meaning("revenue", "total revenues"),),
        "Total revenues, membership fees and other income included. Who uses it tells it from net sales (713,163 and "
        "706,413 million of one retailer for one year), so the two are never one series.",
    ),
    Series(
        ("SalesRevenueNet", "RevenueFromContractWithCustomerExcludingAssessedTax"),
        (Meaning("net-sales"), Meaning("revenue", "net sales", in_place_of="Revenues")),
        "The second came with the standard ASC 606 in 2018; the two are equal for every period stated under both. Net "
        "sales are the revenue of the periods for which a company tags no total revenues, unless the two are not equal "
        "where it tags both.",
    ),
    Series(
        ("OperatingIncomeLoss",),
        (Meaning("operating-income"),),
        "No successor.",
    ),
    Series(
        ("NetIncomeLoss",),
        (Meaning("net-income"),),
        "Attributable to the company's own shareholders: ProfitLoss, with what belongs to others, is another number.",
    ),
    Series(
        ("NetCashProvidedByUsedInOperatingActivities",),
        (Meaning("operating-cash-flow"),),
        "Restated in 2017 and 2018, when restricted cash moved (ASU 2016-18).",
    ),
    Series(
        ("PaymentsToAcquirePropertyPlantAndEquipment",),
        (
            Meaning(
                "capital-expenditure",
                "payments for property and equipment",
                unless="PaymentsToAcquireProductiveAssets",
            ),
            Meaning(
                "capital-expenditure",
                "purchases of property and equipment, net of incentives",
                beside="PaymentsToAcquireProductiveAssets",
            ),
        ),
        "Where the next concept is used too, this one is net of incentives and not equal to it: no succession.",
    ),
    Series(
        ("PaymentsToAcquireProductiveAssets",),
        (Meaning("capital-expenditure", "purchases of property and equipment"),),
        "Gross of incentives (7,804 million of one retailer for one year, against 6,737 net of them).",
    ),
)
"""Every concept that is drafted. All that a company states under others is counted, and left out."""

CONCEPTS = frozenset(concept for series in SERIES for concept in series.concepts)
