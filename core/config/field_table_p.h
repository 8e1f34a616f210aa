/// The rows behind run_fields.h: a documented field and the way to its value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/config/run_fields.h"

namespace azr::config {

template <class T>
using Access = std::function<T&(RunConfig&)>;

/// Of an enum, by its names.
struct ChoiceAccess {
    std::function<std::string_view(const RunConfig&)> read;
    std::function<bool(RunConfig&, std::string_view)> write;  ///< false: no such name, nothing is changed
};

struct FieldRow {
    Field field;
    std::variant<Access<bool>, Access<int>, Access<std::uint64_t>, Access<double>, Access<std::string>, ChoiceAccess>
        access;
};

/// Collects the rows of one group: `at` leads from the configuration to the group's struct.
template <class Group>
class GroupRows {
  public:
    GroupRows(std::vector<FieldRow>& rows, std::string prefix, Group RunConfig::*at)
        : m_rows(rows), m_prefix(std::move(prefix)), m_at(at) {}

    GroupRows& flag(const char* name, bool Group::*member, const char* doc) {
        return add(name, member, {{}, doc, {}, FieldKind::Flag});
    }
    GroupRows& integer(const char* name, int Group::*member, double low, double high, const char* unit,
                       const char* doc) {
        return add(name, member, {{}, doc, unit, FieldKind::Integer, low, high});
    }
    GroupRows& number(const char* name, double Group::*member, double low, double high, const char* unit,
                      const char* doc) {
        return add(name, member, {{}, doc, unit, FieldKind::Number, low, high});
    }
    template <Choice E>
    GroupRows& choice(const char* name, E Group::*member, const char* doc) {
        const auto at = m_at;
        m_rows.push_back(
            {{m_prefix + name, doc, {}, FieldKind::Choice, 0, 0, choiceNames<E>()},
             ChoiceAccess{[at, member](const RunConfig& config) { return config::name((config.*at).*member); },
                          [at, member](RunConfig& config, std::string_view text) {
                              const auto value = choiceNamed<E>(text);
                              if (value) (config.*at).*member = *value;
                              return value.has_value();
                          }}});
        return *this;
    }
    GroupRows& text(const char* name, std::string Group::*member, FieldKind kind, const char* doc) {
        return add(name, member, {{}, doc, {}, kind});
    }
    /// The row added last may change while a run trains.
    GroupRows& live() {
        m_rows.back().field.live = true;
        return *this;
    }

  private:
    template <class T>
    GroupRows& add(const char* name, T Group::*member, Field field) {
        field.path = m_prefix + name;
        const auto at = m_at;
        m_rows.push_back(
            {std::move(field), Access<T>([at, member](RunConfig& config) -> T& { return (config.*at).*member; })});
        return *this;
    }

    std::vector<FieldRow>& m_rows;
    std::string m_prefix;
    Group RunConfig::*m_at;
};

[[nodiscard]] const std::vector<FieldRow>& fieldTable();

}  // namespace azr::config
