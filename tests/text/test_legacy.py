import csv
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_xl.text.legacy import invisible, plain, repaired

ROOT = Path(__file__).parents[2]
WORKBOOK = ROOT / "workbook"

# Quoted in public repositories from documents of 1998–2009 and from programs of that time:
# TrizenX/viparse and viparse-corpus (documents of mof.gov.vn and others), and a few converters' tests
TCVN3_FOUND = [
    ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
    ("céng hßa x· héi chñ nghÜa viÖt nam", "cộng hòa xã hội chủ nghĩa việt nam"),
    ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    ("C¨n cø NghÞ ®Þnh sè 15/CP", "Căn cứ Nghị định số 15/CP"),
    ("quyÕt ®Þnh cña Bé tr\u00adëng Bé Tµi chÝnh", "quyết định của Bộ trưởng Bộ Tài chính"),
    ("chÕ ®é kÕ to¸n doanh nghiÖp", "chế độ kế toán doanh nghiệp"),
    ("ng\u00adêi cã c«ng víi c¸ch m¹ng", "người có công với cách mạng"),
    ("Tæng diÖn tÝch ®· phñ kÝn", "Tổng diện tích đã phủ kín"),
    ("§Ò nghÞ h\u00adëng trî cÊp mét lÇn", "Đề nghị hưởng trợ cấp một lần"),
    ("Th«ng t\u00ad h\u00adíng dÉn thùc hiÖn", "Thông tư hướng dẫn thực hiện"),
    ("¤ng TrÇn Du", "Ông Trần Du"),
    ("Hµ néi, ngµy 22 th¸ng 11 n¨m 2002", "Hà nội, ngày 22 tháng 11 năm 2002"),
    ("söa ®æi møc thuÕ suÊt cña mét sè mÆt hµng", "sửa đổi mức thuế suất của một số mặt hàng"),
    ("B¸o c¸o tµi chÝnh quý II n¨m 2026", "Báo cáo tài chính quý II năm 2026"),
    ("Mêng Kh¬ng", "Mường Khương"),
    ("B¶o Th¾ng", "Bảo Thắng"),
    ("Biªn b¶n ghi lêi khai ngêi lµm chøng", "Biên bản ghi lời khai người làm chứng"),
]
# Computed by hand from the code chart of TCVN 5712
TCVN3_CHART = [
    ("C¶i c¸ch hµnh chÝnh", "Cải cách hành chính"),
    ("Uû ban nh©n d©n tØnh §ång Th¸p", "Uỷ ban nhân dân tỉnh Đồng Tháp"),
    ("Së Néi vô", "Sở Nội vụ"),
    ("KÕt qu¶ thùc hiÖn nhiÖm vô", "Kết quả thực hiện nhiệm vụ"),
    ("§óng h¹n", "Đúng hạn"),
    ("Tû lÖ hå s¬ gi¶i quyÕt trÔ: 2,5 %", "Tỷ lệ hồ sơ giải quyết trễ: 2,5 %"),
    ("QuyÕt ®Þnh 45/Q§-UBND", "Quyết định 45/QĐ-UBND"),
    ("Ch\u00ada cã", "Chưa có"),
    ("Kh¸", "Khá"),
    ("LÜnh vùc", "Lĩnh vực"),
    ("dÞch vô c«ng trùc tuyÕn møc ®é 4", "dịch vụ công trực tuyến mức độ 4"),
    ("ch¼ng cßn vÏ xÊu; n»m, ch½n; cæ kÝnh", "chẳng còn vẽ xấu; nằm, chẵn; cổ kính"),
    ("xe tr©u, nghØ mÌo, rÐt, tuú ý, v¼ng", "xe trâu, nghỉ mèo, rét, tuỳ ý, vẳng"),
]
VNI_FOUND = [  # TrizenX/viparse, the slides of a law course, forms of programs in PHP and JSP
    ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    ("UÛY BAN NHAÂN DAÂN TÆNH", "ỦY BAN NHÂN DÂN TỈNH"),
    ("Caên cöù Luaät Toå chöùc HÑND vaø UBND", "Căn cứ Luật Tổ chức HĐND và UBND"),
    ("quyeát ñònh naøy coù hieäu löïc", "quyết định này có hiệu lực"),
    ("nghæ maát söùc", "nghỉ mất sức"),
    ("saün coù", "sẵn có"),
    ("Ñaø Naüng", "Đà Nẵng"),
    ("CHÖÔNG XV", "CHƯƠNG XV"),
    ("MIEÃN, GIAÛM TRAÙCH NHIEÄM HÌNH SÖÏ", "MIỄN, GIẢM TRÁCH NHIỆM HÌNH SỰ"),
    ("Khaùi nieäm", "Khái niệm"),
    ("Ñònh nghóa", "Định nghĩa"),
    ("bình ñaúng veà", "bình đẳng về"),
    ("Thôøi gian thöû thaùch töø 1 naêm", "Thời gian thử thách từ 1 năm"),
    ("HP CHÆ ÑÖÔÏC AÙP DUÏNG", "HP CHỈ ĐƯỢC ÁP DỤNG"),
    ("maâu thuaãn", "mâu thuẫn"),
    ("Ngöôøi laäp bieåu", "Người lập biểu"),
    ("Keá toaùn tröôûng", "Kế toán trưởng"),
    ("Maät khaåu ñaõ ñöôïc thay ñoåi.", "Mật khẩu đã được thay đổi."),
    ("nhöõng kyû nieäm thieâng lieâng", "những kỷ niệm thiêng liêng"),
]
VNI_CHART = [
    ("Caûi caùch haønh chính", "Cải cách hành chính"),
    ("Sôû Noäi vuï", "Sở Nội vụ"),
    ("Tyû leä hoà sô giaûi quyeát treã: 2,5 %", "Tỷ lệ hồ sơ giải quyết trễ: 2,5 %"),
    ("Quyeát ñònh 45/QÑ-UBND", "Quyết định 45/QĐ-UBND"),
    ("Ñaït", "Đạt"),
    ("Khaù", "Khá"),
    ("Lónh vöïc", "Lĩnh vực"),
    ("dòch vuï coâng tröïc tuyeán möùc ñoä 4", "dịch vụ công trực tuyến mức độ 4"),
    ("chaúng coøn veõ xaáu; naèm, chaün; coå kính", "chẳng còn vẽ xấu; nằm, chẵn; cổ kính"),
    ("Aán Ñoä, ngheøo, reùt, reû, heïp, tuøy yù", "Ấn Độ, nghèo, rét, rẻ, hẹp, tùy ý"),
    ("xaây döïng theå cheá", "xây dựng thể chế"),
    ("thuïc ñoäng, kî, kyõ sö", "thục động, kỵ, kỹ sư"),
]
SYLLABLES = """
    cải cách hành chính năm quý tháng ngày báo cáo kết quả thực hiện nhiệm vụ sở phòng ban tỉnh huyện xã
    phường quyết định kế hoạch chỉ thị nghị quyết văn bản thủ tục hồ sơ đúng hạn trước quá trễ tỷ lệ điểm
    số lượng cán bộ công chức viên người dân doanh nghiệp tổ kiểm tra giám sát đề án tài nguyên xuất bổ
    sung được giao chưa đang không có khó khăn vướng mắc kiến giải pháp nâng cao chất dịch trực tuyến mức độ
    ứng dụng thông tin tuyên truyền đào tạo bồi dưỡng sắp xếp bộ máy tinh giản biên chế ngân sách nhà nước
    lĩnh vực lao động thương binh xã hội giáo dục đẳng cấp rẽ nhỉ kỹ thuỷ lũy hẳn chẵn ở ưu ẩn ý ổn
"""

