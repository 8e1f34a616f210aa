/// The schema for people who ask the database themselves: every table and column with what it holds. The structure is
/// that of a fresh database, the texts stand in schema_texts.cpp. core/store/SCHEMA.md is this document, written by
/// `azr-studio sql --schema`; a test holds it there.
#pragma once

#include <span>
#include <string>

#include "core/base/error.h"

namespace azr::store {

struct SchemaText {
    const char* of;  ///< "runs" or "runs.state"
    const char* text;
};
[[nodiscard]] std::span<const SchemaText> schemaTexts();

/// Markdown. NotFound names a table or column without a text, or a text of something that is not there.
[[nodiscard]] Result<std::string> schemaDocument();

}  // namespace azr::store
