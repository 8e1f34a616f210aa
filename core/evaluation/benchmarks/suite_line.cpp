#include "core/evaluation/benchmarks/suite_line.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <memory>
#include <set>
#include <utility>

#include "core/base/files.h"
#include "core/base/json.h"

namespace azr::evaluation {
namespace {

using execution::Value;
using execution::ValueKind;

constexpr std::size_t kLargestText = std::size_t{1} << 30;

class Reader {
  public:
    explicit Reader(std::string_view text) : m_text(text) {}

    Result<Value> whole() {
        AZR_TRY(Value value, any(0));
        blank();
        if (m_at != m_text.size()) return wrong("more text behind the value");
        return value;
    }

  private:
    [[nodiscard]] tl::unexpected<Error> wrong(const std::string& what) const {
        return fail(ErrorCode::Parse, what + " at byte " + std::to_string(m_at + 1));
    }
    void blank() {
        while (m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) ++m_at;
    }
    bool take(std::string_view word) {
        if (!m_text.substr(m_at).starts_with(word)) return false;
        m_at += word.size();
        return true;
    }

    Result<Value> any(int depth) {
        if (depth > execution::kMaxNesting) return wrong("too many containers in one another");
        blank();
        if (m_at == m_text.size()) return wrong("a value is missing");
        switch (m_text[m_at]) {
            case '{': return object(depth);
            case '[': return list(depth);
            case '"': {
                AZR_TRY(std::string text, string());
                return Value::string(std::move(text));
            }
            default: break;
        }
        if (take("true")) return Value::boolean(true);
        if (take("false")) return Value::boolean(false);
        if (take("null")) return Value::none();
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        if (take("NaN")) return Value::floating(std::numeric_limits<double>::quiet_NaN());
        if (take("Infinity")) return Value::floating(kInfinity);
        if (take("-Infinity")) return Value::floating(-kInfinity);
        return number();
    }

    Result<Value> list(int depth) {
        ++m_at;
        Value value = Value::container(ValueKind::List);
        blank();
        if (take("]")) return value;
        for (;;) {
            AZR_TRY(Value item, any(depth + 1));
            value.items.push_back(std::move(item));
            blank();
            if (take("]")) return value;
            if (!take(",")) return wrong("',' or ']' is missing");
        }
    }

    Result<Value> object(int depth) {
        ++m_at;
        Value value = Value::container(ValueKind::Dict);
        std::set<std::string> names;
        blank();
        if (take("}")) return value;
        for (;;) {
            blank();
            if (m_at == m_text.size() || m_text[m_at] != '"') return wrong("a name is missing");
            AZR_TRY(std::string name, string());
            if (!names.insert(name).second) return wrong("the name '" + name + "' stands twice");
            blank();
            if (!take(":")) return wrong("':' is missing");
            AZR_TRY(Value item, any(depth + 1));
            value.items.push_back(Value::string(std::move(name)));
            value.items.push_back(std::move(item));
            blank();
            if (take("}")) return value;
            if (!take(",")) return wrong("',' or '}' is missing");
        }
    }

    /// The library knows what an escape may be; which bytes belong to the string is all that is found out here.
    Result<std::string> string() {
        std::size_t end = m_at + 1;
        while (end < m_text.size() && m_text[end] != '"') end += m_text[end] == '\\' ? 2 : 1;
        if (end >= m_text.size()) return wrong("a text does not end");
        const auto parsed = parseJson(m_text.substr(m_at, end + 1 - m_at));
        if (!parsed || !parsed->is_string()) return wrong("a text is malformed");
        m_at = end + 1;
        return parsed->get<std::string>();
    }

