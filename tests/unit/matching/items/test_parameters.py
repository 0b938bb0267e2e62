from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.transaction import Item, Parameter
from gateway.matching.items.measures import read_measures
from gateway.matching.items.parameter_names import parameter_name
from gateway.matching.items.parameters import Agreement, compare_parameters
from tests.unit.matching.cases import item, parameter


def with_(*parameters: Parameter, description: str = "goods") -> Item:
    return item(description=description, parameters=parameters)


def agree(ours: Item, theirs: Item) -> Agreement:
    there, back = compare_parameters(ours, theirs), compare_parameters(theirs, ours)
    assert there.degree == pytest.approx(back.degree)
    assert there.weight == back.weight
    return there


def test_equal_figures_are_told_as_each_was_declared() -> None:
    written = [with_(parameter("speed", each, "m/s")) for each in ("3E+15", "3000000000000000")]
    told = [compare_parameters(each, with_(parameter("speed", "1", "m/s"))) for each in written]

    assert told[0].degree == told[1].degree
    assert told[0].reasons != told[1].reasons


@pytest.mark.parametrize(
    ("name", "key", "qualifier"),
    [
        ("wavelength", "wavelength", ""),
        ("Wellenlänge", "wavelength", ""),
        ("λ", "wavelength", ""),
        ("longueur d'onde", "wavelength", ""),
        ("длина волны", "wavelength", ""),
        ("max_speed", "speed", "max"),
        ("Geschwindigkeit max.", "speed", "max"),
        ("frequency_min", "frequency", "min"),
        ("axes_at_least", "axes", "at_least"),
        ("rated power", "power", ""),
        ("max_intercepted_lines", "max_intercepted_lines", ""),
        ("spin coherence time", "spin coherence time", ""),
    ],
)
def test_names_of_parameters_are_one_in_many_languages(name: str, key: str, qualifier: str) -> None:
    found = parameter_name(name)

    assert (found.key, found.qualifier) == (key, qualifier)


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (("wavelength", "1070", "nm"), ("Wellenlänge", "1.07", "µm"), "equal"),
        (("accuracy", "3", "um"), ("accuracy", "3.5", "um"), "ISO 230-2"),
        (("temperature", "200", "°C"), ("Temperatur", "475", "K"), "the same within 5 K"),
        (("temperature", "392", "°F"), ("temperature", "473.15", "K"), "equal"),
        (("speed", "900", "km/h"), ("velocity", "250", "m/s"), "equal"),
        (("rpm", "60000", "rpm"), ("Drehzahl", "1", "kHz"), "equal"),
        (("acceleration", "15", "g"), ("acceleration", "147.1", "m/s2"), "the same within 10 %"),
        (("mass", "15", "g"), ("weight", "0.015", "kg"), "equal"),
        (("particle_size", "325", "mesh"), ("Korngröße", "45", "µm"), "mesh is a rough conversion"),
        (("power", "30", "dBm"), ("power", "1", "W"), "equal"),
        (("purity", "99.9", "%"), ("purity", "999000", "ppm"), "equal"),
        (("pressure", "29000", "psi"), ("Druck", "200", "MPa"), "the same within 5 %"),
        (("gain", "33", "dBi"), ("gain", "33.5", "dBi"), "the same within 1 dB"),
        (("data_rate", "10", "Gbit/s"), ("data rate", "1250", "MB/s"), "equal"),
        (("intensity", "5", "W/cm²"), ("intensity", "50", "kW/m2"), "equal"),
    ],
)
def test_equal_values_are_the_same_in_other_units(ours: Any, theirs: Any, words: str) -> None:
    found = agree(with_(parameter(*ours)), with_(parameter(*theirs)))

    assert found.degree == 1
    assert words in found.reasons[0]


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (("key_length", "128", "bit"), ("key_length", "256", "bit"), "another grade"),
        (("axes", "3", ""), ("axes", "5", ""), "1.67 times"),
        (("frame_rate", "9", "Hz"), ("frame_rate", "60", "Hz"), "6.7 times, another grade"),
        (("purity", "99.9", "%"), ("purity", "95", "%"), "1.05 times"),
        (("temperature", "25", "°C"), ("temperature", "300", "°C"), "275 K apart, another grade"),
    ],
)
def test_another_grade_is_not_the_same(ours: Any, theirs: Any, words: str) -> None:
    found = agree(with_(parameter(*ours)), with_(parameter(*theirs)))

    assert found.degree is not None
    assert found.degree < 1
    assert words in found.reasons[0]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("size", "5", "m"), ("size", "5", "kg")),
        (("size", "5", "furlong"), ("size", "5", "m")),
        (("app", "6000", "MTOPS"), ("APP", "12", "WT")),
    ],
)
def test_units_that_cannot_be_compared_say_nothing(ours: Any, theirs: Any) -> None:
    found = agree(with_(parameter(*ours)), with_(parameter(*theirs)))

    assert found.degree is None
    assert "cannot be" in found.reasons[0]


