"""Words that a concern may not be made of: catch-alls, and what somebody is instead of what somebody does.

Sources: 28 CFR 23.20(b); 32 CFR 117.8(c)(1)-(2); the refused categories and indicators of the project's concerns
facts. A word list cannot judge a text; it stops the plain cases, and every published concern is read by people too.
"""

import re
from collections.abc import Iterator

_CATCH_ALL = {
    "en": (
        r"\b(?:any|all|and|or) other\b",
        r"\bother (?:activit|matter|concern|act|threat|espionage|thing|reason)\w*",
        r"\b(?:any|every)thing\b",
        r"\bmiscellaneous\b",
        r"\bsuspicious (?:person|people|behaviou?r|activit)\w*",
        r"\bnational[- ]security[- ]related\b",
        r"\brelated to national security\b",
    ),
    "zh-Hans": (
        r"其他(?:间谍|活动|行为|事项|情况|问题)",
        r"任何(?:可疑|事|情况)",
        r"一切",
        r"可疑(?:人员|分子|行为|活动)",
        r"等等",
    ),
}
_ATTRIBUTE = {
    "en": (
        r"\b(?:rac(?:e|ial)|ethnic(?:ity)?|skin colou?r|nationalit(?:y|ies)|citizenship|immigrants?|foreigners?)\b",
        r"\b(?:accent|broken english|looks? foreign|foreign[- ]looking|religion|religious|faith|worship\w*)\b",
        r"\b(?:muslims?|jews?|jewish|christians?|buddhists?|chinese|russians?|iranians?|arabs?|americans?)\b",
        r"\b(?:gender|sexual orientation|disabilit(?:y|ies)|trade union|union work|political opinions?|beliefs?)\b",
        r"\b(?:protest(?:s|ers?|ing)?|petitions?|journalis[mt]s?|whistleblow\w*|extremist views?|opinions?)\b",
        r"\b(?:nervous(?:ness)?|eye contact|demeanou?r|rumou?rs?|innuendo)\b",
    ),
    "zh-Hans": (
        r"种族|民族|肤色|国籍|外国人|移民|口音|宗教|信仰|教徒|性别|性取向|残疾|工会|政治观点|政见",
        r"抗议|游行|请愿|上访|记者|新闻采访|举报人身份|神色|紧张不安|传闻|谣言|影射",
    ),
}
# "regardless of nationality" and "whoever they are" are what a definition should say.
_ALLOWED_BEFORE = re.compile(
    r"(?:regardless of|whatever|irrespective of|not|never|no|无论|不论|不分|与)[\w\s,'’、]{0,40}$", re.IGNORECASE
)
CATCH_ALL_CODES = re.compile(r"(?:[a-z]+-)?(?:other|others|misc|general|anything|suspicious|any)")


def catch_alls(language: str, text: str) -> Iterator[str]:
    """Yield the words that make a definition catch everything."""
    for pattern in _CATCH_ALL.get(language, ()):
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield found[0]


def attributes(language: str, text: str) -> Iterator[str]:
    """Yield the words that name who somebody is, or what is protected, where the text does not set them aside."""
    for pattern in _ATTRIBUTE.get(language, ()):
        for found in re.finditer(pattern, text, re.IGNORECASE):
            if not _ALLOWED_BEFORE.search(text[: found.start()]):
                yield found[0]
