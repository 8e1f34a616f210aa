#include "ui/pages/task_filters.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QSettings>
#include <QToolButton>
#include <algorithm>

#include "core/execution/verdict.h"
#include "core/selfplay/task.h"
#include "core/store/rows.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"

namespace azr::ui {

namespace {

constexpr char kSavedGroup[] = "tasks/filters";

constexpr QLatin1String kTagSearch("tag:");

QString latin(std::string_view name) {
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

template <std::size_t N>
QList<widgets::FilterChoice> choices(const std::array<std::string_view, N>& names, QString (*word)(const QString&)) {
    QList<widgets::FilterChoice> result;
    for (const std::string_view name : names) result.append({latin(name), word(latin(name))});
    return result;
}

/// "#12"; a number alone may be part of a program.
TaskId taskIn(const QString& text, RunId run) {
    static const QRegularExpression pattern(QStringLiteral("^\\s*#\\s*(\\d{1,9})\\s*$"));
    const QRegularExpressionMatch match = pattern.match(text);
    const qint64 number = match.hasMatch() ? match.captured(1).toLongLong() : 0;
    return number > 0 && run.valid() ? TaskId{store::firstIdOf(run) + number} : TaskId{};
}

}  // namespace

TaskFilters::TaskFilters(QWidget* parent) : FilterBar(parent) {
    addSearch(tr("Search tasks"));
    findChild<QLineEdit*>()->setToolTip(
        tr("Found in program, input, output or message; tag:NAME finds a tag, #12 that task whatever else is set"));
    QList<widgets::FilterChoice> kinds;
    for (const selfplay::TaskKind kind : selfplay::kKinds) kinds.append({kindName(kind), labels::kind(kindName(kind))});
    addChoice(QStringLiteral("kind"), tr("Kind"), tr("All kinds"), kinds);
    addChoice(QStringLiteral("verdict"), tr("Verdict"), tr("All verdicts"),
              choices(execution::kVerdictNames, &labels::taskVerdict));
    QList<widgets::FilterChoice> statuses;
    for (const QString& name : labels::taskStatuses()) statuses.append({name, labels::taskStatus(name)});
    addChoice(QStringLiteral("status"), tr("Status"), tr("All states"), statuses);
    addMoreFilters();
    addSaved();
}

void TaskFilters::addMoreFilters() {
    auto* more = new widgets::MoreFilters(this);
    more->addRange(QStringLiteral("step"), tr("Step"), tr("0: seeding"));
    more->addRange(QStringLiteral("solve_rate"), tr("Solved"), tr("0 to 1"));
    more->addRange(QStringLiteral("learnability"), tr("Learnability"), tr("0: never or always solved"));
    more->addRange(QStringLiteral("reward"), tr("Reward"), tr("-1 to 1"));
    more->addRange(QStringLiteral("complexity"), tr("Complexity"), tr("cognitive, of the program"));
    more->addChoice(QStringLiteral("origin"), tr("From"), tr("Anywhere"),
                    choices(selfplay::kOriginNames, &labels::origin));
    more->addChoice(
        QStringLiteral("near_duplicate"), tr("Near-duplicates"), tr("With and without them"),
        {{QStringLiteral("only"), tr("Only near-duplicates")}, {QStringLiteral("none"), tr("None of them")}});
    more->addChoice(QStringLiteral("text_in"), tr("Text in"), tr("Tasks"),
                    {{QStringLiteral("completions"), tr("Tasks and what was written")}});
    more->addChoice(QStringLiteral("marks"), tr("Marks"), tr("Marked or not"),
                    {{QStringLiteral("pinned"), tr("Pinned")}, {QStringLiteral("noted"), tr("With a note")}});
    addMore(more);
}

void TaskFilters::addSaved() {
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("menuButton"));
    button->setText(tr("Saved") + QStringLiteral("  ▾"));
    button->setToolTip(tr("Filters that were saved under a name"));
    button->setAccessibleName(tr("Saved filters"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    button->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(*menu); });
    addWidget(button);
}

void TaskFilters::fillMenu(QMenu& menu) {
    menu.clear();
    const QStringList names = saved();
    for (const QString& name : names) menu.addAction(name, this, [this, name] { use(name); });
    if (!names.isEmpty()) menu.addSeparator();
    menu.addAction(tr("Save this filter…"), this, &TaskFilters::askName)->setEnabled(isActive());
    if (names.isEmpty()) return;
    QMenu* away = menu.addMenu(tr("Forget"));
    for (const QString& name : names) away->addAction(name, this, [this, name] { forget(name); });
}

void TaskFilters::askName() {
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save this filter"));
    dialog->setLabelText(tr("Name:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (!name.trimmed().isEmpty()) save(name.trimmed());
    });
    dialog->open();
}

QStringList TaskFilters::saved() {
    return QSettings().value(QLatin1String(kSavedGroup)).toMap().keys();
}

void TaskFilters::save(const QString& name) {
    QVariantMap all = QSettings().value(QLatin1String(kSavedGroup)).toMap();
    all.insert(name, state());
    QSettings().setValue(QLatin1String(kSavedGroup), all);
}

void TaskFilters::use(const QString& name) {
    const QVariantMap all = QSettings().value(QLatin1String(kSavedGroup)).toMap();
    if (all.contains(name)) setState(all.value(name).toMap());
}

void TaskFilters::forget(const QString& name) {
    QVariantMap all = QSettings().value(QLatin1String(kSavedGroup)).toMap();
    all.remove(name);
    QSettings().setValue(QLatin1String(kSavedGroup), all);
}

store::TaskFilter TaskFilters::filter(RunId run) const {
    if (const TaskId task = taskIn(searchText(), run); task.valid()) {
        store::TaskFilter one;
        one.run = run;
        one.task = task;
        return one;
    }
    const auto* more = findChild<widgets::MoreFilters*>();
    const auto bounds = [more](const char* id) {
        const widgets::FilterRange range = more->range(QLatin1String(id));
        return store::Bounds{range.least, range.most};
    };
    store::TaskFilter filter;
    filter.run = run;
    filter.kind = choice(QStringLiteral("kind")).toStdString();
    filter.verdict = choice(QStringLiteral("verdict")).toStdString();
    filter.status = choice(QStringLiteral("status")).toStdString();
    // A tag is searched for by its name: tag:odd.
    if (const QString text = searchText(); text.startsWith(kTagSearch))
        filter.tag = text.mid(kTagSearch.size()).trimmed().toStdString();
    else
        filter.text = text.toStdString();
    filter.completions = more->choice(QStringLiteral("text_in")) == QLatin1String("completions");
    const QString marks = more->choice(QStringLiteral("marks"));
    filter.pinned = marks == QLatin1String("pinned");
    filter.noted = marks == QLatin1String("noted");
    filter.origin = more->choice(QStringLiteral("origin")).toStdString();
    filter.steps = bounds("step");
    filter.solveRate = bounds("solve_rate");
    filter.learnability = bounds("learnability");
    filter.reward = bounds("reward");
    filter.complexity = bounds("complexity");
    const QString duplicates = more->choice(QStringLiteral("near_duplicate"));
    if (!duplicates.isEmpty()) filter.nearDuplicate = duplicates == QLatin1String("only");
    return filter;
}

}  // namespace azr::ui
