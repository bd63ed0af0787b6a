"""What may be wrong with a one-stop log."""

from cchc_xl.findings import Severity, rule

_SET_ASIDE = "hồ sơ này để riêng, chưa được đếm"
_AGAIN = " trên hệ thống một cửa hoặc trong tệp, rồi nhập lại tệp"

NO_VALUE = rule(
    "HS11",
    Severity.ERROR,
    f"Dòng thiếu giá trị ở cột bắt buộc; {_SET_ASIDE}",
    f"Bổ sung giá trị{_AGAIN}",
    example="Dòng có mã hồ sơ nhưng ô Ngày tiếp nhận trống",
)
ERROR_CELL = rule(
    "HS12",
    Severity.ERROR,
    f"Ô báo lỗi của Excel hoặc công thức chưa được tính; {_SET_ASIDE}",
    f"Ghi giá trị thật vào ô{_AGAIN}",
    example="Ô Ngày trả hiện #N/A; đúng: ngày trả, hoặc để trống nếu chưa trả",
)
NOT_A_DAY = rule(
    "HS13",
    Severity.ERROR,
    f"Ô ngày không đọc được; {_SET_ASIDE}",
    f"Ghi ngày dạng 15/11/2021{_AGAIN}",
    example="Ô Ngày hẹn trả ghi «11/25/2021»; đúng: 25/11/2021",
)
OTHER_STYLE = rule(
    "HS14",
    Severity.WARNING,
    "Ngày ghi khác kiểu các ô khác của cột; máy đọc theo ngày/tháng/năm",
    "Xem ngày máy đọc có đúng không; ghi cả cột một kiểu",
    example="Cột là ngày thật nhưng một ô giữ chữ «05-11-2021»: máy đọc là 05/11/2021",
)
END_FIRST = rule(
    "HS15",
    Severity.ERROR,
    f"Ngày trả trước ngày tiếp nhận; {_SET_ASIDE}",
    f"Sửa ngày sai{_AGAIN}",
    example="Tiếp nhận 15/11/2021, trả 01/11/2021",
)
DUE_FIRST = rule(
    "HS16",
    Severity.WARNING,
    "Ngày hẹn trả trước ngày tiếp nhận; hồ sơ vẫn được đếm",
    f"Sửa ngày sai{_AGAIN}",
    example="Tiếp nhận 15/11/2021, hẹn trả 01/11/2021",
)
TWICE = rule(
    "HS17",
    Severity.ERROR,
    "Mã hồ sơ có ở nhiều dòng; chỉ một dòng được đếm, các dòng khác để riêng",
    f"Giữ một dòng cho mỗi hồ sơ{_AGAIN}",
    example="Mã 000.00.19.H20-211115-0001 có ở dòng 12 và dòng 240",
)
NOT_A_CODE = rule(
    "HS18",
    Severity.ERROR,
    f"Mã hồ sơ không có dạng một mã (chữ và số viết liền); {_SET_ASIDE}",
    f"Ghi đúng mã hồ sơ{_AGAIN}",
    example="Cột Mã hồ sơ ghi «hồ sơ của ông A»",
)
UNKNOWN_PROCEDURE = rule(
    "HS19",
    Severity.ERROR,
    "TTHC không có trong trang Thủ tục hành chính; hồ sơ được đếm thành một dòng riêng",
    "Bổ sung TTHC vào trang Thủ tục hành chính, hoặc sửa mã TTHC trong tệp rồi nhập lại",
    example="Tệp ghi mã 1.009999, trang Thủ tục hành chính không có mã ấy",
)
CHANNEL = rule(
    "HS20",
    Severity.ERROR,
    f"Hình thức tiếp nhận không phải trực tuyến, trực tiếp hay bưu chính; {_SET_ASIDE}",
    f"Ghi một trong ba hình thức{_AGAIN}",
    example="Cột Hình thức nộp ghi «fax» hoặc để trống",
)
NOT_KNOWN = rule(
    "HS21",
    Severity.WARNING,
    "Không hiểu giá trị của ô; hồ sơ được đếm như khi ô trống",
    f"Ghi giá trị như các dòng khác của cột{_AGAIN}",
    example="Cột Thanh toán trực tuyến ghi «?»; đúng: Có hoặc Không",
)
NO_CHANNEL = rule(
    "HS22",
    Severity.WARNING,
    "Tệp không có cột hình thức tiếp nhận; mọi hồ sơ được đếm là trực tiếp, bưu chính",
    "Xuất lại tệp có cột Hình thức nộp",
    example="Tệp chỉ có mã hồ sơ, TTHC và các ngày",
)
TWO_ROWS = rule(
    "HS23",
    Severity.INFO,
    "Tên cột gộp ô trên hai dòng; máy đọc ghép hai dòng",
    "Xem danh sách cột máy đọc được có đúng không",
    example="Ô gộp «Ngày» ở trên, «Tiếp nhận», «Hẹn trả», «Trả» ở dưới",
)
TOTAL = rule(
    "HS24",
    Severity.WARNING,
    "Dòng cộng, dòng ghi chú hay dòng ký tên của tệp không được đếm là một hồ sơ",
    "Không cần sửa; xóa dòng này thì hết cảnh báo",
    example="Dòng cuối ghi «Tổng cộng: 1.250 hồ sơ»",
)
HEADER_AGAIN = rule(
    "HS25",
    Severity.WARNING,
    "Dòng tên cột hoặc số thứ tự cột lặp lại không được đếm là một hồ sơ",
    "Không cần sửa; xóa dòng này thì hết cảnh báo",
    example="Tên cột in lại ở đầu mỗi trang",
)
HISTORY = rule(
    "HS26",
    Severity.WARNING,
    "Không đọc được tiến trình xử lý; hồ sơ được đếm nhưng không biết bước nào trễ",
    "Ghi mỗi bước «tên bước - đơn vị: bắt đầu - kết thúc», các bước cách nhau bằng dấu chấm phẩy",
    example="Cột Tiến trình ghi «đã chuyển phòng» không có ngày",
)
NO_HOLIDAYS = rule(
    "HS27",
    Severity.WARNING,
    "Chưa có ngày nghỉ lễ, nghỉ bù của năm {nam}; ngày làm việc chỉ trừ thứ Bảy, Chủ nhật",
    "Bổ sung năm ấy vào workbook/holidays.csv theo thông báo nghỉ lễ của năm",
    example="Hồ sơ tiếp nhận năm 2019 mà danh mục ngày nghỉ bắt đầu từ năm 2020",
)
CARRIED = rule(
    "HS28",
    Severity.WARNING,
    "Hồ sơ kỳ trước chuyển sang khác hồ sơ đang giải quyết cuối kỳ trước",
    "Đối chiếu từng mã với sổ của kỳ trước; xuất lại tệp cho đủ hồ sơ",
    example="Cuối kỳ trước còn 12 hồ sơ, sổ kỳ này chỉ có 11 hồ sơ tiếp nhận trước kỳ",
)
DISAGREES = rule(
    "HS29",
    Severity.WARNING,
    "Chỉ tiêu {ma} của Phụ lục I khác số đếm từ sổ hồ sơ tại ngày chốt",
    "Sửa số đã gõ, hoặc nêu lý do ở cột Ghi chú; từng hồ sơ: cchc dossiers --figure {ma}",
    example="Phụ lục I ghi 120 hồ sơ đã giải quyết, sổ hồ sơ đếm được 118",
)
ROOM = rule(
    "HS30",
    Severity.WARNING,
    "Trang Hồ sơ một cửa không đủ dòng: {so} hồ sơ trễ ít ngày nhất chỉ nằm trong sổ hồ sơ",
    "Danh sách đủ nằm trong sổ hồ sơ cạnh workbook; xem bằng cchc dossiers --figure 3.3.8",
    example="Hơn 5.000 dòng TTHC và hồ sơ trễ hạn",
)
ANOTHER_SHEET = rule(
    "HS31",
    Severity.ERROR,
    "Trang này cũng là sổ hồ sơ ({so} dòng) nhưng chưa được đọc: mỗi tệp chỉ đọc một trang",
    "Chép các dòng của trang này xuống dưới trang được đọc rồi nhập lại tệp",
    example="Tệp có trang «Tháng 1», «Tháng 2» cùng tên cột",
)
STRANGE_UNIT = rule(
    "HS32",
    Severity.WARNING,
    "Đơn vị giữ bước không có trong danh mục đơn vị của biểu mẫu: chưa chắc là phòng của sở hay cơ quan khác",
    "Ghi đúng tên phòng, đơn vị trong tiến trình; tên là của phòng mình thì hồ sơ trễ còn để ngỏ nguyên nhân",
    example="Tiến trình ghi «Phòng LĐ-VL»; đúng: Phòng Lao động – Việc làm",
)
