"""Company forms and kinds of body, as registers of member states and destinations write them."""

from __future__ import annotations

import pytest

from gateway.domain.transaction import PartyKind
from gateway.matching.parties.name_words import TELLING, meaning_weight, read_organisation
from gateway.matching.parties.names import name_form

# State, and names of one company "Rubikon" with the forms that its register gives.
FORMS = {
    "AT": ["Rubikon GmbH", "Rubikon AG", "Rubikon KG", "Rubikon OG", "Rubikon e.U."],
    "BE": ["Rubikon BV", "Rubikon BVBA", "Rubikon SPRL", "Rubikon NV"],
    "BG": ["Рубикон ООД", "Рубикон ЕООД", "Rubikon AD", "Rubikon EAD"],
    "CY": ["Rubikon Limited", "Rubikon Public Limited"],
    "CZ": ["Rubikon s.r.o.", "Rubikon spol. s r.o.", "Rubikon a.s."],
    "DE": ["Rubikon GmbH & Co. KG", "Rubikon UG (haftungsbeschränkt)", "Rubikon AG"],
    "DK": ["Rubikon ApS", "Rubikon A/S"],
    "EE": ["Rubikon OÜ", "Rubikon AS"],
    "ES": ["Rubikon S.L.", "Rubikon S.A.", "Rubikon Sociedad Limitada", "Rubikon, S.L.U."],
    "FI": ["Rubikon Oy", "Rubikon Oyj"],
    "FR": ["Rubikon SARL", "Rubikon SAS", "Rubikon S.A.", "Rubikon EURL"],
    "GR": ["Rubikon A.E.", "Rubikon E.P.E.", "Rubikon I.K.E."],
    "HR": ["Rubikon d.o.o.", "Rubikon d.d.", "Rubikon j.d.o.o."],
    "HU": ["Rubikon Kft.", "Rubikon Zrt.", "Rubikon Nyrt.", "Rubikon Bt."],
    "IE": ["Rubikon Ltd", "Rubikon plc", "Rubikon DAC"],
    "IT": ["Rubikon S.r.l.", "Rubikon S.p.A.", "Rubikon s.n.c."],
    "LT": ["UAB Rubikon", "Rubikon AB"],
    "LU": ["Rubikon S.à r.l.", "Rubikon S.A."],
    "LV": ["SIA Rubikon", "AS Rubikon"],
    "MT": ["Rubikon Ltd", "Rubikon p.l.c."],
    "NL": ["Rubikon B.V.", "Rubikon N.V.", "Rubikon V.O.F."],
    "PL": ["Rubikon Sp. z o.o.", "Rubikon S.A.", "Rubikon sp.k."],
    "PT": ["Rubikon Lda.", "Rubikon Unipessoal Lda", "Rubikon S.A."],
    "RO": ["Rubikon SRL", "Rubikon S.A."],
    "SE": ["Rubikon AB", "Rubikon Aktiebolag"],
    "SI": ["Rubikon d.o.o.", "Rubikon d.d."],
    "SK": ["Rubikon s.r.o.", "Rubikon, spol. s r. o.", "Rubikon a. s."],
    "CN": ["Rubikon Co., Ltd.", "Rubikon Company Limited", "Rubikon有限公司"],
    "HK": ["Rubikon Limited", "Rubikon (Hong Kong) Limited"],
    "RU": [
        "ООО «Рубикон»", "OOO Rubikon", "АО «Рубикон»", "PAO Rubikon", "ЗАО «Рубикон»",
        "Общество с ограниченной ответственностью «Рубикон»", "JSC Rubikon", "OJSC Rubikon",
        "Obshchestvo s ogranichennoy otvetstvennostyu Rubikon", "ФГУП «Рубикон»",
    ],
    "BY": ["ООО «Рубикон»", "ОДО «Рубикон»", "РУП «Рубикон»", "Rubikon LLC"],
    "UA": ["ТОВ «Рубікон»", "ПАТ «Рубікон»", "Rubikon TOV"],
    "KZ": ["ТОО «Рубикон»", "TOO Rubikon", "Rubikon LLP"],
    "UZ": ["Rubikon MChJ", "OOO Rubikon"],
    "AM": ["Rubikon LLC", "Rubikon CJSC"],
    "AZ": ["Rubikon MMC"],
    "AE": ["Rubikon FZE", "Rubikon FZCO", "Rubikon L.L.C.", "Rubikon FZ-LLC", "Rubikon DMCC"],
    "IR": ["Rubikon Sherkat Sahami Khass", "Rubikon (P.J.S.)", "Rubikon PJSC"],
    "SA": ["Rubikon W.L.L.", "Rubikon K.S.C."],
    "TR": ["Rubikon A.Ş.", "Rubikon Ltd. Şti.", "Rubikon Anonim Şirketi"],
    "IN": ["Rubikon Pvt. Ltd.", "Rubikon Private Limited", "Rubikon LLP"],
    "PK": ["Rubikon (Pvt.) Limited", "Rubikon (Private) Limited", "Rubikon (SMC-Private) Limited"],
    "SG": ["Rubikon Pte. Ltd.", "Rubikon Pte Limited"],
    "MY": ["Rubikon Sdn. Bhd.", "Rubikon Berhad"],
    "ID": ["PT Rubikon", "PT Rubikon Tbk"],
    "JP": ["Rubikon K.K.", "Rubikon株式会社", "Rubikon Kabushiki Kaisha"],
    "KR": ["Rubikon Co., Ltd.", "주식회사 Rubikon"],
    "VN": ["Công ty TNHH Rubikon", "CTCP Rubikon"],
    "CH": ["Rubikon GmbH", "Rubikon SA", "Rubikon Sàrl"],
    "GB": ["Rubikon Ltd", "Rubikon PLC", "Rubikon LLP"],
    "US": ["Rubikon Inc.", "Rubikon LLC", "Rubikon Incorporated", "Rubikon LP"],
    "MX": ["Rubikon S.A. de C.V.", "Rubikon S. de R.L. de C.V."],
    "BR": ["Rubikon Ltda.", "Rubikon S.A."],
    "IL": ["Rubikon Ltd.", "Rubikon בע״מ"],
    "RS": ["Rubikon d.o.o.", "Rubikon a.d."],
}  # fmt: skip


