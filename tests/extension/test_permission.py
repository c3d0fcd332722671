"""Who may let an engine cost money: the person who runs, and nothing of the book."""

from __future__ import annotations

import pytest


@pytest.fixture
def metered(empty_project):
    """One page with two sentences, to be translated by a program that costs money."""
    empty_project.write("index.rst", "Tea\n===\n\nWarm the pot. Add the leaves.\n")
    empty_project.engine(amts_command_metered=True, amts_command_price=1_000_000.0)
    return empty_project


def add_code(project, code):
    conf = project.src / "conf.py"
    conf.write_text(conf.read_text("utf-8") + "\n" + code + "\n", encoding="utf-8")


def translated(project, amts, way, **env):
    """Run one of the ways to translate; return what the program was asked."""
    if way == "sphinx-build":
        built = project.build(**env)
        assert "Traceback" not in built.output
        return built.calls
    if way == "translate":
        return amts(project, "translate", project.src, "-l", "es", **env).calls
    site = project.root / "site"
    return amts(project, "build", project.src, site, "-l", "es", **env).calls


LATER = {
    "the variable": 'import os; os.environ["AMTS_SPEND"] = "1000"',
    "overrides": 'app.config.overrides["amts_spend_limit"] = 1000',
    "the setting": "app.config.amts_spend_limit = 1000",
    "a low price": "app.config.amts_command_price = 0.0",
}


@pytest.mark.parametrize("given", ["", "1"], ids=["no permission", "little"])
@pytest.mark.parametrize("code", LATER.values(), ids=LATER)
@pytest.mark.parametrize("way", ["sphinx-build", "translate"])
def test_setup_of_conf_py_raises_nothing(metered, amts, way, code, given):
    add_code(metered, f"def setup(app):\n    {code}")
    assert translated(metered, amts, way, AMTS_SPEND=given) == []


@pytest.mark.parametrize("way", ["translate", "build"])
@pytest.mark.parametrize("given", ["", "1"], ids=["no permission", "little"])
def test_our_program_reads_the_variable_before_conf_py(metered, amts, way, given):
    add_code(metered, 'import os; os.environ["AMTS_SPEND"] = "1000"')
    assert translated(metered, amts, way, AMTS_SPEND=given) == []
    assert translated(metered, amts, way, AMTS_SPEND="1000") != []


def test_conf_py_does_not_change_what_spend_says(metered, amts):
    add_code(metered, 'import os; os.environ["AMTS_SPEND"] = "1000"')
    command = ["translate", metered.src, "-l", "es", "--spend"]
    assert amts(metered, *command, "1").calls == []
    assert amts(metered, *command, "1000").calls != []


@pytest.mark.parametrize("way", ["sphinx-build", "sphinx-amts"])
def test_an_override_permits_nothing_and_lowers(metered, amts, way):
    def run(limit, **env):
        setting = f"-Damts_spend_limit={limit}"
        if way == "sphinx-build":
            return metered.build(setting, **env).calls
        return amts(metered, "translate", metered.src, "-l", "es", setting, **env).calls

    assert run("1000") == []
    assert run("1000", AMTS_SPEND="1") == []
    assert run("1", AMTS_SPEND="1000") == []
    assert run("1000", AMTS_SPEND="1000") != []


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"amts_command_price": 0}, "amts_command_price"),
        ({"amts_command_price": 1e-9}, "amts_command_price"),
        ({"amts_languages": {"es": {"command_price": 0}}}, "command_price"),
        (
            {"amts_engine": "amazon", "amts_amazon_prices": {"realtime": 0}},
            "amts_amazon_prices: realtime",
        ),
        (
            {"amts_engine": "amazon", "amts_amazon_prices": {"act": 0.01}},
            "amts_amazon_prices: act",
        ),
    ],
    ids=str,
)
def test_a_price_of_next_to_nothing_is_an_error(metered, settings, named):
    metered.conf(**settings)
    built = metered.build(AMTS_SPEND="1")
    assert built.code == 2
    assert named in built.output
    assert built.calls == []


def test_a_negative_price_of_an_override_is_an_error(metered):
    built = metered.build("-Damts_command_price=-1", AMTS_SPEND="1")
    assert built.code == 2
    assert built.calls == []