def test_what_only_one_side_states_says_nothing() -> None:
    assert agree(with_(parameter("power", 2, "kW")), with_()).degree is None


def test_a_minimum_and_a_maximum_make_a_range() -> None:
    band = with_(parameter("frequency_min", 1, "GHz"), parameter("frequency_max", 4, "GHz"))
    same = with_(parameter("Frequenz_min", 1000, "MHz"), parameter("Frequenz_max", 4, "GHz"))
    inside = with_(parameter("frequency", "2.4", "GHz"))
    outside = with_(parameter("frequency", 12, "GHz"))
    half = with_(parameter("frequency_min", 2, "GHz"), parameter("frequency_max", 5, "GHz"))

    assert agree(band, same).degree == 1
    assert "1 GHz to 4 GHz and 1000 MHz to 4 GHz: the same range" in agree(band, same).reasons[0]
    assert "within the range" in agree(band, inside).reasons[0]
    assert agree(band, outside).degree == 0
    assert 0 < (agree(band, half).degree or 0) < 1
    assert "ranges have 50% in common" in agree(band, half).reasons[0]


def test_bounds_allow_for_values_and_exclude_them() -> None:
    at_least = with_(parameter("axes_at_least", 5))

    assert agree(at_least, with_(parameter("axes", 5))).degree == 1
    assert 0.5 < (agree(at_least, with_(parameter("axes", 7))).degree or 0) < 1
    assert agree(at_least, with_(parameter("axes", 3))).degree == 0
    assert agree(at_least, at_least).degree == 1


def test_of_several_values_the_best_pairs_count() -> None:
    two = with_(parameter("wavelength", 1064, "nm"), parameter("wavelength", 532, "nm"))

    assert agree(two, with_(parameter("wavelength", "0.532", "um"))).degree == 1
    assert agree(two, two).degree == 1


def test_one_telling_parameter_of_another_grade_outweighs_those_that_agree() -> None:
    ours = with_(parameter("wavelength", 1070, "nm"), parameter("output_power", 2, "kW"))
    theirs = with_(parameter("wavelength", 1070, "nm"), parameter("output_power", 50, "W"))

    assert agree(ours, theirs).degree == 0.25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("laser, wavelength 1070 nm", [("wavelength", "1070", None, "nm", "")]),
        ("at least 2 kW", [("", "2", None, "kW", "at_least")]),
        ("bis zu 60 000 U/min", [("", "60000", None, "U/min", "at_most")]),
        ("60,000 rpm", [("", "60000", None, "rpm", "")]),
        ("2,5 kW", [("", "2.5", None, "kW", "")]),
        ("8-12 µm", [("", "8", "12", "µm", "")]),
        ("20 to 3000 MHz", [("", "20", "3000", "MHz", "")]),
        ("3 x 10^5 Pa", [("", "3E+5", None, "Pa", "")]),
        ("at -40 °C", [("", "-40", None, "°C", "")]),
        ("APP of 12 WT", [("app", "12", None, "WT", "")]),
        ("Ti-6Al-4V and DN 25", [("", "25", None, "mm", "")]),  # the nominal size of a pipe
        ("vessel, 1.000 l", [("", "1000", None, "l", "")]),
        ("rod, 1.250 m", [("", "1.250", None, "m", "")]),
        ('valve 1 1/2"', [("", "38.1", None, "mm", "")]),
        ("最大直径3.5米", [("", "3.5", None, "米", "")]),
        ("3 in stock, 12 lines", []),
        ("5A001.j.1.a", []),
        ("最大直径75毫米的机器", [("", "75", None, "毫米", "")]),
        ("Стенд, 0,4 кН", [("", "0.4", None, "кН", "")]),
        ("modulo 1,31 E7 m", [("", "1.31E+7", None, "m", "")]),
        ("53 US gallon vessel", [("", "53", None, "US gallon", "")]),
        ("carbon fibre, 24K tow", []),  # filaments, thousands of them
        ("detector cooled to 77 K", [("", "77", None, "K", "")]),
        ("accelerometer, 50 g", []),  # of gravity, or of mass: not read
        ("50 g of powder", []),
        ("построен в 2004 г", []),
    ],
)
def test_values_are_read_from_a_text(text: str, expected: Any) -> None:
    found = [
        (m.name.key if m.name else "", str(m.value), m.upper and str(m.upper), m.unit, m.bound)
        for m in read_measures(text)
    ]

    assert found == expected


@pytest.mark.parametrize("text", ["123 " * 1000, "9" * 4000, "123 123 to " * 360, "1.234." * 600])
def test_a_text_of_nothing_but_digits_holds_no_values(text: str) -> None:
    assert read_measures(text) == ()


