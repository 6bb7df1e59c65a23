"""What stands in place of what was real: the same for the same, by the seed; never what was real anywhere."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import chain

from agent.extract.documents import valid_cnpj, valid_cpf
from agent.extract.gazetteer import City, cities, first_names
from agent.extract.normal import fold
from agent.extract.words import SURNAMES, TOWNS_LIKE_WORDS
from evals.importing.known import Role
from evals.importing.vocabulary import Invented

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
HEX = "0123456789abcdef"
LONGEST_NICKNAME = 3
CONSONANTS, VOWELS = "bcdfglmnprstv", "aeiou"
HOSTS = frozenset(
    {
        "gmail",
        "hotmail",
        "outlook",
        "yahoo",
        "uol",
        "bol",
        "terra",
        "ig",
        "icloud",
        "live",
        "msn",
        "globo",
    }
)
BOXES = frozenset(
    {
        "contato", "vendas", "compras", "financeiro", "fiscal", "nfe", "comercial", "adm", "administrativo",
        "rh", "atendimento", "cobranca", "obras", "engenharia", "orcamento", "contabilidade", "suporte",
    }
)  # fmt: skip
_WOMANS = re.compile(
    r"(?:a|[nl]?eide|aide|ete|ene|ane|ine|ele|elle|[ei]ly|any|ilde|ice|ise|isse|ude)$"
    r"|^(?:raquel|isabel|beatriz|ingrid|ester|miriam|carmen|ruth?e?|iris|lourdes|mercedes|socorro|solange)$"
)
RESERVED = "99999"
"""How invented documents and phones begin, so that they are nobody's."""


