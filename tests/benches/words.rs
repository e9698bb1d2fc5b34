//! Words as people write them: a few very often, most hardly ever, in the scripts of many countries.
//!
//! Each tongue has its real commonest words at the top and made-up ones of its own syllables below. How often a word
//! comes follows its rank by the law of Zipf and Mandelbrot. Everything follows from the seed alone.

use std::collections::BTreeSet;

use firsthand_tests::dice::Dice;

/// How many words each tongue has.
const WORDS: usize = 12_000;

/// What a tongue is made of: its share of all writing in a hundred, its end of a sentence, its commonest words, and the
/// beginnings, middles and ends of syllables for the others. Without spaces, a syllable is a character.
struct Sounds {
    share: usize,
    spaced: bool,
    stop: &'static str,
    common: &'static str,
    begins: &'static str,
    middles: &'static str,
    ends: &'static str,
}

const SOUNDS: &[Sounds] = &[
    Sounds {
        share: 54,
        spaced: true,
        stop: ". ",
        common: "the and to of a in is it that you for on with as they she he was are at be this have from not but what \
            all were we when your can said there use each which do how their if will about out many then them would so \
            some her him make like time has look two more write go see no way could people my than first been call who \
            its now find long down day did get come made may part over new work take only little know place year live \
            me back give most very after thing our just name good man think say great where help much too mean old any \
            same tell boy follow came want show also around three small set put end does another well large must big \
            even such because turn here why ask went men read need land different home us move try kind hand again \
            change off play air away job team manager office morning evening project client meeting salary training \
            nurse teacher engineer lawyer designer doctor software hospital school company career interview question",
        begins: "b c d f g h l m n p r s t v w br ch cl cr dr fl gr pl pr qu sc sh sl sp st str th tr wh",
        middles: "a e i o u a e i o ea ee ai ou oo y",
        ends: "- - - - n r s t l m d ck nd ng nt rd rs st tion ly ing ed er ment",
    },
    Sounds {
        share: 14,
        spaced: true,
        stop: ". ",
        common: "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er \
            hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur \
            bis mehr durch man sein wurde sei ich wir du mich mir uns schön müssen können täglich Größe Straße Arbeit \
            Leute Ausbildung Führung Prüfung Büro Gespräch Bewerbung Krankenhaus Schule Kollegin Gehalt Überstunden",
        begins: "b d f g h k l m n p r s t w z sch st sp tr br bl gr kr pf fl schl ver be ge ent",
        middles: "a e i o u ä ö ü ei au ie eu e e",
        ends: "- - en er t ch n s st cht ng ung keit heit lich te ten r l m",
    },
    Sounds {
        share: 8,
        spaced: true,
        stop: ". ",
        common: "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin \
            sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque \
            qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora trabajo \
            día niño enseñanza mañana señora empresa sueldo carrera formación",
        begins: "b c d f g h j l m n p r s t v z br cr dr fr gr pl pr tr ll ñ qu",
        middles: "a e i o u a e o ia ie ue á é í ó",
        ends: "- - - - n r s l d ción dad mente do da ra rio",
    },
    Sounds {
        share: 4,
        spaced: true,
        stop: ". ",
        common: "i w nie na się z do to że jest o jak ale za po co tak od już tylko przez czy jego ich ten być dla był była \
            może bardzo można kiedy praca dzień ludzie szkoła życie źródło środa żona łatwo więc szpital zespół",
        begins: "b c d f g k l ł m n p r s t w z cz sz rz dz prz kr st tr wz zw ś ź",
        middles: "a e i o u y ó ą ę ia ie",
        ends: "- - - ć ł m n nie wy ski ść j ch k w ego",
    },
    Sounds {
        share: 5,
        spaced: true,
        stop: ". ",
        common: "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой ещё год от так о для \
            ты же все тот мочь вы человек такой его сказать только или один бы себя другой когда уже как время если \
            работа день люди школа больница врач учитель вопрос разговор",
        begins: "б в г д ж з к л м н п р с т ф х ц ч ш пр ст тр кр гл сл",
        middles: "а е и о у ы я ю э о а",
        ends: "- - - ть л н й т ние ость ный ский ка м",
    },
    Sounds {
        share: 2,
        spaced: true,
        stop: ". ",
        common: "και το να η ο της του τα με που για των την από είναι σε τον δεν θα μια στο τι αλλά ένα ή πως πολύ εδώ όταν \
            εργασία μέρα άνθρωποι σχολείο ζωή ερώτηση",
        begins: "β γ δ θ κ λ μ ν π ρ σ τ φ χ πρ στ τρ κρ",
        middles: "α ε η ι ο υ ω ου αι ει ά έ ή ί ό",
        ends: "- - ς ν σης μα κός τητα",
    },
    Sounds {
        share: 4,
        spaced: true,
        stop: ". ",
        common: "في من على أن إلى هذا هذه التي الذي عن مع كان لا ما هو هي كل بعد قبل بين أو قد لم حتى عند العمل الناس اليوم \
            المدرسة المستشفى سؤال وقت طبيب مدير",
        begins: "ب ت ج ح خ د ر ز س ش ص ط ع غ ف ق ك ل م ن ه و ي ال مت است",
        middles: "ا و ي - - -",
        ends: "- - ة ات ون ين ها ي",
    },
    Sounds {
        share: 3,
        spaced: true,
        stop: "। ",
        common: "के में की है यह और से हैं को पर इस होता कि जो कर मे गया करने किया लिये अपने ने बनी नहीं तो ही या एक दिया हो काम \
            दिन लोग समय स्कूल अस्पताल सवाल",
        begins: "क ख ग च ज ट ड त द न प फ ब भ म य र ल व श स ह प्र क्र स्त",
        middles: "- ा ि ी ु ू े ै ो",
        ends: "- - न र त ना ता ी",
    },
    Sounds {
        share: 3,
        spaced: false,
        stop: "。",
        common: "の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう また もの \
            という ます です 仕事 毎日 学校 病院 看護師 先生 質問 時間 会社 面談 給料",
        begins: "日 一 国 会 人 年 大 十 二 本 中 長 出 三 同 時 政 事 自 行 社 見 月 分 議 後 前 民 生 連 五 発 間 対 上 部 東 者 党 地 合 市 \
            業 内 相 方 四 定 今 回 新 場 金 員 九 入 選 立 開 手 米 力 学 問 高 代 明 実 円 関 決 子 動 京 全 目 表 戦 経 通 外 最 言 氏 \
            現 理 調 体 化 田 当 八 六 約 主 題 下 首 意 法",
        middles: "-",
        ends: "- - の る た く い り",
    },
    Sounds {
        share: 3,
        spaced: false,
        stop: "。",
        common: "的 一 是 不 了 在 人 有 我 他 这 个 们 中 来 上 大 为 和 国 地 到 以 说 时 要 就 出 会 可 也 你 对 生 能 而 子 那 得 于 着 下 自 \
            之 年 工作 每天 学校 医院 护士 老师 问题 时间 公司 工资",
        begins: "过 发 后 作 里 用 道 行 所 然 家 种 事 成 方 多 经 么 去 法 学 如 都 同 现 当 没 动 面 起 看 定 天 分 还 进 好 小 部 其 些 主 样 \
            理 心 她 本 前 开 但 因 只 从 想 实 日 军 者 意 无 力 它 与 长 把 机 十 民 第 公 此 已 工 使 情 明 性 知 全 三 又 关 点 正 业 \
            外 将 两 高 间 由 问 很 最 重 并 物 手 应 战 向 头 文 体 政 美 相 见 被 利 什 二 等",
        middles: "-",
        ends: "-",
    },
];

