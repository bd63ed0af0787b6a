"""Sentences of reports on administrative reform, with blanks «<van_ban>» that a variant fills."""

SENTENCES = {
    "chi_dao": (
        "Thực hiện <van_ban_khac>, Sở đã ban hành <van_ban> và <van_ban>.",
        "Kế hoạch CCHC<khoa> đề ra {1.1.1} nhiệm vụ, đã hoàn thành {1.1.2} nhiệm vụ.",
        "Kế hoạch gồm <liet_ke>.",
        "Lãnh đạo Sở chủ trì <tong>.",
        "Giám đốc Sở yêu cầu các phòng thực hiện <mot_la>.",
        "Sở làm việc với Ủy ban nhân dân (UBND) <noi> ngày <ngay> về cải cách hành chính (CCHC).",
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ và <van_ban_khac>, Sở phân công "
        "các phòng chủ trì từng tiêu chí (theo Phụ lục II ban hành kèm theo Quyết định số 1150/QĐ-BNV ngày "
        "30/12/2019 của Bộ Nội vụ).",
        "Ngoài ra, Sở quán triệt Chỉ thị số 12-CT/TU ngày 05/02/2018 của Ban Thường vụ Tỉnh ủy; lồng ghép "
        "qua họp giao ban, sinh hoạt chi bộ, ...",
        "Trong năm <nam>, việc chỉ đạo, đôn đốc được thực hiện thường xuyên (**rõ người, rõ việc**).",
    ),
    "kiem_tra": (
        "Thực hiện <van_ban>, Tổ kiểm tra làm việc từ ngày <ngay>.",
        "Nội dung kiểm tra gồm <liet_ke>.",
        "Tổ kiểm tra số 02 gồm: Chánh Văn phòng; chuyên viên; thanh tra viên.",
        "Đoàn có 05 thành viên, trong đó: Trưởng đoàn là Phó Giám đốc; các thành viên là công chức.",
        "Qua kiểm tra phát hiện {1.2.4} vấn đề, đã xử lý {1.2.5} vấn đề; kết quả nêu tại <van_ban>.",
        "Sở phối hợp với UBND <noi> và UBND <noi> kiểm tra việc tiếp nhận hồ sơ, <ty_so>.",
        "Những nhiệm vụ chậm tiến độ đều được nhắc nhở; không có biểu hiện nhũng nhiễu, gây phiền hà.",
        "Phòng Kế hoạch và Tổ kiểm tra đã thông báo kết quả; các phòng khắc phục trước ngày <ngay>.",
    ),
    "tuyen_truyen": (
        "Tổ chức <tong> theo <van_ban>.",
        "Trang thông tin điện tử đăng <n> tin, bài; Cổng Dịch vụ công quốc gia được giới thiệu tại <noi>.",
        "Tuyên truyền <liet_ke> cho công chức, viên chức và người lao động.",
        "Các hình thức: họp giao ban, tờ rơi, pa nô…, tập trung vào dịch vụ công trực tuyến mức độ 3, 4.",
        "Đoàn công tác học tập kinh nghiệm tại tỉnh Kiên Giang và huyện Tân Hưng, tỉnh Long An ngày <ngay>.",
        "Kết quả 6 tháng đầu năm: duy trì chuyên mục; phát tờ rơi. Dịch vụ mức độ 3 trở lên: nộp; nhận.",
        "Đường dây nóng hoạt động 24/7, tiếp nhận <n> cuộc gọi trong quý I/<nam>.",
    ),
    "danh_gia_chung": (
        "Công tác CCHC được triển khai đồng bộ, tỷ lệ hoàn thành kế hoạch đạt {1.1.3}.",
        "Hồ sơ giải quyết trước hạn, đúng hạn <ty_so>.",
        "Đạt <n> giải tại hội thi tìm hiểu pháp luật; chuyển biến tích cực về kỷ cương hành chính.",
        "Bên cạnh kết quả đạt được vẫn còn <mot_la>.",
        "Nguyên nhân chủ yếu do dịch Covid-19 diễn biến phức tạp tại <noi>.",
        "So với năm <nam_truoc>, số hồ sơ tăng 12,5 %, không những nhiều hơn mà còn phức tạp hơn.",
    ),
    "chung": (
        "Thực hiện <van_ban_khac>, các phòng đã triển khai <liet_ke>.",
        "Kết quả <ty_so>; số liệu tính từ ngày 15/12/<nam_truoc>.",
        "Việc thực hiện nêu tại <van_ban>.",
        "Văn bản quy phạm pháp luật (VBQPPL) được rà soát; tham mưu UBND tỉnh ban hành {2.1} văn bản.",
        "Các đơn vị sự nghiệp công lập được giao tự chủ tài chính; tinh giản biên chế theo lộ trình.",
        "Bộ phận một cửa tiếp nhận {3.3.10} hồ sơ; <n> hồ sơ nộp tại <noi>.",
        "Ứng dụng công nghệ thông tin: văn bản đi, đến đều ký số trên phần mềm quản lý văn bản.",
        "Sở duy trì Hệ thống quản lý chất lượng theo TCVN ISO 9001:2015; cập nhật trước ngày <ngay>.",
    ),
    "phuong_huong": (
        "Ban hành kế hoạch CCHC năm <nam_toi> ngay từ đầu năm.",
        "Tập trung thực hiện <mot_la>.",
        "Phấn đấu giải quyết đúng hạn từ 98 % hồ sơ trở lên; không để xảy ra chồng chéo, vướng mắc kéo dài.",
        "Phối hợp với UBND <noi> nâng tỷ lệ hồ sơ trực tuyến trong giai đoạn <nam> - <nam_toi>.",
    ),
}
"""Sentences by section of the report; «chung» serves all others."""

