/// The drafts of the seed dialog as the workspace's memory keeps them: the texts of the current one as they stand in
/// the fields, the others as lines of JSON. UI thread.
#pragma once

#include <QSettings>
#include <QString>
#include <optional>
#include <vector>

#include "core/session/draft.h"

namespace azr::ui {

/// A draft as a person writes it: imports between semicolons, inputs line by line.
struct DraftText {
    QString kind, imports, program, inputs, message;
};
[[nodiscard]] session::Draft draftOf(const DraftText& text);
[[nodiscard]] DraftText textOf(const session::Draft& draft);

/// One task, whatever a file claims of it.
[[nodiscard]] bool isSameTask(const session::Draft& one, const session::Draft& other);

struct KeptDrafts {
    std::optional<DraftText> current;  ///< none: nothing is kept
    std::vector<session::Draft> others;

    [[nodiscard]] static KeptDrafts read(QSettings& memory);
    void write(QSettings& memory) const;  ///< on the disk when it returns
};

/// It has become a task: it is forgotten where it is kept, and no other.
void forgetDraft(QSettings& memory, const session::Draft& draft);

}  // namespace azr::ui