ORDINARY = """
    Đồng Tháp; Hoà Bình; Toà án nhân dân; Hóa đơn; Sông Bé; Cà Mau; Lào Cai; Long Thành; Hà Nam; Y Blô; Ba Vì
    Krông Nô; Thoái hoá; Hòan thành; Goá; Tùy ý; Quý II; Bé; Ông Bé Hai; Tú; Cô Thoa; hôm nay; nó là ai; Lê Hà
    Bà Rịa - Vũng Tàu; Nghị quyết số 76/NQ-CP; ĐẠT; KAD; 07/57; 95,2 %; 1.234,5; 34 m²; 37 °C; ± 5; §; § 5; ®
    5 µm; 5 µm ± 2 µm; 3 × 4; 3×4; Windows®; KAD®; © 2021; ½; ¼ ngày; «Hà Nam»; « Ban »; “đúng”; ‘Hoa’; 1–2…
    ¹; mục¹; Chi¹; Ø 20; £ 500; ¥; à; é; être; où; là où; déjà vu; café; crème brûlée; naïf; Noël; Thaï; Loïc
    haï; Caïn; thé; forêt; tôt; côté; fenêtre; École d'Extrême-Orient; le même élève; bientôt; garçon; aérien
    Señor Muñoz; El Niño; mañana; años; más; qué tal; Perú; Raúl; aún; São Paulo; João; não; coração; über
    Müller; Größe; schön; på; Ærø; Citroën; Saigon; §a; mg·l; N·m; —; €; 100 %; x²; naïve façade; piñata
    mer än en gång; må på nytt; në fund të; Die Optionen »-l« und »-d«
"""

