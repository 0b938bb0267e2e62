"""Firms named after Chinese, Japanese and Korean places, in their own letters and in Latin ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from anyascii import anyascii

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.index.denial_index import DenialIndex, Entry
from gateway.matching.parties import name_words
from gateway.matching.parties.name_words import MOST_READINGS, read_organisation, readings_of
from gateway.matching.parties.names import name_forms
from gateway.matching.parties.party import compare_parties, party_forms
from gateway.matching.transaction import PARTY_LIKELY

TABLE = Path(name_words.__file__).with_name("han_words.toml")

# Provinces, regions, municipalities and special administrative regions; cities of each kind.
PLACES = """
北京 Beijing, 天津 Tianjin, 上海 Shanghai, 重庆 Chongqing, 河北 Hebei, 山西 Shanxi, 辽宁 Liaoning,
吉林 Jilin, 黑龙江 Heilongjiang, 江苏 Jiangsu, 浙江 Zhejiang, 安徽 Anhui, 福建 Fujian, 江西 Jiangxi,
山东 Shandong, 河南 Henan, 湖北 Hubei, 湖南 Hunan, 广东 Guangdong, 海南 Hainan, 四川 Sichuan,
贵州 Guizhou, 云南 Yunnan, 陕西 Shaanxi, 甘肃 Gansu, 青海 Qinghai, 台湾 Taiwan,
内蒙古 Inner Mongolia, 广西 Guangxi, 西藏 Tibet, 西藏 Xizang, 宁夏 Ningxia, 新疆 Xinjiang,
香港 Hong Kong, 澳门 Macau, 澳门 Macao, 长春 Changchun, 长沙 Changsha, 长治 Changzhi,
新乡 Xinxiang, 新余 Xinyu, 新竹 Hsinchu, 高雄 Kaohsiung, 臺北 Taipei, 台中 Taichung, 基隆 Keelung,
深圳 Shenzhen, 广州 Guangzhou, 廣州 Guangzhou, 成都 Chengdu, 武汉 Wuhan, 西安 Xi'an, 大连 Dalian,
厦门 Xiamen, 沈阳 Shenyang, 瀋陽 Shenyang, 青岛 Qingdao, 哈尔滨 Harbin, 乌鲁木齐 Urumqi,
呼和浩特 Hohhot, 鄂尔多斯 Ordos, 拉萨 Lhasa, 喀什 Kashgar, 蚌埠 Bengbu, 六安 Lu'an, 铅山 Yanshan,
绵阳 Mianyang, 石家庄 Shijiazhuang, 长春市 Changchun City, 广东省 Guangdong Province,
新疆维吾尔自治区 Xinjiang Uygur Autonomous Region, 重慶 Chongqing, 天水 Tianshui
"""
PAIRS = [tuple(each.strip().split(" ", 1)) for each in PLACES.replace("\n", " ").split(",")]
FIRMS = (
    ("天山安防科技有限公司", "Tianshan Security Technology Co., Ltd"),
    ("红星电子有限公司", "Hongxing Electronics Co., Ltd."),
    ("大学", "University"),
)


def score(ours: str, theirs: str, kind: PartyKind = PartyKind.ORGANISATION) -> float:
    parties = (Party(names=(ours,), kind=kind), Party(names=(theirs,), kind=kind))
    there, back = compare_parties(*parties), compare_parties(*reversed(parties))
    assert there.score == pytest.approx(back.score)
    return there.score


@pytest.mark.parametrize(("place", "latin"), PAIRS, ids=["".join(pair) for pair in PAIRS])
def test_a_firm_is_likely_whichever_place_its_name_begins_with(place: str, latin: str) -> None:
    """新疆 was "modern jiang", 长春 was Zhangchun, and the denial was not shown (matching2 C2)."""
    for rest, spelt in FIRMS:
        for kind in (PartyKind.ORGANISATION, PartyKind.UNKNOWN):
            assert score(f"{place}{rest}", f"{latin} {spelt}", kind) >= PARTY_LIKELY


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("東京精密機械株式会社", "Tokyo Precision Machinery Co., Ltd."),
        ("長崎造船株式会社", "Nagasaki Shipbuilding Co Ltd"),
        ("新潟精密株式会社", "Niigata Precision Co., Ltd."),
        ("부산정밀기계", "Pusan Precision Machinery"),
        ("함흥화학공업", "Hamhung Chemical Industry"),
        ("부산정밀기계", "Busan Precision Machinery"),
    ],
)
def test_places_of_japan_and_korea_are_read_as_they_are_called(ours: str, theirs: str) -> None:
    assert score(ours, theirs) >= PARTY_LIKELY


@pytest.mark.parametrize("kind", PartyKind)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("长白通信", "Changbai Tongxin"),
        ("长白通信", "Zhangbai Tongxin"),
        ("藏龙通信", "Zanglong Tongxin"),
        ("藏龙通信", "Canglong Tongxin"),
        ("曾庆红", "Zeng Qinghong"),
        ("单雄信", "Shan Xiongxin"),
        ("长行乐", "Chang Hangyue"),
    ],
)
def test_each_reading_of_a_character_is_tried(ours: str, theirs: str, kind: PartyKind) -> None:
    """长 is Chang and Zhang, 藏 is Zang and Cang (matching2 C2)."""
    assert score(ours, theirs, kind) >= PARTY_LIKELY


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("新华动力科技有限公司", "Xinhua Power Technology Co., Ltd"),
        ("新天山科技有限公司", "New Tianshan Technology Co., Ltd"),
        ("新天山科技有限公司", "Xin Tianshan Technology Co., Ltd"),
        ("高远科技有限公司", "Gaoyuan Technology Co., Ltd"),
        ("创新科技有限公司", "Chuangxin Technology Co., Ltd"),
    ],
)
def test_one_character_is_a_word_or_a_part_of_one(ours: str, theirs: str) -> None:
    """A single character was read before the word that it stands in (matching2 C2)."""
    assert score(ours, theirs) >= PARTY_LIKELY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("新疆天山安防科技", ["xinjiang", "天山", "security", "technology"]),
        ("蓝天水务", ["蓝天", "water"]),
        ("红星厂", ["红星", "plant"]),
        ("宁岭市金穗轴承", ["宁岭", "city", "金穗", "bearing"]),
        ("江苏省", ["jiangsu", "province"]),
        ("长春市机械厂", ["changchun", "city", "machinery", "plant"]),
        ("科学与技术研究所", ["scientific", "of", "technology", "research institute"]),
        ("新能源科技", ["energy", "technology"]),
    ],
)
def test_the_longest_known_word_is_cut_out(text: str, words: list[str]) -> None:
    assert [word.read for word in read_organisation(text).words] == words


def test_the_denial_is_found_through_the_index() -> None:
    """The denial was not shown at all (matching2 C2)."""
    index = DenialIndex.open()
    index.apply_entries(
        (
            (f"D{at}", Entry(names=party_forms(Party(names=(f"{latin} Shanli Security Ltd",)))))
            for at, (_, latin) in enumerate(PAIRS)
        ),
        position=1,
    )
    for at, (place, latin) in enumerate(PAIRS):
        ours = Party(names=(f"{place}山力安防有限公司",))
        assert f"D{at}" in index.by_names(party_forms(ours), limit=10), latin


def test_two_places_are_still_two() -> None:
    assert score("长春红星电子有限公司", "Shenyang Hongxing Electronics Co., Ltd") < PARTY_LIKELY


def test_readings_are_few_and_name_what_is_written() -> None:
    text = "长重行乐朝都曾单"
    assert len(readings_of(text)) <= MOST_READINGS
    assert readings_of("长春") == ("长春",)
    assert {form.original for form in name_forms(text)} == {text}


def test_the_table_of_readings_says_something() -> None:
    """A second reading is another one than the first, and has no second one itself."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    several = {each for line in table["readings"].values() for each in line.split()}
    for read, line in table["readings"].items():
        assert read not in several
        assert all(anyascii(each) != anyascii(read) for each in line.split()), read
