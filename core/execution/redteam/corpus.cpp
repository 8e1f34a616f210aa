#include "core/execution/redteam/corpus.h"

#include <string_view>

namespace azr::execution::redteam {
namespace {

int digit(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/// A text, or the bytes of one that is no UTF-8, as lower-case hexadecimal digits.
Result<std::string> textOf(const Json& json, const std::string& key, const std::string& place) {
    if (!json.contains(key + "_hex")) return field<std::string>(json, key.c_str(), place);
    AZR_TRY(const std::string digits, field<std::string>(json, (key + "_hex").c_str(), place));
    if (digits.size() % 2 != 0 || digits.find_first_not_of("0123456789abcdef") != std::string::npos)
        return fail(ErrorCode::Parse, "field '" + key + "_hex' is not in hexadecimal digits", place);
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes += static_cast<char>(16 * digit(digits[i]) + digit(digits[i + 1]));
    return bytes;
}

Result<HostileCase> caseOf(const Json& json, const std::string& place) {
    HostileCase one;
    AZR_TRY(one.name, field<std::string>(json, "name", place));
    AZR_TRY(one.program, textOf(json, "program", place));
    AZR_TRY(one.input, field<std::string>(json, "input", place));
    AZR_TRY(one.verdicts, field<std::string>(json, "verdicts", place));
    AZR_TRY(one.limitsOnly, fieldOr<std::string>(json, "limits_only", "", place));
    return one;
}

Result<Hack> hackOf(const Json& json, const std::string& place) {
    Json line = json;
    line["command"] = "grade";
    line["hidden"] = Json::array();
    AZR_TRY(const Line read, lineFromJson(line, place));
    AZR_TRY(std::string named, field<std::string>(json, "name", place));
    return Hack{std::move(named), read.kind, read.answer};
}

Status addRow(HostileTable& table, const Json& json, const std::string& place) {
    AZR_TRY(const std::string which, field<std::string>(json, "table", place));
    if (which == "hack") {
        AZR_TRY(Hack hack, hackOf(json, place));
        table.hacks.push_back(std::move(hack));
    } else if (which == "poison") {
        AZR_TRY(std::string program, textOf(json, "program", place));
        AZR_TRY(std::string finding, field<std::string>(json, "finding", place));
        table.poisons.push_back({std::move(program), std::move(finding)});
    } else if (which == "nondeterminism" || which == "jailed") {
        AZR_TRY(HostileCase one, caseOf(json, place));
        (which == "jailed" ? table.jailed : table.nondeterminism).push_back(std::move(one));
    } else {
        return fail(ErrorCode::Parse, "field 'table': there is no table '" + which + "'", place);
    }
    return {};
}

Status addPayload(Payloads& payloads, const Json& json, const std::string& place) {
    AZR_TRY(const std::string form, field<std::string>(json, "form", place));
    if (form == "target") {
        Target target;
        AZR_TRY(target.import, field<std::string>(json, "import", place));
        AZR_TRY(target.owner, field<std::string>(json, "owner", place));
        AZR_TRY(target.name, field<std::string>(json, "name", place));
        payloads.targets.push_back(std::move(target));
        return {};
    }
    AZR_TRY(std::string text, field<std::string>(json, "text", place));
    if (form != "value" && form != "expression" && form != "statement")
        return fail(ErrorCode::Parse, "field 'form': there is no form '" + form + "'", place);
    (form == "value"        ? payloads.values
     : form == "expression" ? payloads.expressions
                            : payloads.statements)
        .push_back(std::move(text));
    return {};
}

Status addReport(Corpus& corpus, const Json& json, const std::string& place) {
    AZR_TRY(const std::string role, field<std::string>(json, "role", place));
    AZR_TRY(Line line, lineFromJson(json, place));
    if (role != "attack" && role != "victim" && role != "slow" && role != "chancy")
        return fail(ErrorCode::Parse, "field 'role': there is no role '" + role + "'", place);
    (role == "attack"   ? corpus.proven
     : role == "victim" ? corpus.victims
     : role == "slow"   ? corpus.slow
                        : corpus.chancy)
        .push_back(std::move(line));
    return {};
}

Status addSample(Corpus& corpus, const Json& json, const std::string& place) {
    Sample sample;
    AZR_TRY(sample.program, field<std::string>(json, "program", place));
    AZR_TRY(sample.imports, fieldOr<std::vector<std::string>>(json, "imports", {}, place));
    AZR_TRY(sample.inputs, field<std::vector<std::string>>(json, "inputs", place));
    AZR_TRY(sample.outputs, field<std::vector<std::string>>(json, "outputs", place));
    if (sample.inputs.empty() || sample.inputs.size() != sample.outputs.size())
        return fail(ErrorCode::Parse, "fields 'inputs' and 'outputs' do not match", place);
    corpus.ordinary.push_back(std::move(sample));
    return {};
}

Line checkOf(std::string program, std::string input) {
    Line line;
    line.program = std::move(program);
    line.inputs = {std::move(input)};
    return line;
}

/// Ends at a limit of time, memory or output, or takes its interpreter with it.
bool isSlow(const HostileCase& one) {
    for (const std::string_view word : {"timeout", "memory", "output_limit"})
        if (one.verdicts.find(word) != std::string::npos) return true;
    return false;
}

}  // namespace

Result<HostileTable> readHostileTable(const std::filesystem::path& file) {
    HostileTable table;
    AZR_CHECK(
        eachJsonLine(file, [&](const Json& json, const std::string& place) { return addRow(table, json, place); }));
    return table;
}

void Corpus::add(const HostileTable& table) {
    for (const HostileCase& one : table.nondeterminism) chancy.push_back(checkOf(one.program, one.input));
    for (const HostileCase& one : table.jailed)
        (isSlow(one) ? slow : attacks).push_back(checkOf(one.program, one.input));
    for (const Poison& poison : table.poisons) attacks.push_back(checkOf(poison.program, "1"));
    for (const Hack& hack : table.hacks) {
        Line line;
        line.command = Command::Grade;
        line.kind = hack.kind;
        line.answer = hack.answer;
        if (hack.kind == AnswerKind::Program) {
            line.hidden = {{"6", "7"}, {"1", "2"}};
        } else {
            line.program = "def f(x):\n    return x + 1";
            line.output = "7";
        }
        attacks.push_back(std::move(line));
    }
}

Result<Corpus> readCorpus(const std::filesystem::path& folder) {
    Corpus corpus;
    AZR_TRY(const HostileTable table, readHostileTable(folder / "hostile.jsonl"));
    corpus.add(table);
    AZR_CHECK(eachJsonLine(folder / "reports.jsonl",
                           [&](const Json& json, const std::string& place) { return addReport(corpus, json, place); }));
    AZR_CHECK(eachJsonLine(folder / "ordinary.jsonl",
                           [&](const Json& json, const std::string& place) { return addSample(corpus, json, place); }));
    AZR_CHECK(eachJsonLine(folder / "payloads.jsonl", [&](const Json& json, const std::string& place) {
        return addPayload(corpus.payloads, json, place);
    }));
    return corpus;
}

}  // namespace azr::execution::redteam
