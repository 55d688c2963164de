"""More than 300 names that are hard to set: 38 scripts, each with real names, a letter alone, and a name of 60 to 120 characters; capitals,
ligatures, stacked marks, emoji, mixed directions. For tests."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

SCRIPTS: Final = {
    "Latin": "Ada Lovelace|Bjørn Ødegård|Þórdís Guðmundsdóttir|Łukasz Świątkowski|Zoë van der Heijden|Jürgen Weißhaupt|Ngozi Ọdịnaka",
    "Vietnamese": "Nguyễn Thị Hồng Ánh|Trần Đức Lương|Phạm Quỳnh Hương|Vũ Trọng Phụng|Đặng Thùy Trâm",
    "Turkic": "İpek Şahoğlu|Oğuzhan Yıldırım|Gülşat Öwezowa|Əli Əliyev|Iğdır Çağlayan",
    "Yoruba": "Adébáyọ̀ Ọlátúnjí|Ọmọ́tọ́lá Ẹ̀kẹ́indé|Ṣọlá Ṣóyínká|Fẹlá Kútì|Ọ̀ṣun Ọ̀rẹ́",
    "Greek": "Ελένη Παπαδοπούλου|Γιώργος Ξενάκης|Άννα Ψαρρού|Ἀριστοτέλης Σταγειρίτης|Μιχαήλ Ζῳγράφος",
    "Cyrillic": "Ирина Щербакова|Дмитро Ґалаґан|Ђорђе Љубичић|Айгүл Нұрғалиева|Ўткир Ғуломов|Їжакевич Європа",
    "Armenian": "Արամ Հակոբյան|Անահիտ Հովհաննիսյան|Տիգրան Մկրտչյան|Ծովինար Ղազարյան|Գևորգ Ֆրանգյան",
    "Georgian": "ნინო ბერიძე|გიორგი წერეთელი|თამარ ჭავჭავაძე|ქეთევან ღვინიაშვილი|ვაჟა ფშაველა",
    "Hebrew": "נועה כהן|דוד בן־גוריון|שָׁלוֹם עֲלֵיכֶם|יעל פרידמן לוי|צבי אברמוביץ׳",
    "Arabic": "محمد الفارسي|عبد الرحمن بن خلدون|فاطمة الزهراء|لِلَّهِ دَرُّك|ياسمين القاضي|خالد أبو العلاء",
    "Persian": "آرزو کریمی‌نژاد|پروانه چگینی|ژاله گل‌محمدی|علی‌رضا حسینی|مهسا یزدانی",
    "Urdu": "ٹیپو سلطان|نورجہاں بیگم|ڈاکٹر فیض احمد|زہرہ نگاہ|ہاجرہ گھوش",
    "Syriac": "ܐܦܪܝܡ ܣܘܪܝܝܐ|ܝܥܩܘܒ ܕܐܘܪܗܝ|ܢܪܣܝ ܡܠܦܢܐ",
    "Thaana": "އަޙްމަދު ރަޝީދު|މަރިޔަމް ޝަކީލާ|އިބްރާހީމް ނަސީރު",
    "Devanagari": "अनन्या शर्मा|श्रीकृष्ण क्षत्रिय|हृदयेश त्रिपाठी|ज्योत्स्ना द्विवेदी|राष्ट्रवर्धन सिंह|ऐश्वर्या ठाकुर",
    "Bengali": "অনন্যা সেন|ঋতুপর্ণ ঘোষ|শ্রীজাত বন্দ্যোপাধ্যায়|ক্ষুদিরাম বসু|রবীন্দ্রনাথ ঠাকুর",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ|ਅੰਮ੍ਰਿਤਾ ਪ੍ਰੀਤਮ|ਹਰਜੀਤ ਕੌਰ ਢਿੱਲੋਂ|ਸੁਰਿੰਦਰ ਭੁੱਲਰ",
    "Gujarati": "કૃષ્ણકાંત દેસાઈ|જ્યોતિ પટેલ|શ્રદ્ધા મહેતા|હર્ષદ ત્રિવેદી",
    "Oriya": "ଗୋପୀନାଥ ମହାନ୍ତି|ପ୍ରତିଭା ଶତପଥୀ|ସୁଭଦ୍ରା ଦାସ|ଜଗନ୍ନାଥ କ୍ଷତ୍ରିୟ",
    "Tamil": "கவிதா ராமன்|ஸ்ரீநிவாச இராமானுஜன்|ஜெயலட்சுமி கிருஷ்ணமூர்த்தி|சுப்பிரமணிய பாரதி|ஔவையார்",
    "Telugu": "లక్ష్మి రావు|శ్రీనివాస్ కృష్ణమూర్తి|స్వాతి ద్వివేదుల|జ్ఞానేశ్వరి|ఆత్రేయ చట్టోపాధ్యాయ",
    "Kannada": "ಶ್ರೀಧರ ಕುಲಕರ್ಣಿ|ಲಕ್ಷ್ಮೀ ಹೆಗಡೆ|ಕೃಷ್ಣಮೂರ್ತಿ ರಾವ್|ಜ್ಯೋತ್ಸ್ನಾ ಭಟ್",
    "Malayalam": "കൃഷ്ണൻ നമ്പൂതിരി|ലക്ഷ്മി മേനോൻ|ശ്രീകുമാരൻ തമ്പി|അഞ്ജലി വർമ്മ",
    "Sinhala": "ශ්‍රියානි කරුණාරත්න|මාර්ටින් වික්‍රමසිංහ|ක්ෂිතිජ ප්‍රනාන්දු|නිමල් සේනානායක",
    "Thai": "สมชาย ใจดี|น้ำผึ้ง ศรีสุวรรณ|กิตติพัฒน์ ที่รัก|ปิ่นโต เก่งกล้า|ญาณิน ฐิติพงษ์",
    "Lao": "ບຸນມີ ແກ້ວວົງ|ສຸກສະຫວັນ ພົມມະຈັນ|ຄຳພູນ ຫຼວງລາດ|ນ້ອຍ ໃຈດີ",
    "Khmer": "សុខា ចាន់|ច័ន្ទ ស្រីពៅ|ព្រះបាទ នរោត្តម|គង់ ប៊ុនឈឿន",
    "Myanmar": "ဒေါ်ခင်မြတ်နွယ်|အောင်ဆန်း|ကျော်ဇေယျာ|မြင့်မြင့်ခင်|သူရိယ ကြည်ဖြူ",
    "Tibetan": "བསྟན་འཛིན་རྒྱ་མཚོ|པདྨ་འབྱུང་གནས|ཚེ་རིང་སྒྲོལ་མ",
    "Ethiopic": "ሰላም ተስፋዬ|ሰላማዊት ገብረሥላሴ|ኃይለ ገብረ ሥላሴ|ፅጌረዳ ጥላሁን",
    "Chinese": "王小明|歐陽美玲|諸葛亮|爱新觉罗·溥仪|司马相如|李𠮷|赵雅芝",
    "Japanese": "山田 太郎|佐藤さくら|タナカ・マリア|𠮷田健太|小鳥遊 六花|勅使河原 宏",
    "Korean": "김서연|황보 서연|남궁민|독고영재|선우은숙|뷁쀍 뛟",
    "Cherokee": "ᏍᏏᏉᏯ ᎠᏂᏴᏫᏯ|ᏣᎳᎩ ᎠᏰᎵ|ᏩᎭᏯ ᎤᏪᏥ",
    "Inuktitut": "ᐊᓛᓱᐊᖅ ᓄᓇᕗᑦ|ᐱᑕ ᐃᕐᓂᖅ|ᓱᓴᓐ ᐊᒡᓗᒃᑲᖅ",
    "Tifinagh": "ⵜⵉⵏⵀⵉⵏⴰⵏ ⴰⵎⴰⵣⵉⵖ|ⵢⵓⴱⴰ ⵡⵉⵙ ⵙⵉⵏ|ⵎⴰⵙⵉⵏⵉⵙⵙⴰ",
    "N'Ko": "ߛߏߟߏߡߣߊ߫ ߞߊ߲ߕߍ߫|ߝߊ߲ߕߊ߫ ߖߊߓߌ߫|ߡߎߛߊ߫ ߞߎߙߎߡߊ߫",
    "Mongolian": "Батбаяр Оюунбилэг|Өлзийсүрэн Ганхуяг|Цэцэгмаа Дорж",
}
CAPITALS: Final = ("Latin", "Vietnamese", "Turkic", "Greek", "Cyrillic", "Armenian")
LIGATURES: Final = (
    "Affluffi Fjordfiffler",
    "Griffith Pfiffikus",
    "Þjóðfffi ﬁﬂ",
    "Ǆemal Ǉubo Ǌegoš",
    "Ĳsbrand Œuvrard Æsop",
    "Straßenﬂuß",
    "O’Shaughnessy–Ó Súilleabháin",
    "D'Artagnan & Söhne",
    "Jr., Sammy Davis (III)",
    "X Æ A-12",
    "Ke$ha 50¢ №7",
    "½ ⅔ ² ³ ª º",
)
STACKED: Final = (
    "Z\u0310\u0320\u0342\u0331a\u030d\u0347\u0310\u0316lgo",
    "H\u0308\u0324e\u0304\u0331l\u0301\u0323l\u0303\u032do",
    "A\u030a\u0301\u0323\u0331 B\u0307\u0304\u0324\u0330",
    "Ḗ\u0300ẹ́\u0304 Ọ̀ọ́",
    "T\u0489i\u0488m",
    "o\u0335\u0338\u0337\u0336x",
    "Ṩ\u0327\u0328ẓ\u0302 Ǻå\u0323",
    "नि\u0951\u0952र्\u200dय",
    "ที่\u0e4c นี้\u0e4d",
    "בְּרֵאשִׁ֖ית",
)
EMOJI: Final = (
    "Kim 🎉 Lee",
    "👩\u200d👩\u200d👧\u200d👦 Smith",
    "Ann 👩🏽\u200d🚀 O'Neil",
    "🏳️\u200d🌈 Robin 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "🇵🇹🇩🇪🇯🇵 Maria",
    "❤️ Ana ☺︎",
    "1️⃣2️⃣ Max #️⃣",
    "🦄",
    "🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀🚀",
    "王🐉明",
    "نور ✨ הילה",
    "🧑🏿\u200d🤝\u200d🧑🏻 Kai ™ ©",
)
MIXED: Final = (
    "محمد Ada 山田",
    "Ada محمد Lovelace",
    "John (יוחנן) Smith",
    "(علی) Reza",
    "דוד 123 Ben-Gurion 45",
    "Müller، أحمد",
    "李 Chris Иван",
    "สมชาย Smith 王",
    "अनन्या Müller-கவிதா",
    "R2-D2 משה C-3PO",
    "א. ב. Cohen, PhD",
    "محمد ١٢٣ 456",
    "Ελένη Ирина Ada נועה",
    "김 Kim キム 金",
    "\u200fAda\u200e نور",
    "כהן\u200e",
    "Ada\u061c",
)
ODD: Final = (
    "Jeff Łjungström Qyjafjallajökull",
    "fffffffff jjjjjjjjj",
    "WWWWWWWWWWWWWWWWWWWWWWWW",
    "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
    "J. R. R. Tolkien",
    "von der zu de la y di",
    "a b c d e f g h i j k l m n o p",
    "-",
    "?!",
    "@ada_lovelace",
    "ada.lovelace+badge@analytical-engines.example",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Wolfeschlegelsteinhausenbergerdorff",
    "Ada\u00a0Lovelace\u00a0King",
    "Ada\u200bLovelace",
    "Jean\u2011Luc\u2010Picard\u2013Riker\u2014Troi",
    "//////// \\\\\\\\",
    "{{ name }} %s ${x}",
    "<b>Ada</b> &amp; \"Bob\" 'Eve'",
    "Q̈ǘǖ ǭ Ɓɗ Ɲɣ ʔəl",
    "ẞ ſ ı ŉ",
    "\u2067Ada\u2069",
    "𝔄𝔡𝔞 𝕃𝕠𝕧𝕖",
    "Ａｄａ　Ｌｏｖｅｌａｃｅ",
)


def hard_names() -> Iterator[tuple[str, str]]:
    """Kind and name."""
    for script, joined in SCRIPTS.items():
        names = joined.split("|")
        yield from ((script, name) for name in names)
        yield f"{script}, a letter", names[0][0]
        yield f"{script}, one word", max(joined.replace("|", " ").split(), key=len)
        yield f"{script}, long", _long(names, 60)
        yield f"{script}, longest", _long(names[::-1], 105)
    for script in CAPITALS:
        yield from ((f"{script}, capitals", name.upper()) for name in SCRIPTS[script].split("|"))
    for kind, names in (("ligatures", LIGATURES), ("stacked", STACKED), ("emoji", EMOJI), ("mixed", MIXED), ("odd", ODD)):
        yield from ((kind, name) for name in names)


def _long(names: list[str], length: int) -> str:
    """Names in a row until they have at least `length` characters, at most 120."""
    made = ""
    for name in islice(cycle(names), 100):
        made = f"{made} {name}".strip()
        if len(made) >= length:
            break
    return made[:120].strip()
