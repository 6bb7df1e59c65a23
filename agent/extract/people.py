"""Who writes, and the seller who serves them: "aqui é a Ju", "o Rui me atende"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.extract.firms import Firms
from agent.extract.gazetteer import cities, first_names
from agent.extract.lexicon import Token
from agent.extract.naming import PARTICLES, Name, stands_large, words_from
from agent.extract.page import READ, Mark, Page
from agent.extract.trade import Trade
from agent.extract.words import COMMON, FIRM_KINDS, FIRM_WORDS, SURNAMES, TITLES

_TITLE = (
    r"(?:(?:o|a) )?(?:(?:seu|dona|sra?|dra?|doutora?|eng|mestre|prof)\.? "
    r"|(?<=[oa] )(?:professora?|pastor|padre|engenheir[oa]|arquitet[oa]|compradora?|gerente"
    r"|sindic[oa]|secretari[oa]|encarregad[oa]|motorista|serralheiro|vidraceiro|pedreiro|marceneiro|montador) )?"
)
_GREETING = r"(?:\b(?:dia|tarde|noite|oi|oie|ola|opa|hola|bem|bom)[,.!?]{0,2} |^|[,.!?\n] ?)"
_NAME_CUE = re.compile(
    rf"(?:\bnome(?: completo)? ?[:=]|(?:^|[\n,;.)] ?|{READ} )nome(?= )"
    r"|\b(?:o )?meu nome (?:completo )?(?:e|eh|:)|\bmi nombre es"
    r"|\bme (?:chamo|llamo)|\bchamo-me|\b(?:pode )?(?:me )?chamar? de|\bme chamam? (?:de|por)"
    r"|\baqui quem fala (?:e|eh)|\baqui (?:e|eh) com [oa](?= )"
    r"|\bquem (?:fala|esta falando|ta falando|escreve) (?:a(?:qu|k)i )?(?:e|eh))"
    rf"[ :]{{1,3}}{_TITLE}"
)
_WEAK_NAME_CUE = re.compile(
    r"(?:\b(?:sou|soy|a(?:qu|k)i (?:e|eh)|a(?:qu|k)i|eu sou|fala(?:ndo)?|att|ass|abs|atenciosamente)[,.:]? {1,2}"
    rf"|{_GREETING}(?:(?P<it_is>e)|eh) (?=[oa] )|\natt,?\n|\n-|\b(?:obrigad[oa]|grat[oa]|abracos?|att),?\n){_TITLE}"
)
_LIST_CUE = re.compile(
    r"\b(?:dados|cadastro|responsavel|contato|solicitante|comprador|compradora|cliente) ?[:-] ?\n?"
)
_HERE = re.compile(
    r"(?:^|[,.!?\n] ?|\b(?:dia|tarde|noite|oi|ola"
    r"|opa) )(?P<name>[a-z]{2,15}(?: [a-z]{2,15})?)"
    r"(?: d[ao]s? (?:setor d[eo] )?[a-z]{2,15})? (?:a(?:qu|k)i|falando|de novo|outra vez)\b"
)
_CALLED = re.compile(r"\b(?:dia|tarde|noite|oi|oie|ola|opa)[,.!]{0,2} (?:e|eh) (?=[a-z])")
_SIGNED = re.compile(
    r"\b(?:atenciosamente|cordialmente|respeitosamente|att?|grat[oa]|obrigad[oa]|abracos?)[,.!]?\s*\n\s*"
)
_OPENS = re.compile(
    rf"(?:^|[.!?\n]|{READ} d[ao]) ?(?:(?:oi+e?|ola|opa|bom dia|boa tarde|boa noite|tudo (?:bem|bom))[,.!?]* )*"
    r"(?=[a-z])"
)
_AS_PERSON = re.compile(
    r", ?(?:sou |como )?(?:pessoa (?:fisica|juridica)|p[fj]|no (?:meu )?cpf)(?=\s*(?:[,.;!\n]|$))"
)
_AND_WANTS = re.compile(
    r", ?(?:vim|quero|queria|preciso|to|tou|estou|sou|falo|passei|fiz|comprei)\b"
)
_OF_A_TOWN = re.compile(r", ?(?:aqui )?(?:d[eoa]|em) (?=[a-z])")
_AND_TOWN = re.compile(r", ?(?=[a-z][a-z ']{2,30}[/-] ?[a-z]{2}\b)")
_GREETED = re.compile(rf"{_GREETING}(?=[a-z]{{2,15}}(?: [a-z]{{2,15}}){{0,2}},? d[ao] )")
_AFTER_FIRM = re.compile(
    r",? ?(?:-|\n)? ?(?:falar com|tratar com|procurar(?: por)?|a/c)[ :]{1,2}(?:[oa] )?"
)
_SELLER_CUE = re.compile(
    r"\b(?:(?:meu|minha|o|a|nosso|nossa) vendedora? (?:(?:e|eh|que me atende e|ai e) )?(?:o |a )?"
    r"|meu contato (?:ai|na loja|na empresa) (?:e|eh) [oa] "
    r"|vendedora? ?: ?(?:o |a )?|vendedora? (?:o |a )"
    r"|quem (?:sempre )?(?:me|nos) (?:atende|atendeu|atendia|vende|vendeu) (?:e|eh|foi) (?:o |a )?"
    r"|(?:atendid[oa]|atendimento) (?:sempre )?(?:pel[oa]|com [oa]|d[oa]) "
    r"|(?:compr[oe]i?|compramos|falo|negocio|trato) (?:sempre )?(?:com|direto com) (?:o |a )?"
    r"|sempre (?:falo|compro|compramos) com (?:o |a )?"
    r"|cliente d[oa] )(?:vendedora? )?"
)
_SERVES = re.compile(
    r"\b(?:(?:o|a) )?(?P<name>[a-z]{2,15}(?: [a-z]{2,15})?) (?:d[aoe] (?:loja|vendas|comercial"
    r"|balcao) )?(?:que )?(?:sempre )?(?:ja )?(?:me"
    r"|nos) (?:atende|atendia|atendeu|conhece)\b"
)
_SELLER_ANSWER = re.compile(r"\W*(?:(?:foi|e|eh|era|acho que|com|sempre) )*(?:[oa] )?(?=[a-z])")
_MOST_NAMES = 5


class People:
    """Reads who writes and who serves them, and with ``firms`` the firm said after the name."""

    def __init__(self, firms: Firms, trade: Trade) -> None:
        self._firms = firms
        self._trade = trade

    def writers(self, page: Page) -> Iterator[Mark]:
        """The writer's name after a cue, and the firm that follows it ("a Ju da Metal Forte")."""
        yield from (
            self._cued(page, _NAME_CUE, sure=True)
            or self._signed(page)
            or self._cued(page, _WEAK_NAME_CUE, sure=False)
            or self._writers_here(page)
            or self._greeted(page)
            or self._presented(page)
            or _called(page)
            or _listed(page)
        )

    def sellers(self, page: Page) -> Iterator[Mark]:
        """The seller who already serves the writer ("o Rui me atende")."""
        for start in _seller_places(page):
            name = person_at(page, start)
            if name:
                yield name.mark("vendedor")
                return

    def named_after_firms(self, page: Page) -> Iterator[Mark]:
        """Whom to ask for, said after the firm: "Usinagem Precisa Ltda, falar com Heloísa"."""
        if any(mark.slot == "nome" for mark in page.marks):
            return
        for firm in page.marks:
            joint = _AFTER_FIRM.match(page.rest, firm.end) if firm.slot == "empresa" else None
            name = person_at(page, joint.end()) if joint else None
            if name:
                yield name.mark("nome")

    def _cued(self, page: Page, cue: re.Pattern[str], *, sure: bool) -> list[Mark]:
        for found in cue.finditer(page.rest):
            name = person_at(page, found.end(), anything=sure)
            if _is_and(page, found):
                continue
            if name and not self._is_no_person(page, name, sure=sure):
                return list(self._with_firm(page, name))
        return []

    def _signed(self, page: Page) -> list[Mark]:
        """The name on the line after "Atenciosamente", and the firm on a line of its own below."""
        for found in _SIGNED.finditer(page.rest):
            name = person_at(page, found.end())
            if name and page.rest[name.end :].lstrip(" .,")[:1] in {"", "\n"}:
                beside = list(self._with_firm(page, name))
                return beside if len(beside) > 1 else [*beside, *self._firms.below(page, name.end)]
        return []

    def _presented(self, page: Page) -> list[Mark]:
        """A name that opens a sentence, and right after it who or whence: "Gilda, pessoa física"."""
        for found in _OPENS.finditer(page.rest):
            name = person_at(page, found.end())
            if name is None or not stands_large(page, name.start):
                continue
            if _AS_PERSON.match(page.rest, name.end):
                if not self._is_no_person(page, name, sure=True):
                    return [name.mark("nome")]
            elif _is_known(page, name):
                firm = list(self._firms.beside(page, name.end))
                wants = _AND_WANTS.match(page.rest, name.end)
                if firm or wants or _is_of_a_town(page, name):
                    return [name.mark("nome"), *firm]
        return []

    def _writers_here(self, page: Page) -> list[Mark]:
        for found in _HERE.finditer(page.rest):
            name = person_at(page, found.start("name"))
            if name and name.end == found.end("name"):
                return list(self._with_firm(page, name, found.end()))
        return []

    def _greeted(self, page: Page) -> list[Mark]:
        """A name and a firm in capitals, with no other cue: "oi, Paulo da Calhas Nordeste"."""
        for found in _GREETED.finditer(page.rest):
            name = person_at(page, found.end())
            marks = list(self._with_firm(page, name)) if name and _is_known(page, name) else []
            if len(marks) > 1 and page.raw[marks[1].start].isupper():
                return marks
        return []

    def _with_firm(self, page: Page, name: Name, end: int = 0) -> Iterator[Mark]:
        yield name.mark("nome")
        firm = list(self._firms.after(page, end or name.end))
        yield from firm or self._firms.beside(page, end or name.end)

    def _is_no_person(self, page: Page, name: Name, *, sure: bool) -> bool:
        words = page.rest[name.start : name.end]
        if words.split()[0] in first_names():
            return False
        if tuple(words.split()) in cities().by_words or self._trade.words.intersection(
            words.split()
        ):
            return True
        return not sure and "empresa" in page.asked


