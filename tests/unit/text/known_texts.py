"""Texts written by hand for the tests, of no data set.

What an early model missed of them told which templates `training/texts` needed, so this list
guards what works; it does not estimate how well the model does on texts nobody has looked at.
"""

ADVERTISING = """
급전 필요하신분들 연락주세요 무직자도 됩니다 카톡 dalcom77
▶신규 첫충 50%◀ 매일 첫충 20% 카지노 바카라 전부 있음 도메인 abc-77.com 코드 vip1
주소 바뀌었습니다 신규주소 ss-888.com 가입코드 7777
강남 풀싸롱 최저가 예약 실장 010-2345-6789
♡라인영통♡ 수위높음 문의 라인 sexy0912
집에서 하루 1~2시간 핸드폰으로 월 200 이상 버실 분 모집합니다. 자세한건 프로필 링크 보세요
육아하면서 부업으로 월 300 벌고있는 두아이 엄마에요~ 궁금하신분 톡주세요 open.kakao.com/o/sAbcd12
무료 주식 리딩방 초대합니다. 오늘도 3종목 상한가! 입장코드 1234 open.kakao.com/o/gXyz
코인으로 한달만에 2천만원 벌었습니다 방법 알려드려요 텔레 @coinking9
네이버 블로그 체험단 모집! [강남 네일샵] 5명 선착순 신청 링크 https://forms.gle/abcde
[올리브몰] 봄맞이 전품목 최대 70% 세일! 오늘 자정까지 https://bit.ly/3abcd
인스타 팔로워 1000명 9900원 한국인 실계정 카톡 snsup1
유튜브 구독자 조회수 시간 채워드려요 문의 텔레그램 @tubeup
카톡 대량발송기 팝니다 하루 5만건 차단없음 텔레 sender99
오픈채팅방 자동입장 자동홍보 프로그램 판매 월 15만원 원격설치해드림
디비 팔아요 대출 주식 코인 최신 당일디비 텔레 @dbking
카톡방 홍보알바 하실분 건당 300원 매일 정산 텔레 hong123
단톡방에 글만 올리시면 됩니다 하루 5만원 초보가능 문의주세요 카톡 alba55
저 광고 일 구해요 하루 500방 돌릴수있습니다 연락주세요 텔레 @ad_work
광고 대행 필요하신 사장님들 오픈톡 3천개방 도배 가능합니다 텔레 adman1
분양가 상한제 적용 힐스테이트 잔여세대 선착순 계약중 대표번호 1800-1234
다이어트 3주 -8kg 성공! 저도 했어요 제품 문의는 카톡 diet0707
ㅋr지노 꽁머니 3만 지급 www.vip-99.com
ㅂㅏ카라 첫충 30프로 주소 문의 텔ㄹㅔ @vip77
카.지.노 꽁.머.니 5만 즉.시.지.급 먹튀 X t.me/casino77
통장 매입합니다 개인 100 법인 300 당일 현금 텔레 bank11
선불유심 내구제 당일 50만원 무직자 환영 010.2345.6789
외국인 만남 어플 지금 접속하면 근처 여성 100명 https://bit.ly/4xyz
성형외과 눈코 이벤트 99만원 이달 말까지 상담 카톡 beautyps
(광고)[ABC마트] 여름 샌들 1+1 매장 방문시 쿠폰 증정 무료수신거부 080-123-4567
가상화폐 선물거래 레퍼럴 수수료 50% 할인 가입링크 https://bybit.xx.com/ref=abc
개인회생 파산 무료상담 법무법인 1577-9999 지금 전화주세요
경마 예상지 적중률 90% 오늘의 복병마 무료공개 010-3333-4567
중고 명품 시계 롤렉스 정품급 1:1 미러 문의 카톡 rolex88
Cho vay tiền nhanh không thế chấp, lãi suất thấp, giải ngân 30 phút, liên hệ zalo 0912345678
Tuyển CTV bán hàng online tại nhà thu nhập 5-10tr/tháng ib zalo 0987654321
Sunwin tặng 100k cho tân thủ tải ngay tại sunwin88.vip
Shop thanh lý áo khoác 99k/cái freeship ai mua ib em nha
Tool zalo gửi tin nhắn hàng loạt không khoá nick, dùng thử free ib 0909123456
URGENT! You have won a FREE membership in our £100,000 Prize Jackpot! Txt CLAIM to 81010
Earn $500 daily trading bitcoin, message me on telegram @cryptomaster77
야 여기 진짜 잘터짐 ㅋㅋ 나 어제 300 땄음 들어와봐 bet-king77.com
친구야 나 이거 추천인 코드 넣어주라 5천원 준대 코드 AB12CD https://me2.do/abc
자동차보험 만기 되셨죠? 다이렉트보다 저렴하게 비교견적 무료로 해드립니다 1588-1234
휴대폰 바꾸실분 아이폰15 성지 시세표 공유합니다 https://open.kakao.com/o/abc123
보이스 채팅 앱 깔고 제 코드 입력하면 무료코인 드려요 https://vo.la/abcd
오빠 나 심심한데 톡할래? 내 사진도 보여줄게 카톡 cutie99
토렌트보다 빠른 무료 영화 사이트 신작 다 있음 newmovie7.com
수학과외 합니다 서울대 재학중 첫수업 무료 문의 010-2345-6789
치킨집 오픈했어요~ 오늘 주문시 콜라 서비스! 배달 02-345-6789
전국 꽃배달 3만원대 당일배송 1544-1234
유료 강의 자료 싸게 팝니다 토익 공무원 카톡 lecture1
신용카드 현금화 당일 입금 수수료 최저 카톡 cash24
가슴 뛰는 만남 20대 여성 다수 대기 만남어플 https://vo.la/zzz1
필라테스 체험 1회 9900원! 선착순 20명 예약은 카톡 pila_gn
""".strip().splitlines()

