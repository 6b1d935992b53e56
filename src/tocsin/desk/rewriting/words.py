"""The patterns of the hints as (why, pattern), for any language and for two; bounded, so that none is ever slow."""

import re

_ROLES = (
    r"manager|officer|secretary|assistant|engineer|nurse|guard|driver|cleaner|administrator|accountant|technician|"
    r"researcher|student|intern|translator|clerk|captain|foreman|doctor|lawyer|teacher"
)
_MINE = (
    r"desk|office|shift|boss|manager|supervisor|team|department|colleagues?|badge|locker|login|account|inbox|wife|"
    r"husband|partner|son|daughter|brother|sister|mother|father|neighbou?rs?|landlord|tutor|classmates?|job|post"
)
_FEW = r"two|three|four|five|six"
_PART = r"(?:上午|下午|晚上|凌晨|清晨|早上|中午|夜里|半夜)"
_HOUR = r"(?:[01]?\d|2[0-3]|[一二两三四五六七八九]|十[一二]?)"
_POSTS = (
    "经理|主任|秘书|助理|工程师|护士|保安|司机|保洁|会计|出纳|"
    "管理员|技术员|研究员|学生|实习生|翻译|船长|班长|医生|律师|老师"
)

MANY_DIGITS = re.compile(r"(?<![\w.,])\+?\d[\d ()-]{5,20}\d(?![\w.,]?\d)")


def _compiled(why: str, *patterns: str) -> list[tuple[str, re.Pattern[str]]]:
    return [(why, re.compile(pattern)) for pattern in patterns]


def _any_case(why: str, *patterns: str) -> list[tuple[str, re.Pattern[str]]]:
    return [(why, re.compile(pattern, re.IGNORECASE)) for pattern in patterns]


