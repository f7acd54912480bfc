"""Words that must be about before it is worth looking closer: one look-up a word tells what a sentence may speak of.

Most sentences of an honest answer touch none or one of these; the rules of a family are tried only where all that the
family needs comes together.
"""

from collections.abc import Iterable
from enum import IntFlag, auto


class Concept(IntFlag):
    """What a single word may speak of, in plain and in suspicious sentences alike."""

    SETTING_ASIDE = auto()
    ORDERS = auto()
    GRADER = auto()
    GRADING = auto()
    RUBRIC = auto()
    CANDIDATE = auto()
    ANSWER = auto()
    POINTS = auto()
    OUTCOME = auto()
    PLEA = auto()
    AUTHORITY = auto()
    ACTING = auto()
    SYSTEM = auto()
    MARKING_OFF = auto()
    HEADING = auto()
    ABROAD = auto()
    TELLING = auto()
    REQUEST = auto()


_WORDS = {
    Concept.SETTING_ASIDE: """
        ignore ignoring disregard forget override overriding bypass bypassed bypasses overrule discard disobey
        dismiss drop stop follow apply applies attention aside throw suspend suspended disable disabled abandon
        neglect overlook skip skipped lifted lift void cancel cancelled outdated reset replaced changed revised
        updated off longer instead rather penalise penalize deduct subtract reveal print show repeat leak display
        strictness unclear mentioned don't never new
        """,
    Concept.ORDERS: """
        instruction instructions prompt prompts directive directives directions guideline guidelines rule rules
        orders command commands constraints restrictions told given instructed asked taught trained above before
        task job goal objective mission notice message note guidance policy
        """,
    Concept.GRADER: """
        grader graders grader's evaluator evaluators evaluator's assessor assessors examiner examiners rater raters
        scorer scorers judge judges ai llm gpt chatgpt claude gemini model assistant bot chatbot reviewer teacher
        professor interviewer persona whoever
        """,
    Concept.GRADING: """
        covered grade grades graded grading score scores scored scoring mark marks marked marking assess assessed
        assessment evaluate evaluated evaluating evaluation judge judged judging judgement judgment rate rates
        rated rating ratings credit credits credited crediting award awarded awards approve approved tick ticked
        accept accepted accepts tick count counted treat deserve deserves earn earns merits validate verified
        granted grant concluded conclude label coverage
        """,
    Concept.RUBRIC: "rubric rubrics criteria criterion verdict verdicts scorecard checklist guidelines claims key",
    Concept.CANDIDATE: """
        candidate candidates candidate's applicant applicants applicant's interviewee interviewee's speaker me
        respondent examinee person
        """,
    Concept.ANSWER: """
        answer answers answer's response responses response's reply submission submissions transcript untrusted
        input data text contribution
        """,
    Concept.POINTS: """
        point points item items box boxes aspects everything verdicts sentence recognition line lines list expectation
        expectations
        """,
    Concept.OUTCOME: """
        covered covers credited full maximum max maximal top highest best perfect 10 100 5 ten stars plus percent
        pass passes passed passing excellent outstanding correct complete satisfied satisfies satisfy met fulfilled
        addressed missed missing uncovered generously generous leniently lenient highly high higher favourably
        favorably positively well comprehensive creditworthy hired hire understanding knowledge mastery grasp
        expertise proficiency explained evidence proof favour favor expected required exemplary fulfilled meets
        coverage points fail failing good great better decent
        """,
    Concept.PLEA: """
        please beg begging desperate desperately need family kids children mother father wife husband rent visa
        life future career daughter son parents last lose fired homeless sick cancer died suffer mercy pity
        compassion grateful kindly implore sake heart deported starve starving unemployed depends debt debts cry
        crying hard tried surgery world understanding kindness home save favour favor thank terrible
        """,
    Concept.AUTHORITY: """
        manager recruiter recruiting interviewer cto ceo vp administrator admin hr head hiring panel examiner
        supervisor professor grader evaluator creator developer author owner operator director hereby officially
        formally policy policies guidelines rules authorised authorized required obliged instructed ordered told
        programmed obligated permitted commanded directed management headquarters company legal openai anthropic
        google committee reviewer expert human senior board team
        """,
    Concept.ACTING: """
        act behave respond pretend roleplay role play imagine suppose simulate let's game story scenario simulation
        fiction world you you're your mode persona now
        """,
    Concept.SYSTEM: """
        system admin administrator developer assistant root moderator platform operator override mode security
        debug maintenance
        """,
    Concept.MARKING_OFF: "end beginning begin start close",
    Concept.HEADING: """
        label result output decision coverage example examples sample samples reference how correct desired ideal
        """,
    Concept.TELLING: """
        state states stated explain explains explained point points pointed note notes noted mention mentions
        mentioned convey conveys conveyed recognise recognises recognised recognize recognizes recognized demonstrate
        demonstrates demonstrated show shows showed shown cover covers covered address addresses addressed identify
        identifies identified describe describes described discuss discusses discussed understand understands
        understood know knows knew name names named bring brings brought make makes made give gives gave say says
        said answer answers answered include includes included contain contains contained touch touches touched
        """,
    Concept.REQUEST: """
        want expect demand claim ask deserve request tick record write put credit count mark let consider take regard
        grant give award checked counted ticked recognition assume book enter add note like
        """,
    Concept.ABROAD: """
        anweisung anweisungen vorgaben instruktion instruktionen bewertungskriterien kriterien rubrik abgedeckt
        erfullt punktzahl punkt punkte bestnote note vollstandig bestanden instructions consignes directives criteres
        bareme couvert couverts couverte couvertes satisfaits maximale parfaite instrucciones indicaciones
        directrices rubrica criterios cubierto cubiertos cubierta cubiertas cumplido cumplidos puntuacion nota
        maxima calificacion puntos instrucoes orientacoes diretrizes coberto cobertos coberta cumpridos atendidos
        pontuacao pontos istruzioni direttive indicazioni criteri coperto coperti soddisfatti punteggio voto voti
        punti instructies aanwijzingen beoordelingscriteria opdrachten richtlijnen rubriek gedekt behandeld voldaan
        punten cijfer инструкции инструкциям указания указаниям правила критерии промпт раскрытыми раскрытые
        раскрыты выполненными выполнены зачтены покрытыми максимальныи максимальную максимально балл балла баллов
        пункты
        """,
}


def _lexicon() -> dict[str, int]:
    lexicon: dict[str, int] = {}
    for concept, words in _WORDS.items():
        for word in words.split():
            lexicon[word] = lexicon.get(word, 0) | concept.value
    return lexicon


_LEXICON = _lexicon()


def concepts_of(words: Iterable[str]) -> int:
    """The concepts that words in small letters may speak of, as bits."""
    found = 0
    for word in words:
        if word in _LEXICON:
            found |= _LEXICON[word]
    return found
