"""What the repository promises about itself."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_hashes_everything(lock):
    content = text(lock)
    assert "://" not in content
    assert "index" not in content.lower()
    packages = re.findall(r"^[a-z0-9][^=\n]*==", content, re.MULTILINE)
    assert len(packages) > 40
    for block in re.split(r"\n(?=[a-z0-9])", content):
        assert "--hash=sha256:" in block


def test_every_package_of_the_product_is_in_the_development_lock_too():
    def pins(lock):
        return set(re.findall(r"^([a-z0-9._-]+==[^ \\]+)", text(lock), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_readme_shows_the_graph_that_runs():
    from docs.draw import readme

    content = text("README.md")
    assert "flowchart TD" in content
    assert readme(content) == content, "run `make graph`"


def test_the_readme_and_the_makefile_speak_of_the_same_verbs():
    makefile = text("Makefile")
    for verb in set(re.findall(r"(?:`|^)make ([a-z]+)", text("README.md"), re.MULTILINE)):
        assert re.search(rf"^{verb}:.*## ", makefile, re.MULTILINE), f"make {verb}"


def test_make_alone_tells_its_verbs():
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "make demo" in told
    assert "make test" in told


def test_ci_uses_the_verbs_of_a_person():
    commands = [line for line in text(".ci/run").splitlines() if line.startswith("make ")]
    assert commands == ["make check", "make eval", "make test"]


def test_tests_are_no_packages():
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_every_decision_names_what_enforces_it():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert len(decisions) >= 5
    for decision in decisions:
        content = decision.read_text(encoding="utf-8")
        assert "Enforced by" in content, decision.name
        for named in re.findall(r"`(tests/[\w/.-]+\.py)`", content):
            assert (ROOT / named).exists(), f"{decision.name} names {named}"


def test_data_of_others_ships_with_its_licence():
    data = ROOT / "agent" / "extract" / "data"
    licences = {path.name for path in data.glob("LICENSE-*")}
    assert licences == {"LICENSE-municipios-brasileiros", "LICENSE-nomes-ibge"}


def test_help_loads_neither_the_graph_nor_a_model():
    heavy = ("langgraph", "langchain", "numpy", "agent")
    code = f"import sys, api.cli; print([m for m in sys.modules if m.startswith({heavy})])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
