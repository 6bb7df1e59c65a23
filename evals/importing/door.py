"""``alu eval import``: files of real conversations become files of cases, without anybody's data in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from agent.loading import load as load_company
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

    ``form``: chatwoot, whatsapp or corrections; guessed where it is not given. ``customer``: who of a WhatsApp export
    is the customer. ``cities``: towns are replaced too. ``tell`` hears a line for each file: how often what was
    replaced, never a value. The same files and seed give the same cases, letter for letter. Raises ``NotImportable``,
    and then nothing has been written.
    """
    company = load_company(WORDS)
    personal = Personal(company, towns=cities)
    found = [one for path in paths for one in forms.read(path, form, company, customer)]
    known = [known_of(one.talk, personal, company) for one in found]
    inventor = Inventor(personal.vocabulary.invented, seed, _words_and_numbers(known))
    files: dict[Path, str] = {}
    for path in dict.fromkeys(paths):
        veil = Veil(company, personal, inventor)
        before = len(files)
        for one, theirs in zip(found, known, strict=True):
            if one.path == path:
                name, text = drafted(one, theirs, veil, author, split, seed)
                _refuse_unsafe(text, one, theirs, personal)
                files[out / f"{name}.yaml"] = text
        tell(
            f"{path}: casos {len(files) - before}; trocados: {', '.join(told(veil.counted)) or 'nada'}"
        )
    _write(files, overwrite=overwrite)
    return list(files)


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