HAM = """
광고 금지 홍보 금지입니다 올리면 강퇴
저희 12월 9일 토요일 낮 12시 더컨벤션에서 결혼해요! 신랑측 국민은행 123456-01-123456 김철수
불법 도박 사이트 총판 일당 20명 경찰에 검거…판돈 500억
고객님, 문의주신 상품은 내일 재입고 예정입니다. 감사합니다.
네 고객님 주문하신 가방은 오늘 출고됩니다 문의는 1588-1234 로 주세요
너 왜 내 톡 하루종일 씹어
내 카톡 아이디 hyunwoo99 친추해
오늘 저녁 7시 강남역 11번 출구에서 봐 늦으면 전화해 010-2345-6789
어제 밥값 12000원 카카오뱅크 3333-01-1234567 로 보내줘
ㅋㅋㅋㅋ 대출 받아서 로또나 살까
카지노 드라마 재밌더라 최민식 미쳤음
토토 했다가 10만원 날림 ㅠㅠ
주식 리딩방 광고 전화 계속 와서 짜증나
누가 자꾸 오픈채팅에 카지노 광고 올림 신고하자
https://youtu.be/dQw4w9WgXcQ 이거 봐 ㅋㅋㅋ
이번 주 회식 장소 공유드립니다 https://naver.me/abc123 18시 30분
과제 제출 링크 https://forms.gle/abcdef 오늘 자정까지
쿠팡에서 기저귀 세일하길래 두 박스 샀어
스벅 쿠폰 있는데 쓸 사람?
나 알바 붙었다! 시급 만원 ㅎㅎ
부업 뭐하지 요즘 월급으로는 못살겠다
보험 설계사 친구가 자꾸 가입하래 ㅠㅠ
아파트 분양 당첨됐어!!! 대박
팔로워 1000명 넘었다 감사합니다 여러분
매크로 돌리는 놈들 때문에 티켓팅 망함
디비 백업 새벽 2시에 돌리겠습니다
대량 메일 발송 서버 점검 안내 오늘 22시~24시
홍보팀 김대리님 자료 부탁드립니다
광고 문구 시안 3개 중에 골라주세요
체험학습 신청서 이번 주까지 제출해주세요
[공지] 내일 오전 10시 정기점검으로 접속이 불가합니다
당근에 자전거 올렸는데 아무도 안사네
이 노래 진짜 좋다 들어봐 https://music.example.com/track/123
부고 - 김영수님 부친상 빈소 서울성모장례식장 3호실 발인 5월 3일
헬스장 같이 다닐 사람 구해요 3개월 등록하면 할인해준대
야동 보다가 엄마한테 걸림 ㅋㅋㅋ
조건만남 하다가 걸린 연예인 누구임?
비트코인 1억 간다 진짜
모바일 게임 길드원 모집합니다 레벨 50 이상 접속률 좋으신 분
스터디원 모집해요 토익 900 목표 매주 토 강남역 오픈채팅 https://open.kakao.com/o/abcde
강아지 잃어버렸어요 보신 분 010-2345-6789 사례하겠습니다
택배 도착 문자 링크 누르지 마세요 스미싱입니다
생일파티 초대! 토요일 6시 우리집 주소 서울시 마포구 12-3
회의록 공유합니다 https://docs.google.com/document/d/abc
우리 카페 정모 회비 2만원 농협 302-1234-5678-91 홍길동
파이썬 main.py 3.5 버전에서 에러나요
Công an bắt nhóm cho vay nặng lãi
Chiều nay đi ăn không mọi người, mình bao, gọi 0912345678
Nhóm mình cấm quảng cáo vay tiền nhé
zalo mình sao không nhận được mã xác nhận vậy mọi người
Which telegram group is the homework in?
check https://ubuntu.com/download for free iso
We're hiring? lol no, my company fired 200 people
사진 정리해서 구글 드라이브에 올렸어요 https://drive.google.com/drive/folders/1abc 확인해주세요
병원 예약 3시로 바꿨어 02-123-4567로 전화하면 돼
우리 아들 수학 과외 선생님 구하는데 아는 분 있어요?
새해 복 많이 받으세요! 올해도 건강하시고 행복하세요
어머니 칠순잔치에 초대합니다 5월 5일 낮 12시 한정식집
투표 링크 올립니다 여행지 골라주세요 https://vote.example.com/a1
""".strip().splitlines()