    Result<Value> number() {
        const std::size_t begin = m_at;
        bool integral = true;
        if (take("-")) {
        }
        while (m_at < m_text.size() && (std::isalnum(static_cast<unsigned char>(m_text[m_at])) != 0 ||
                                        std::string_view("+-.").find(m_text[m_at]) != std::string_view::npos)) {
            integral = integral && std::isdigit(static_cast<unsigned char>(m_text[m_at])) != 0;
            ++m_at;
        }
        const std::string_view text = m_text.substr(begin, m_at - begin);
        const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
        if (integral && !digits.empty() && (digits.size() == 1 || digits.front() != '0'))
            return Value::integerText(std::string(text == "-0" ? "0" : text));
        double real = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), real);
        if (integral || text.empty() || code == std::errc::invalid_argument || end != text.data() + text.size()) {
            m_at = begin;
            return wrong("no value of JSON");
        }
        if (code == std::errc::result_out_of_range) real = std::strtod(std::string(text).c_str(), nullptr);
        return Value::floating(real);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

}  // namespace

Result<Value> parsePythonJson(std::string_view text) {
    return Reader(text).whole();
}

const Value* SuiteLine::find(std::string_view field) const {
    for (std::size_t i = 0; i + 1 < m_object.items.size(); i += 2)
        if (m_object.items[i].text == field)
            return m_object.items[i + 1].kind == ValueKind::None ? nullptr : &m_object.items[i + 1];
    return nullptr;
}

Result<const Value*> SuiteLine::get(std::string_view field) const {
    if (const Value* found = find(field)) return found;
    return refuse(field, "is missing");
}

Result<std::string> SuiteLine::text(std::string_view field) const {
    AZR_TRY(const Value* const found, get(field));
    if (found->kind != ValueKind::Str) return refuse(field, "is no text");
    return found->text;
}

Result<std::string> SuiteLine::label(std::string_view field, std::string fallback) const {
    const Value* const found = find(field);
    if (found == nullptr) return fallback;
    if (found->kind != ValueKind::Str && found->kind != ValueKind::Int)
        return refuse(field, "is neither text nor number");
    return found->text;
}

Result<double> SuiteLine::number(std::string_view field, double fallback) const {
    const Value* const found = find(field);
    if (found == nullptr) return fallback;
    if (found->kind == ValueKind::Float) return found->real;
    if (found->kind != ValueKind::Int) return refuse(field, "is no number");
    return std::strtod(found->text.c_str(), nullptr);
}

Result<std::vector<std::string>> SuiteLine::texts(std::string_view field) const {
    AZR_TRY(const Value* const found, get(field));
    std::vector<std::string> texts;
    if (found->kind != ValueKind::List) return refuse(field, "is no list");
    for (const Value& item : found->items) {
        if (item.kind != ValueKind::Str) return refuse(field, "holds what is no text");
        texts.push_back(item.text);
    }
    return texts;
}

tl::unexpected<Error> SuiteLine::refuse(std::string_view field, const std::string& what) const {
    return fail(ErrorCode::Parse, "field '" + std::string(field) + "' " + what, m_place);
}

Result<std::string> readPossiblyGzip(const std::filesystem::path& file) {
    AZR_TRY(std::string bytes, readFile(file));
    if (!bytes.starts_with("\x1f\x8b")) return bytes;
    z_stream stream{};
    constexpr int kGzipAlone = 16 + MAX_WBITS;
    if (inflateInit2(&stream, kGzipAlone) != Z_OK)
        return fail(ErrorCode::Internal, "zlib does not start", file.string());
    const auto ended = [](z_stream* one) { inflateEnd(one); };
    const std::unique_ptr<z_stream, decltype(ended)> guard(&stream, ended);
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string text;
    std::array<char, 1 << 16> piece{};
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        const int code = inflate(&stream, Z_NO_FLUSH);
        text.append(piece.data(), piece.size() - stream.avail_out);
        if (text.size() > kLargestText) return fail(ErrorCode::Exhausted, "unpacks to more than 1 GiB", file.string());
        if (code == Z_STREAM_END && stream.avail_in > 0) {  // files may be appended to each other
            inflateReset(&stream);
            continue;
        }
        if (code == Z_STREAM_END) return text;
        if (code != Z_OK || (stream.avail_in == 0 && stream.avail_out > 0))
            return fail(ErrorCode::Corrupt, "is no whole gzip file", file.string(), "fetch it again");
    }
}

Result<std::vector<SuiteLine>> readSuiteLines(const std::filesystem::path& file) {
    AZR_TRY(const std::string text, readPossiblyGzip(file));
    std::vector<SuiteLine> lines;
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at);
        at = end + 1;
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const std::string place = "line " + std::to_string(number) + " of " + file.string();
        auto value = parsePythonJson(line);
        if (!value) return fail(ErrorCode::Parse, "is no JSON: " + value.error().detail, place);
        if (value->kind != ValueKind::Dict) return fail(ErrorCode::Parse, "is no JSON object", place);
        lines.emplace_back(std::move(*value), std::string(line), place);
    }
    if (lines.empty()) return fail(ErrorCode::Parse, "holds no items", file.string());
    return lines;
}

}  // namespace azr::evaluation
