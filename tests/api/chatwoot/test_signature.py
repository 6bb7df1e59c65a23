"""What may enter by the webhook's door."""

import hashlib
import hmac

import pytest

from api.chatwoot.signature import Seal
from api.errors import WrongSettings
from tests.recordings.reading import samples

SECRET = "segredo-de-teste"
NOW = 1_782_129_600
BODY = "Olá & tchau".encode()
TOKEN = "a" * 22
OTHER = "b" * 30


def signed(body=BODY, secret=SECRET, at=str(NOW)):
    mac = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return [("X-Chatwoot-Timestamp", at), ("x-chatwoot-signature", f"sha256={mac}")]


def test_the_vector_of_the_reference_is_signed():
    vector = samples()["80_signature_test_vector"]
    headers = [
        (name.removeprefix("header "), value)
        for name, value in vector.items()
        if name.startswith("header ")
    ]
    body = vector["body_utf8"].encode()
    assert Seal((vector["secret"],)).verdict(headers, body, NOW) == "signed"


@pytest.mark.parametrize("secret", [SECRET, "o-novo"])
def test_any_of_several_secrets_signs(secret):
    assert Seal((SECRET, "o-novo")).verdict(signed(secret=secret), BODY, NOW) == "signed"


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (0, "signed"),
        (299, "signed"),
        (300, "signed"),
        (301, "stale"),
        (-300, "signed"),
        (-301, "stale"),
        (864_000, "stale"),
    ],
)
def test_the_window_holds_both_ways(later, verdict):
    assert Seal((SECRET,)).verdict(signed(), BODY, NOW + later) == verdict


def forged():
    stamp, mac = signed()
    yield "nothing", [], "missing"
    yield "no timestamp", [mac], "malformed"
    yield "no signature", [stamp], "malformed"
    yield "doubled signature", [stamp, mac, mac], "malformed"
    yield "doubled timestamp", [stamp, stamp, mac], "malformed"
    yield "upper case", [stamp, (mac[0], mac[1].upper())], "malformed"
    yield "truncated", [stamp, (mac[0], mac[1][:-1])], "malformed"
    yield "no scheme", [stamp, (mac[0], mac[1][7:])], "malformed"
    yield "not ASCII", [stamp, (mac[0], mac[1][:-1] + "é")], "malformed"
    yield "empty", [stamp, (mac[0], "")], "malformed"
    yield "other time", [(stamp[0], str(NOW + 1)), mac], "wrong"
    yield "Arabic digits", [(stamp[0], "١٧٨٢١٢٩٦٠٠"), mac], "malformed"
    yield "time with a sign", [(stamp[0], f"+{NOW}"), mac], "malformed"
    yield "endless time", [(stamp[0], "9" * 5000), mac], "malformed"
    yield "other body", signed(body=b"x"), "wrong"
    yield "other secret", signed(secret="x"), "wrong"


@pytest.mark.parametrize(("headers", "verdict"), [pytest.param(*f[1:], id=f[0]) for f in forged()])
def test_a_forged_delivery_is_named(headers, verdict):
    assert Seal((SECRET,)).verdict(headers, BODY, NOW) == verdict


@pytest.mark.parametrize(("headers", "verdict"), [pytest.param(*f[1:], id=f[0]) for f in forged()])
def test_an_unsigned_delivery_enters_only_where_asked_for_and_a_wrong_one_never(headers, verdict):
    seal = Seal((SECRET,), (TOKEN,), unsigned_allowed=True)
    assert seal.verdict(headers, BODY, NOW) == ("unsigned" if verdict == "missing" else verdict)


def test_without_secrets_nothing_that_claims_a_signature_enters():
    seal = Seal((), (TOKEN,), unsigned_allowed=True)
    assert seal.verdict(signed(), BODY, NOW) == "wrong"


@pytest.mark.parametrize(
    ("tokens", "given", "known"),
    [
        ((), None, True),
        ((), TOKEN, False),
        ((TOKEN,), None, False),
        ((TOKEN,), TOKEN, True),
        ((TOKEN, OTHER), OTHER, True),
        ((TOKEN,), TOKEN[:-1], False),
        ((TOKEN,), TOKEN + "a", False),
        ((TOKEN,), "", False),
        ((TOKEN,), "é\udcff", False),
    ],
)
def test_the_path_is_known_by_its_token(tokens, given, known):
    assert Seal((SECRET,), tokens).knows_path(given) is known


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"secrets": ()}, "ALU_WEBHOOK_SECRETS"),
        ({"secrets": ("",)}, "ALU_WEBHOOK_SECRETS"),
        ({"secrets": (), "unsigned_allowed": True}, "ALU_WEBHOOK_PATH_TOKEN"),
        ({"secrets": (SECRET,), "path_tokens": ("curto",)}, "ALU_WEBHOOK_PATH_TOKEN"),
    ],
)
def test_an_open_door_is_refused(settings, told):
    with pytest.raises(WrongSettings, match=told):
        Seal(**settings)


def test_a_seal_shows_no_secret():
    assert SECRET not in repr(Seal((SECRET,), (TOKEN,)))
    assert TOKEN not in repr(Seal((SECRET,), (TOKEN,)))
