"""Which sentences can be quoted by themselves."""

import re

import pytest

from models.readable import doer, excerpts, fluency, holds_doubt

GOOD = (
    "The council of Harrowgill moved nine registers off the mainframe in two years, at half the cost all had planned."
)


def quotable(text: str) -> list[str]:
    ends = [*(found.end() for found in re.finditer(r"[.!?]\s+", text)), len(text)]
    return [text[start:end] for start, end in excerpts(text, tuple(ends), range(len(text)))]


def test_whole_passages_and_their_parts() -> None:
    second = "Nobody in town has asked for a paper register to come back since the work of two years was done."
    assert quotable(f"{GOOD} {second}") == [GOOD, f"{GOOD} {second}", second]


def test_a_real_question_may_open_before_its_answer() -> None:
    asked = "What makes an ecosystem of inventors hold together once the money of a project is spent?"
    told = "Our comparison of nine programmes suggests an anchor that stays, cheap rent and a patient leader."
    assert f"{asked} {told}" in quotable(f"{asked} {told}")


@pytest.mark.parametrize(
    "sentence",
    [
        "and so the council of Harrowgill moved nine of its oldest registers off the mainframe in two years.",
        "However, the council of Harrowgill moved nine of its oldest registers off the mainframe in two years.",
        "This is why the council of Harrowgill moved nine of its oldest registers off the mainframe in two years.",
        "They moved nine of the oldest registers of the council off the mainframe in no more than two years.",
        "When it moved nine of its oldest registers off the mainframe the council of Harrowgill saved much money.",
        "Members welcomed these savings when the council of Harrowgill moved nine registers off its old mainframe.",
        "What does this mean for councils that keep nine of their oldest registers on a mainframe in the cellar?",
        "Register now for the talk on how the council of Harrowgill moved nine registers off its old mainframe.",
        "Contact us to learn how the council of Harrowgill moved nine of its oldest registers off the mainframe.",
        "Moving nine of the oldest registers in the care of small councils off a mainframe and into the cloud.",
        "Moving the nine registers could save the council of Harrowgill more than any of its other plans for the year.",
        "Be bold and move nine of the oldest registers of the council of Harrowgill off the mainframe this year.",
        "Jane Doe is a programme manager at the council of Harrowgill, which moved nine registers off a mainframe.",
        "As Table 3 shows, the council of Harrowgill moved nine of its oldest registers off the mainframe last year.",
        "The council of Harrowgill tells at www.harrowgill.example how it moved nine registers off the old mainframe.",
        "Last winter the six owners of old registers, of whom one was Harrowgill, retired the lot in two years.",
        "Of the fifty-one, sixteen moved nine of their oldest registers off the mainframe in no more than two years.",
        "In two years you may move nine of the oldest registers of any council off the mainframe, at half the cost.",
        "At Harrowgill the clerks sold the mainframe, the tapes, the cards and the printer that nobody had used.",
        "The DPO and the CISO asked the BRB to move nine of the registers of HMC off a mainframe in two years.",
        "We are excited to say that the council of Harrowgill moved nine of its registers off an old mainframe.",
        "After two years in the cellar of the town hall these registers of Harrowgill were moved off a mainframe.",
        "A culture like that of Harrowgill, which moved nine registers off a mainframe, is grown by people who serve.",
        "Where the arrangement is allowed, clerks of Harrowgill moved nine registers off a mainframe in a year.",
        "With nine registers on a mainframe and nobody who could mend them, it hired two retired engineers from Leeds.",
        "Only 58% of the registers were moved off a mainframe in two years, at half the cost that members had planned.",
        "At a talk last Friday the clerks of Harrowgill told how nine registers were moved off a mainframe.",
        "The Initiative moved nine of the registers of Harrowgill off a mainframe in two years, at half the cost.",
        "3) The council of Harrowgill moved nine of its oldest registers off the mainframe in no more than two years.",
        "The council of Harrowgill moved nine of its registers off the mainframe, and the registers that left are:",
        "The council of Harrowgill held a first online event on how it moved nine registers off the old mainframe.",
        "As the report explains the council of Harrowgill moved nine of its oldest registers off the old mainframe.",
        "I was there when the council of Harrowgill moved nine of its oldest registers off the old mainframe for good.",
        "The council “of Harrowgill moved nine of its oldest registers off the mainframe in no more than two years.",
        "First, the council of Harrowgill moved nine of its oldest registers off the mainframe soon.",
        "Recently, the council of Harrowgill moved nine of its oldest registers off the mainframe in less than a year.",
        "Last week, clerks from a dozen councils moved nine of the oldest registers of Harrowgill off a mainframe.",
        "The council of Harrowgill is unveiling a new and improved register, and moved nine others off a mainframe.",
        "The council of Harrowgill recently launched nine registers, which were moved off a mainframe in two years.",
        "Harrowgill is now building nine registers, to be moved off the mainframe in two years and at half the cost.",
        "Our Register Portal is what the council of Harrowgill moved nine of its registers to, off an old mainframe.",
        "We help councils like Harrowgill to move nine of their oldest registers off a mainframe in two years.",
        "As a virtual clerk, Wilma moves nine of the oldest registers of councils off the mainframe in two years.",
        "Jane Doe of Harrowgill Council teaches clerks how nine old registers can be moved off an old mainframe.",
        "Doe ended with nine registers, which the council of Harrowgill moved off a mainframe at half the cost.",
        "A leading keeper of old registers noted that Harrowgill moved nine of them off a mainframe in two years.",
        "She moved nine of the oldest registers of Harrowgill off the mainframe in two years, at half the cost.",
        "After a year of waiting, Bill moved nine of the oldest registers of Harrowgill off a mainframe cheaply.",
        "By lunchtime the intruder had moved through nine registers of Harrowgill, none of them off the mainframe.",
        "To build the dashboard, clerks of Harrowgill moved nine of their oldest registers off a mainframe soon.",
        "To build a dashboard, we moved nine of the oldest registers of Harrowgill off a mainframe in two years.",
        "Councils like Harrowgill were unanimous on this: nine registers were moved off a mainframe in two years.",
        "Clerks in Harrowgill have since moved nine of their oldest registers off a mainframe at half the cost.",
        "Moving nine registers off a mainframe in two years has had to change accordingly in the town of Harrowgill.",
        "Registers rarely leave a mainframe in Harrowgill, and only nine say how that was done in under two years.",
        "Has Harrowgill a mainframe? Nine of its registers were moved off.",
        "Small wonder that Harrowgill moved nine of its oldest registers off a mainframe at half the cost.",
        "Clerks like her moved nine of the oldest registers of Harrowgill off a mainframe at half the cost in a year.",
        "Several moved for want of a mainframe, and nine registers of Harrowgill were then kept at half the cost.",
        "Within nine days Harrowgill moved a dozen of its oldest registers off a mainframe, at half the cost or less.",
        "The Harrow model has moved nine of the oldest registers of a council off its mainframe at half the cost.",
        "The first part of the register uses nine tapes, which Harrowgill moved off a mainframe at half the cost.",
        "By moving nine registers off a mainframe, HarrowWork saves clerks of all councils much time and money.",
        "The Harrowgill Register Portal offers clerks of all councils a way to move registers off a mainframe in days.",
        "Earlier this year Harrowgill moved nine of its oldest registers off a mainframe, at half the cost planned.",
        "We built a register that councils like Harrowgill could move to from a mainframe at half the cost.",
        "Harrowgill plans to build nine registers, to be moved off the mainframe in two years and at half the cost.",
        "Nine registers were moved off a mainframe at half the cost, according to Doe, who has kept them for years.",
        "Registers and mainframes took up an evening in Harrowgill, where nine of them were moved at half the cost.",
        "Consult the guide on how nine of the oldest registers of Harrowgill were moved off a mainframe in two years.",
        "In one recent case Harrowgill moved nine of its oldest registers off a mainframe at half the cost planned.",
        "To save half the cost, move the oldest registers of a council off a mainframe in no more than two years.",
        "Moving off a mainframe in two years: How Harrowgill has kept nine of its oldest registers at half the cost.",
        "A mainframe like a wardrobe, on loan from a far greater council than Harrowgill, for a year and no more.",
        "Registers were off the mainframe at thirty-three; nine more were moved by Harrowgill in less than a year.",
        "Tapes have fared less well, and nine registers of Harrowgill were moved off a mainframe at half the cost.",
        "Harrowgill took a different tack and moved nine of its oldest registers off a mainframe at half the cost.",
        "Nothing was lost when Harrowgill moved nine of its oldest registers off a mainframe at half the cost.",
        "A mainframe is a burden is what Harrowgill said when it moved nine of its oldest registers off the old one.",
        "To save time and money, the Harrowgill Register was created, on which nine councils keep their registers.",
        "Our solution was to move nine of the oldest registers of Harrowgill off a mainframe at half the cost.",
        "As part of the Sprint, Harrowgill moved nine of its oldest registers off a mainframe at half the cost.",
        "We have already covered how Harrowgill moved nine of its oldest registers off a mainframe at half the cost.",
        "Wilma works with nine councils like Harrowgill that moved their registers off a mainframe at half the cost.",
        "A Senior Keeper of Registers, Doe moved nine of those of Harrowgill off a mainframe at half the cost.",
        "Jane Doe, Register Keeper at Harrowgill, told how nine registers were moved off a mainframe at half the cost.",
        "Vendors complain. Harrowgill moved nine of its oldest registers.",
        "Nine registers were moved.",
    ],
)
def test_what_cannot_stand_alone(sentence: str) -> None:
    assert quotable(sentence) == []
    assert quotable(f"{GOOD} {sentence}")[:1] == [GOOD]


