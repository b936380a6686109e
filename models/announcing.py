"""What announces, invites, praises itself or tells what its authors did, in English: no statement about a subject."""

import re


def any_of(phrases: str) -> str:
    """Return an expression for any of some phrases, which commas and line ends part."""
    parts = (phrase.strip() for phrase in re.split(r"[,\n]", phrases))
    return f"(?:{'|'.join(part for part in parts if part)})"


NAME = (
    r"(?:The )?(?:[A-Z][\w.&’'-]*,? (?:(?:of|and|for|the|&) )*[A-Z(][\w.&’')-]*"
    r"|[\w.]*[a-z][.A-Z][\w.]*[A-Za-z]|[A-Z]{3,})"
    r"(?:,? (?:of|and|for|the|&|[A-Z(][\w.&’')-]*))*"
)
"""Two capitalised words and more, a word with a capital or full stop inside, or an abbreviation."""
_ASKS = any_of(r"""
    please, join, register, sign up, subscribe, follow, click, read, listen, download, visit, check, contact, e-?mail
    stay, don['’]t, find out, tell, let, look, explore, browse, submit, be sure, make sure, welcome, thank, thanks
    congratulations, be, interested, remember, consider, imagine, are you, do you, have you, did you, if you
    would you, can you, help us
""")
_BIDS = any_of(r"""
    use, view, see, watch, learn, share, take, save, call, keep, go, add, meet, ask, start, select, enter, get, try
    want, note, think, send, give, make, choose, create, put, set, run, test, provide, include, avoid, ensure, write
    consult, refer, review, discover, apply, install, open, compare
""")
_BIDDEN = any_of("the, a, an, your, our, this, these, it, us, to, how, more, what, all, about")
_INVITES = any_of(r"""
    sign up, subscribe, register (?:for|now|today|here), click, webinar, rsvp, stay tuned, contact us, e-?mail (?:us|me)
    let us know, join us, check out, learn more, read more, find out more, more information, view the, follow us
    visit (?:our|the|us), (?:originally|first|previously) (?:published|posted|appeared), guest post, written by
    our (?:blog|newsletter), this (?:blog )?(?:post|article|series|episode|issue|column|entry|page|newsletter)
    this (?:event|session|workshop), you (?:would |can |may )?(?:like|want) to, keynote, speakers?, panell?ists?
    presentations?, presenters?, moderat\w+, podcasts?, blogs?, newsletters?, conferences?, summits?, symposium
    demo days?, hack days?, participating (?:team|group|student|start-?up|vendor)s?
    finalists, winning (?:team|entry|entries|solution)s?, public event
    meet-?ups?, boot ?camps?, hackathons?, contests?, prizes?, attendees?, (?:will|to) be held, takes place
    \d ?[ap]\.?m
    (?:co-)?(?:held|hosted) (?:an?|our|the|its) (?:[\w-]+ )?(?:[\w-]+ )?(?:event|session|summit|workshop|panel|talk)
""")
_BOASTS = any_of(r"""
    (?:excited|proud|pleased|thrilled|delighted|happy|honou?red) (?:to|that), announc(?:es?|ed|ing), flagship
    (?:is|are) (?:now )?(?:available|live|open) (?:at|on|for|to), (?:the|a) premier
    (?:plans?|planning|intends?|hopes?|expects?) to (?:\w+ )?(?:launch|release|offer|host|unveil|publish|open|create)
    (?:plans?|planning|intends?|hopes?|expects?) to (?:\w+ )?(?:build|develop|establish|roll out|expand|start|begin)
    (?:invit\w+|accept\w*|call(?:s|ed|ing)? for) (?:submissions|entries|applications|nominations|participants)
    we(?:['’]ve| have) (?:already |previously |just )?(?:covered|discussed|written|talked|blogged)
    we (?:have |had |also |then )?(?:added|created|built|scaled|launched|developed|introduced|released|redesigned)
    we (?:have |had |also |then )?(?:designed|implemented|partnered|teamed|collaborated|started|rolled out)
    (?:our|their|its|whose) (?:goal|aim|vision|ambition|mission|purpose) (?:is|was) to, mission is to
    as (?:the|a) (?:premier|leading|foremost), we(?:['’]re| are) (?:now |currently )?\w+ing
    (?:is|are) (?:working|committed|dedicated) to, (?:is|are) helping, has a (?:specific |special |strong )?focus
    (?:has|have) (?:just |recently )?(?:launched|released|refreshed|unveiled|redesigned)
    (?:our|this) (?:\w+ )?(?:journey|initiative|offering|award|finalists?|winners?)
    recently (?:\w+ )?(?:launched|released|published|issued|unveiled|updated|introduced|hosted|created)
    seamless\w*, innovative, user-friendly, game-chang\w+, revolutioni[sz]\w+, ground-?breaking, transformative
    unparalleled, unprecedented, next[- ]generation, buzzwords?, harness\w*, leverag\w+, exemplif\w+, showcas\w+
    truly, amazing, awesome, exciting, incredibl[ey], tremendous, fantastic, wonderful, extraordinary, great leap
    passion(?:ate)?, fortunate, (?:major|great|significant) strides, valuable (?:tool|resource), (?:world|best)[- ]class
    cutting[- ]edge, state[- ]of[- ]the[- ]art, award-winning, one-stop, unveil\w*, new and improved
    is (?:currently |now |also )?(?:developing|building|piloting|testing|creating|planning|working|hosting)
    our (?:[\w-]+ )?(?:team|office|site|website|readers|community|podcast)
    (?:is|are|be) (?:also )?(?:poised|slated|scheduled|launching)
    will (?:soon |also |be )?(?:launch|host|hold|release|unveil|premiere|debut|offer a|present)\w*
""")
BOASTS = re.compile(
    rf"\b{_BOASTS}\b"
    r"|^\W*we (?:build|(?:have )?worked|work|help|offer|provide|support|host|partner|serve|invite|love|believe|are)\b"
)
"""Announcements and praise of oneself, in lower case."""
_OFFERS = any_of(r"""
    uses, offers, provides, features, includes, contains, helps, enables, allows, lets, gives, makes it, serves
    envisions, lists, hosts, holds, tracks, publishes, collects, displays, covers
    supports, aims, seeks, strives, brings, combines, (?:is|was) (?:designed|built|developed|created|intended|meant)
    has an? (?:\w+ )?(?:variety|range|number|wealth|host|collection|suite|library)
""")
BLURB = re.compile(
    rf"^\W*(?:(?:[^,.]+, (?:the )?)?{NAME} (?:[a-z]+ )?(?:also )?{_OFFERS}\b|As an? [^,]+, [A-Z]|Our [A-Z])"
)
"""What a named product or body offers, as its own pages put it."""
CALLS = re.compile(
    rf"^\W*(?:(?:to|for|when|if|in order to|before|after) [^,]+, )?(?:{_ASKS}|{_BIDS} {_BIDDEN})\b"
    rf"|^\W*(?:in order )?to [^,]+, \w+ {_BIDDEN}\b|\b{_INVITES}\b"
)
"""What asks or invites its reader to do something, in lower case."""
_FINDS = any_of(r"""
    recommend, propose, suggest, urge, ask, call, find, found, estimate, expect, conclude, regard, hold, see, saw, count
    counted, asked, must, need, should, cannot
""")
_FOUND = any_of(r"""
    surveys?, analys[ei]s, reviews?, stud(?:y|ies), reports?, estimates?, findings?, research, interviews?, panels?
    members?, recommendations?, results, evidence, society, econom(?:y|ies), countr(?:y|ies), li(?:fe|ves), times?
""")
_NARRATES = re.compile(
    rf"\bwe(?:['’]\w+)? (?!(?:\w+ly )?{_FINDS}\b)|\bour (?!(?:own |[\w-]+ )?{_FOUND}\b)", re.IGNORECASE
)


def narrates(excerpt: str) -> bool:
    """Whether an excerpt tells what its authors did, want or like, rather than what they found or ask for."""
    return _NARRATES.search(excerpt) is not None
