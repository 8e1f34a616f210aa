#include <QtTest>

#include "core/tokenizer/tokenizer.h"

using namespace azr;
using tokenizer::Tokenizer;
using Ids = std::vector<std::int32_t>;

namespace {

/// "abc" with merges a+b and ab+c, and b+c of a lower rank than ab+c.
Json smallBpe() {
    return *parseJson(R"({"model":{"type":"BPE","vocab":{"a":0,"b":1,"c":2,"ab":3,"bc":4,"abc":5,"d":6},
        "merges":["b c",["a","b"],["ab","c"]]},"added_tokens":[],"decoder":{"type":"Fuse"}})");
}

Json added(int id, const char* content, const char* flag = nullptr) {
    Json token = {{"id", id}, {"content", content}, {"special", false}, {"normalized", false}};
    if (flag != nullptr) token[flag] = true;
    return token;
}

Json lexemes() {
    Json json = *parseJson(R"({"model":{"type":"WordLevel","vocab":{"<unk>":0},"unk_token":null},
        "added_tokens":[],"decoder":{"type":"Fuse"}})");
    json["added_tokens"] = {added(1, "x"),      added(2, " + "),        added(3, "return "),
                            added(4, "\n    "), added(5, "ret"),        added(6, "1"),
                            added(7, " "),      added(8, "\n        "), added(9, "<go>", "special")};
    return json;
}

Tokenizer make(const Json& json) {
    auto result = Tokenizer::parse(json, "t");
    if (!result) qFatal("%s", describe(result.error()).c_str());
    return std::move(*result);
}

}  // namespace

