from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_xl.form.phrases import phrases
from cchc_xl.text.wording import Phrasebook, Place, Slip, count_slips, dashed, odd_dashes, places

BOOK = Phrasebook({p.text: p.also for p in phrases() if p.kind in ("he_thong", "cum_tu")})

SLIPS = [
    ("qua Công Dịch vụ công quốc gia", "Công Dịch vụ công quốc gia", "Cổng Dịch vụ công quốc gia"),
    ("gây những nhiễu, phiền hà", "những nhiễu", "nhũng nhiễu"),
    ("thủ tục hành chinh", "thủ tục hành chinh", "thủ tục hành chính"),
    ("THỦ TỤC HÀNH CHÌNH", "THỦ TỤC HÀNH CHÌNH", "thủ tục hành chính"),
    ("ủy bán nhân dân huyện", "ủy bán nhân dân", "Ủy ban nhân dân"),
    ("giải quyết thủ túc hành chính", "giải quyết thủ túc", "giải quyết thủ tục"),
    ("còn  vướng  mác", "vướng  mác", "vướng mắc"),
    ("Trang, thủ tục hành chinh", "thủ tục hành chinh", "thủ tục hành chính"),
    ("đơn vị sự nghiêp công lập.", "đơn vị sự nghiêp công lập", "đơn vị sự nghiệp công lập"),
    ("ứng dụng công nghệ thông tín", "ứng dụng công nghệ thông tín", "ứng dụng công nghệ thông tin"),
]

RIGHT = [
    "Cổng Dịch vụ công quốc gia",
    "CỔNG DỊCH VỤ CÔNG QUỐC GIA",
    "cổng dịch vụ công",
    "Uỷ ban nhân dân; Ủy ban nhân dân; UỶ BAN NHÂN DÂN",
    "không gây nhũng nhiễu",
    "có nhưng nhiều nơi chưa làm",
    "trong những nhiều năm",
    "nhận công, dịch vụ công do Nhà nước trả",
    "cải cách, hành chính",
    "thủ tục\nhành chinh",
    "cán bộ, công chức, viên chức",
    "tình hình thực hiện",
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("text", "found", "expected"), SLIPS)
def test_set_phrases_with_other_marks_are_found(text, found, expected, form):
    assert list(BOOK.slips(normalize(form, text))) == [Slip(found, expected)]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", RIGHT)
def test_right_phrases_are_left_alone(text, form):
    assert list(BOOK.slips(normalize(form, text))) == []


def test_the_tone_may_stand_on_either_vowel():
    book = Phrasebook({"hòa giải": (), "thủy lợi": ()})
    assert list(book.slips("hoà giải, Hòa giải, thuỷ lợi, THỦY LỢI")) == []
    assert [slip.found for slip in book.slips("hóa giải, thùy lợi, hoá giải")] == [
        "hóa giải",
        "thùy lợi",
        "hoá giải",
    ]


def test_the_longer_of_two_phrases_counts():
    book = Phrasebook({"dịch vụ công": (), "Cổng dịch vụ công": ()})
    assert list(book.slips("cộng dịch vụ cồng")) == [Slip("cộng dịch vụ cồng", "Cổng dịch vụ công")]
    assert list(book.slips("Cổng. Dịch vụ cồng")) == [Slip("Dịch vụ cồng", "dịch vụ công")]


@settings(deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from(["03 ", "Một là", "nội dung", ": ", "; ", ". ", "huyện ", "Hà", "-"]))
)
def test_any_text_can_be_searched(parts):
    text = "".join(parts)
    list(BOOK.slips(text)), list(count_slips(text)), list(places(text))


def test_a_long_run_of_letters_is_searched_at_once():
    assert list(count_slips("12 " + "a" * 20000 + " " + "b " * 10000)) == []


