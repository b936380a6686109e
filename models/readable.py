"""Which sentences of a passage can be read on their own: whole, plain statements that lean on nothing before them.

The rules look at words and marks alone. Most know English; of other languages only some openings and
references (`models.openings`) and the marks count.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from models.announcing import BLURB, BOASTS, CALLS, NAME, any_of
from models.openings import LEANS, POINTS

Span = tuple[int, int]

SHORTEST, LONGEST = 10, 110
_SHORTEST_OPENING, _A_QUESTION = 6, 10
"""Words of an excerpt."""

_WHOLE = re.compile(r"^[\"'“‘(]?(?:[^\W\d_]|\d[\d,.]*[^\W_]*[\s%-])")
_LOWER = re.compile(r"^[\"'“‘(]?[a-zà-öø-þ]")
_ENDS = re.compile(r"[.!?][\"'”’)\]]*$")
_NUMBERED = re.compile(r"^\W*(?:\d{1,2}|[A-Za-z])[.)]\s")
_SHOUTS = re.compile(r"^\W*[A-Z]{3,} [A-Z]{3,}\b")


_JOINS = any_of(r"""
    and, but, so, or, yet, then, thus, hence, therefore, however, moreover, furthermore, also, meanwhile, instead
    otherwise, nevertheless, nonetheless, finally, lastly, firstly, secondly, thirdly, similarly, likewise, conversely
    additional, further, recently, lately, currently, to date, so far, since then
    additionally, besides, consequently, accordingly, again, as a result, as such, as expected, as mentioned, as noted
    (?:as|according to) the (?:report|study|survey|article|authors?), ok(?:ay)?, what['’]s more, yes, no
    chiefly, mainly, mostly, partly
    no wonder, small wonder, little wonder, not surprisingly, unsurprisingly, of course, admittedly, sure enough
    even so, all the same, that said, after all, worse still, better still, above all, in the end, in sum, by then
    in addition, in contrast, in fact, in other words, in particular, in short, in turn, in response, for an example
    for example, for instance, for more, on the other hand, at the same time, until then, not only that
""")
_POINTS = any_of(r"""
    this, these, those, that, such, it, its, they, their, them, he, his, she, her, both, neither, either, another
    others?, here, there, the latter, the former, the same, the following, the above, the others?, the answer
    the reason, the result, the idea, the aim, the goal, the rest, the resulting, the first, the second, the third
    the last, the next
""")
_PLACES = any_of(r"""
    in, for, to, of, out of, with, from, by, after, before, because of, all of, each of, many of, most of, one of
    some of, among, when, if, while, as, because, since, although, though, where, unless, whether, until, once, under
    through
    at, on, within, between, without, during, given, like, despite, alongside
""")
_LEANS_BACK = re.compile(
    rf"^\W*(?:{_JOINS}\b|(?:{_PLACES} )?{_POINTS}\b"
    r"|(?:first|second|third|next|last|still|indeed|rather|together|overall|well|now),"
    r"|(?:\S+ )+?(?:this|these|those|such) "
    r"(?!who|whose|years?|month|week|spring|summer|autumn|winter|country|report|review|as)\w+"
    r"|(?:\S+ ){1,3}(?:it|they|them|he|she)\b|as an? (?:\w+ )?example"
    rf"|(?:what|how|why|where|when|who) (?:does|do|did|is|are|was|were|will|can|could) {_POINTS}\b)",
    re.IGNORECASE,
)
_FAMILIAR = any_of(r"""
    public, federal, web, internet, world, future, past, last, first, early, late, same, most, best, year, years, month
    spring, summer, autumn, winter, country, meantime, end, middle, beginning, pandemic, crisis, economy, government
    state, city, market, law, cloud, telephone, community, burden, cost, costs, need, lack, rise, growth, quality, value
    number, share, role, use, risk, risks
""")
_DOES = any_of(r"""
    is, are, was, were, has, have, had, can, could, will, would, may, might, must, should, do, does, did, also, now
""")
_NUMBER_WORDS = any_of(r"""
    two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, [a-z]+teen, twenty, thirty, forty, fifty
    sixty, seventy, eighty, ninety, [a-z]+ty-[a-z]+
""")
_NUMBERS = rf"(?:{_NUMBER_WORDS}|\d+)"
_DEFINITE = re.compile(
    r"^(?:\W*(?:some|many|most|all|each|one|both) of )?\W*[Tt]he "
    r"(?![\w’'-]+ (?:[\w’'-]+ )?(?:of|for|to|between)\b|[\w’'-]+ (?:in|that|which)\b)[a-z]|^The [a-z]+['’]s\b"
    r"|^The (?:Initiative|Program(?:me)?|Act|Plan|Project|Tool|Platform|Playbook|Report|Team|Group|Challenge)\b"
    r"(?! (?:of|for)\b)"
    r"|^(?:All|Some|Many|Most|None|Both|Each|One|Several|Few) of (?:the|our|these|those)\b"
    rf"|^(?:[\w’'-]+ ){{3,12}}(?:at|in|by|from|with) the (?!{_FAMILIAR}\b)(?:[\w’'-]+ ){{1,2}}(?:{_DOES})\b"
    rf"|^(?:[\w’'-]+ ){{1,5}}the (?!{_FAMILIAR}\b)(?:[\w’'-]+ ){{1,2}}(?:{_DOES}|took|"
    r"allows?|enables?|helps?|makes?|gives?|lets?|provides?|ensures?|shows?)\b"
    rf"|^(?i:{_PLACES}) [\w’'-]+ the (?!{_FAMILIAR}\b|[\w’'-]+ (?:[\w’'-]+ )?(?:of|for|to|between|that|which)\b)[a-z]"
    r"|^By [a-z]+ing [^,]+, [A-Z]\w+ [a-z]+|^(?:\S+ ){0,12}the [A-Z]{3,}[’']s\b"
    rf"|^To [^,]+, (?:the )?{NAME} (?:was|is|has been) (?:created|launched|built|developed|designed|set up|started)\b"
    r"|^Our (?:solution|answer|approach|idea|plan|response) (?:is|was)\b|^As (?:a )?part of (?:the|an?|its|their|our)\b"
    r"|^(?:Nothing|None) (?:was|were|is|are|has|had)\b"
    r"|^To [^,]+, we (?!must\b|need\b|should\b|will\b|have to\b)"
    r"|^.*?\bthe [A-Z][a-z]+s['’]? (?![A-Z])"
    r"|^(?i:after|when|while|before|upon|once) [^,]+, [A-Z][a-z]+ [a-z]+"
    r"|^[^,]{3,80}, the (?:[\w’'-]+ ){1,3}(?:took|was|were|is|are|has|had|have|will|did|does|can|could|would|\w+ed)\b"
    r"|^(?:All|Some|Many|Most|None|Both|Each|Others|Few|Several) (?:agreed|said|were|are|was|is|had|have|has|do|did)\b"
    r"|^(?:[\w.%-]+ ){1,4}of the (?:[\w-]+ ){1,2}?(?:was|were|is|are|had|have|has|did|do|said)\b"
    r"|^(?:\S+ ){1,6}(?:also|then|thus|therefore|instead|additionally|accordingly)\b"
    rf"|^(?i:{_PLACES}) the (?!{_FAMILIAR}\b|[\w’'-]+ (?:[\w’'-]+ )?(?:of|for|to|between|that|which)\b)[a-z]"
    rf"|^(?i:{_PLACES}) [^,]*, (?:it|its|he|his|she|her)\b"
    rf"|^(?:What|How|Why|Where|When) (?:\w+ )?the (?!{_FAMILIAR}\b)[a-z]"
    rf"|^The [^,.]{{2,60}}? of the (?!{_FAMILIAR}\b|\w+est\b|most\b)(?:[a-z][\w-]+ ){{1,2}}?"
    rf"(?:{_DOES}|\w+[a-z](?:s|ed))\b"
    rf"|^The (?:[A-Z][\w.’'&-]* ){{1,4}}(?!{_DOES}\b|{_FAMILIAR}\b)[a-z][\w-]+(?: \([^)]*\))? (?:[a-z][\w-]+ )?"
    rf"(?:{_DOES}|makes?|sets?|gives?|helps?|uses?|offers?|provides?|\w+ed)\b"
    r"|^(?:Several|Few|Many|Both|Others) (?!(?:people|women|men|children|staff)\b)[\w’'-]*[^s\W] "
    r"(?:for|by|in|on|at|with|to|the|an?|that|from|into|their|its|as|no|not)\b"
    rf"|^(?i:{_PLACES}|during) [^,.]*?\b(?:an?|our|the) (?:recent|previous|earlier|prior) "
    r"(?!years|decades|months|weeks)"
    r"|^(?:(?:In|As|For) )?(?:[Oo]ne|[Aa]n|[Aa]nother) (?:\w+ )?(?:example|case|instance)\b"
    rf"|^One (?:{_DOES}|[a-z]+s) (?:that|the|an?|to|by|been|be)\b"
    rf"|^(?i:within|after|by) (?:an?|several|some|a few|{_NUMBERS}) "
    r"(?:minutes?|hours?|days?|weeks?|months?|years?)\b(?! of)"
)
_UNMET = re.compile(
    rf"\b(?:(?:the|these|those) (?:other |first |last |remaining )?{_NUMBERS}\b"
    r"(?!(?: [\w’'-]+){0,4} (?:of|in|for|to|on|at|with|by|from|that|which|who|years?|months?|weeks|days|decades|per)\b)"
    r"(?! (?:years?|months?|weeks|days|decades|hours)\b)"
    r"|(?:on|of|about|for|with|to|by|in|from|at) (?:this|that|these|those|it|them)(?:[,;:]|\W*$)"
    r"|(?:accordingly|(?<!but )also|therefore|thus|hence|instead|elsewhere|again|likewise|similarly"
    r"|meanwhile|otherwise|nevertheless|moreover|furthermore|besides|in turn|for example|for instance|as well(?! as)"
    r"|s?he|him|hers?|himself|herself"
    r"|(?:have|has|had) (?:said|known|told|guessed)(?=[,.;])|ha(?:s|ve) since|too(?=[,.;]))\b"
    rf"|(?:at|to|by|among|for) (?:only |just )?{_NUMBER_WORDS}(?=[;,.])"
    r"|a different (?:tack|approach|view|route|course|path|line|story)\b(?![^.;]*\b(?:from|than|to)\b)"
    r"|(?:less|more|better|worse) (?:well|so|often|rarely|still|again)\b(?![^.;]*\bthan\b)"
    rf"|that the (?!{_FAMILIAR}\b)[a-z][\w’'-]+ {_DOES}\b"
    r"|(?:second|third|fourth|fifth|sixth|another|final|other) (?:\w+ )?"
    r"(?:change|step|phase|option|challenge|reason|point|lesson|tip|example|goal|stage|benefit|approach|element|principle)\b"
    rf"|(?:only|just|and|but) {_NUMBERS} (?:say|said|have|has|had|were|are|did|do|could|can|would|will)\b"
    r"|there\b(?![’']s|(?: \w+)? (?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should|"
    r"remains?|exists?|seems?|appears?)\b)"
    r"|(?:theirs|hers|the lot|the rest(?! of)|the latter|the former|the others?|the point"
    r"|like (?:that|this|these|those)|the difference is)\b)"
    r"|^(?=.*\banother \w)(?!.*\bone\b.*\banother\b)(?!.*\b(\w{4,})\b.*\banother \1)"
)
"""What a first sentence speaks of, in lower case, as if the reader knew it: "the six owners", "theirs"."""
_DATED = re.compile(
    r"\b(?i:earlier this|later this)\b|\b(?:last|next|this|on) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?i:last|next|this) (?:week|month)\b|\b(?:yesterday|tomorrow|tonight|earlier today)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]+\.? \d"
)
_OF_A_LIST = re.compile(
    r"^\W*(?:first|second|third|fourth|fifth|next|last|lastly|firstly|secondly|finally)"
    r"(?:,|\b (?:is|was|are|were|comes?|came)\b)",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:(?<!into )in question"
    r"|(?:figures?|tables?|box|charts?|exhibit|chapters?|sections?|annex|appendix|equation|footnote|steps?|slides?) "
    r"(?:\d[\d.]*|[a-z]|one|two|three|four|five|six)\b"
    r"|(?:above-?mentioned|aforementioned|mentioned above|see (?:above|below)|the above)\b"
    r"|(?:shown|described|listed|discussed|noted|outlined|figure|table|chart|map|graph|list) (?:above|below)\b"
    r"|following (?:section|figure|table|list|chapter|page)s?)\b"
)
_STATES = re.compile(rf"\b(?:{_DOES}|\w+(?:ed|s|n[’']t)|[\w’'-]+ing|be|been|did|made|took|came|went|got|saw|had)\b")
"""What hardly a sentence lacks that is no fragment."""
_GOES_ON = any_of(r"""
    of, in, for, and, or, with, from, on, at, by, to, that, about, within, into, as, than, through, across, between
    off, out, up, down, under, over, using, while, before, after, during, without, like, such, per
""")
_FRAGMENT = re.compile(
    r"^\W*(?!According|During|Following|Considering|Depending|Spring|\w+thing )[A-Z][a-z]+ing "
    rf"(?=.*\b(?:the|and|with|from)\b)(?!.*(?:,|\b{_DOES}\b|[^\We]ed\b|n[’']t\b"
    r"|\b(?:took|made|got|led|saw|set|came|went|gave|let|(?:allow|help|mean|require|lead|take|make|give|relate|come)s?)\b"
    rf"|\b(?!(?:this|as|its|\w+us|always)\b)\w+[^s\W]s (?!{_GOES_ON}\b)[a-z]))"
)
"""A heading or an item that opens with what is done, and says nothing of it: "Reducing the need for investments"."""
_LEFTOVERS = re.compile(
    r"!|\((?:link|see|click|more)\b"
    r"|\b(?:is|was|are) (?:an?|the) \w+ (?:is|was|are)\b|^[^:]{1,120}: [A-Z][a-z]+ (?:[a-z]|[A-Z][a-z])"
    r"|\*\w|(?:,[^,]*){9}|https?:|www\.|\S@\S|(?<!\w)[@#]\w|\]\(|[{}<>|\\^~]|\*\*|`|\(\)|\[\]|,\s*,|\s,\s|\b\w+\.(?:gov|com|org|net|io)/"
)
_PERSON = re.compile(
    r"^(?:[A-Z][\w.’'-]+ ){1,2}[A-Z][\w.’'-]+, (?:an? |the )?[a-z][\w -]* (?:at|of|for|with) "
    r"|^(?:By )?(?:[A-Z][\w.’'-]+,? ){2,5}(?:\([^)]*\) |, [^.]{2,80}, )?(?:is|was|serves|served|leads|works|worked|"
    r"joins|joined|joining|has worked|has served|has spent|spent|holds|oversees|brings|will be \w+ing|has been \w+ing) "
    r"(?:closely |as |an? |the |currently |on |at |for |from |with |in |over |more )"
    r"|^(?:[A-Z][\w.’'-]+ ){1,2}[A-Z][\w.’'-]+ (?:of|from|at|with) (?:the )?[A-Z]"
    r"|^\W*(?:He|She|His|Her)\b|^[A-Z]\w+ works (?:with|at|for|on|as)\b"
    r"|^An? (?:[A-Z][\w’'-]+ ){0,5}[A-Z][\w’'-]+, [A-Z]"
    r"|^(?:[A-Z][\w.’'-]+ ){1,2}[A-Z][\w.’'-]+, (?:[A-Z][\w’'-]+ ){1,5}(?:at|of|for|in)\b"
    r"|^(?:[A-Z][\w.’'-]+ ){1,3}(?:ended|began|opened|closed|concluded|kicked|talked|spoke|discussed|shared|presented|"
    r"pointed|emphasi[sz]ed|stressed|demonstrated|showed|walked|covered|highlighted|echoed|reminded|agreed|advocates?) "
)
_SPEAKS = re.compile(
    r"^\W*[A-Z][\w. ’']{0,30}(?::|\s?—|\s–)|^[A-Z].{0,160}?\w—[A-Z]"
    r"|^(?:[A-Z][\w.’'-]+ ){1,3}(?:said|says|added|adds|advises|advised|recommends|"
    r"recommended|explains|explained|notes|noted|identified|believes|suggests|suggested|told|describes|described|warns|"
    r"warned|argues)\b"
    r"|^An? [^,.]{3,90} (?:noted|said|told|explained|commented|remarked|observed)\b"
)
_JOB = re.compile(
    r"\b(?:is|was|as) (?:an? |the )?(?:[\w’'-]+ ){0,5}(?:manager|director|engineer|founder|officer|analyst|scientist|"
    r"fellow|strategist|technologist|researcher|specialist|consultant|advis[eo]r|designer|developer|expert|editor|author|"
    r"intern)\b(?= (?:at|for|in|of|with|on)\b|,)"
)
_NAMED = re.compile(
    r"\b(?:Director|Head|Manager|Chief|Officer|Lead|Administrator|Secretary)\b[^,.]{0,40},? [A-Z][\w’'-]+ [A-Z][\w’'-]+"
    r"|\baccording to (?:[A-Z][\w’'-]+ ?){1,3}[,.]"
    r"|\b(?:an?|the|our) (?:evening|morning|afternoon|retreat|plenary|seminar|round ?table|gathering|assembly)\b"
    r"|\b[Tt]he [a-z][\w-]+ (?:thought|felt|heard|agreed|decided|concluded|wanted|argued|believed|debated|discussed)\b"
)
"""People and meetings that speak, of whom the reader has not heard."""
_COUNTED = re.compile(r"\b(?:two|three|four|five|several)\b[^.]*\. (?:One|The first)\b", re.IGNORECASE)
_AND_THE_OTHERS = re.compile(r"\b(?:others?|another|second|both|neither)\b", re.IGNORECASE)
_KNOWN = re.compile(r"\bthe (?!(?:[\w’'-]+ ){1,2}(?:of|for|to|in|on|between|that|which|who)\b)[a-z]")
_FIRST_MENTION = re.compile(
    rf"\b(?:the|this|these|those) (?!{_FAMILIAR}\b|\w+est\b)(?:[a-z][\w’'-]+ )?([a-z][\w’'-]+)"
    rf"(?= {_DOES}\b| (?:made|took|found|gave|saw|set|\w+ed)\b|[,.;])"
)
_MOST_KNOWN, _MOST_SHORT = 3, 3
_A_DEFINITE, _A_SHORT, _MOST_ASKED, _SAME_START = 0.2, 0.1, 0.6, 5
"""What each thing or abbreviation that the reader has not met takes from the fluency of an excerpt."""
_SHORT = re.compile(r"(?<!\()\b(?:[A-Z][a-z]?){2,}[A-Z\d]*\b(?!\))")
"""Abbreviations that are not explained in brackets or by brackets."""
_DOUBTED = any_of(r"""
    disagree\w*, disputed, disputes? (?:about|over|that|the), contested, object(?:s|ed|ions?) to, objections?
    opposes?, opposition, criticism of, critics (?:of|say|argue|warn), criticised, criticized, s[ck]eptic\w*
    controvers\w+, contentious, doubt(?:s|ed|ful), unconvinced, unproven, not convinced, too early, no evidence
    little evidence, concern(?:s|ed) (?:about|over|that), fears? that, warn(?:s|ed), panel was split
    opinions? (?:is|are|was|were) divided, not everyone, on the contrary, failed to, fails to
""")
_DOUBTS = re.compile(rf"\b{_DOUBTED}\b")
_DOES_SOMETHING = re.compile(r"\W*([A-Z]\w*[a-z]\w*) [a-z]+s\b")
_A_SET = re.compile(rf"\b(?:these|those) (?:{_NUMBERS}|few|several|same) ([\w’'-]+)", re.IGNORECASE)
_NUMBERED_SOURCE = re.compile(r"\[\d+\]")
_TO_READER = re.compile(r"\byou(?:rs?|['’]\w+)?\b|^\W*(?:if|where|whenever) possible,", re.IGNORECASE)
_TALKS = re.compile(r"\b(?:I|my|me|I['’](?:m|ve|d|ll))\b")
_NO_LETTER = re.compile(r"[^\w\s]|[\d_]")
_OPENERS, _CLOSERS = "“([", "”)]"


def excerpts(text: str, sentence_ends: Sequence[int], places: Sequence[int]) -> Iterator[Span]:
    """Yield every run of neighbouring sentences of one paragraph that holds a place and can be quoted by itself.

    Parameters
    ----------
    text : str
        A passage.
    sentence_ends : sequence of int
        Offsets behind each of its sentences; the last is ``len(text)``.
    places : sequence of int
        Offsets of what a run must hold one of.
    """
    for paragraph in _paragraphs(text, sentence_ends):
        for first, (start, _) in enumerate(paragraph):
            within = [place for place in places if start <= place < paragraph[-1][1]]
            if not within or len(text[start : min(within)].split()) > LONGEST:
                continue
            if _is_plain(sentence := text[slice(*paragraph[first])]) and not _leans_back(sentence):
                yield from ((start, end) for end in _ends(text, paragraph[first:]) if end > min(within))


def _ends(text: str, sentences: Sequence[Span]) -> Iterator[int]:
    """Yield where runs that begin with the first of some sentences can end."""
    start = sentences[0][0]
    for begin, end in sentences:
        if not _is_plain(text[begin:end]) or len(text[start:end].split()) > LONGEST:
            return
        if _is_readable(text[start:end]):
            yield end


@lru_cache(maxsize=20_000)
def _leans_back(sentence: str) -> bool:
    """Whether a first sentence speaks of something that the reader has not met."""
    return (
        any(rule.match(sentence) for rule in (_LEANS_BACK, _DEFINITE, LEANS))
        or bool(_UNMET.search(sentence.lower()))
        or len(_KNOWN.findall(sentence)) > _MOST_KNOWN
    )


def holds_doubt(text: str) -> bool:
    """Whether an English text holds a word of doubt or dispute; what it doubts, no rule can tell."""
    return _DOUBTS.search(text.lower()) is not None


def doer(excerpt: str) -> str:
    """Return, in lower case, the capitalised word that an excerpt opens with and that does something; "" for none.

    "wilma" of "Wilma orders registers": only the corpus knows whether it is a name.
    """
    found = _DOES_SOMETHING.match(excerpt)
    return found[1].lower() if found else ""


def _unmet_set(excerpt: str) -> Iterator[bool]:
    """Whether each "these two days", and the like, are of a kind not spoken of before."""
    for found in _A_SET.finditer(excerpt):
        yield found[1].lower()[:_SAME_START] not in excerpt[: found.start()].lower()


def fluency(text: str, span: Span) -> float:
    """Return how well an excerpt reads without what stood around it, at most 1."""
    opens = not text[: span[0]].strip() or text[: span[0]].rstrip(" ").endswith("\n")
    excerpt = text[slice(*span)]
    asked = min(_A_DEFINITE * _n_unmet(excerpt) + _A_SHORT * len(set(_SHORT.findall(excerpt))), _MOST_ASKED)
    return 1 - 0.3 * (not opens) - 0.3 * bool(_NUMBERED_SOURCE.search(excerpt)) - asked


def _n_unmet(excerpt: str) -> int:
    """Return how many things an excerpt calls "the" this or that at their first mention, with no word on which."""
    told = excerpt.lower()
    return sum(told.find(found[1][:_SAME_START]) >= found.start() for found in _FIRST_MENTION.finditer(told))


def _paragraphs(text: str, sentence_ends: Sequence[int]) -> Iterator[list[Span]]:
    """Yield the sentences of each paragraph without the white space around them."""
    paragraph: list[Span] = []
    begin = 0
    for stop in sorted({*sentence_ends, *(found.end() for found in re.finditer(r"\n+", text))}):
        piece = text[begin:stop]
        if piece.strip():
            start = begin + len(piece) - len(piece.lstrip())
            paragraph.append((start, start + len(piece.strip())))
        if "\n" in piece[len(piece.rstrip()) :]:
            yield paragraph
            paragraph = []
        begin = stop
    yield paragraph


@lru_cache(maxsize=20_000)
def _is_plain(sentence: str) -> bool:
    """Whether a sentence is whole and states something, rather than calls, refers or introduces its author."""
    return (
        bool(_WHOLE.match(sentence))
        and not _LOWER.match(sentence)
        and bool(_ENDS.search(sentence))
        and bool(_STATES.search(sentence))
        and not any(
            rule.match(sentence) for rule in (_NUMBERED, _SHOUTS, _FRAGMENT, _PERSON, _SPEAKS, _OF_A_LIST, BLURB)
        )
        and not any(rule.search(sentence) for rule in (_TO_READER, _TALKS, _JOB, _NAMED, _DATED, _LEFTOVERS))
        and not any(rule.search(sentence.lower()) for rule in (_REFERS, POINTS, CALLS, BOASTS))
        and len(_NO_LETTER.findall(sentence)) <= 0.15 * len(sentence)
    )


def _is_readable(excerpt: str) -> bool:
    sentences = re.split(r"(?<=[.!?])\s+|(?<=[.!?][”’\"')])\s+", excerpt)
    questions = [sentence.rstrip("”’\"')").endswith("?") for sentence in sentences]
    return (
        SHORTEST <= len(excerpt.split()) <= LONGEST
        and len(sentences[0].split()) >= _SHORTEST_OPENING
        and not any(questions[1:])
        and not all(questions)
        and not any(_unmet_set(excerpt))
        and (not _COUNTED.search(excerpt) or bool(_AND_THE_OTHERS.search(excerpt)))
        and (not questions[0] or len(sentences[0].split()) >= _A_QUESTION)
        and not excerpt.startswith('"')
        and len(set(_SHORT.findall(excerpt))) <= _MOST_SHORT
        and all(excerpt.count(a) == excerpt.count(b) for a, b in zip(_OPENERS, _CLOSERS, strict=True))
        and excerpt.count('"') % 2 == 0
    )