@pytest.mark.parametrize("state", sorted(FORMS))
def test_the_company_forms_of_a_state_come_off_and_are_known(state: str) -> None:
    forms = {name: name_form(name, PartyKind.ORGANISATION) for name in FORMS[state]}

    assert {name: form.telling for name, form in forms.items()} == dict.fromkeys(forms, "rubikon")
    assert [name for name, form in forms.items() if not form.forms] == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ижевский механический завод", ["izhevsk", "machinery", "plant"]),
        ("北京天宇科技有限公司", ["beijing", "天宇", "technology"]),
        ("شركة الخليج للبتروكيماويات", ["company", "gulf", "petrochemical"]),
        ("دانشگاه صنعتی شریف", ["technical university", "شریف"]),
        ("НИИ «Вектор»", ["research institute", "Вектор"]),
        ("Yıldız Teknik Üniversitesi", ["star", "technical university"]),
        ("27-й Центральный институт", ["27", "central", "institute"]),
        ("LLCBitvan", ["Bitvan"]),
        ("Министерство внутренних дел", ["ministry", "interior"]),
        ("وزارة الداخلية", ["ministry", "interior"]),
        ("Belügyminisztérium", ["interior ministry"]),
        (
            "Intézet az optika és lézer számára",
            ["institute", "of", "optics", "of", "laser", "számára"],
        ),
        ("מכון לאופטיקה ולייזר", ["institute", "optics", "laser"]),
        ("Werk für Sensortechnologie", ["plant", "of", "sensor technology"]),
        ("第三研究所", ["3", "research institute"]),
        ("Troisième bureau", ["3", "office"]),
        ("Institut des poudres et explosifs", ["institute", "of", "powder", "of", "explosive"]),
        ("مصنع الألياف الكربونية", ["plant", "fibre", "carbon"]),
        (
            "Bureau of Special Enquiries and Investigations",
            ["office", "of", "special", "Enquiries", "of", "investigation"],
        ),
        ("Otázka I", ["Otázka", "I"]),
        ("Завод г. Бугульма", ["plant", "Бугульма"]),
    ],
)
def test_words_of_many_languages_are_read_as_one(written: str, read: list[str]) -> None:
    assert [word.read for word in read_organisation(written).words] == read


def test_a_short_form_inside_a_name_is_a_word() -> None:
    assert read_organisation("Optika AG Nord").forms == frozenset()
    assert read_organisation("Optika SA Nord").forms == frozenset()


def test_a_compound_is_not_its_first_part() -> None:
    assert [word.read for word in read_organisation("Uralelektromash").words] == ["Uralelektromash"]


def test_a_bracketed_abbreviation_is_no_word_of_the_name() -> None:
    reading = read_organisation("Shahid Bagheri Industrial Group (SBIG)")

    assert reading.acronyms == {"sbig"}
    assert "SBIG" not in [word.read for word in reading.words]


def test_words_that_tell_parties_apart_count_most() -> None:
    assert meaning_weight("company") < meaning_weight("plant") < meaning_weight("izhevsk") < TELLING
    assert meaning_weight("rubikon") == TELLING


def test_a_name_that_ends_like_a_word_of_the_table_is_not_read_as_two() -> None:
    assert name_form("Sensorindustrie Kranzberg").tokens == ("sensor", "industry", "kranzberg")
    assert name_form("Aerotech").tokens == ("aerotech",)