COUNTS = [
    ("03 nội dung: sửa quy chế; mở lớp", "03 nội dung", "2"),
    ("**03** nội dung: sửa quy chế; mở lớp", "03 nội dung", "2"),
    ("gồm 02 lớp, cụ thể: lớp A; lớp B; lớp C.", "02 lớp, cụ thể", "3"),
    ("08 lĩnh vực: thể chế; thủ tục, tổ chức; tài chính; cán bộ; chỉ đạo", "08 lĩnh vực", "5"),
    ("03 văn bản sau: Công văn số 529/STP-VP; Công văn số 675/STP-VP.", "03 văn bản sau", "2"),
    ("03 đơn vị: Sở Tư pháp (phòng A; phòng B); Sở Nội vụ.", "03 đơn vị", "2"),
    ("04 đơn vị: Sở Tư pháp; UBND TP. Cao Lãnh; Sở Nội vụ. Còn lại đạt.", "04 đơn vị", "3"),
    ("03 đề xuất: Một là sửa; Hai là bỏ.", "03 đề xuất", "2"),
    ("03 đề xuất sau: Một là, sửa. Hai là, bỏ.", "03 đề xuất sau", "2"),
    ("02 đề xuất:\n- Một là sửa\n- Hai là bỏ\n- Ba là thêm", "02 đề xuất", "3"),
    ("02 lý do: một là thiếu người, hai là thiếu tiền, và ba là thiếu máy", "02 lý do", "3"),
    ("Một là sửa; Ba là bỏ", "Một, Ba", "đếm"),
    ("Một là sửa; Hai là bỏ; Hai là thêm", "Một, Hai, Hai", "đếm"),
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("text", "found", "expected"), COUNTS)
def test_counts_that_differ_from_their_lists_are_found(text, found, expected, form):
    (slip,) = count_slips(normalize(form, text))
    assert slip.found == found
    assert expected in slip.expected


