"""``alu eval import``: files of real conversations become files of cases, without anybody's data in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ruamel.yaml import YAML

from agent.loading import load as load_company
from agent.protocol import Protocol
from evals.case import Case, Split
from evals.importing import forms
from evals.importing.drafting import drafted
from evals.importing.forms import Found
from evals.importing.invented import Inventor
from evals.importing.knowing import known_of, left_over
from evals.importing.known import Known
from evals.importing.personal import Personal
from evals.importing.refused import NotImportable, problem
from evals.importing.veil import Veil, told
from prompts import HERE as WORDS


@dataclass(frozen=True, slots=True)
class Wish:
    """How files are to be read and what the cases are to say.

    ``form``: chatwoot, whatsapp or corrections; guessed where it is None. ``customer``: who of a WhatsApp export is the
    customer; who writes first if it is empty. ``seed``: from which all names are invented.
    """

    author: str
    form: str | None = None
    split: Split = "dev"
    seed: int = 0
    customer: str = ""


def imported(
    paths: Sequence[Path],
    *,
    form: str | None = None,
    out: Path,
    author: str,
    split: Split = "dev",
    seed: int = 0,
    overwrite: bool = False,
    customer: str = "",
    cities: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """The files written into ``out``, a case each, in the order of the conversations read.

    ``cities``: towns are replaced too. ``tell`` hears a line for each file: how often what was replaced, never a value.
    The same files and seed give the same cases, letter for letter. Raises ``NotImportable``, and then nothing has been
    written.
    """
    company = load_company(WORDS)
    wish = Wish(author=author, form=form, split=split, seed=seed, customer=customer)
    found = cases(paths, wish, Personal(company, towns=cities), company, tell)
    files = {out / f"{name}.yaml": text for name, text in found.items()}
    _write(files, overwrite=overwrite)
    return list(files)


def cases(
    paths: Sequence[Path],
    wish: Wish,
    personal: Personal,
    company: Protocol,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, str]:
    """The texts of the cases by their ids. All conversations share what is invented. Raises ``NotImportable``."""
    found = [
        one
        for path in dict.fromkeys(paths)
        for one in forms.read(path, wish.form, company, wish.customer)
    ]
    known = [known_of(one.talk, personal, company) for one in found]
    inventor = Inventor(personal.vocabulary.invented, wish.seed, _words_and_numbers(known))
    texts: dict[str, str] = {}
    for path, some in groupby(zip(found, known, strict=True), key=lambda pair: pair[0].path):
        veil, before = Veil(company, personal, inventor), len(texts)
        for one, theirs in some:
            name, text = drafted(one, theirs, veil, wish.author, wish.split, wish.seed)
            _refuse_unsafe(text, one, theirs, personal)
            texts[name] = text
        counted = ", ".join(told(veil.counted)) or "nada"
        tell(f"{path}: casos {len(texts) - before}; trocados: {counted}")
    return texts


def _words_and_numbers(known: Iterable[Known]) -> frozenset[str]:
    return frozenset(word for one in known for word in (*one.roles, *one.numbers))


def _refuse_unsafe(text: str, found: Found, known: Known, personal: Personal) -> None:
    """Nothing is written that still holds what is known to be somebody's, or that is no case."""
    Case.model_validate(YAML().load(text))
    said = text.partition("\nturns:")[2]
    if kinds := left_over(said, known, personal):
        why = f"sobrou dado pessoal ({', '.join(sorted(kinds))}) que devia ter sido trocado"
        remedy = (
            "Nada foi gravado; tire esse trecho do arquivo, ou avise quem mantém evals/importing"
        )
        raise NotImportable([problem(found.path, 0, why, remedy)])


def _write(files: Mapping[Path, str], *, overwrite: bool) -> None:
    existing = [path for path in files if path.exists()]
    if existing and not overwrite:
        remedy = "Escolha outra pasta com --out, ou peça para gravar por cima"
        raise NotImportable(problem(path, 0, "já existe", remedy) for path in existing)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
