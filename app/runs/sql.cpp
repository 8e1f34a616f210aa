// A SELECT over the workspace's database.
#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <ostream>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/workspace.h"
#include "core/exporting/csv.h"
#include "core/exporting/csv_value.h"
#include "core/store/asking/query.h"
#include "core/store/asking/schema_doc.h"

namespace azr::app {
namespace {

constexpr std::size_t kMostCell = 80;    ///< bytes of a cell in a table
constexpr std::size_t kMostRows = 1000;  ///< of a table, which is held in memory

enum class Form { Table, Csv, Json };

/// Of JSON; what has no number there is null.
Json jsonOf(const store::SqlValue& value) {
    if (const auto* const integer = std::get_if<std::int64_t>(&value)) return *integer;
    if (const auto* const real = std::get_if<double>(&value)) return std::isfinite(*real) ? Json(*real) : Json();
    if (std::holds_alternative<std::monostate>(value)) return {};
    return store::textOf(value);
}

std::string tableCell(const store::SqlValue& value) {
    std::string text = store::textOf(value, kMostCell);
    for (char& c : text)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return text;
}

/// Rows as they come: tables alone wait for the last one.
class Answer {
  public:
    Answer(const std::vector<std::string>& columns, Form form, const Console& console)
        : m_columns(columns), m_form(form), m_console(console) {
        if (form != Form::Csv) return;
        std::vector<std::string> cells;
        for (const std::string& column : columns) cells.push_back(exporting::csvText(column));
        m_console.out << exporting::csvRow(cells);
    }

    /// False: no more are wanted.
    bool take(const std::vector<store::SqlValue>& row) {
        if (m_form == Form::Json) {
            Json fields = Json::object();
            for (std::size_t i = 0; i < row.size(); ++i) fields[m_columns[i]] = jsonOf(row[i]);
            Json line = Json::object();
            line["row"] = std::move(fields);
            m_console.json("row", line);
            return m_console.out.good();
        }
        std::vector<std::string> cells;
        for (const store::SqlValue& value : row)
            cells.push_back(m_form == Form::Csv ? exporting::csvValue(value) : tableCell(value));
        if (m_form == Form::Csv) {
            m_console.out << exporting::csvRow(cells);
            return m_console.out.good();
        }
        m_more = m_rows.size() == kMostRows;
        if (!m_more) m_rows.push_back(std::move(cells));
        return !m_more;
    }
    void end() {
        if (m_form != Form::Table) return;
        m_console.out << table(m_columns, m_rows);
        if (m_more) m_console.line(fmt::format("the first {} rows; --csv and --json write all", kMostRows));
    }

  private:
    const std::vector<std::string>& m_columns;
    const Form m_form;
    const Console& m_console;
    std::vector<std::vector<std::string>> m_rows;
    bool m_more = false;
};

Status answer(store::Query& query, Form form, const Console& console) {
    Answer answer(query.columns(), form, console);
    std::vector<store::SqlValue> row;
    for (;;) {
        AZR_TRY(const bool there, query.next(row));
        if (!there || !answer.take(row)) break;
    }
    answer.end();
    return {};
}

/// No column twice: an object has each name once.
Status areDistinct(const std::vector<std::string>& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (columns[i] == columns[j])
                return fail(ErrorCode::InvalidArgument, fmt::format("two columns are named '{}'", columns[i]), "SQL",
                            "name one of them with AS");
    return {};
}

ExitCode runSql(const Arguments& arguments, const Console& console) {
    if (arguments.has("--schema")) {
        const auto document = store::schemaDocument();
        if (!document) return console.error(document.error());
        console.out << *document;
        return ExitCode::Ok;
    }
    if (arguments.positionals().empty())
        return console.usage({ErrorCode::InvalidArgument, "is missing", "SQL", "a SELECT in quotes"}, "sql");
    const auto limit = arguments.number("--timeout", 0, 1e6);
    if (!limit) return console.usage(limit.error(), "sql");
    if (arguments.has("--csv") && arguments.has("--json"))
        return console.usage({ErrorCode::InvalidArgument, "--csv and --json exclude each other", {}, {}}, "sql");
    const Form form = arguments.has("--csv") ? Form::Csv : arguments.has("--json") ? Form::Json : Form::Table;
    const std::string workspace = workspaceOf(arguments);
    if (const auto reader = openReader(workspace); !reader) return console.error(reader.error());
    store::QueryLimits limits;
    if (*limit) limits.time = std::chrono::duration<double>(**limit);
    const auto query = store::Query::open(databaseOf(workspace), arguments.positionals().front(), limits);
    if (!query) return console.refuse(query.error(), "sql");
    if (form == Form::Json)
        if (const Status distinct = areDistinct((*query)->columns()); !distinct)
            return console.usage(distinct.error(), "sql");
    const Interrupt interrupt([&] { (*query)->cancel(); });
    const Status done = answer(**query, form, console);
    return done ? ExitCode::Ok : console.error(done.error());
}

}  // namespace

Command sqlCommand() {
    return {
        "sql",
        "Ask the workspace's database a SELECT; nothing can be changed by it.",
        "core/store/SCHEMA.md describes the tables, and --schema prints it. Prompts, programs and completions stand "
        "in the table texts, as CAST(bytes AS TEXT).",
        {{"SQL", "One SELECT, in quotes.", true}},
        {{"--csv", "",
          "All rows as CSV, with a heading. A text that a spreadsheet takes for a formula gets an "
          "apostrophe before it."},
         {"--timeout", "SECONDS", "Give up after this long; 60 unless given, 0: never."},
         {"--schema", "", "Print what the tables and columns hold, as Markdown."},
         workspaceOption(),
         jsonOption()},
        runSql};
}

}  // namespace azr::app
