"""Words that are masked often, beside the lexicon's typical terms, as the letters view has them."""

from typing import Final


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


MASKED_OFTEN: Final = _words("""
    가입 가입코드 가입머니 신규가입 첫충 매충 돌발 돌발충 충전 환전 입금 출금 지급 당일지급 즉시지급
    카지노 바카라 토토 슬롯 도박 먹튀 총판 꽁머니 놀이터 도메인 사이트 배팅 베팅 보너스 이벤트
    대출 급전 당일대출 무직자 저신용 작업대출 통장 계좌 명의 유심
    조건 만남 조건만남 출장 안마 마사지 출장안마 업소 유흥 야동 성인 섹스 노콘 오피
    주식 리딩 리딩방 종목 급등주 추천주 코인 선물 수익 수익률 원금보장 보장 투자
    광고 홍보 대행 문의 상담 연락 무료 추천 초대 추천인 부업 재택 알바 고수익 판매 프로그램
    카톡 카카오톡 텔레 텔레그램 라인 위챗 오픈채팅 오픈톡 아이디
""")
"""None of them is evidence by itself: read as meant, they are weighed like any other letters."""

MISSPELLED: Final = {
    "테레": "텔레",
    "텔리그램": "텔레그램",
    "텔래그램": "텔레그램",
    "탤레그램": "텔레그램",
    "텔레그렘": "텔레그램",
    "카타오타옥": "카카오톡",
    "카타오톡": "카카오톡",
    "카카오타옥": "카카오톡",
    "까까오톡": "카카오톡",
}
"""Whole spellings that are nothing else, and what they are read as (never longer)."""
