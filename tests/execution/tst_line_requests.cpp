/// What a line of check or grade may ask for: what is not understood is refused by its field.
#include <QTest>

#include "core/execution/line_requests.h"
#include "core/execution/request_limits.h"

using namespace azr;
using namespace azr::execution;

namespace {

const Json kProgram = "def f(x):\n    return x";

/// The line with the fields set; null stands for a field that is not given.
Json with(Json line, const Json& fields) {
    line.update(fields);
    return line;
}

const Json kCheck = {{"program", kProgram}, {"input", "1"}};
const Json kDeduction = {{"kind", "deduction"}, {"output", "1"}, {"answer", "1"}};
const Json kAbduction = {{"kind", "abduction"}, {"program", kProgram}, {"output", "1"}, {"answer", "1"}};
const Json kInduction = {
    {"kind", "induction"}, {"hidden", Json::array({{{"input", "1"}, {"output", "1"}}})}, {"answer", kProgram}};

std::string text(std::size_t bytes) {
    return std::string(bytes, 'a');
}

}  // namespace

class LineRequestsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void checkTakes_data() {
        QTest::addColumn<QByteArray>("fields");
        const auto row = [](const char* fields) { QTest::newRow(fields) << QByteArray(fields); };
        row("{}");
        row(R"({"imports": ["import math"], "output": "1"})");
        row(R"({"imports": null, "output": null, "inputs": null, "outputs": null, "snippet": null})");
        row(R"({"input": null, "inputs": ["1", "2"], "outputs": ["1", "2"]})");
        row(R"({"input": null, "inputs": ["1"]})");
        row(R"({"code": "def f(x):\n    return x", "snippet": "def f(x):\n    return x"})");
        row(R"({"program": null, "code": "def f(): pass"})");
        row(R"({"given": 2})");
        row(R"({"expect": "nondeterministic", "_input_type": ["a", 1], "composite_functions": [], "message": {}})");
    }
    void checkTakes() {
        QFETCH(QByteArray, fields);
        const auto line = checkLineOf(with(kCheck, parseJson(fields.toStdString()).value()));
        QVERIFY2(line, line ? "" : describe(line.error()).c_str());
    }

    void checkRefuses_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char* fields, const char* error) {
            QTest::newRow(fields) << QByteArray(fields) << QByteArray(error);
        };
        row(R"({"given": "2"})", "field 'given' is no whole number from 0 to 64");
        row(R"({"given": -1})", "field 'given' is no whole number from 0 to 64");
        row(R"({"given": 1.0})", "field 'given' is no whole number from 0 to 64");
        row(R"({"input": ["1", "2"]})", "field 'input' is a list, not a text; several inputs stand in 'inputs'");
        row(R"({"input": ["1"]})", "field 'input' is a list, not a text; several inputs stand in 'inputs'");
        row(R"({"input": 1})", "field 'input' is a number, not a text");
        row(R"({"input": null})", "field 'input' is missing");
        row(R"({"inputs": ["1"]})", "field 'input' stands beside 'inputs': only one of them can be meant");
        row(R"({"input": null, "inputs": "1"})", "field 'inputs' is a text, not a list of texts");
        row(R"({"input": null, "inputs": []})", "field 'inputs' is empty");
        row(R"({"input": null, "inputs": ["1", 2]})", "field 'inputs': entry 2 is a number, not a text");
        row(R"({"input": null, "inputs": ["1", null]})", "field 'inputs': entry 2 is null, not a text");
        row(R"({"input": null, "inputs": ["1"], "output": "1"})",
            "field 'output' stands beside 'inputs', whose outputs stand in 'outputs'");
        row(R"({"input": null, "inputs": ["1"], "outputs": ["1", "2"]})",
            "'inputs' and 'outputs' differ in length: 1 and 2");
        row(R"({"input": null, "inputs": ["1"], "outputs": []})", "'inputs' and 'outputs' differ in length: 1 and 0");
        row(R"({"output": ["1"]})", "field 'output' is a list, not a text");
        row(R"({"output": 1})", "field 'output' is a number, not a text");
        row(R"({"outputs": ["1"]})", "field 'outputs' stands without 'inputs'; the output of one input is 'output'");
        row(R"({"program": null})", "field 'program' is missing");
        row(R"({"program": ["def f(): pass"]})", "field 'program' is a list, not a text");
        row(R"({"snippet": "def f(): pass"})",
            "fields 'program' and 'snippet' differ: only one of them can be the program");
        row(R"({"code": "def f(): pass"})", "fields 'program' and 'code' differ: only one of them can be the program");
        row(R"({"imports": "import math"})", "field 'imports' is a text, not a list of texts");
        row(R"({"imports": {}})", "field 'imports' is an object, not a list of texts");
        row(R"({"imports": ["import math", true]})", "field 'imports': entry 2 is a truth value, not a text");
    }
    void checkRefuses() {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, error);
        const auto line = checkLineOf(with(kCheck, parseJson(fields.toStdString()).value()));
        QVERIFY(!line);
        QCOMPARE(describe(line.error()), error.toStdString());
    }

    void gradeTakesWhatEachKindNeeds() {
        QVERIFY(gradeLineOf(kDeduction));
        QVERIFY(!gradeLineOf(kDeduction)->ownGold);
        QVERIFY(gradeLineOf(with(kDeduction, {{"program", kProgram}, {"input", "1"}, {"note", 1}})));
        const auto own = gradeLineOf(with(kDeduction, {{"program", kProgram}, {"input", "1"}, {"output", nullptr}}));
        QVERIFY(own && own->ownGold && own->input == "1");
        QVERIFY(gradeLineOf(kAbduction));
        QVERIFY(gradeLineOf(kInduction));
        QVERIFY(gradeLineOf(with(kInduction, {{"snippet", kProgram}, {"input", nullptr}})));
        QCOMPARE(gradeLineOf(kInduction)->request.hidden.front().output, std::string("1"));
    }

    void gradeRefuses_data() {
        QTest::addColumn<QByteArray>("base");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const Json& base, const char* fields, const char* error) {
            QTest::newRow(fields) << QByteArray::fromStdString(dumpLine(base)) << QByteArray(fields)
                                  << QByteArray(error);
        };
        row(kDeduction, R"({"kind": "seduction"})",
            "kind 'seduction' is none of deduction, abduction, induction, error");
        row(kDeduction, R"({"kind": null})", "field 'kind' is missing");
        row(kDeduction, R"({"answer": 1})", "field 'answer' is a number, not a text");
        row(kDeduction, R"({"answer": ["1", "2"]})", "field 'answer' is a list, not a text");
        row(kDeduction, R"({"output": null})", "field 'output' is missing");
        row(kDeduction, R"({"output": null, "input": "1"})", "field 'program' is missing");
        row(kDeduction, R"({"output": 1.5})", "field 'output' is a number, not a text");
        row(kDeduction, R"({"input": ["1", "2"]})", "field 'input' is a list, not a text");
        row(kDeduction, R"({"program": "def f(): pass", "code": ""})",
            "fields 'program' and 'code' differ: only one of them can be the program");
        row(kDeduction, R"({"hidden": []})", "field 'hidden' belongs to induction alone");
        row(kAbduction, R"({"program": null})", "field 'program' is missing");
        row(kAbduction, R"({"imports": "import re"})", "field 'imports' is a text, not a list of texts");
        row(kInduction, R"({"hidden": null})", "field 'hidden' is missing");
        row(kInduction, R"({"hidden": []})", "field 'hidden' holds no pairs");
        row(kInduction, R"({"hidden": "1"})", "field 'hidden' is a text, not a list of pairs");
        row(kInduction, R"({"hidden": [["1", "1"]]})",
            "field 'hidden': pair 1 is a list, not an object of input and output");
        row(kInduction, R"({"hidden": [{"input": "1"}]})", "field 'hidden': pair 1: field 'output' is missing");
        row(kInduction, R"({"hidden": [{"input": "1", "output": "1"}, {"input": "1", "output": "1", "x": 1}]})",
            "field 'hidden': pair 2: unknown field 'x'");
        row(kInduction, R"({"hidden": [{"input": 1, "output": "1"}]})",
            "field 'hidden': pair 1: field 'input' is a number, not a text");
        row(kInduction, R"({"input": "1"})",
            "field 'input' has no meaning for induction, whose pairs stand in 'hidden'");
        row(kInduction, R"({"output": "1"})",
            "field 'output' has no meaning for induction, whose pairs stand in 'hidden'");
    }
    void gradeRefuses() {
        QFETCH(QByteArray, base);
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, error);
        const auto line =
            gradeLineOf(with(parseJson(base.toStdString()).value(), parseJson(fields.toStdString()).value()));
        QVERIFY(!line);
        QCOMPARE(describe(line.error()), error.toStdString());
    }

    void aLineThatIsNoObjectIsRefused() {
        for (const char* line : {"[]", "1", "\"a\"", "null"}) {
            QCOMPARE(describe(checkLineOf(parseJson(line).value()).error()), std::string("the line is no JSON object"));
            QCOMPARE(describe(gradeLineOf(parseJson(line).value()).error()), std::string("the line is no JSON object"));
        }
    }

    void sizesAreToldByFieldSizeAndLimit() {
        const auto checked = [](const Json& fields) {
            const auto line = checkLineOf(with(kCheck, fields));
            return line ? std::string() : describe(line.error());
        };
        QCOMPARE(checked({{"program", text(kMaxProgramBytes)}}), std::string());
        QCOMPARE(checked({{"program", text(kMaxProgramBytes + 1)}}),
                 std::string("too long: program has 262145 bytes; the limit is 262144"));
        QCOMPARE(checked({{"imports", {text(65535), "a"}}}), std::string());
        QCOMPARE(checked({{"imports", {text(65535), "ab"}}}),
                 std::string("too long: imports has 65537 bytes; the limit is 65536"));
        QCOMPARE(checked({{"imports", std::vector<std::string>(1001, "")}}),
                 std::string("too long: imports has 1001 entries; the limit is 1000"));
        QCOMPARE(checked({{"input", text(kMaxTextBytes + 1)}}),
                 std::string("too long: input 1 has 131073 bytes; the limit is 131072"));
        QCOMPARE(checked({{"output", text(kMaxTextBytes + 1)}}),
                 std::string("too long: output 1 has 131073 bytes; the limit is 131072"));
        QCOMPARE(checked({{"input", nullptr}, {"inputs", std::vector<std::string>(1000, "1")}}), std::string());
        QCOMPARE(checked({{"input", nullptr}, {"inputs", std::vector<std::string>(1001, "1")}}),
                 std::string("too long: inputs has 1001 entries; the limit is 1000"));
    }

    void gradeTellsSizesToo() {
        const auto graded = [](const Json& base, const Json& fields) {
            const auto line = gradeLineOf(with(base, fields));
            return line ? std::string() : describe(line.error());
        };
        QCOMPARE(graded(kAbduction, {{"program", text(kMaxProgramBytes + 1)}}),
                 std::string("too long: program has 262145 bytes; the limit is 262144"));
        QCOMPARE(graded(kDeduction, {{"output", text(kMaxTextBytes + 1)}}),
                 std::string("too long: output has 131073 bytes; the limit is 131072"));
        Json pairs = Json::array();
        for (int i = 0; i < 1001; ++i) pairs.push_back({{"input", "1"}, {"output", "1"}});
        QCOMPARE(graded(kInduction, {{"hidden", pairs}}),
                 std::string("too long: hidden has 1001 entries; the limit is 1000"));
        pairs = Json::array({{{"input", text(kMaxTextBytes + 1)}, {"output", "1"}}});
        QCOMPARE(graded(kInduction, {{"hidden", pairs}}),
                 std::string("too long: hidden pair 1: input has 131073 bytes; the limit is 131072"));
        // What a model answers is data: its size becomes a verdict.
        QCOMPARE(graded(kInduction, {{"answer", text(kMaxProgramBytes + 1)}}), std::string());
    }
};

QTEST_GUILESS_MAIN(LineRequestsTest)
#include "tst_line_requests.moc"