LOOK_ALIKES = [  # typed, named, ordinary
    ("cải\u200b cách", "dấu không độ rộng", "cải cách"),
    ("sở\u200d", "dấu không độ rộng", "sở"),
    ("\u2060NV01", "dấu không độ rộng", "NV01"),
    ("hành\u00ad chính", "dấu gạch nối ẩn", "hành chính"),
    ("\ufeff12", "dấu thứ tự byte (BOM)", "12"),
    ("\u200e372", "dấu chiều viết", "372"),
    ("\u202a12\u202c", "dấu chiều viết", "12"),
    ("１２", "chữ toàn khổ", "12"),
    ("ＫＡＤ", "chữ toàn khổ", "KAD"),
    ("Ðồng Tháp", "chữ Đ của tiếng khác", "Đồng Tháp"),
    ("Ɖồng Tháp", "chữ Đ của tiếng khác", "Đồng Tháp"),
    ("КAD", "chữ Kirin, Hy Lạp giống chữ Latinh", "KAD"),
    ("bаo cаo", "chữ Kirin, Hy Lạp giống chữ Latinh", "bao cao"),
    ("НХ-ТТ", "chữ Kirin, Hy Lạp giống chữ Latinh", "HX-TT"),
    ("ΝV01", "chữ Kirin, Hy Lạp giống chữ Latinh", "NV01"),
    ("1\u00a0234", "dấu cách cứng trong số, mã", "1 234"),
    ("34\u00a0", "dấu cách cứng trong số, mã", "34 "),
    ("372/BC\u00a0-SLĐTBXH", "dấu cách cứng trong số, mã", "372/BC -SLĐTBXH"),
    ("có 1\u202f234 hồ sơ", "dấu cách cứng trong số, mã", "có 1 234 hồ sơ"),
]


def ordinary_texts():
    yield from (text.strip() for line in ORDINARY.splitlines() for text in line.split(";"))
    for file in [ROOT / "README.md", *sorted(WORKBOOK.glob("so-2021/*.csv")), WORKBOOK / "units.csv"]:
        text = file.read_text(encoding="utf-8")
        yield text
        yield from text.splitlines()
        if file.suffix == ".csv":
            yield from (cell for row in csv.reader(text.splitlines()) for cell in row)
    for file in sorted(WORKBOOK.glob("samples/*.json")):
        yield from strings(json.loads(file.read_text(encoding="utf-8")))


