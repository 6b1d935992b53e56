"""One word for one thing in the desk's catalogues too."""

from tests.lines import REPOSITORY

CATALOGUES = REPOSITORY / "src" / "tocsin" / "desk" / "catalogues" / "zh-Hans"


def test_an_officer_has_one_name_in_chinese() -> None:
    told = {path.name: path.read_text(encoding="utf-8") for path in CATALOGUES.glob("*.po")}
    assert [name for name, text in told.items() if "工作人员" in text] == []
    assert any("办案员" in text for text in told.values())