SUBJECTS = (
    "cải cách hành chính năm <nam>",
    "kiểm soát thủ tục hành chính năm <nam>",
    "tuyên truyền cải cách hành chính năm <nam>",
    "triển khai thực hiện <van_ban_khac>",
    "kiểm tra cải cách hành chính tại <noi>",
    "nâng cao chỉ số hài lòng của người dân, tổ chức",
    "ứng dụng công nghệ thông tin trong hoạt động của cơ quan giai đoạn <nam> - <nam_toi>",
    "thành lập Tổ công tác cải cách hành chính",
    "sửa đổi, bổ sung quy chế làm việc",
    "chuẩn bị nội dung họp ngày <ngay>",
)

TASKS = (
    ("the_che", "Rà soát văn bản quy phạm pháp luật thuộc phạm vi quản lý", "<van_ban>"),
    ("the_che", "Theo dõi tình hình thi hành pháp luật năm <nam>", "Báo cáo kết quả theo dõi"),
    ("the_che", "Tham mưu UBND tỉnh sửa đổi quy định về phân cấp", "Tờ trình kèm dự thảo quyết định"),
    ("tthc", "Rà soát, đơn giản hóa TTHC theo <van_ban_khac>", "<van_ban>"),
    ("tthc", "Niêm yết, công khai TTHC tại Bộ phận một cửa", "Biên bản niêm yết"),
    ("tthc", "Xây dựng quy trình nội bộ giải quyết TTHC", "Dự thảo quyết định; <van_ban>"),
    ("tuyen_truyen", "Ban hành kế hoạch tuyên truyền CCHC", "<van_ban>"),
    (
        "tuyen_truyen",
        "Tổ chức hội nghị đối thoại với doanh nghiệp tại <noi>",
        "Biên bản hội nghị ngày <ngay>",
    ),
    ("to_chuc_bo_may", "Sắp xếp đơn vị sự nghiệp công lập", "Đề án sắp xếp"),
    ("to_chuc_bo_may", "Rà soát chức năng, nhiệm vụ của các phòng", "<van_ban>"),
    ("can_bo", "Cử công chức, viên chức dự lớp bồi dưỡng", "Danh sách; chứng chỉ"),
    ("can_bo", "Hoàn thiện đề án vị trí việc làm", "Đề án điều chỉnh"),
    ("tai_chinh_cong", "Công khai dự toán ngân sách năm <nam>", "<van_ban>"),
    ("tai_chinh_cong", "Sửa đổi quy chế chi tiêu nội bộ", "Quy chế"),
    ("hien_dai_hoa", "Cung cấp dịch vụ công trực tuyến mức độ 3, 4", "TTHC được cấu hình"),
    ("hien_dai_hoa", "Số hóa hồ sơ lưu trữ từ năm <nam_truoc>", ""),
    ("chi_dao", "Kiểm tra công tác CCHC theo kế hoạch", "<van_ban>"),
    ("chi_dao", "Ban hành kế hoạch CCHC năm <nam>", "<van_ban>"),
)
"""Tasks of a plan: field, what is to be done, what comes out."""
