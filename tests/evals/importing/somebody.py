"""People who do not exist, and the ways in which they and others write of them. What is theirs must not survive."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Somebody:
    """A customer with everything that leads to them. ``firm``: its words that are nobody else's."""

    first: str
    last: str
    firm: str
    firm_as_written: str
    cnpj: str
    cpf: str
    phone: str
    email: str
    street: str
    number: str
    cep: str
    order: str
    invoice: str
    plate: str
    seller: str

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that names somebody."""
        return tuple(f"{self.first} {self.last} {self.firm} {self.street} {self.seller}".split())

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number that leads to somebody; of the phone what its area does not share."""
        own = (self.cnpj, self.cpf, self.phone[2:], self.cep, self.order, self.invoice, self.plate)
        return tuple(bare(one) for one in own)


PEOPLE = (
    Somebody(
        "Juliana", "Prado Kowalski", "Zanforlin", "Serralheria Zanforlin", "11.222.333/0001-81", "529.982.247-25",
        "85987654321", "juliana.prado@zanforlin.com.br", "Benévolo", "1355", "60160-230", "77120", "48213", "PMX-4321",
        "Genivaldo",
    ),
    Somebody(
        "Wandercleyson", "Frazão", "Hagemeister", "Hagemeister Esquadrias Ltda", "12.ABC.345/01DE-35", "111.444.777-35",
        "88991234567", "wander_frazao@gmail.com", "Tibúrcio", "82", "63010-145", "990417", "1048213", "ABC1D23",
        "Rosângela",
    ),
    Somebody(
        "José Carlos", "Benevides", "Tavolara", "Box Tavolara", "45.997.418/0001-53", "153.509.460-56", "11976541230",
        "contato@tavolara.ind.br", "Epitácio", "2040", "01310-930", "554433", "7788991", "HNV-0987", "Deusimar",
    ),
    Somebody(
        "Antônia", "de Sousa Mapurunga", "Cobogó", "Construtora Cobogó", "33.014.556/0001-96", "935.411.347-80",
        "84988776655", "mapurunga.antonia@hotmail.com", "Cipriano", "7", "59020-300", "300451", "650012", "RIO2A18",
        "Ivonete",
    ),
)  # fmt: skip


def spoken_of(one: Somebody) -> tuple[str, ...]:
    """What a customer writes, in many spellings, of themselves and of others."""
    name, firm = f"{one.first} {one.last}", one.firm_as_written
    return (
        f"Oi, sou {one.first} {one.last}, da {firm}",
        f"meu nome é {name.lower()}",
        f"{plain(name)}",
        f"{name.upper()} CPF {one.cpf}",
        f"aqui é {one.first.split()[0]}",
        f"empresa: {firm}",
        f"a firma é {plain(firm)}",
        f"{firm.upper()}, CNPJ: {one.cnpj}",
        f"cnpj {bare(one.cnpj)}",
        f"cnpj {spaced(bare(one.cnpj), 2, 3, 3, 4)}",
        f"meu cpf é {bare(one.cpf)}",
        f"cpf: {one.cpf.replace('.', ' ')}",
        f"meu zap {one.phone}",
        f"({one.phone[:2]}) {one.phone[2:7]}-{one.phone[7:]}",
        f"+55 {one.phone[:2]} {one.phone[2]} {one.phone[3:7]} {one.phone[7:]}",
        f"liga no {one.phone[2:7]}-{one.phone[7:]}",
        f"whats 0{one.phone[:2]} {one.phone[2:7]}.{one.phone[7:]}",
        f"{' '.join(one.phone)}",
        f"email {one.email}",
        f"{one.email.upper()}",
        f"{one.email.replace('@', ' arroba ').replace('.com', ' ponto com').replace('.ind', ' ponto ind')}",
        f"insta @{plain(one.first.split()[0])}_{plain(one.firm)}",
        f"www.{plain(one.firm)}.com.br",
        f"https://{plain(one.firm)}.com.br/contato?c={plain(one.first.split()[0])}",
        f"rua {one.street} {one.number}, entrega lá",
        f"Av. {one.street}, nº {one.number}, CEP {one.cep}",
        f"cep {bare(one.cep)}",
        f"o pedido {one.order} não chegou",
        f"pedido nº {one.order[:3]}.{one.order[3:]}",
        f"a nf {one.invoice} veio errada",
        f"nota fiscal número: {one.invoice}, boleto {one.invoice}",
        f"{one.order}",
        f"motorista {one.seller}, placa {one.plate}",
        f"placa {bare(one.plate).lower()}",
        f"quem me atende é {one.seller}",
        f"o {plain(one.seller)} me passou o preço",
        f"falei com {one.seller.upper()} ontem",
        f"fala pra {one.first.split()[0].lower()} que é da {plain(one.firm)}",
        f"{plain(one.first).replace(' ', '')}{plain(one.last).replace(' ', '')}",
        f"obrigada!! att, {one.first}",
        f"{one.first[0]}\u200b{one.first[1:]} {one.last}",
        unicodedata.normalize("NFD", f"sou {name}"),
        wide(f"CPF {one.cpf}"),
        f"chave pix {bare(one.cpf)} ou {one.email}",
    )


def answered(one: Somebody) -> tuple[str, ...]:
    """What a person of the team writes back."""
    first = one.first.split()[0]
    return (
        f"Oi {first}, tudo bem? Aqui é {one.seller}",
        f"{first.lower()} o pedido {one.order} sai hoje",
        f"Bom dia dona {first}! Da {one.firm_as_written}, né?",
        f"Segue: {one.first} {one.last} / {one.cnpj} / {one.street}, {one.number}",
    )


def plain(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


def bare(code: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[^0-9A-Za-z]", "", code)


def spaced(code: str, *sizes: int) -> str:
    """A code in groups of letters."""
    parts, start = [], 0
    for size in (*sizes, len(code)):
        parts.append(code[start : start + size])
        start += size
    return " ".join(part for part in parts if part)


def wide(text: str) -> str:
    """Digits in full width, as some keyboards write them."""
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isdigit() else letter for letter in text)


def survivors(text: str, one: Somebody) -> list[str]:
    """What of somebody's is still in a text: words of theirs, their numbers, however written."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    folded = plain(unicodedata.normalize("NFKC", seen))
    words = set(re.findall(r"[^\W\d_]+", folded))
    glued = re.sub(r"[^a-z]", "", folded)
    lines = [re.sub(r"[^0-9a-z]", "", line) for line in folded.splitlines()]
    named = [plain(word) for word in one.words if len(word) > 3]
    left = [word for word in named if word in words or (len(word) > 6 and word in glued)]
    left += [number for number in one.numbers if any(number.lower() in line for line in lines)]
    return left + [host for host in ("zanforlin", "gmail.com", "hotmail.com") if host in folded]
