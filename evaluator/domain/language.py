"""Which language a text is in, as far as its script and its commonest words tell. No model, no list of all words.

Says nothing unless the evidence is strong: technical English is full of foreign names, and a terse answer has few
function words in any language.
"""

import re
from dataclasses import dataclass

_FEWEST_WORDS = 12
"""Shorter texts are not guessed at."""

_FEWEST_LETTERS = 12
"""So many letters of another script are needed: scripts without spaces have no words to count."""

_STRONG = 0.2
"""Least share of the words that must be function words of the language; running text has 30 to 50 %."""

_MARGIN = 2.5
"""How many times more of its function words there must be than of any rival's."""

_NATIVE = 0.25
"""So large a share of the expected language's function words settles it without looking at any other."""

_SCRIPT_SHARE = 0.4
"""Least share of the letters that must be of another script."""

_FUNCTION_WORDS = {
    "en": """
        the and of to a in is that it for was on are with as be at by this have from or had not but what can we
        you they which when so if there their would about them then because i my our an it's don't how
        """,
    "de": """
        der die das und ist nicht ein eine einen einem einer zu den dem des mit auf für von im sich auch werden
        wird wir ich sie er es man aber oder wenn dass wie noch nur nach bei aus durch kann sind haben hat habe
        dann als
        """,
    "fr": """
        le la les des et est un une du en que qui dans pour pas sur avec ce cette il elle on nous vous je sont
        au aux plus par mais ou où ne se son sa ses leur être avoir fait c'est donc comme quand
        """,
    "es": """
        el la los las de que y en un una es no se por con para su al lo como más pero sus le ya o este sí porque
        esta son entre cuando muy sin sobre también me hay donde está del yo nosotros
        """,
    "pt": """
        o a os as de que e em um uma é não se por com para seu sua ao lo como mais mas foi ou quando muito nos
        já eu também só pelo pela até isso ela entre depois sem mesmo aos são do da dos das no na está você
        """,
    "it": """
        il lo la i gli le di che e è un una in non si per con del della dei delle come più ma al alla ha sono
        anche se questo questa nel nella perché quando molto ci io noi viene essere
        """,
    "nl": """
        de het een en van is dat niet in op te zijn met voor die er aan ook als maar om wordt door worden kan we
        ik je bij naar uit heeft hebben dan nog wel deze dit wat zo
        """,
    "pl": """
        i w nie na się z do to jest że o jak ale po co tak za od przez ma są być czy tego dla oraz lub jeśli
        może można bardzo tylko już aby ten ta
        """,
    "sv": """
        och det att i en jag som är på för med av den till inte om ett han men var sig så från vi kan när har
        man eller också då ska
        """,
    "tr": """
        ve bir bu için ile de da ne çok daha gibi ama olarak olan var ben biz o şu kadar sonra değil veya her
        """,
}
_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "sv": "Swedish",
    "tr": "Turkish",
}
_WORDS = {code: frozenset(words.split()) for code, words in _FUNCTION_WORDS.items()}

_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BEYOND_LATIN = ("\u0370", "\uffdc")
_SCRIPTS = (
    ("ja", "Japanese", "\u3040-\u30ff\u3400-\u9fff", "\u3040-\u30ff"),
    ("zh", "Chinese", "\u3400-\u9fff", "\u3400-\u9fff"),
    ("ko", "Korean", "\uac00-\ud7af", "\uac00-\ud7af"),
    ("uk", "Ukrainian", "\u0400-\u04ff", "іїєґІЇЄҐ"),
    ("ru", "Russian", "\u0400-\u04ff", "\u0400-\u04ff"),
    ("el", "Greek", "\u0370-\u03ff", "\u0370-\u03ff"),
    ("he", "Hebrew", "\u0590-\u05ff", "\u0590-\u05ff"),
    ("fa", "Persian", "\u0600-\u06ff", "پچژگ"),
    ("ar", "Arabic", "\u0600-\u06ff", "\u0600-\u06ff"),
    ("hi", "Hindi", "\u0900-\u097f", "\u0900-\u097f"),
    ("th", "Thai", "\u0e00-\u0e7f", "\u0e00-\u0e7f"),
)
"""Code, name, the script's letters, and those that tell the language from others in the same script; in this order."""

_TELLING_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its ISO 639-1 code and its English name."""

    code: str
    name: str


def other_language(text: str, expected: str) -> Language | None:
    """The language a text is in, where that is plainly not the expected one (an ISO 639-1 code); else None."""
    plain = text.lower()
    if _share(plain.split(), expected) >= _NATIVE:
        return None
    words = _WORD.findall(plain)
    native = _share(words, expected)
    found = _by_script(text) or _by_words(words, native)
    return None if found is None or found.code == expected else found


def _share(words: list[str], code: str) -> float:
    known = _WORDS.get(code, frozenset())
    return sum(map(known.__contains__, words)) / max(1, len(words))


def _by_script(text: str) -> Language | None:
    first, last = _BEYOND_LATIN
    if text.isascii() or not any(first <= one <= last for one in set(text)):
        return None
    letters = len(_LETTERS.findall(text))
    for code, name, script, telling in _SCRIPTS:
        of_script = len(re.findall(f"[{script}]", text))
        of_language = len(re.findall(f"[{telling}]", text))
        if of_script >= max(_FEWEST_LETTERS, _SCRIPT_SHARE * letters) and of_language >= _TELLING_SHARE * of_script:
            return Language(code, name)
    return None


def _by_words(words: list[str], native: float) -> Language | None:
    if len(words) < _FEWEST_WORDS:
        return None
    shares = {code: _share(words, code) for code in _WORDS}
    best = max(shares, key=lambda code: shares[code])
    if shares[best] < _STRONG or shares[best] < _MARGIN * native:
        return None
    return Language(best, _NAMES[best])