def strings(value):
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def to_tcvn3(text):
    """Write lower-case letters by the rows of the code chart, from 0xA8, 0xB5, 0xBB, 0xC6 and so on."""
    rows = {0xA8: "ăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ", 0xDC: "ĩíịò"}
    rows |= {0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ"}
    codes = {letter: chr(start + i) for start, row in rows.items() for i, letter in enumerate(row)}
    return "".join(codes.get(letter, letter) for letter in text)


def to_vni(text):
    """Write the hat, the breve and the tone as one mark behind the vowel."""
    whole = {"đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "ì": "ì", "í": "í", "ơ": "ô", "ư": "ö"}
    tones = {"": "", "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
    rows = {"\u0302": "âáàåãä", "\u0306": "êéèúüë"}
    hats = {hat: dict(zip(tones, row, strict=True)) for hat, row in rows.items()}
    result = ""
    for letter in text:
        base, *marks = unicodedata.normalize("NFD", letter)
        hat = next((mark for mark in marks if mark in hats), "")
        tone = next((mark for mark in marks if mark in tones), "")
        horn = whole[unicodedata.normalize("NFC", base + "\u031b")] if "\u031b" in marks else base
        result += whole.get(letter) or horn + (hats[hat] if hat else tones)[tone]
    return result


sentences = st.lists(st.sampled_from(SYLLABLES.split()), min_size=1, max_size=12).map(" ".join)


@pytest.mark.parametrize(("typed", "meant"), TCVN3_FOUND + TCVN3_CHART)
def test_tcvn3_is_recognised_by_its_letters(typed, meant):
    assert repaired(typed) == meant
    assert repaired(typed, ".VnTime") == meant


@pytest.mark.parametrize(("typed", "meant"), VNI_FOUND + VNI_CHART)
def test_vni_is_recognised_by_its_letters(typed, meant):
    assert repaired(typed) == meant
    assert repaired(typed, "VNI-Times") == meant


@given(sentences)
def test_whatever_was_typed_in_tcvn3_comes_back(sentence):
    assert (repaired(to_tcvn3(sentence), ".VnArial") or to_tcvn3(sentence)) == sentence
    sentence = "cải cách hành chính: " + sentence
    assert repaired(to_tcvn3(sentence)) == sentence


@given(sentences)
def test_whatever_was_typed_in_vni_comes_back(sentence):
    assert (repaired(to_vni(sentence), "VNI-Times") or to_vni(sentence)) == sentence
    assert (repaired(to_vni(sentence).upper(), "VNI-Times") or to_vni(sentence).upper()) == sentence.upper()
    sentence = "cải cách hành chính: " + sentence
    assert repaired(to_vni(sentence)) == sentence


def test_every_letter_of_the_alphabet_has_its_code():
    letters = "".join(a for a in map(chr, range(0xE0, 0x1EFA)) if is_vietnamese(a))
    assert len(letters) == 67
    assert len({*to_tcvn3(letters)}) == 67
    for letter in letters:
        word = f"b{letter}nh"
        assert (repaired("c¸ch, chÝnh " + to_tcvn3(word), ".VnTime") or "")[-4:] == word
        assert (repaired("caùch, vaø " + to_vni(word), "VNI-Times") or "")[-4:] == word


def is_vietnamese(letter):
    base, *marks = unicodedata.normalize("NFD", letter)
    shapes = {"a": "\u0302\u0306", "e": "\u0302", "o": "\u0302\u031b", "u": "\u031b", "i": "", "y": ""}
    tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
    rest = [mark for mark in marks if mark not in tones]
    fits = base in shapes and all(mark in shapes[base] for mark in rest)
    return letter == "đ" or (fits and bool(marks) and len(tones) < 2 and len(rest) < 2)


@given(sentences)
def test_unicode_is_never_touched_whatever_font_stayed_behind(sentence):
    for font in ("", "Times New Roman"):
        assert repaired(sentence, font) is None
    for font in (".VnTime", "VNI-Times"):
        assert repaired(f"Đã được {sentence}", font) is None


def test_no_text_of_the_repository_and_no_foreign_word_is_taken_for_legacy():
    texts = {*ordinary_texts()}
    assert len(texts) > 2000
    assert [text for text in texts if repaired(text) is not None] == []


@pytest.mark.parametrize(
    ("typed", "font", "meant"),
    [
        ("céng hßa x· héi chñ nghÜa viÖt nam", ".VnTimeH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("CéNG HßA", ".VnArialH", "CỘNG HÒA"),
        ("Bé Néi vô", ".VnTime", "Bộ Nội vụ"),
        ("Trung ¢u", ".vntime", "Trung Âu"),
        ("Q§", ".VnTime", "QĐ"),
        ("¸p dông", ".VnTime", "áp dụng"),
        ("Tèt", ".VnTime", "Tốt"),
        ("Toát", "VNI-Times", "Tốt"),
        ("Hoà", "VNI-Helve", "Hồ"),
        ("Caûi caùch", ".VnTime", "Cải cách"),
    ],
)
def test_the_font_decides_where_the_letters_do_not(typed, font, meant):
    assert repaired(typed, font) == meant


@pytest.mark.parametrize("typed", ["Bé Néi vô", "Tèt", "¸p dông", "Toát", "Trung ¢u", "Q§"])
def test_without_its_font_a_text_that_could_be_either_is_left(typed):
    assert repaired(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("§¡NG Ký KINH DOANH", "ĐĂNG KÝ KINH DOANH"),
        ("Toµ ¸n TOµN QUèC", "Toà án TOÀN QUỐC"),
        ("Uû ban nh©n d©n", "Uỷ ban nhân dân"),
    ],
)
def test_capitals_of_tcvn3_follow_their_neighbours(typed, meant):
    assert repaired(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("quyÕt ®Þnh cña Bé trëng", "quyết định của Bộ trưởng"),
        ("nhµ níc ®îc giao", "nhà nước được giao"),
        ("ngêi lao ®éng", "người lao động"),
        ("nhµ n\u2212íc, Thñ t\u2212íng", "nhà nước, Thủ tướng"),
        ("Quü b¶o l\u2219nh", "Quỹ bảo lãnh"),
        ("t¨ng 5 \u2212 3 phÇn tr¨m", "tăng 5 \u2212 3 phần trăm"),
    ],
)
def test_letters_that_word_and_pdf_readers_lose_are_found_again(typed, meant):
    assert repaired(typed) == meant


def test_of_a_mixed_text_only_the_legacy_lines_are_repaired():
    assert repaired("Sở Nội vụ\nC¶i c¸ch hµnh chÝnh\nHạn: 1/3") == "Sở Nội vụ\nCải cách hành chính\nHạn: 1/3"
    assert repaired("Sở Nội vụ, C¶i c¸ch hµnh chÝnh") is None


@pytest.mark.parametrize(("typed", "name", "ordinary"), LOOK_ALIKES)
def test_what_nobody_sees_is_named_and_replaced(typed, name, ordinary):
    assert invisible(typed) == [name]
    assert plain(typed) == ordinary


def test_several_are_named_each_once():
    assert invisible("\ufeff1\u00a02\u200b3\u200b КAD") == [
        "dấu không độ rộng",
        "dấu thứ tự byte (BOM)",
        "chữ Kirin, Hy Lạp giống chữ Latinh",
        "dấu cách cứng trong số, mã",
    ]


MEANT = ["Đường đi", "kΩ", "5 μm", "Москва, он и она", "α = 0,5", "tha\u0300nh", "m²", "Sở\u00a0Nội vụ"]


@pytest.mark.parametrize("typed", MEANT)
def test_what_is_meant_stays(typed):
    assert invisible(typed) == []
    assert plain(typed) == typed


def test_no_text_of_the_repository_hides_anything():
    assert [text for text in ordinary_texts() if invisible(text)] == []


@given(st.text(st.sampled_from("aĐ1 /\u00a0\u200b\u00adАΒжÐ\u0300１а\u3000−ề")))
def test_a_plain_text_hides_nothing_any_more(text):
    assert invisible(plain(text)) == []