EVERYWHERE = (
    *_compiled(
        "contact",
        r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}",
        r"(?<![\w.@])@[A-Za-z_]\w{2,30}",
        r"https?://[!-~]{1,300}",
        # Plates; the words are those that stand before a figure in a text all in capitals.
        r"(?<![A-Za-z0-9])(?!AT|ON|IN|TO|OF|BY)[A-Z]{1,3}[ -]?\d{2,4}[ -]?[A-Z]{2,3}(?![A-Za-z0-9])",
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[A-Z0-9]{5,6}(?![A-Z0-9])",
    ),
    ("contact", MANY_DIGITS),
    *_compiled("time", r"(?<![\d:.])(?:[01]?\d|2[0-3])[:：][0-5]\d(?![\d:])(?:\s?(?:[AaPp]\.?[Mm]\b\.?))?"),
    *_compiled(
        "speech",
        r"(?<=[:：说道])[“「][^“”「」\n]{2,300}[”」]",
        r"[“「][^“”「」\n]{9,300}[”」]",
        r'(?<!\w)"[^"\s]{1,40}(?: [^"\s]{1,40}){2,60}"(?!\w)',
    ),
    *_compiled(
        "quantity",
        r"[$€£¥]\s?\d(?:[\d,.]{0,14}\d)?",
        r"(?<![\w.,#-])(?!(?:19|20)\d{2}\b)\d{1,3}(?:,\d{3}){1,4}(?<!00)(?![\w,-])",
        r"(?<![\w.,#-])(?!(?:19|20)\d{2}\b)\d{3,6}(?<!00)(?![\w,:-])",
    ),
)
ENGLISH = (
    *_any_case(
        "only one",
        r"\b(?:I|we) (?:was|were|am|are) the only\b",
        r"\bonly (?:I|we|me|the two of us)\b",
        r"\bI alone\b",
        r"\bno(?: ?one|body)(?: else)? (?:but|except|besides|apart from) (?:me|us|him and me|her and me)\b",
        r"\bno(?: ?one|body) else (?:knew|knows|saw|heard|was there|had access|has access|was present)\b",
        r"\b(?:told|showed|asked|gave) (?:it )?(?:only )?(?:to )?me (?:alone|in confidence|privately|in private)\b",
        r"\b(?:he|she|they) (?:only|just) told me\b",
    ),
    *_any_case(
        "self",
        rf"\bmy (?:own )?(?:{_MINE})\b",
        rf"\bI(?:'m| am| was| work| worked)(?: \w+)? (?:as )?(?:the|a|an|his|her|their) (?:\w+ ){{0,2}}(?:{_ROLES})\b",
        r"\bas I (?:told|said to|reported to|wrote to|mentioned to|explained to)\b",
        r"\bwhen I (?:was|went|came) (?:on|off) (?:shift|duty)\b",
        r"\b(?:we|I) share an? (?:office|room|flat|desk)\b",
        r"\b(?:sits?|works?|lives?) (?:next to|opposite|beside|above|below|with) (?:me|us)\b",
    ),
    *_any_case("time", r"\b(?:1[0-2]|[1-9]) ?(?:am|pm|a\.m\.|p\.m\.|o'clock)(?!\w)(?! position)"),
    *_any_case(
        "quantity",
        r"\b\d[\d,.]{0,12} ?(?:dollars|euros|pounds|crowns|yuan|copies|files|pages|boxes|"
        r"crates|drives|kg|tonnes|[GMT]B)\b",
    ),
    *_any_case(
        "group",
        rf"\b(?:the )?(?:{_FEW}) of (?:us|them)\b",
        rf"\b(?:team|group|unit|crew|class|office|department) of (?:{_FEW}|[2-9])\b",
        r"\b(?:board of directors|steering (?:group|committee)|management team|"
        r"task force|audit team|night shift|board meeting)\b",
    ),
)
CHINESE = (
    *_compiled(
        "only one",
        r"(?:只有|仅有|唯独|除了|只剩)我(?![国省市县区院校司])",
        r"我(?:是|作为)?唯一",
        r"(?:唯一的?|仅有的)(?:目击者|知情人|在场)",
        r"没有(?:别人|其他人|旁人|第二个人)(?:知道|知情|看见|看到|听见|听到|在场)",
        r"(?:只|单独|私下)(?:告诉|跟|对|给)了?我",
        r"就?我一个人(?:知道|看见|看到|听见|在)",
    ),
    *_compiled(
        "self",
        r"我的?(?:工位|办公桌|办公室|上司|领导|老板|主管|经理|同事|班组|科室|岗位|工号|门禁卡|账号|妻子|丈夫|老公|老婆|"
        r"儿子|女儿|父亲|母亲|邻居|房东|导师|同学|室友)",
        rf"我(?:是|作为|担任|在)[^，。；！？\n]{{0,10}}(?:{_POSTS})",
        r"我(?:值班|当班|上夜班|下夜班|轮班)",
        r"(?:正如|就像|如)我(?:向|跟|对|和)[^，。；\n]{1,10}(?:说|报告|反映|提)",
        r"(?:坐|住|工作)在我(?:的)?(?:旁边|对面|隔壁|楼上|楼下)",
        r"(?:和|跟|与)我(?:同一?个?)?(?:办公室|宿舍|班组|科室)",
    ),
    *_compiled(
        "time",
        rf"{_PART}\s?{_HOUR}\s?(?:点|时)(?:整|半|[一三]刻|[一二三四五六七八九十\d]{{1,3}}分)?",
        rf"{_HOUR}点(?:整|半|钟|[一三]刻|[一二三四五六七八九十\d]{{1,3}}分)",
    ),
    *_compiled("quantity", r"\d[\d,.]{0,12}\s?(?:万|亿)?(?:元|块钱|美元|欧元|份|页|台|箱|公斤|千克|吨|[GMT]B)"),
    *_compiled("contact", r"(?:微信号?|QQ号?|手机号?)(?:是|为|[:：])?\s?[A-Za-z0-9_-]{5,20}"),
    *_compiled(
        "group",
        r"我们(?:两|三|四|五|六|几)(?:个人?|人)",
        r"(?:两|三|四|五|六)人(?:小组|班子|团队)",
        r"董事会|领导班子|班子成员|专班|课题组|项目组|审计组|夜班",
    ),
)