/// All tongues.
#[derive(Debug)]
pub(crate) struct Speech {
    tongues: Vec<Tongue>,
    shares: Vec<usize>,
}

impl Speech {
    /// Makes up all words.
    pub(crate) fn new() -> Self {
        let tongues = SOUNDS.iter().enumerate().map(|(place, sounds)| Tongue::new(sounds, place as u64)).collect();
        let shares = SOUNDS.iter().enumerate().flat_map(|(place, sounds)| vec![place; sounds.share]).collect();
        Self { tongues, shares }
    }

    /// Picks a tongue, by how much is written in each.
    pub(crate) fn tongue(&self, dice: &mut Dice) -> &Tongue {
        let place = dice.pick(&self.shares).copied().unwrap_or_default();
        self.tongues.get(place).unwrap_or(&EMPTY)
    }
}

static EMPTY: Tongue = Tongue { words: Vec::new(), reach: Vec::new(), spaced: true, stop: "" };

/// The words of one tongue, commonest first.
#[derive(Debug)]
pub(crate) struct Tongue {
    words: Vec<String>,
    /// How often all words up to each one come together.
    reach: Vec<f64>,
    spaced: bool,
    stop: &'static str,
}

impl Tongue {
    fn new(sounds: &Sounds, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut known = BTreeSet::new();
        let common = sounds.common.split_whitespace().map(str::to_owned);
        let mut words: Vec<String> = common.filter(|word| known.insert(word.clone())).collect();
        let parts = [sounds.begins, sounds.middles, sounds.ends]
            .map(|parts| parts.split_whitespace().map(|part| part.trim_matches('-')).collect::<Vec<_>>());
        while words.len() < WORDS {
            let mut word = String::new();
            for _ in 0..=dice.below(3) {
                for part in &parts {
                    word.push_str(dice.pick(part).copied().unwrap_or_default());
                }
            }
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let reach = (0..words.len()).map(|rank| {
            sum += 1.0 / (rank as f64 + 2.7);
            sum
        });
        let reach = reach.collect();
        Self { words, reach, spaced: sounds.spaced, stop: sounds.stop }
    }

    /// Picks a word, by how often each comes.
    pub(crate) fn word(&self, dice: &mut Dice) -> &str {
        let all = self.reach.last().copied().unwrap_or_default();
        let thrown = dice.share() * all;
        let rank = self.reach.partition_point(|reach| *reach <= thrown);
        self.words.get(rank).map_or("", String::as_str)
    }

    /// Picks a word that is not among the common ones, as for a name.
    pub(crate) fn rare(&self, dice: &mut Dice) -> &str {
        let rank = self.words.len() / 100 + dice.below(self.words.len() / 4);
        self.words.get(rank).map_or("", String::as_str)
    }

    /// Says whether words stand apart.
    pub(crate) const fn is_spaced(&self) -> bool {
        self.spaced
    }

    /// Makes a name of two words.
    pub(crate) fn name(&self, dice: &mut Dice) -> String {
        let (given, family) = (titled(self.rare(dice)), titled(self.rare(dice)));
        if self.spaced { format!("{given} {family}") } else { format!("{family}{given}") }
    }

    /// Writes so many words in sentences, some of them on lines of their own.
    pub(crate) fn text(&self, dice: &mut Dice, words: usize) -> String {
        let mut text = String::new();
        let mut left = 0;
        for number in 0..words {
            let begins = left == 0;
            if begins {
                left = 5 + dice.below(14);
                if number > 0 {
                    text.push_str(self.stop);
                    if dice.once_in(5) {
                        text.truncate(text.trim_end().len());
                        text.push('\n');
                    }
                }
            } else if self.spaced {
                text.push_str(if dice.once_in(9) { ", " } else { " " });
            }
            let word = self.word(dice);
            text.push_str(&if begins { titled(word) } else { word.to_owned() });
            left -= 1;
        }
        text.push_str(self.stop.trim_end());
        text
    }
}

fn titled(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