class Inventor:
    """Answers what stands in place of a value. It remembers what it has answered, so that no two values become one.

    ``real``: folded words and numbers of every conversation of the call, none of which is ever an answer. The same
    seed gives the same answers whatever else is asked, but where two values would have become one.
    """

    def __init__(self, lists: Invented, seed: int, real: Iterable[str]) -> None:
        self._lists = lists
        self._key = str(seed).encode()
        self._real = frozenset(real)
        self._given: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()

    def word(self, real: str, role: Role) -> str:
        """A word of a name, in place of a folded one: a first name for a first name, a surname for a surname."""
        kind, pool = self._pool(real, role)
        return self._one_of(kind, real, pool)

    def short(self, real: str, name: str) -> str:
        """A name shortened as the real one is."""
        long = self.word(name, "person")
        return long[: 1 if len(real) == 1 else max(len(real), 2)]

    def street(self, real: str) -> str:
        """The name of a street, a quarter, a building."""
        return self._one_of("endereco", real, self._lists.streets)

    def town(self, real: City) -> str:
        """Another town of the same state."""
        some = (
            city for towns in cities().by_words.values() for city in towns if city.uf == real.uf
        )
        names = sorted({city.name for city in some if fold(city.name) not in TOWNS_LIKE_WORDS})
        return self._one_of(f"cidade {real.uf}", fold(real.name), names)

    def email(self, real: str) -> str:
        """An address under .example; boxes that anybody has (``vendas``) stay."""
        box, _, host = real.lower().partition("@")
        name = host.partition(".")[0]
        kept = name if name in HOSTS else self.plain("host", host)
        return f"{box if box in BOXES else self.plain('caixa', real.lower())}@{kept}.example"

    def plain(self, kind: str, real: str) -> str:
        """One word in small plain letters."""
        return fold(self._one_of(kind, fold(real), (*self._lists.firms, *self._lists.rare)))

    def number(self, kind: str, real: str) -> str:
        """As many digits and letters; a document stays as valid or invalid as it was, a phone keeps its kind."""
        make: dict[str, Callable[[str, int], str]] = {
            "cnpj": self._cnpj,
            "cpf": self._cpf,
            "telefone": self._phone,
            "cep": self._cep,
            "chave": self._hex,
            "nascimento": self._birthday,
        }
        return self._first_free(kind, real, make.get(kind, self._digits))

    def _pool(self, real: str, role: Role) -> tuple[str, tuple[str, ...]]:
        lists = self._lists
        if real in first_names() and (real not in SURNAMES or real in lists.first_rather):
            return "nome", lists.women if _is_womans(real) else lists.men
        if real in SURNAMES:
            return "sobrenome", lists.surnames
        if role == "person" and len(real) <= LONGEST_NICKNAME:
            return "apelido", tuple(name[:4] for name in (*lists.women, *lists.men))
        return ("firma", lists.firms) if role == "firm" else ("raro", lists.rare)

    def _one_of(self, kind: str, real: str, pool: Iterable[str]) -> str:
        """The first of the pool, in an order of this value's own, that is free; else a word made of syllables."""
        if (kind, real) not in self._given:
            order = sorted(pool, key=lambda one: self._draw(kind, real, one))
            made = (self._syllables(kind, real, number) for number in range(10_000))
            free = (one for one in chain(order, made) if self._is_free(kind, one, real))
            self._keep(kind, real, next(free))
        return self._given[kind, real]

    def _first_free(self, kind: str, real: str, make: Callable[[str, int], str]) -> str:
        if (kind, real) not in self._given:
            made = (make(real, number) for number in range(100_000))
            free = (one for one in made if one != real and self._is_free(kind, one))
            self._keep(kind, real, next(free, make(real, 0)))
        return self._given[kind, real]

    def _is_free(self, kind: str, one: str, real: str = "") -> bool:
        plain = fold(one)
        alike = real[:1] == plain[:1] if real else False
        return not alike and plain not in self._real and (kind, plain) not in self._taken

    def _keep(self, kind: str, real: str, one: str) -> None:
        self._given[kind, real] = one
        self._taken.add((kind, fold(one)))

    def _draw(self, *about: object) -> int:
        told = "\0".join(map(str, about)).encode()
        return int.from_bytes(hmac.new(self._key, told, sha256).digest()[:8], "big")

    def _syllables(self, kind: str, real: str, number: int) -> str:
        drawn = [self._draw("sílaba", kind, real, number, place) for place in range(4)]
        return "".join(CONSONANTS[one % 13] + VOWELS[one // 13 % 5] for one in drawn).capitalize()

    def _cnpj(self, real: str, number: int) -> str:
        root = self._like(real[:5], "cnpj", real[:8], number, digits=RESERVED)
        root += self._like(real[5:8], "cnpj+", real[:8], number)
        code = root + real[8:12]
        return _checked(code, real, valid_cnpj)

    def _cpf(self, real: str, number: int) -> str:
        code = RESERVED + self._like(real[5:9], "cpf", real, number)
        return _checked(code, real, valid_cpf)

    def _phone(self, real: str, number: int) -> str:
        """Of the eight digits that are the owner's, only the last four are drawn."""
        if real.startswith("+"):
            return real[:4] + self._like(real[4:], "telefone", real, number)
        last = self._like(real[-4:], "telefone", real, number)
        first = real[0] if real[0] in "2345" else "9"
        return f"{first}999{last}"

    def _cep(self, real: str, number: int) -> str:
        return real[:2] + self._like(real[2:], "cep", real, number)

    def _birthday(self, real: str, number: int) -> str:
        day, month, year = (self._draw("nascimento", real, number, part) for part in "dma")
        made = f"{day % 28 + 1:02}{month % 12 + 1:02}{1950 + year % 50}"
        return made if len(real) == len(made) else made[:4] + made[6:]

    def _hex(self, real: str, number: int) -> str:
        drawn = (self._draw("chave", real, number, place) for place in range(len(real)))
        return "".join(
            HEX[one % 16] if letter.isalnum() else letter
            for letter, one in zip(real, drawn, strict=True)
        )

    def _digits(self, real: str, number: int) -> str:
        """Another number that is neither a valid CPF nor a mobile phone."""
        for more in range(1000):
            made = self._like(real, "numero", real, number, more)
            if not (valid_cpf(made) or (len(made) == 11 and made[2] == "9")):
                break
        return made

    def _like(self, real: str, *about: object, digits: str = "") -> str:
        """Letters for letters and digits for digits, the first not zero where it was not."""
        made = ""
        for place, letter in enumerate(real):
            drawn = self._draw("letra", *about, place)
            if letter.isdecimal():
                least = 1 if place == 0 and letter != "0" else 0
                made += digits[place] if digits else str(least + drawn % (10 - least))
            else:
                made += LETTERS[drawn % len(LETTERS)]
        return made


def _is_womans(name: str) -> bool:
    return _WOMANS.search(name) is not None


def _checked(code: str, real: str, valid: Callable[[str], bool]) -> str:
    """The code with check digits: right ones where the real had right ones, else wrong by as much."""
    right = _check(code, valid)
    if valid(real):
        return code + right
    off = (int(real[-2:]) - int(_check(real[:-2], valid))) % 100 or 1
    return code + f"{(int(right) + off) % 100:02}"


def _check(code: str, valid: Callable[[str], bool]) -> str:
    return next((two for n in range(100) if valid(code + (two := f"{n:02}"))), "00")