class TestTokenizer : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void mergesGoByRankThenFromTheLeft() {
        const auto tokenizer = make(smallBpe());
        QCOMPARE(*tokenizer.encode("abc"), (Ids{0, 4}));  // b+c outranks a+b
        QCOMPARE(*tokenizer.encode("abab"), (Ids{3, 3}));
        QCOMPARE(*tokenizer.encode(""), Ids{});
        auto json = smallBpe();
        json["model"]["ignore_merges"] = true;
        QCOMPARE(*make(json).encode("abc"), Ids{5});
    }

    void aCharacterWithoutATokenIsDroppedOrRefused() {
        const auto tokenizer = make(smallBpe());
        QCOMPARE(*tokenizer.encode("a?d"), (Ids{0, 6}));
        QVERIFY(!tokenizer.encodeStrict("a?d"));
        QVERIFY(!tokenizer.encodeStrict("a?d"));  // nor from the cache
        QCOMPARE(*tokenizer.encodeStrict("abd"), (Ids{3, 6}));
        auto json = smallBpe();
        json["model"]["unk_token"] = "d";
        QCOMPARE(*make(json).encode("a??b"), (Ids{0, 6, 6, 1}));
        json["model"]["fuse_unk"] = true;
        QCOMPARE(*make(json).encode("a??b"), (Ids{0, 6, 1}));
    }

    void whatHasNoTokenIsNamed() {
        using Spans = std::vector<tokenizer::TextSpan>;
        const auto bpe = make(smallBpe());
        QCOMPARE(bpe.withoutToken("abé?d?"), (Spans{{2, 2}, {4, 1}, {6, 1}}));
        QCOMPARE(bpe.withoutToken("abd"), Spans{});
        QCOMPARE(bpe.encodeStrict("abé?d?").error().detail, std::string("the vocabulary has no token for: '?' 'é'"));
        const auto words = make(lexemes());
        QCOMPARE(words.withoutToken("x + zq\n1<go>"), (Spans{{4, 1}, {5, 1}, {6, 1}}));
        QCOMPARE(words.encodeStrict("x\n").error().detail, std::string("the vocabulary has no token for: '\\n'"));
        // Where the parts are known and the whole is not, the whole is named.
        auto json = *parseJson(R"({"model":{"type":"WordLevel","vocab":{"<unk>":0,"a":1,"b":2},"unk_token":"<unk>"},
            "added_tokens":[]})");
        QCOMPARE(make(json).withoutToken("ab"), (Spans{{0, 2}}));
    }

    void addedTokensMatchTheLongestAtTheLeftmostPlace() {
        const auto tokenizer = make(lexemes());
        QCOMPARE(*tokenizer.encode("\n        return x + 1<go>"), (Ids{8, 3, 1, 2, 6, 9}));
        QCOMPARE(*tokenizer.encode("ret x\n    1"), (Ids{5, 7, 1, 4, 6}));
        QCOMPARE(tokenizer.decode(Ids{8, 3, 1, 2, 6, 9}), std::string("\n        return x + 1<go>"));
        QCOMPARE(tokenizer.decode(Ids{1, 9, 99, -1}, true), std::string("x"));
        QVERIFY(!tokenizer.encodeStrict("x ? 1"));
        QCOMPARE(tokenizer.size(), 10);
        QCOMPARE(*tokenizer.idOf(" + "), 2);
        QVERIFY(!tokenizer.idOf("y"));
        QCOMPARE(tokenizer.textOf(4), std::string_view("\n    "));
        QVERIFY(tokenizer.isSpecial(9) && !tokenizer.isSpecial(1));
    }

    /// As in the tokenizers library, which asks whether the text that it writes is a special token's.
    void specialTokensThatTheNormalizerRewritesStayInTexts() {
        const auto added = [](int id, const char* content, bool normalized, bool special) {
            return Json{{"id", id}, {"content", content}, {"normalized", normalized}, {"special", special}};
        };
        const Json file = {
            {"normalizer", {{"type", "Lowercase"}}},
            {"model",
             {{"type", "WordLevel"},
              {"vocab", {{"a", 0}, {"<unk>", 1}, {"mask", 2}, {"MASK", 3}}},
              {"unk_token", "<unk>"}}},
            {"added_tokens",
             {added(3, "MASK", true, true), added(4, "[CLS]", true, true), added(5, "[cls]", false, true),
              added(6, "[X]", true, false), added(7, "[x]", false, true)}}};
        const auto tokenizer = Tokenizer::parse(file, "here");
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        const std::vector<std::string> whole = {"a", "<unk>", "mask", "mask", "[cls]", "[cls]", "[x]", "[x]", ""},
                                       without = {"a", "<unk>", "mask", "mask", "", "", "", "", ""};
        for (std::int32_t id = 0; id < 9; ++id) {
            QCOMPARE(tokenizer->decode(Ids{id}), whole[static_cast<std::size_t>(id)]);
            QCOMPARE(tokenizer->decode(Ids{id}, true), without[static_cast<std::size_t>(id)]);
        }
    }

    void addedTokensObeyTheirFlags_data() {
        QTest::addColumn<QString>("flag");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("ids");
        QTest::newRow("none") << "special"
                              << "d  <m>  da<m>" << QList<int>{6, 7, 6, 0, 7};
        QTest::newRow("strips left") << "lstrip"
                                     << "d  <m>d" << QList<int>{6, 7, 6};
        QTest::newRow("alone, it matches") << "single_word"
                                           << "<m> d" << QList<int>{7, 6};
        QTest::newRow("in a word, it does not") << "single_word"
                                                << "d<m>" << QList<int>{6};
    }
    void addedTokensObeyTheirFlags() {
        QFETCH(QString, flag);
        QFETCH(QString, text);
        QFETCH(QList<int>, ids);
        auto json = smallBpe();
        json["added_tokens"] = {added(7, "<m>", flag.toStdString().c_str())};
        QCOMPARE(*make(json).encode(text.toStdString()), Ids(ids.begin(), ids.end()));
    }

    void strippedSpaceBelongsToTheAddedToken() {
        auto json = smallBpe();
        json["model"]["vocab"][" "] = 7;
        json["added_tokens"] = {added(8, "<m>", "rstrip"), added(9, "<n>")};
        const auto tokenizer = make(json);
        QCOMPARE(*tokenizer.encode("a <m> a"), (Ids{0, 7, 8, 0}));
        QCOMPARE(*tokenizer.encode("a <n> a"), (Ids{0, 7, 9, 7, 0}));
    }

    void wordLevelTakesWholeWords() {
        const auto tokenizer = make(*parseJson(R"({"model":{"type":"WordLevel","vocab":{"?":0,"one":1,"two":2},
            "unk_token":"?"},"pre_tokenizer":{"type":"WhitespaceSplit"}})"));
        QCOMPARE(*tokenizer.encode(" one  two\tthree"), (Ids{1, 2, 0}));
        QCOMPARE(tokenizer.decode(Ids{1, 2}), std::string("one two"));
        QCOMPARE(tokenizer.special().unk, 0);
    }

    void splitsKeepOrJoinTheirSeparators_data() {
        QTest::addColumn<QString>("behavior");
        QTest::addColumn<QList<int>>("ids");
        QTest::newRow("removed") << "Removed" << QList<int>{1, 1};
        QTest::newRow("isolated") << "Isolated" << QList<int>{1, 2, 2, 1};
        QTest::newRow("previous") << "MergedWithPrevious" << QList<int>{3, 2, 1};
        QTest::newRow("next") << "MergedWithNext" << QList<int>{1, 2, 4};
        QTest::newRow("contiguous") << "Contiguous" << QList<int>{1, 5, 1};
    }
    void splitsKeepOrJoinTheirSeparators() {
        QFETCH(QString, behavior);
        QFETCH(QList<int>, ids);
        auto json = *parseJson(R"({"model":{"type":"WordLevel","vocab":{"?":0,"w":1,"-":2,"w-":3,"-w":4,"--":5},
            "unk_token":"?"},"pre_tokenizer":{"type":"Split","pattern":{"String":"-"},"invert":false}})");
        json["pre_tokenizer"]["behavior"] = behavior.toStdString();
        QCOMPARE(*make(json).encode("w--w"), Ids(ids.begin(), ids.end()));
    }

    void metaspacePutsItsSignWhereTheSchemeSays_data() {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<QList<int>>("ids");
        QTest::newRow("always") << "always" << QList<int>{1, 1, 3, 1};
        QTest::newRow("first") << "first" << QList<int>{1, 1, 3, 2};
        QTest::newRow("never") << "never" << QList<int>{2, 1, 3, 2};
    }
    void metaspacePutsItsSignWhereTheSchemeSays() {
        QFETCH(QString, scheme);
        QFETCH(QList<int>, ids);
        auto json = *parseJson(R"({"model":{"type":"WordLevel","vocab":{"?":0,"▁a":1,"a":2},"unk_token":"?"},
            "pre_tokenizer":{"type":"Metaspace","replacement":"▁"},"decoder":{"type":"Metaspace","replacement":"▁"}})");
        json["added_tokens"] = {added(3, "<m>")};
        json["pre_tokenizer"]["prepend_scheme"] = scheme.toStdString();
        json["decoder"]["prepend_scheme"] = scheme.toStdString();
        const auto tokenizer = make(json);
        QCOMPARE(*tokenizer.encode("a a<m>a"), Ids(ids.begin(), ids.end()));
        QCOMPARE(tokenizer.decode(Ids{1, 1}), std::string(scheme == "never" ? " a a" : "a a"));
    }

    void promptsBeginOnceAsThePostProcessorSays() {
        using tokenizer::PromptText;
        auto json = smallBpe();
        json["added_tokens"] = {added(7, "<s>", "special"), added(8, "</s>", "special")};
        json["post_processor"] = *parseJson(R"({"type":"RobertaProcessing","cls":["<s>",7],"sep":["</s>",8],
            "trim_offsets":true,"add_prefix_space":true})");
        const auto tokenizer = make(json);
        QCOMPARE(*tokenizer.encode("d"), Ids{6});
        QCOMPARE(*tokenizer.encodeWithSpecial("d"), (Ids{7, 6, 8}));
        QCOMPARE(*tokenizer.encodePrompt("d", PromptText::Plain), (Ids{7, 6}));
        QCOMPARE(*tokenizer.encodePrompt("<s>d", PromptText::Plain), (Ids{7, 6}));
        QCOMPARE(*tokenizer.encodePrompt("d", PromptText::Rendered), Ids{6});
        QCOMPARE(*tokenizer.encodePrompt("<s>d", PromptText::Rendered), (Ids{7, 6}));
        QCOMPARE(*tokenizer.encodePrompt("", PromptText::Plain), Ids{7});
        QVERIFY(!tokenizer.encodePrompt("?", PromptText::Plain, true));
        QCOMPARE(tokenizer.beginTokens(), Ids{7});
    }

    void twoProcessorsThatAddAreRefused() {
        auto json = smallBpe();
        const Json one = *parseJson(R"({"type":"BertProcessing","cls":["a",0],"sep":["b",1]})");
        json["post_processor"] = {{"type", "Sequence"}, {"processors", {one, one}}};
        const auto tokenizer = Tokenizer::parse(json, "t");
        QVERIFY(!tokenizer);
        QCOMPARE(tokenizer.error().code, ErrorCode::Unsupported);
    }

    void anUnknownTokenThatIsMissingIsAnError() {
        auto json = smallBpe();
        json["model"]["unk_token"] = "<unk>";
        const auto tokenizer = make(json);
        QCOMPARE(*tokenizer.encode("ab"), Ids{3});
        QCOMPARE(tokenizer.encode("a?").error().code, ErrorCode::InvalidArgument);
    }

    void twoAddedTokensOfOneSpellingAreRefused() {
        auto json = smallBpe();
        json["normalizer"] = {{"type", "Lowercase"}};
        Json first = added(7, "FOO"), second = added(8, "foo");
        first["normalized"] = second["normalized"] = true;
        json["added_tokens"] = {first, second};
        const auto tokenizer = Tokenizer::parse(json, "t");
        QVERIFY(!tokenizer);
        QVERIFY(tokenizer.error().detail.find("'FOO' and 'foo'") != std::string::npos);
    }

    void anAddedTokenOfWhichNothingIsLeftIsRefused() {
        auto json = smallBpe();
        json["normalizer"] = {{"type", "Strip"}, {"strip_left", true}, {"strip_right", true}};
        Json token = added(7, " ");
        token["normalized"] = true;
        json["added_tokens"] = {token};
        const auto tokenizer = Tokenizer::parse(json, "t");
        QVERIFY(!tokenizer);
        QVERIFY(tokenizer.error().detail.find("' '") != std::string::npos && !tokenizer.error().remedy.empty());
    }

    void bytesThatAreNoTextAreReplaced() {
        auto json = smallBpe();
        json["model"]["vocab"]["\xEF\xBF\xBD"] = 7;
        QCOMPARE(*make(json).encode("a\xFF\xE2\x82"
                                    "d"),
                 (Ids{0, 7, 7, 6}));
    }

    void partsThatAreNotKnownAreRefused_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("message");
        QTest::newRow("model") << "model"
                               << R"({"type":"WordPiece","vocab":{}})"
                               << "t: the tokenizer model 'WordPiece'";
        QTest::newRow("no model") << "model"
                                  << "null"
                                  << "t: field 'model' is missing";
        QTest::newRow("merge") << "model"
                               << R"({"type":"BPE","vocab":{"a":0},"merges":["a b"]})"
                               << "t: the merge 'a b'";
        QTest::newRow("normalizer") << "normalizer"
                                    << R"({"type":"BertNormalizer"})"
                                    << "t, normalizer: the normalizer 'BertNormalizer'";
        QTest::newRow("pre") << "pre_tokenizer"
                             << R"({"type":"UnicodeScripts"})"
                             << "t, pre_tokenizer: the pre-tokenizer 'UnicodeScripts'";
        QTest::newRow("regex") << "pre_tokenizer"
                               << R"({"type":"Split","pattern":{"Regex":"*"},"behavior":"Isolated","invert":false})"
                               << "t, pre_tokenizer: regular expression";
        QTest::newRow("decoder") << "decoder"
                                 << R"({"type":"CTC"})"
                                 << "t, decoder: the decoder 'CTC'";
        QTest::newRow("empty prefix") << "normalizer"
                                      << R"({"type":"Prepend","prepend":""})"
                                      << "t, normalizer: field 'prepend' is empty";
        for (const auto& [start, what] :
             {std::pair("1.5", "has the wrong type"), std::pair("true", "has the wrong type"),
              std::pair("4294967297", "has the wrong type"), std::pair("-1", "is no whole number")})
            QTest::newRow(start) << "decoder"
                                 << QString(R"({"type":"Strip","content":" ","start":%1,"stop":0})").arg(start)
                                 << QString("t, decoder: field 'start' %1").arg(what);
        QTest::newRow("half a character") << "pre_tokenizer"
                                          << R"({"type":"FixedLength","length":2.5})"
                                          << "t, pre_tokenizer: field 'length' has the wrong type";
        QTest::newRow("half an id") << "added_tokens"
                                    << R"([{"id":7.5,"content":"x"}])"
                                    << "t, added_tokens: field 'id' is no whole number";
        QTest::newRow("added") << "added_tokens"
                               << R"([{"id":7}])"
                               << "t, added_tokens: field 'content' is missing";
    }
    void partsThatAreNotKnownAreRefused() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, message);
        auto json = smallBpe();
        json[key.toStdString()] = *parseJson(value.toStdString());
        const auto tokenizer = Tokenizer::parse(json, "t");
        QVERIFY(!tokenizer);
        const auto text = describe(tokenizer.error());
        QVERIFY2(QString::fromStdString(text).startsWith(message), text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