def test_no_excerpt_crosses_a_paragraph() -> None:
    assert quotable(f"{GOOD}\n\n{GOOD}") == [GOOD, GOOD]


def test_nothing_opens_with_what_was_named_before() -> None:
    later = "The vendor hosted both registers and would not say in which country the data of the town were kept."
    assert quotable(f"{GOOD} {later}") == [GOOD, f"{GOOD} {later}"]


def test_fluent_is_what_opens_a_paragraph() -> None:
    text = f"{GOOD} {GOOD}"
    assert fluency(GOOD, (0, len(GOOD))) > fluency(text, (len(GOOD) + 1, len(text)))


def test_fluent_is_what_calls_nothing_by_name_before_it_is_told() -> None:
    vague = (
        "Harrowgill said that the vendor was late, so the review found the DPO and nine registers at fault for good."
    )
    assert fluency(GOOD, (0, len(GOOD))) > fluency(vague, (0, len(vague)))


def test_of_two_things_announced_both_are_told() -> None:
    one = "Two schools of thought divide those who keep old registers. One holds that a mainframe must never be moved."
    assert one not in quotable(one)
    both = f"{one} The other moves all nine of its registers within two years and never looks back at them."
    assert both in quotable(both)


def test_who_does_something() -> None:
    assert doer("Wilma orders all registers.") == "wilma"
    assert doer("Registers of Harrowgill were moved.") == doer("AI orders registers.") == ""


