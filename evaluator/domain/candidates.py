"""How candidates are called: by codes, so that results and the log name nobody."""

import re
from enum import StrEnum

_CODE = re.compile(r"(?!\s)[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,80}(?<!\s)")

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\W\d_]{2,}", re.UNICODE)
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|prof|herr|frau|sr|sra|mme|mlle)\.?\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_PARTS = re.compile(r"[\s,]+|(?<=[^\W\d_])[._](?=[^\W\d_])")
_IDEOGRAPHS = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}"

_CODE_WORDS = """
alpha alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo
sierra tango uniform victor whiskey xray yankee zulu beta gamma epsilon zeta theta lambda sigma omega
one two three four five six seven eight nine ten first second third fourth fifth
red green blue yellow orange purple violet pink brown black white grey gray silver gold golden bronze amber crimson
candidate applicant participant respondent interviewee person student user subject tester test team group cohort round
batch sample anonymous anon unknown none internal external senior junior trainee intern control baseline model answer
response submission reference example demo dummy pilot kandidat bewerber teilnehmer gruppe
candidat candidata candidato aspirante no number nr id code ref
"""
_NO_NAMES = frozenset(_CODE_WORDS.split())
"""Words of codes: where one of them stands, nobody is named."""

_PARTICLE_WORDS = """
al ben bin da de del della den der di dos e el ibn la le und van von y zu
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
"""Small words within names, which do not count as one."""

_MOST_WORDS = 4


class Likeness(StrEnum):
    """What a candidate's code looks like that would tell who it is."""

    EMAIL = "email"
    NAME = "name"


def is_candidate_code(text: str) -> bool:
    """Whether a text can stand for a candidate: one to eighty printable characters, no white space at the ends."""
    return _CODE.fullmatch(text) is not None


def likeness(code: str) -> Likeness | None:
    """What a code gives away, as far as it can be told from its form; None for anything with a digit but addresses.

    Looks for names of two to four words, as `Given Family`, `Family, Given` or `given.family`. A single word may be
    a nickname or a code, and is left alone.
    """
    if _EMAIL.search(code):
        return Likeness.EMAIL
    return Likeness.NAME if _is_name(code.strip()) else None


def _is_name(code: str) -> bool:
    if any(character.isdigit() for character in code):
        return False
    if re.fullmatch(_IDEOGRAPHS, code.replace(" ", "")):
        return True
    titled = _TITLE.match(code)
    words = [word for word in _PARTS.split(code[titled.end() :] if titled else code) if word]
    if not all(_WORD.fullmatch(word) for word in words):
        return False
    folded = [word.casefold().rstrip(".") for word in words]
    own = [word for word in folded if word not in _PARTICLES and len(word) > 1]
    if titled:
        return 1 <= len(own) <= _MOST_WORDS
    # "Falcon B" is a code; "John F. Kennedy" is none.
    is_code = not words or len(folded[-1]) == 1 or not _NO_NAMES.isdisjoint(folded)
    return not is_code and 2 <= len(own) <= _MOST_WORDS