def person_at(page: Page, start: int, *, anything: bool = False) -> Name | None:
    """The person whose name begins here: a known first name, or a capital, or ``anything``."""
    words = words_from(page.rest, start)
    taken: list[Token] = []
    for at, word in enumerate(words[:_MOST_NAMES]):
        fits = _may_follow(page, words, at) if taken else _may_begin(page, word, anything=anything)
        if not fits:
            break
        taken.append(word)
    if not taken or any(word.word in FIRM_WORDS for word in taken):
        return None
    return titled(page, taken[0].start, taken[-1].end)


def titled(page: Page, start: int, end: int) -> Name:
    """The words of this span as a person's name: capitals first, particles small."""
    words = page.words(start, end).lower().split()
    title = " ".join(word if word in PARTICLES else word.capitalize() for word in words)
    return Name(title, start, end)


def _is_and(page: Page, cue: re.Match[str]) -> bool:
    """Whether the "e" of "e o Paulo?" is an "and": without its accent, from somebody who writes accents or who asks."""
    if not cue.groupdict().get("it_is") or page.raw[cue.start("it_is")] not in "eE":
        return False
    return page.asks(cue.end()) or any(letter > "\x7f" for letter in page.raw)


def _called(page: Page) -> list[Mark]:
    """A known name in a capital after a greeting: "boa noite, é Zilda de Sobral"."""
    for found in _CALLED.finditer(page.rest):
        name = person_at(page, found.end())
        town = name and tuple(page.rest[name.start : name.end].split()) in cities().by_words
        if name and not town and stands_large(page, name.start) and _is_known(page, name):
            return [name.mark("nome")]
    return []


