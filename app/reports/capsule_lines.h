/// What `verify` and `import` tell of a capsule, line by line, for people or as JSON.
#pragma once

#include <optional>
#include <string>

#include "app/console.h"
#include "app/options.h"
#include "core/capsule/check.h"

namespace azr::app {

/// --root; InvalidArgument where it is no SHA-256.
[[nodiscard]] Result<std::optional<std::string>> rootOf(const Arguments& arguments);

class CapsuleLines {
  public:
    CapsuleLines(bool asJson, const Console& console) : m_json(asJson), m_console(console) {}

    void line(const capsule::Line& line) const;
    /// Of the file, before the run itself is looked at.
    void summary(const capsule::Checked& checked) const;
    void end(const capsule::Checked& checked, ExitCode audited) const;

  private:
    bool m_json;
    const Console& m_console;
};

}  // namespace azr::app