def test_a_value_in_a_description_agrees_or_says_nothing() -> None:
    declared = with_(parameter("APP", 12, "WT"))
    same = with_(description="Digital computer with an APP of 12.5 WT")
    other = with_(description="Digital computer with an APP of 0.5 WT")

    assert agree(declared, same).degree == 1
    assert agree(declared, other).degree is None


def test_a_value_without_a_name_counts_half() -> None:
    found = agree(
        with_(parameter("wavelength", 1070, "nm")), with_(description="Fibre laser 1070 nm")
    )

    assert (found.degree, found.weight) == (1, 0.5)
    assert found.reasons == ("wavelength 1070 nm and 1070 nm, as the description says: the same",)


def described(ours: str, theirs: str) -> Agreement:
    return agree(with_(description=ours), with_(description=theirs))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Pump 1600 l/s", "Насос 1600 л/с"),
        ("Fermenter, 53 US gallon", "Fermenteur de 200 litres"),
        ("Press 690 bar", "Presse, 69 MPa"),
        ("缠绕机，直径75毫米", "Machine, 75 mm"),
    ],
)
def test_a_value_of_two_texts_counts_once_and_half(ours: str, theirs: str) -> None:
    found = described(ours, theirs)

    assert (found.degree, found.weight, len(found.reasons)) == (1, 0.5, 1)


def test_a_text_that_repeats_a_parameter_adds_nothing() -> None:
    text = "Fibre laser 1070 nm"
    declared = with_(parameter("wavelength", 1070, "nm"), description=text)
    found = agree(declared, declared)

    assert found.weight == 1
    assert found.reasons == ("wavelength 1070 nm and 1070 nm: equal",)


def test_values_are_held_against_those_of_their_kind_alone() -> None:
    found = described("Battery, 370 Wh/kg", "Converter, 12 bit")

    assert found == Agreement(None, 0.0, ())


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Laser 1064 nm", "Laser 1030 nm"),  # without a name: not one figure
        ("Source 50 kW", "Source 48 kW"),
        ("Salt, 10 kg", "Salt, 900 kg"),  # of the delivery
        ("Mount, 3 mm and 40 mm", "Mount, 900 mm"),  # which of them is not said
        ("Radar", "Radar, 300 km"),
    ],
)
def test_values_that_are_not_told_apart_speak_for_nothing_and_against_nothing(
    ours: str, theirs: str
) -> None:
    assert described(ours, theirs) == Agreement(None, 0.0, ())


def test_two_bounds_of_another_grade_speak_against() -> None:
    assert described("Analyser up to 6 GHz", "Analyser up to 325 GHz").degree == 0
    assert described("Analyser up to 6 GHz", "Analyser, 5 GHz").degree is None


def test_a_value_under_an_unknown_name_is_held_against_the_only_one_of_its_kind() -> None:
    ours = with_(parameter("capacité", 1.5, "µF"))
    theirs = with_(parameter("capacitance", 1.5, "pF"))
    length = with_(parameter("length", 3, "m"), description="Laser 1064 nm")

    assert agree(ours, theirs).degree == 0
    assert agree(length, with_(description="Laser, 20 mm")).degree is None


def test_one_value_of_a_kind_in_both_texts_of_another_grade_speaks_against() -> None:
    found = described("Shaker, 0.4 kN", "Shaker, 160 kN")
    named = described("Column, diameter 50 mm", "Column, diameter 800 mm")

    assert (found.degree, found.weight, named.degree) == (0, 0, 0)
    assert found.reasons == (
        "force 0.4 kN and 160 kN, as the descriptions say: 400.0 times, another grade",
    )


PARAMETERS = st.lists(
    st.builds(
        parameter,
        st.sampled_from(["wavelength", "λ", "power", "power_min", "power_max", "x", "axes"]),
        st.decimals(-1000, 1000, places=2)
        | st.decimals(allow_nan=False, allow_infinity=False)
        | st.sampled_from(["1e999999", "-1e-999999", "0e500", "1e120"]),
        st.sampled_from(["nm", "µm", "kW", "MHz", "°C", "dBm", "mesh", "", "%", "furlong", "g"]),
    ),
    max_size=5,
)
TEXTS = st.sampled_from(["goods", "laser 1070 nm, 2 kW", "pump 10 to 20 l/min", "≥ 5 kg", "0 m"])


@given(PARAMETERS, TEXTS, PARAMETERS, TEXTS)
def test_agreement_is_symmetric_and_within_bounds(a: Any, text: str, b: Any, other: str) -> None:
    found = agree(with_(*a, description=text), with_(*b, description=other))

    assert found.degree is None or 0 <= found.degree <= 1
