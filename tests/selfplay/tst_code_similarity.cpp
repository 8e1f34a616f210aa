/// The four parts of code similarity on hand-worked programs.
#include <QTest>
#include <cmath>

#include "core/selfplay/rewards/code_similarity.h"

using namespace azr::selfplay;

namespace {

bool close(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

// def f(x): return x + 1, and what the inspector says of it.
constexpr const char* kShape = "Module FunctionDef:0 arguments arg:1 Return BinOp Name:1 Add Constant:int";
constexpr const char* kArities = "1 2 1 0 1 3 0 0 0";

}  // namespace

class TestCodeSimilarity : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aProgramIsLikeItself() {
        const CodeProfile own = codeProfile("def f(x):\n    return x + 1", kShape, kArities);
        QCOMPARE(own.tokens.size(), 10U);
        QCOMPARE(own.subtrees.size(), 5U);  // inner nodes
        QCOMPARE(own.flows.size(), 1U);
        const CodeSimilarity same = codeSimilarity(own, own);
        QVERIFY(close(same.ngrams, 1));
        QVERIFY(close(same.keywords, 1));
        QCOMPARE(same.syntax, 1.0);
        QCOMPARE(same.flow, 1.0);
        QVERIFY(close(same.mean(), 1));
    }

    void otherNamesChangeTokensAlone() {
        const CodeProfile a = codeProfile("def f(x):\n    return x + 1", kShape, kArities);
        const CodeProfile b = codeProfile("def f(y):  # other\n\treturn y + 2", kShape, kArities);
        const CodeSimilarity both = codeSimilarity(b, a);
        QCOMPARE(both.syntax, 1.0);
        QCOMPARE(both.flow, 1.0);
        // def f ( y ) : return y + 2: of 10 tokens 7 match, of 9 pairs "def f", "f (", ") :", ": return"; of 8 triples
        // "def f (" and ") : return"; no four.
        QVERIFY(close(both.ngrams, std::pow(7.0 / 10 * 4 / 9 * 2 / 8 * 0.1 / 7, 0.25)));
        // def and return weigh 1, the other eight 0.2: (2 + 5 x 0.2) / (2 + 8 x 0.2).
        QVERIFY(close(both.keywords, std::pow(3.0 / 3.6 * 4 / 9 * 2 / 8 * 0.1 / 7, 0.25)));
    }

    void aShortCandidatePaysForItsBrevity() {
        const CodeProfile a = codeProfile("def f(x):\n    return x + 1", kShape, kArities);
        CodeProfile part = a;
        part.tokens.resize(5);
        QVERIFY(close(codeSimilarity(part, a).ngrams, std::exp(1 - 10.0 / 5)));
        QVERIFY(close(codeSimilarity(a, part).ngrams, std::pow(5.0 / 10 * 4 / 9 * 3 / 8 * 2 / 7, 0.25)));
    }

    void flowsFollowAssignmentsLoopsAndReturns() {
        // for i in x: t += i * 2; return t
        const char* shape =
            "Module FunctionDef:0 arguments arg:1 For Name:2 Name:1 AugAssign Name:3 Add BinOp Name:2 Mult "
            "Constant:int "
            "Return Name:3";
        const CodeProfile loop = codeProfile("", shape, "1 3 1 0 3 0 0 3 0 0 3 0 0 0 1 0");
        QCOMPARE(loop.flows.size(), 3U);
        // y = x; return y: its return takes from the first name, that of the loop from the third.
        const CodeProfile straight = codeProfile(
            "", "Module FunctionDef:0 arguments arg:1 Assign Name:2 Name:1 Return Name:2", "1 3 1 0 2 0 0 1 0");
        QCOMPARE(straight.flows.size(), 2U);
        // i from x and y from x are the same flow.
        QCOMPARE(codeSimilarity(loop, straight).flow, 0.5);
        QVERIFY(close(codeSimilarity(straight, loop).flow, 1.0 / 3));
    }

    void withoutFlowsThreePartsCount() {
        const CodeProfile none = codeProfile("f", "Module Expr Name:0", "1 1 0");
        const CodeSimilarity both = codeSimilarity(none, none);
        QCOMPARE(both.flow, -1.0);
        QCOMPARE(both.syntax, 1.0);
        QCOMPARE(both.mean(), (both.ngrams + both.keywords + 1) / 3);
    }

    void whatDoesNotBelongTogetherHasNoProfile() {
        QVERIFY(codeProfile("x", kShape, "").empty());
        QVERIFY(codeProfile("x", kShape, "1 2 1 0 1 3 0 0").empty());
        QVERIFY(codeProfile("x", kShape, "1 2 1 0 1 3 0 0 1").empty());
        QVERIFY(codeProfile("x", kShape, "0 2 1 0 1 3 0 0 0").empty());
        QVERIFY(codeProfile("x", kShape, "1 2 1 0 1 -3 0 0 0").empty());
        QVERIFY(codeProfile("", "", "").empty());
    }

    void literalsAndOperatorsAreTokens() {
        const auto count = [](const char* program) { return codeProfile(program, "Module", "0").tokens.size(); };
        QVERIFY(codeProfile("x", "Module", "0").empty());  // a module without anything
        const auto tokens = [](const char* program) {
            return codeProfile(program, "Module Expr Name:0", "1 1 0").tokens.size();
        };
        QCOMPARE(count(""), 0U);
        QCOMPARE(tokens("'a b'"), 1U);
        QCOMPARE(tokens("'a\\' b' \"it's\""), 2U);
        QCOMPARE(tokens("'''a 'b' c'''"), 1U);
        QCOMPARE(tokens("x **= y // 2 # and so on"), 5U);
        QCOMPARE(tokens("a<=b!=c:=d"), 7U);
    }
};

QTEST_GUILESS_MAIN(TestCodeSimilarity)
#include "tst_code_similarity.moc"
