# ruff: noqa: E501 - the text reads better unbroken
"""One short report whose right reading is known, in parts that every format can carry."""

TITLE = "Harbour Services Review 2021: Tides of Change"
PUBLISHER = "Skerry Harbour Board"
DATE = "2021-06-15"
RUNNING_HEAD = "Harbour Services Review 2021"

# Each part is (kind, level, text); a table's text is its cells row by row.
PARTS: tuple[tuple[str, int, str], ...] = (
    ("heading", 1, "Foreword"),
    (
        "body",
        0,
        "The harbour has kept its books by hand for a hundred and forty years, and this review asks what would be lost "
        "and what gained if it stopped. We spoke to pilots, to the weighbridge clerks and to the two families who still "
        "land mackerel at the old quay. Most of them were kinder about the ledgers than we expected.",
    ),
    (
        "body",
        0,
        "Nobody should mistake a review for a decision. The Board will meet in September, the money has not been found, "
        "and the storm season comes first. What follows is therefore an account of where things stand, written as "
        "plainly as we could manage, with the weaknesses of our evidence stated beside the evidence itself.",
    ),
    ("heading", 1, "Where things stand"),
    ("heading", 2, "The booking of berths"),
    (
        "body",
        0,
        "A skipper who wants a berth telephones the harbour office, which is open from seven until four. In the busiest "
        "week of the season 412 calls were received and 173 were answered. Unanswered skippers came in anyway, and the "
        "re-mooring that followed cost the Board more than the wages of a second clerk would have done.",
    ),
    (
        "body",
        0,
        "An electronic noticeboard was tried in 2018. It was well-designed and nobody disliked it, but the office went on "
        "writing every berth into the ledger as well, because the insurer asked for a signature in ink. Twice the work "
        "produced half the confidence, and the noticeboard was switched off before the winter.",
    ),
    ("heading", 2, "The people"),
    (
        "body",
        0,
        "Eleven people work in the office and on the quays. Four of them will reach pension age within three years, and "
        "between them they hold everything that is known about the sluice, the cranes and the temper of the dredger. An "
        "apprentice was appointed last spring; she has begun to write a handbook, which the Board intends to publish.",
    ),
    ("lead", 0, "The handbook will cover four matters:"),
    ("list", 0, "how the sluice is worked when the tide is above five metres and the wind is in the north-west"),
    ("list", 0, "whom to telephone, and in what order, when a crane stops with a load in the air"),
    ("list", 0, "the marks by which the old hands tell a vessel that will pay from one that will not"),
    ("list", 0, "everything about the dredger that cannot be found in the manual of its maker"),
    ("caption", 0, "Table 1. Calls to the harbour office in the season of 2020"),
    ("table", 0, "Month|Calls|Answered;June|655|402;July|1,203|588;August|1,411|610"),
    ("heading", 1, "What we recommend"),
    (
        "body",
        0,
        "We recommend that berths be booked by telephone and by computer alike, in one book that both can see, and that "
        "the insurer be asked again about the ink. We recommend further that no system be bought which the apprentice "
        "and the oldest clerk have not both used for a week, on a wet week, with the telephone ringing.",
    ),
    (
        "body",
        0,
        "None of this is expensive. The larger cost is of another kind: somebody has to decide, and to be seen to decide, "
        "that the ledger is closed. Boards are good at opening books and poor at closing them, and ours is no exception, "
        "as the three unfinished reviews on the shelf behind the chairman's desk will testify.",
    ),
    ("heading", 1, "References"),
    ("references", 0, "Harbour Board (2018), Report on the Electronic Noticeboard, Skerry."),
    ("references", 0, "Marsh, P. (2016), The Ledger and the Tide: Record Keeping in Small Ports, Quayside Press."),
)
NOTE = (
    "The count of calls was kept by the exchange, not by the office, and includes those who rang off before the second "
    "tone; the Board believes that these were few."
)
HEADINGS = {
    "Foreword": (0, 1),
    "Where things stand › The booking of berths": (2, 3),
    "Where things stand › The people": (4,),
    "What we recommend": (5, 6),
}
"""Heading paths, and which of the body paragraphs (from 0) stand under each."""


def paragraphs() -> list[str]:
    """Return the body paragraphs in order."""
    return [text for kind, _, text in PARTS if kind == "body"]


def prose() -> str:
    """Return all that a reader should count: paragraphs, the list and its lead-in."""
    return "\n".join(text for kind, _, text in PARTS if kind in ("body", "lead", "list"))