ORDINARY = [
    "Có 03 nội dung: Một là sửa quy chế; Hai là mở lớp; Ba là kiểm tra.",
    "Có 03 nội dung: sửa quy chế, quy định; mở lớp, tập huấn; kiểm tra.",
    "Sở có **34** nhiệm vụ; đã hoàn thành 30 nhiệm vụ; còn 4 nhiệm vụ.",
    "15 giờ: đón tiếp đại biểu; khai mạc.",
    "Từ 08 giờ: đón tiếp đại biểu; khai mạc; phát biểu; giải lao; thảo luận.",
    "Điều 3: trách nhiệm của Sở; trách nhiệm của phòng.",
    "Khoản 2 Điều 5 quy định: Sở chủ trì; phòng phối hợp; thanh tra giám sát.",
    "Dịch vụ công trực tuyến mức độ 4 gồm: nộp hồ sơ; thanh toán; trả kết quả.",
    "Trong 6 tháng đầu năm: số vụ giảm; số đơn giảm; số phiếu tăng.",
    "Trong 05 năm qua: tổ chức được sắp xếp; biên chế giảm; chi phí giảm.",
    "Hơn 03 đơn vị chưa đạt: Sở A; Sở B; Sở C; Sở D.",
    "Chi 20 triệu đồng: mua máy; sửa nhà; in ấn; tập huấn; kiểm tra; khen thưởng; xe; quà; thuê; phí.",
    "Biên chế có 12 người: 8 nam; 4 nữ.",
    "Tổng số 57 thủ tục: cấp tỉnh 40; cấp huyện 10; cấp xã 7.",
    "Toàn ngành có 12 đơn vị, trong đó: Phòng A; Phòng B; Phòng C; Phòng D; Phòng E; Phòng G.",
    "Kiểm tra 04 phòng và 04 đơn vị sự nghiệp: A; B; C; D; E; G; H; I.",
    "Nhiều việc trong 12 đơn vị như: A; B; C; D; E; G.",
    "Có 03 đơn vị kiến nghị: tăng biên chế; bổ sung kinh phí.",
    "Tổ chức 01 lớp tập huấn: kỹ năng số; chữ ký số; an toàn thông tin.",
    "Còn 03 khó khăn: thiếu người; thiếu máy; ...",
    "Còn 03 khó khăn: thiếu người; thiếu máy; v.v.",
    "Có 03 nhóm việc: rà soát; công bố;\ncông khai.",
    "Có 03 đơn vị: Sở Tư pháp; UBND TP. Cao Lãnh; Sở Nội vụ.",
    "Có 02 đơn vị: Sở Tư pháp (phòng A; phòng B); Sở Nội vụ.",
    "Tiếp nhận 57 hồ sơ: đất đai; hộ tịch.",
    "Có 2 lý do: một là thiếu người, hai là thiếu kinh phí.",
    "Có 3 lý do: một là thiếu người; hai là thiếu tiền, ba là thiếu máy.",
    "Một là sửa; Hai là bỏ. Về giải pháp: Một là mở lớp; Hai là kiểm tra.",
    "Sở có 03 đề xuất. Năm là thời điểm báo cáo. Hai là hai phòng.",
    "03 đề xuất:\nMột là sửa; Hai là bỏ\nBa là thêm",
    "Trong 02 năm: Một là sửa; Hai là bỏ; Ba là thêm",
    "Nhóm 2: Một là sửa; Hai là bỏ; Ba là thêm",
    "Ngày 20 tháng 5: họp; kiểm tra; báo cáo.",
    "Quý 3 đạt: chỉ tiêu A; chỉ tiêu B.",
    "Tăng 5 bậc so với năm trước: chi phí; thời gian; đất đai.",
    "Tỷ lệ 95,2 %: đúng hạn; trước hạn.",
    "Đạt 07/57 thủ tục: A; B; C.",
    "Công văn số 15 của Sở: triển khai; báo cáo; kiểm tra; đôn đốc.",
    "Thành phần họp lúc 14 giờ 30 phút: lãnh đạo Sở; trưởng phòng; kế toán.",
    "Ủy ban nhân dân tỉnh đã ban hành kế hoạch cải cách hành chính năm 2021.",
    "Uỷ ban nhân dân các huyện, thành phố phối hợp với Sở thực hiện.",
    "Việc giải quyết thủ tục hành chính theo cơ chế một cửa, một cửa liên thông có chuyển biến tích cực.",
    "Thu tục lệ phí theo quy định; thu hồi công nợ; cổng cơ quan được sửa chữa.",
    "Công chức tiếp công dân tại cổng cơ quan, không vướng mắc gì về chuyên môn.",
    "Tình hình dịch bệnh phức tạp nhưng nhiều đơn vị vẫn hoàn thành nhiệm vụ.",
    "Những nhiều việc chưa làm được là do khách quan.",
    "Hội đồng nhân dân tỉnh thông qua nghị quyết; hội đồng nhận đơn và giải quyết.",
    "Các đơn vị được tự chủ tài chính, tự chủ tại chính đơn vị mình.",
    "Tình trạng thông tin điện tử chưa cập nhật kịp thời vẫn còn.",
    "Sở Lao động – Thương binh và Xã hội phối hợp với Bưu điện tỉnh (bưu chính công ích).",
    "Cơ sở dữ liệu quốc gia về dân cư được kết nối với hệ thống thông tin của tỉnh.",
    "Thực hiện vị trí việc làm, tinh giản biên chế theo Nghị định số 108/2014/NĐ-CP.",
    "Kính gửi: Sở Nội vụ; Văn phòng Ủy ban nhân dân tỉnh.",
    "Nơi nhận: Như trên; Lưu: VT, VP (03).",
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_of_offices_are_not_accused(text, form):
    text = normalize(form, text)
    assert [*BOOK.slips(text), *count_slips(text)] == []


PLACES = [
    ("huyện Lai Vung, huyện Châu Thành", ["huyện Lai Vung", "huyện Châu Thành"]),
    ("Huyện Lai Vung và thị xã Hồng Ngự", ["huyện Lai Vung", "thị xã Hồng Ngự"]),
    ("UBND thành phố Sa Đéc.", ["thành phố Sa Đéc"]),
    ("tỉnh Đồng Tháp", ["tỉnh Đồng Tháp"]),
    ("các huyện, thành phố; UBND Tỉnh", []),
    ("cấp huyện. Lai Vung là một huyện", []),
    ("ở cấp xã\nNgày 05/4/2021", []),
    ("huyện ủy, tỉnh đoàn, xã đã họp, thị xã ở xa, tỉnh ấy", []),
    ("Lao động – Thương binh và Xã hội", []),
    ("quận 1, phường 2", []),
    ("phường An Lộc, xã Ấp Đình", ["phường An Lộc", "xã Ấp Đình"]),
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places_are_found_by_their_kind(text, expected, form):
    found = [f"{place.kind} {place.name}" for place in places(normalize(form, text))]
    assert found == expected


def test_a_place_runs_on_through_capitals():
    assert list(places("huyện Lai Vung Nguyễn Văn An")) == [Place("huyện", "Lai Vung Nguyễn Văn An")]


DASHES = [
    ("Covid-19", "dịch Covid - 19, Covid–19, Covid-19, covid-19", ["Covid - 19", "Covid–19"]),
    ("Kế hoạch – Tài chính", "Phòng Kế hoạch - Tài chính", ["Kế hoạch - Tài chính"]),
    ("Kế hoạch – Tài chính", "Phòng Kế hoạch – Tài chính; PHÒNG KẾ HOẠCH – TÀI CHÍNH", []),
    ("Kế hoạch – Tài chính", "Về kế hoạch\n- Tài chính: đủ", []),
    ("Kế hoạch \u2212 Tài chính", "Phòng Kế hoạch-Tài chính", ["Kế hoạch-Tài chính"]),
    ("NĐ-CP", "61/2018/NĐ-CP, NĐ-CPX, ANĐ - CP", []),
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("name", "text", "found"), DASHES)
def test_names_with_another_dash_are_found(name, text, found, form):
    slips = list(odd_dashes(normalize(form, text), {name: dashed(name)}))
    assert slips == [Slip(one, name) for one in found]