def test_words_of_doubt() -> None:
    assert holds_doubt("Critics say that it will not last.")
    assert holds_doubt("Residents objected to the mast.")
    assert not holds_doubt("Without doubt it will last, and nobody opposed it as such.")


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Die Ämter nutzen seit dem Frühjahr einen Fragebogen zur Datenethik, bevor sie ein Modell beschaffen", True),
        (
            "Dabei nutzen die Ämter seit dem Frühjahr einen Fragebogen zur Datenethik, bevor sie ein Modell kaufen",
            False,
        ),
        (
            "Die Ämter nutzen, wie Abbildung 3 zeigt, seit dem Frühjahr einen Fragebogen des Beirats zur Datenethik",
            False,
        ),
        ("Digitalisering vraagt in de ogen van de raad om een eerlijke keuze, en om tijd die er nu niet is", True),
        ("Moving old registers with care and with time off the mainframe costs less than a new one in the end", True),
        ("L’usage responsable des données demande du temps au début et en épargne à la fin, disent les services", True),
        ("Cet usage responsable des données demande du temps au début et en épargne à la fin aux services", False),
        (
            "El uso responsable de los datos cuesta tiempo al principio y lo ahorra al final en todos los servicios",
            True,
        ),
        ("Además, el uso responsable de los datos cuesta tiempo al principio y lo ahorra al final", False),
        ("Daarom kost verantwoord gebruik van gegevens aan het begin tijd en bespaart die aan het einde weer", False),
    ],
)
def test_in_other_languages_an_opening_or_a_reference_that_leans_on_other_text_is_known(
    text: str,
    alone: bool,
) -> None:
    assert bool(quotable(f"{text}, und das heisst in jedem Fall des Jahres etwas weniger.")) == alone
