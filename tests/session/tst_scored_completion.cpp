/// A completion cut into the pieces that its tokens stand for: whole characters, and figures of the whole.
#include <QtTest>

#include "core/session/tokens/scored_completion.h"
#include "core/tokenizer/parts/byte_level_p.h"

using namespace azr;
using namespace azr::session;
using Form = ScoredToken::Form;

namespace {

constexpr std::int32_t kEnd = 256;

/// Every byte a token of its own, under GPT-2's sign for it, and an end.
tokenizer::Tokenizer byteLevelTokenizer() {
    Json vocabulary = Json::object();
    for (int byte = 0; byte < 256; ++byte)
        vocabulary[tokenizer::toByteLevel(std::string(1, static_cast<char>(byte)))] = byte;
    const Json json = {
        {"added_tokens", Json::array({{{"id", kEnd}, {"content", "<end>"}, {"special", true}, {"normalized", false}}})},
        {"decoder", {{"type", "ByteLevel"}}},
        {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
    auto made = tokenizer::Tokenizer::parse(json, "test");
    if (!made) qFatal("%s", describe(made.error()).c_str());
    return std::move(*made);
}

std::vector<std::int32_t> bytesOf(const std::string& text) {
    std::vector<std::int32_t> ids;
    for (const char byte : text) ids.push_back(static_cast<unsigned char>(byte));
    return ids;
}

std::string textOf(const std::vector<ScoredToken>& pieces) {
    std::string text;
    for (const ScoredToken& piece : pieces) text += piece.text;
    return text;
}

}  // namespace

class TestScoredCompletion : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void charactersStayWhole() {
        const auto tokenizer = byteLevelTokenizer();
        const std::string text = "a\n€🙂 é";
        auto ids = bytesOf(text);
        ids.push_back(kEnd);
        const auto pieces = piecesOf(tokenizer, ids);
        QCOMPARE(pieces.size(), ids.size());
        QCOMPARE(textOf(pieces), text + "<end>");
        for (const ScoredToken& piece : pieces) {
            QVERIFY(piece.text.find("\xEF\xBF\xBD") == std::string::npos);
            QCOMPARE(piece.form == Form::Part, piece.text.empty());
            QVERIFY(!piece.spelling.empty());
        }
        // The three bytes of the euro: its text stands with the last.
        QCOMPARE(pieces[2].form, Form::Part);
        QCOMPARE(pieces[3].form, Form::Part);
        QCOMPARE(pieces[4].form, Form::Text);
        QCOMPARE(pieces[4].text, std::string("€"));
        QCOMPARE(pieces.back().form, Form::Special);
        QCOMPARE(pieces.back().text, std::string("<end>"));
    }

    /// It was cut off in the middle of a character.
    void aTornCharacterIsNotLost() {
        const auto tokenizer = byteLevelTokenizer();
        const auto pieces = piecesOf(tokenizer, bytesOf(std::string("b€").substr(0, 3)));
        QCOMPARE(pieces.size(), std::size_t{3});
        QCOMPARE(pieces[0].text, std::string("b"));
        QCOMPARE(pieces[1].form, Form::Part);
        QCOMPARE(pieces[2].form, Form::Part);
        QCOMPARE(textOf(pieces), std::string("b\xEF\xBF\xBD"));
    }

    void figuresAreThoseOfTheKnownTokens() {
        ScoredCompletion completion;
        for (const float logprob : {ScoredToken::kUnknown, -1.0F, -3.0F, -0.5F, -3.0F}) {
            ScoredToken token;
            token.logprob = logprob;
            completion.tokens.push_back(token);
        }
        QCOMPARE(completion.scored(), 4);
        QCOMPARE(completion.logprobSum(), -7.5);
        QCOMPARE(completion.meanLogprob(), -1.875);
        QCOMPARE(completion.perplexity(), std::exp(1.875));
        QCOMPARE(completion.ranksByImprobability(), (std::vector<int>{0, 3, 1, 4, 2}));
        QVERIFY(!completion.hasEntropy());
        QVERIFY(std::isnan(ScoredCompletion().meanLogprob()));
    }
};

QTEST_GUILESS_MAIN(TestScoredCompletion)
#include "tst_scored_completion.moc"
