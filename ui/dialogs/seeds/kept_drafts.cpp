#include "ui/dialogs/seeds/kept_drafts.h"

#include <QStringList>
#include <algorithm>
#include <cctype>
#include <tuple>
#include <utility>

#include "core/base/json.h"
#include "core/selfplay/kinds.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"

namespace azr::ui {

namespace {

constexpr char kDraftGroup[] = "draft_seed";  ///< of the workspace's memory
constexpr char kOtherDrafts[] = "others";

/// The names of the current draft's texts in the memory.
constexpr std::pair<const char*, QString DraftText::*> kDraftTexts[] = {{"kind", &DraftText::kind},
                                                                   {"imports", &DraftText::imports},
                                                                   {"program", &DraftText::program},
                                                                   {"inputs", &DraftText::inputs},
                                                                   {"message", &DraftText::message}};

QString keptText(const session::Draft& draft) {
    return labels::text(dumpLine({{"kind", selfplay::name(draft.kind)},
                                  {"program", draft.program},
                                  {"imports", draft.imports},
                                  {"inputs", draft.inputs},
                                  {"claimed", draft.claimed},
                                  {"message", draft.message}}));
}

Result<session::Draft> keptDraft(const QString& text) {
    constexpr const char* kKeptPlace = "draft";
    using Texts = std::vector<std::string>;
    AZR_TRY(const Json json, parseJson(text.toStdString(), kKeptPlace));
    session::Draft draft;
    draft.seed = true;
    AZR_TRY(const auto kind, field<std::string>(json, "kind", kKeptPlace));
    draft.kind = selfplay::kindFromName(kind).value_or(draft.kind);
    AZR_TRY(draft.program, field<std::string>(json, "program", kKeptPlace));
    AZR_TRY(draft.imports, field<Texts>(json, "imports", kKeptPlace));
    AZR_TRY(draft.inputs, field<Texts>(json, "inputs", kKeptPlace));
    AZR_TRY(draft.claimed, field<Texts>(json, "claimed", kKeptPlace));
    AZR_TRY(draft.message, field<std::string>(json, "message", kKeptPlace));
    return draft;
}

QString joined(const std::vector<std::string>& texts, const char* between) {
    QStringList result;
    for (const std::string& text : texts) result.append(labels::text(text));
    return result.join(QLatin1String(between));
}

std::vector<std::string> partsOf(const QString& text, QLatin1Char between) {
    std::vector<std::string> parts;
    for (const QString& part : text.split(between, Qt::SkipEmptyParts))
        if (!part.trimmed().isEmpty()) parts.push_back(part.trimmed().toStdString());
    return parts;
}

/// Nothing that a person sees, and not every model has a token for a line break at the end.
std::string withoutEnd(std::string program) {
    while (!program.empty() && std::isspace(static_cast<unsigned char>(program.back())) != 0) program.pop_back();
    return program;
}

}  // namespace

session::Draft draftOf(const DraftText& text) {
    session::Draft draft;
    draft.seed = true;
    draft.kind = selfplay::kindFromName(text.kind.toStdString()).value_or(draft.kind);
    draft.program = withoutEnd(text.program.toStdString());
    draft.imports = partsOf(text.imports, QLatin1Char(';'));
    if (selfplay::hasPairs(draft.kind)) {
        draft.inputs = partsOf(text.inputs, QLatin1Char('\n'));
        draft.message = text.message.toStdString();
    } else {
        draft.inputs.push_back(text.inputs.trimmed().toStdString());
    }
    return draft;
}

DraftText textOf(const session::Draft& draft) {
    return {kindName(draft.kind), joined(draft.imports, "; "), labels::text(draft.program), joined(draft.inputs, "\n"),
            labels::text(draft.message)};
}

bool isSameTask(const session::Draft& one, const session::Draft& other) {
    const auto partsOf = [](const session::Draft& draft) {
        return std::tie(draft.kind, draft.imports, draft.inputs, draft.message);
    };
    return partsOf(one) == partsOf(other) && withoutEnd(one.program) == withoutEnd(other.program);
}

KeptDrafts KeptDrafts::read(QSettings& memory) {
    KeptDrafts kept;
    memory.beginGroup(QLatin1String(kDraftGroup));
    if (memory.contains(QStringLiteral("program"))) {
        kept.current.emplace();
        for (const auto& [name, text] : kDraftTexts) (*kept.current).*text = memory.value(QLatin1String(name)).toString();
        for (const QString& line : memory.value(QLatin1String(kOtherDrafts)).toStringList())
            if (auto draft = keptDraft(line)) kept.others.push_back(std::move(*draft));
    }
    memory.endGroup();
    return kept;
}

void KeptDrafts::write(QSettings& memory) const {
    memory.remove(QLatin1String(kDraftGroup));
    if (current) {
        memory.beginGroup(QLatin1String(kDraftGroup));
        for (const auto& [name, text] : kDraftTexts) memory.setValue(QLatin1String(name), (*current).*text);
        QStringList lines;
        for (const session::Draft& draft : others) lines.append(keptText(draft));
        if (!lines.isEmpty()) memory.setValue(QLatin1String(kOtherDrafts), lines);
        memory.endGroup();
    }
    memory.sync();  // on the disk before anything can happen
}

void forgetDraft(QSettings& memory, const session::Draft& draft) {
    KeptDrafts kept = KeptDrafts::read(memory);
    if (!kept.current) return;
    const auto isIt = [&draft](const session::Draft& one) { return isSameTask(one, draft); };
    if (const auto found = std::ranges::find_if(kept.others, isIt); found != kept.others.end()) {
        kept.others.erase(found);
    } else if (isIt(draftOf(*kept.current))) {
        kept.current.reset();
        if (!kept.others.empty()) {
            kept.current = textOf(kept.others.front());
            kept.others.erase(kept.others.begin());
        }
    } else {
        return;
    }
    kept.write(memory);
}

}  // namespace azr::ui
