"""Encodings: Unicode by its structure, older ones by how the text reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.career.text_encodings import decoded

TEXTS = {
    "french": "Expérience professionnelle\nDéveloppeur à Orléans, créé l’équipe « Données »\n",
    "german": "Ausbildung\nPrüfstand für Kühlaggregate, Größe geändert, Übergabe\n",
    "spanish": "Educación\nTítulo de Ingeniería, España, año de prácticas\n",
    "polish": "Doświadczenie\nZakłady Mleczarskie, Białystok, obsługa gości, książki\n",
    "czech": "Pracovní zkušenosti\nVedoucí výroby, řízení týmu, příprava směn\nVzdělání\n",
    "turkish": "İş Deneyimi\nYazılım Mühendisi, Doğuş, şirket ağı\n",
    "russian": "Опыт работы\nВедущий аналитик, банк, Казань\n",
    "ukrainian": "Досвід роботи\nІнженер, Київ, їдальня\n",
    "greek": "Επαγγελματική εμπειρία\nΜηχανικός παραγωγής, ασφάλεια\n",
    "japanese": "職務経歴\n営業課長として、新規のお客様を担当しました\n",
    "japanese_names": "職務経歴\n株式会社青葉物流 営業企画課長\n学歴\n資格\n",
    "chinese": "工作经历\n杭州云帆科技有限公司 产品经理 负责商家后台\n",
    "traditional": "工作經歷\n臺北遠望資訊公司 產品經理 負責後臺\n",
    "korean": "경력사항\n가람물류 주식회사 운영팀장\n",
    "english": "Experience\nI don’t know “Hello” – it’s fine…\n• Saved €3m\n",
    "signs": "20 °C ±5 µm, £30 · 2×3\n",
}
OLDER = [
    ("french", "cp1252"), ("german", "latin-1"), ("spanish", "latin-1"), ("english", "cp1252"),
    ("signs", "cp1252"), ("polish", "cp1250"), ("polish", "iso8859-2"), ("czech", "cp1250"),
    ("turkish", "cp1254"), ("russian", "cp1251"), ("russian", "koi8-r"), ("ukrainian", "cp1251"),
    ("greek", "cp1253"), ("japanese", "shift_jis"), ("japanese", "euc_jp"),
    ("japanese", "iso2022_jp"), ("japanese_names", "shift_jis"), ("chinese", "gb18030"),
    ("traditional", "big5"), ("korean", "euc_kr"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "encoding"), OLDER)
def test_an_older_encoding_is_told_by_how_the_text_reads(name: str, encoding: str) -> None:
    assert decoded(TEXTS[name].encode(encoding)) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le",
                                      "utf-16-be", "utf-32-le", "utf-32-be"])  # fmt: skip
def test_unicode_is_told_by_its_structure(name: str, encoding: str) -> None:
    assert decoded(TEXTS[name].encode(encoding)) == TEXTS[name]


def test_the_encoding_a_text_names_is_taken_where_it_fits() -> None:
    hungarian = "Gyűjtő, főnök"
    assert decoded(hungarian.encode("cp1250"), "cp1250") == hungarian
    assert decoded("Größe".encode(), "shift_jis") == "Größe"
    assert decoded("Größe".encode("cp1252"), "klingon") == "Größe"


def test_a_zero_byte_between_letters_makes_no_other_encoding() -> None:
    assert decoded(b"Lift\x00 Engineer in Steyr") == "Lift\x00 Engineer in Steyr"


@given(st.text())
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    plain = text.replace("\x00", "").replace("\x1b", "").replace("\ufeff", "")
    assert decoded(plain.encode()) == plain


@given(st.binary(max_size=200))
def test_any_bytes_are_taken(content: bytes) -> None:
    assert isinstance(decoded(content), str)
