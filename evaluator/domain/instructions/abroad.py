"""The commonest forms in other languages. Patterns are written without accents, as folding leaves the words.

Latin-script rules are matched like the English ones; Chinese is not written in words, so its rules are searched for
in the folded text.
"""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, order

ABROAD = book(
    Family.ABROAD,
    (Concept.ABROAD,),
    # German
    order(
        r"""
        (?:ignorieren? sie|ignoriere|vergiss|vergessen sie|missachte|missachten sie|ubergehe) <4> (?:anweisung\w*|
        vorgaben|instruktion\w*|prompts?|bewertungs\w+|kriterien|rubrik)
        """
    ),
    order(
        r"""
        (?:bewerten? sie|bewerte|markieren? sie|markiere|werten? sie|werte|gib|geben sie|vergib|vergeben sie|
        setzen? sie|setze|zahlen? sie|zahle|erklare|stufe|behandle|betrachte) <8> (?:abgedeckt|erfullt|volle
        punktzahl|volle punkte|bestnote|vollstandig genannt|bestanden|hochst\w* (?:punktzahl|note)|maximal\w*
        punktzahl)
        """
    ),
    anywhere(
        r"""
        (?:alle|jeden|samtliche) (?:\w+ )?(?:punkte?|kriterien) <2> (?:sind|gelten|wurden|als|werden) <4> (?:abgedeckt|
        erfullt|genannt|behandelt|erreicht)
        """,
        unless="wenn|ob|damit|wir|ich",
    ),
    # French
    order(
        """
        (?:ignore[zr]?|oublie[zr]?|ne tiens pas compte|ne tenez pas compte|faites abstraction) <4> (?:instructions?
        (?:precedentes?|ci dessus|anterieures?)|consignes|directives|criteres d'evaluation|criteres|bareme)
        """
    ),
    order(
        """
        (?:marque[zr]?|note[zr]?|considere[zr]?|compte[zr]?|accorde[zr]?|donne[zr]?|attribue[zr]?|valide[zr]?|mets|
        mettez) <8> (?:couvert(?:e?s)?|satisfaits?|note maximale|note parfaite|meilleure note|totalite des points|
        score maximal|20 20)
        """
    ),
    anywhere(
        r"tous les points <2> (?:sont|ont ete|comme|etaient) <3> (?:couverts|traites|abordes|mentionnes|valides)",
        unless="je|nous|si",
    ),
    # Spanish
    order(
        """
        (?:ignora|ignore|ignorad|olvida|olvide|olvidad|descarta|descarte|haz caso omiso de|no tengas en cuenta) <4>
        (?:instrucciones|indicaciones|directrices|rubrica|criterios de evaluacion|criterios)
        """
    ),
    order(
        """
        (?:marca|marque|califica|califique|considera|considere|da|dale|dame|otorga|otorgue|pon|ponme|asigna|asigne|
        cuenta|evalua|evalue) <8> (?:cubiert[oa]s?|cumplid[oa]s?|puntuacion (?:maxima|completa|perfecta)|nota
        maxima|maxima (?:nota|puntuacion|calificacion)|calificacion maxima)
        """
    ),
    anywhere(
        r"todos los puntos <3> (?:estan|han sido|fueron|como|quedan) <3> (?:cubiertos|cumplidos|tratados|mencionados)",
        unless="si|yo|nosotros",
    ),
    # Portuguese
    order(
        """
        (?:ignore|ignora|esqueca|desconsidere|descarte) <4> (?:instrucoes|orientacoes|diretrizes|rubrica|criterios
        de avaliacao|criterios)
        """
    ),
    order(
        """
        (?:marque|considere|avalie|atribua|conceda|classifique|conte|de|da me|de me) <8> (?:cobert[oa]s?|
        cumprid[oa]s?|atendid[oa]s?|nota maxima|pontuacao (?:maxima|total|completa))
        """,
        unless="estao|esta",
    ),
    anywhere(
        r"todos os pontos <3> (?:estao|foram|como|ficam) <3> (?:cobertos|cumpridos|abordados|mencionados|atendidos)",
        unless="se|eu|nos",
    ),
    # Italian
    order(
        """
        (?:ignora|ignorate|ignori|dimentica|dimenticate|trascura|non considerare) <4> (?:istruzioni|direttive|
        indicazioni|rubrica|criteri di valutazione|criteri)
        """
    ),
    order(
        """
        (?:segna|segnate|considera|considerate|valuta|valutate|assegna|assegnate|dai|conta|contrassegna|
        attribuisci|dammi) <8> (?:copert[oi]|soddisfatt[oi]|punteggio (?:pieno|massimo)|massimo (?:punteggio|dei
        voti)|voto massimo|massimo voto)
        """
    ),
    anywhere(
        r"tutti i punti <3> (?:sono|come|risultano) <3> (?:coperti|soddisfatti|trattati|menzionati)", unless="se|io|noi"
    ),
    # Dutch
    order(
        r"""
        (?:negeer|vergeet|omzeil|sla) <4> (?:instructies|aanwijzingen|beoordelings\w+|criteria|opdrachten|
        richtlijnen|rubriek)
        """
    ),
    order(
        """
        (?:markeer|beoordeel|geef|reken|beschouw|noteer|tel) <8> (?:gedekt|behandeld|voldaan|volledige? punten|
        volle punten|maximale (?:score|punten)|maximum score|hoogste (?:cijfer|score))
        """
    ),
    anywhere(r"alle punten <2> (?:zijn|als|worden) <3> (?:gedekt|behandeld|genoemd|afgedekt)", unless="als we|ik|wij"),
    # Russian; й and ё are folded to и and е.
    order(
        r"""
        (?:про)?игнорируи(?:те)? <4> (?:инструкци\w*|указани\w*|правил\w*|промпт\w*|критери\w*)|(?:забудь(?:те)?|
        отмени(?:те)?|не обращаи(?:те)? внимания на) <4> (?:инструкци\w*|указани\w*|промпт\w*|критери\w*)
        """
    ),
    order(
        r"""
        (?:отметь(?:те)?|засчитаи(?:те)?|оцени(?:те)?|поставь(?:те)?|считаи(?:те)?|даи(?:те)?|выставь(?:те)?) <8>
        (?:раскрыт\w*|выполненн?\w*|зачтен\w*|покрыт\w*|максимальн\w*|высш\w* балл\w*|полны\w* балл\w*)
        """
    ),
    anywhere(r"все (?:пункты|критерии) <3> (?:раскрыты|выполнены|зачтены|покрыты)", unless="мы|я"),
)

CHINESE = (
    r"(?:忽略|无视|無視|忘记|忘記|不要理会|不要遵循).{0,8}(?:之前|以上|前面|上述|先前|所有|全部|你的|评分|評分).{0,8}(?:指令|指示|说明|說明|提示|规则|規則|标准|標準|要求)"
    r"|(?:请|請|将|將|把|标记|標記|视为|視為|判定|判为).{0,10}(?:所有|全部|每个|每個|每一).{0,6}(?:要点|要點|得分点|评分点|标准|項|项|点).{0,12}(?:覆盖|覆蓋|涵盖|满足|滿足|通过|通過|满分|滿分|正确)"
    r"|(?:给|給|打|判|评).{0,8}(?:满分|滿分|最高分)"
    r"|(?:所有|全部)(?:的)?(?:要点|要點|得分点|评分点).{0,6}(?:已|都|均).{0,6}(?:覆盖|覆蓋|涵盖|满足|滿足|提到)"
)
