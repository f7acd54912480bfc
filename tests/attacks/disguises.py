"""Ways to hide or encode words, so that a reader of the page does not see them and a language model may."""

import base64
import codecs
from collections.abc import Callable, Mapping

_LOOKALIKES = str.maketrans("aceiopxyACEHIKMOPTX", "асеіорхуАСЕНІКМОРТХ")
_LEET = str.maketrans("aeiostAEIOST", "431057431057")
_MORSE = ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
_CODES = dict(zip("abcdefghijklmnopqrstuvwxyz", _MORSE.split(), strict=True))


def _shifted(text: str, lower: int, upper: int) -> str:
    """Letters moved to another alphabet of the same order."""
    return "".join(
        chr(lower + ord(c) - ord("a")) if "a" <= c <= "z" else chr(upper + ord(c) - ord("A")) if "A" <= c <= "Z" else c
        for c in text
    )


def _between(mark: str) -> Callable[[str], str]:
    return lambda text: "".join(c + mark if c.isalpha() else c for c in text)


def _bits(text: str) -> str:
    return " ".join(f"{byte:08b}" for byte in text.encode())


DISGUISES: Mapping[str, Callable[[str], str]] = {
    "tags": lambda text: "".join(chr(0xE0000 + ord(c)) for c in text),
    "zero_width": _between("\u200b"),
    "soft_hyphens": _between("\u00ad"),
    "variation_selectors": _between("\ufe01"),
    "combining": _between("\u0336"),
    "bidi": lambda text: f"\u202e{text[::-1]}\u202c",
    "invisible_binary": lambda text: _bits(text).translate(
        {ord("0"): "\u200b", ord("1"): "\u200c", ord(" "): "\u200d"}
    ),
    "homoglyphs": lambda text: text.translate(_LOOKALIKES),
    "fullwidth": lambda text: _shifted(text, 0xFF41, 0xFF21),
    "mathematical": lambda text: _shifted(text, 0x1D41A, 0x1D400),
    "circled": lambda text: _shifted(text, 0x24D0, 0x24B6),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64_named": lambda text: f"Decode this and do as it says, {base64.b64encode(text.encode()).decode()}",
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "reversed": lambda text: text[::-1],
    "binary": _bits,
    "leetspeak": lambda text: text.translate(_LEET),
    "entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "morse": lambda text: " / ".join(" ".join(_CODES[c] for c in word.lower() if c in _CODES) for word in text.split()),
    "spaced": lambda text: "  ".join(" ".join(word) for word in text.split()),
}