def _is_of_a_town(page: Page, name: Name) -> bool:
    """Whether a town in a capital follows: "Zilda, de Sobral", "Zilda, Sobral-CE"."""
    joint = _OF_A_TOWN.match(page.rest, name.end) or _AND_TOWN.match(page.rest, name.end)
    if joint is None or not stands_large(page, joint.end()):
        return False
    words = [word.word for word in words_from(page.rest, joint.end())]
    return any(tuple(words[:size]) in cities().by_words for size in range(1, len(words) + 1))


def _listed(page: Page) -> Iterator[Mark]:
    """A known name in a list of particulars: "meus dados: Larissa Moura, CPF …"."""
    for found in _LIST_CUE.finditer(page.rest):
        name = person_at(page, found.end())
        if name and _is_known(page, name):
            yield name.mark("nome")
            return


def _is_known(page: Page, name: Name) -> bool:
    """Whether it begins with a known first name, and not a town's ("Santana do Livramento")."""
    words = [word.word for word in words_from(page.rest, name.start)]
    towns = (tuple(words[:size]) in cities().by_words for size in range(2, len(words) + 1))
    return words[0] in first_names() and not any(towns)


def _seller_places(page: Page) -> Iterator[int]:
    for found in _SERVES.finditer(page.rest):
        yield found.start("name")
        yield found.start("name") + found["name"].rfind(" ") + 1
    yield from (found.end() for found in _SELLER_CUE.finditer(page.rest))
    answer = _SELLER_ANSWER.match(page.rest) if "vendedor" in page.asked else None
    if answer:
        yield answer.end()


def _may_begin(page: Page, word: Token, *, anything: bool) -> bool:
    if word.word in COMMON or word.word in TITLES or len(word.word) < 2:
        return False
    if anything or word.word in first_names():
        return True
    return stands_large(page, word.start) and not page.raw[word.start : word.end].isupper()


def _may_follow(page: Page, words: list[Token], at: int) -> bool:
    word = words[at].word
    if word in PARTICLES:
        return at + 1 < len(words) and words[at + 1].word in SURNAMES
    if word in SURNAMES:
        return True
    if word in FIRM_KINDS or word in COMMON:
        return False
    return word in first_names() or stands_large(page, words[at].start)
