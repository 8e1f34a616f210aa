#include "ui/dialogs/steering/fork_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/config/run_fields.h"
#include "ui/bridge/session_bridge.h"
#include "ui/bridge/workspace.h"
#include "ui/labels.h"
#include "ui/models/run_table_model.h"

namespace azr::ui {

namespace {

constexpr int kVetoedShown = 200;
constexpr int kForkWidth = 640;
constexpr int kForkParts = 1000;  // of the bar
constexpr int kLinesShown = 3;    // of the list of changes

QComboBox* forkChoice(const QString& name, const QString& explanation, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setToolTip(explanation);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(24);
    return box;
}

QLineEdit* forkLine(const QString& name, const QString& explanation, QWidget* parent) {
    auto* edit = new QLineEdit(parent);
    edit->setAccessibleName(name);
    edit->setToolTip(explanation);
    return edit;
}

QLabel* forkNote(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setObjectName(QStringLiteral("muted"));
    label->setWordWrap(true);
    return label;
}

/// A page of the details: rows of label and field.
QFormLayout* forkPage(QStackedWidget* into) {
    auto* widget = new QWidget(into);
    auto* form = new QFormLayout(widget);
    form->setContentsMargins(0, 0, 0, 0);
    into->addWidget(widget);
    return form;
}

}  // namespace

Result<ForkChoices> forkChoices(store::Reader& reader, RunId run) {
    ForkChoices choices;
    AZR_TRY(choices.run, reader.run(run));
    AZR_TRY(choices.checkpoints, reader.checkpoints(run, false));
    AZR_TRY(choices.rules, reader.rules(run, false));
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.status = "vetoed";
    query.limit = kVetoedShown;
    auto page = reader.tasks(query);
    if (!page) return tl::make_unexpected(page.error());
    choices.vetoed = std::move(page->rows);
    return choices;
}

ForkDialog::ForkDialog(ForkChoices choices, std::optional<int> step, SessionBridge& bridge, QWidget* parent)
    : QDialog(parent),
      m_choices(std::move(choices)),
      m_bridge(bridge),
      m_step(forkChoice(tr("Checkpoint"), tr("The run is the same up to here"), this)),
      m_change(forkChoice(tr("What is changed"), tr("With one change alone the difference is its doing"), this)),
      m_details(new QStackedWidget(this)),
      m_name(forkLine(tr("Name"), tr("Of the new run"), this)),
      m_fields(new QWidget(this)),
      m_explanation(forkNote(QString(), this)),
      m_problem(new QLabel(this)),
      m_doing(forkNote(QString(), this)),
      m_progress(new QProgressBar(this)) {
    setWindowTitle(tr("Fork a run"));
    auto* title = new QLabel(tr("Fork %1").arg(runTitle(m_choices.run)), this);
    title->setObjectName(QStringLiteral("sectionTitle"));
    auto* note =
        forkNote(tr("A new run begins from a checkpoint of this one, with one thing changed, or several. Both draw the "
                    "same randomness, so that Compare runs shows what the changes do. This run stays as it is."),
                 this);
    offer(m_choices.checkpoints, step);
    m_change->setObjectName(QStringLiteral("forkChange"));
    m_change->addItems({tr("Nothing"), tr("A setting"), tr("A veto is undone"), tr("A task is vetoed"),
                        tr("A rule is added"), tr("A rule is switched off")});
    m_name->setPlaceholderText(tr("preset and number, as for any run"));
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the fork"));
    auto* form = new QFormLayout(m_fields);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(tr("Chec&kpoint"), m_step);
    m_form = form;
    form->addRow(tr("So far"), makeList());
    form->setRowVisible(m_list->parentWidget(), false);
    form->addRow(tr("&Change"), m_change);
    form->addRow(QString(), makeChanges());
    form->addRow(QString(), m_another);
    form->addRow(tr("&Name"), m_name);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_cancel = buttons->button(QDialogButtonBox::Cancel);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAccessibleName(tr("Cancel"));
    m_cancel->setAutoDefault(false);  // Return forks, or does nothing while a fork is being made
    m_make = buttons->addButton(tr("&Fork"), QDialogButtonBox::ActionRole);
    m_make->setObjectName(QStringLiteral("primary"));
    m_make->setAccessibleName(tr("Fork"));
    m_make->setToolTip(tr("Make the new run; it is trained when you continue it"));
    m_make->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(10);
    layout->addWidget(title);
    layout->addWidget(note);
    layout->addWidget(m_fields);
    layout->addWidget(m_explanation);
    layout->addWidget(m_problem);
    layout->addWidget(m_doing);
    layout->addWidget(m_progress);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &ForkDialog::reject);
    connect(&m_bridge, &SessionBridge::forkProgressed, this, &ForkDialog::showProgress);
    connect(&m_bridge, &SessionBridge::forkFinished, this, &ForkDialog::finish);
    connect(m_make, &QPushButton::clicked, this, &ForkDialog::makeFork);
    connect(m_change, &QComboBox::currentIndexChanged, this, &ForkDialog::edited);
    setBusy(false);
    showValue();
    edited();
    resize(kForkWidth, layout->totalHeightForWidth(kForkWidth));
}

void ForkDialog::offer(const std::vector<store::CheckpointRow>& checkpoints, std::optional<int> step) {
    const QSignalBlocker quiet(m_step);
    m_step->clear();
    for (auto row = checkpoints.rbegin(); row != checkpoints.rend(); ++row)
        m_step->addItem(row->best ? tr("Step %1, best so far").arg(row->step) : tr("Step %1").arg(row->step),
                        row->step);
    if (step) m_step->setCurrentIndex(std::max(0, m_step->findData(*step)));
}

/// The run that trains makes new ones and removes old ones. What was chosen stays chosen while it is there.
void ForkDialog::setCheckpoints(const std::vector<store::CheckpointRow>& checkpoints) {
    if (checkpoints.empty()) return;
    const int chosen = m_step->currentData().toInt();
    offer(checkpoints, chosen);
    if (m_step->currentData().toInt() == chosen) return;
    tell(tr("The checkpoint of step %1 was removed meanwhile; the newest one is chosen.").arg(chosen));
}

// A box that folds its lines asks for its height by its width, which a window's least size does not know of.
bool ForkDialog::event(QEvent* event) {
    const bool handled = QDialog::event(event);
    const bool fits = event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show;
    if ((fits || event->type() == QEvent::Resize) && layout() != nullptr)
        setMinimumHeight(layout()->totalHeightForWidth(width()));
    return handled;
}

QWidget* ForkDialog::makeList() {
    auto* row = new QWidget(m_fields);
    m_list = new QListWidget(row);
    m_list->setAccessibleName(tr("Changes of the fork"));
    m_list->setToolTip(tr("They are made together, in this order"));
    m_list->setFixedHeight(kLinesShown * (m_list->fontMetrics().height() + 6) + 2 * m_list->frameWidth());
    m_drop = new QPushButton(tr("Re&move"), row);
    m_drop->setAccessibleName(tr("Remove the change"));
    m_drop->setToolTip(tr("Take the chosen change off the list"));
    m_another = new QPushButton(tr("&Add another change"), m_fields);
    m_another->setAccessibleName(tr("Add another change"));
    m_another->setToolTip(tr("Put this one on the list and choose one more"));
    for (QPushButton* button : {m_drop, m_another}) button->setAutoDefault(false);
    m_another->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_drop, 0, Qt::AlignTop);
    connect(m_another, &QPushButton::clicked, this, &ForkDialog::addChange);
    connect(m_drop, &QPushButton::clicked, this, &ForkDialog::dropChange);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int at) { m_drop->setEnabled(at >= 0); });
    return row;
}

void ForkDialog::addChange() {
    const auto one = change();
    if (!one) return;
    session::ForkChanges all = m_made;
    all.push_back(*one);
    if (const Status distinct = session::checkDistinct(all); !distinct) return tell(labels::error(distinct.error()));
    m_made = std::move(all);
    showChanges();
    m_change->setCurrentIndex(Nothing);
    m_change->setFocus();
}

void ForkDialog::dropChange() {
    const int at = m_list->currentRow();
    if (at < 0) return;
    m_made.erase(m_made.begin() + at);
    showChanges();
    if (m_made.empty()) m_change->setFocus();
}

void ForkDialog::showChanges() {
    m_list->clear();
    for (const session::ForkChange& one : m_made) m_list->addItem(forkChangeText(one));
    m_list->setCurrentRow(m_list->count() - 1);
    m_form->setRowVisible(m_list->parentWidget(), !m_made.empty());
    edited();
}

void ForkDialog::tell(const QString& problem) {
    m_problem->setText(problem);
    m_problem->show();
}

QWidget* ForkDialog::makeChanges() {
    (void)forkPage(m_details);

    m_field = forkChoice(tr("Setting"), tr("Those that may change while a run trains"), m_details);
    for (const config::Field& field : config::runFields())
        if (field.live && field.path != "steps" && field.path != "minutes") m_field->addItem(labels::text(field.path));
    m_value = forkLine(tr("Value"), tr("It holds for the rest of the fork"), m_details);
    QFormLayout* form = forkPage(m_details);
    form->addRow(tr("&Setting"), m_field);
    form->addRow(tr("&Value"), m_value);
    connect(m_field, &QComboBox::currentIndexChanged, this, &ForkDialog::showValue);

    m_vetoed = forkChoice(tr("Vetoed task"), tr("It was not vetoed, or is put back"), m_details);
    for (const store::TaskRow& row : m_choices.vetoed)
        m_vetoed->addItem(
            labels::taskNumber(row.id) + QStringLiteral("  ") + labels::text(row.program).simplified().left(60),
            QVariant::fromValue(qlonglong(row.id.value)));
    forkPage(m_details)->addRow(tr("&Task"), m_vetoed);

    m_task = forkLine(tr("Task number"), tr("Of a task that is in a buffer at the checkpoint"), m_details);
    m_task->setPlaceholderText(QStringLiteral("#12"));
    forkPage(m_details)->addRow(tr("&Task"), m_task);

    m_condition = forkLine(tr("Condition"), tr("As in Rules: clauses joined by and"), m_details);
    m_condition->setPlaceholderText(QStringLiteral("solve_rate > 0.9 and program ~ \"lambda\""));
    m_act = forkChoice(tr("What it does"), tr("To tasks that meet the condition"), m_details);
    for (const selfplay::RuleAct act : {selfplay::RuleAct::Veto, selfplay::RuleAct::Pin, selfplay::RuleAct::Tag})
        m_act->addItem(labels::ruleAct(act));
    m_tag = forkLine(tr("Tag"), tr("That it gives"), m_details);
    form = forkPage(m_details);
    form->addRow(tr("C&ondition"), m_condition);
    form->addRow(tr("&Does"), m_act);
    form->addRow(tr("Ta&g"), m_tag);
    connect(m_act, &QComboBox::currentIndexChanged, this, &ForkDialog::edited);

    m_rule = forkChoice(tr("Rule"), tr("Of those that are in force"), m_details);
    for (const store::RuleRow& row : m_choices.rules)
        if (row.enabled)
            m_rule->addItem(labels::text(row.name.empty() ? row.condition : row.name),
                            QVariant::fromValue(qlonglong(row.rule)));
    forkPage(m_details)->addRow(tr("&Rule"), m_rule);

    for (QLineEdit* edit : {m_value, m_task, m_condition, m_tag})
        connect(edit, &QLineEdit::textEdited, this, &ForkDialog::edited);
    return m_details;
}

/// What stands there now, to be changed.
void ForkDialog::showValue() {
    const auto json = parseJson(m_choices.run.inForce());
    const auto settings = json ? config::storedConfig(*json) : tl::make_unexpected(json.error());
    const std::string path = m_field->currentText().toStdString();
    m_value->setText(settings ? labels::text(config::getField(*settings, path).value_or(std::string())) : QString());
    const config::Field* const field = config::findField(path);
    m_value->setPlaceholderText(field != nullptr ? labels::text(field->range()) : QString());
    edited();
}

void ForkDialog::edited() {
    const int change = m_change->currentIndex();
    m_details->setCurrentIndex(change);
    m_details->setVisible(change != Nothing);
    m_tag->setEnabled(m_act->currentIndex() == static_cast<int>(selfplay::RuleAct::Tag));
    bool complete = m_step->count() > 0;
    QString said;
    switch (change) {
        case Nothing:
            if (m_made.empty()) said = tr("Without a change the fork is the same run, bit for bit.");
            break;
        case Setting: complete = complete && !m_value->text().trimmed().isEmpty(); break;
        case UndoVeto:
            complete = complete && m_vetoed->count() > 0;
            if (m_vetoed->count() == 0) said = tr("Nobody vetoed a task of this run.");
            break;
        case Veto: complete = complete && !m_task->text().trimmed().isEmpty(); break;
        case NewRule: complete = complete && !m_condition->text().trimmed().isEmpty(); break;
        default:
            complete = complete && m_rule->count() > 0;
            if (m_rule->count() == 0) said = tr("This run has no rule that is switched on.");
    }
    if (m_step->count() == 0) said = tr("This run has no checkpoint yet. Let it train until its first one.");
    m_explanation->setText(said);
    m_explanation->setVisible(!said.isEmpty());
    m_problem->hide();
    m_make->setEnabled(complete);
    m_another->setEnabled(complete && change != Nothing);
}

std::optional<session::ForkChange> ForkDialog::change() const {
    switch (m_change->currentIndex()) {
        case Setting:
            return session::ChangeSetting{
                m_field->currentText().toStdString(), m_value->text().trimmed().toStdString(), {}};
        case UndoVeto: return session::UndoVeto{TaskId{m_vetoed->currentData().toLongLong()}};
        case Veto: {
            // Windows number the tasks of a run from 1; what is no number is no task.
            const qlonglong number = m_task->text().trimmed().remove(QLatin1Char('#')).toLongLong();
            return session::MakeVeto{TaskId{store::firstIdOf(m_choices.run.id) + number}};
        }
        case NewRule: {
            selfplay::Rule rule;
            rule.condition = m_condition->text().trimmed().toStdString();
            rule.act = static_cast<selfplay::RuleAct>(m_act->currentIndex());
            if (rule.act == selfplay::RuleAct::Tag) rule.tag = m_tag->text().trimmed().toStdString();
            return session::ChangeRule{std::move(rule)};
        }
        case RuleOff: return session::SwitchRuleOff{m_rule->currentData().toLongLong()};
        default: return std::nullopt;
    }
}

session::ForkRequest ForkDialog::request() const {
    session::ForkRequest request;
    request.run = m_choices.run.id;
    request.step = m_step->currentData().toInt();
    request.changes = m_made;
    if (auto one = change()) request.changes.push_back(std::move(*one));
    request.name = m_name->text().trimmed().toStdString();
    return request;
}

void ForkDialog::makeFork() {
    const auto ticket = m_bridge.fork(request());
    if (!ticket) return tell(labels::error(ticket.error()));
    m_ticket = *ticket;
    m_doing->setText(tr("Reading the checkpoint…"));
    m_progress->setRange(0, 0);  // until the first figure comes
    setBusy(true);
}

void ForkDialog::setBusy(bool busy) {
    // Also in a window that is not the active one.
    const bool hadFocus = focusWidget() == m_cancel;
    m_fields->setEnabled(!busy);
    m_doing->setVisible(busy);
    m_progress->setVisible(busy);
    m_cancel->setEnabled(true);
    m_cancel->setToolTip(busy ? tr("End the fork; nothing of it is kept") : tr("Close without a fork"));
    if (busy) {
        m_explanation->hide();
        m_problem->hide();
        m_make->setEnabled(false);
        m_cancel->setFocus();
    } else if (hadFocus) {
        m_step->setFocus();
    }
}

void ForkDialog::showProgress(const session::ForkProgress& progress) {
    if (progress.ticket != m_ticket) return;
    if (progress.done >= progress.total) {  // from here on there is no way back
        m_doing->setText(tr("Writing the new run…"));
        m_progress->setRange(0, 0);
        m_cancel->setEnabled(false);
        return;
    }
    m_doing->setText(
        tr("Reading the checkpoint: %1 of %2").arg(labels::bytes(progress.done), labels::bytes(progress.total)));
    m_progress->setRange(0, kForkParts);
    m_progress->setValue(static_cast<int>(progress.done * kForkParts / progress.total));
}

void ForkDialog::finish(const session::ForkFinished& result) {
    if (result.ticket != m_ticket) return;
    m_ticket.reset();
    setBusy(false);
    edited();
    if (result.forked) {
        m_forked = *result.forked;
        accept();
        return;
    }
    const bool cancelled = result.forked.error().code == ErrorCode::Cancelled;
    tell(cancelled ? tr("The fork was cancelled; nothing of it was kept.") : labels::error(result.forked.error()));
}

/// While a fork is being made, it is what Cancel ends.
void ForkDialog::reject() {
    if (!m_ticket) return QDialog::reject();
    if (!m_cancel->isEnabled()) return;
    m_cancel->setEnabled(false);
    m_doing->setText(tr("Cancelling…"));
    m_bridge.cancelFork(*m_ticket);
}

void ForkDialog::openFor(Workspace& workspace, QWidget* parent, RunId run, std::optional<int> step) {
    workspace.background().read(
        parent, [run](store::Reader& reader) { return forkChoices(reader, run); },
        [&workspace, parent, step](Result<ForkChoices> choices) {
            if (!choices) {
                Q_EMIT workspace.messageForUser(labels::error(choices.error()), true);
                return;
            }
            auto* dialog = new ForkDialog(std::move(*choices), step, workspace.bridge(), parent);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(&workspace, &Workspace::rowsChanged, dialog, [&workspace, dialog](quint32 tables) {
                const RunId forked = dialog->m_choices.run.id;
                if ((tables & session::Table::Checkpoints) == 0 || workspace.run() != forked) return;
                workspace.background().read(
                    dialog, [forked](store::Reader& reader) { return reader.checkpoints(forked, false); },
                    [dialog](const Result<std::vector<store::CheckpointRow>>& rows) {
                        if (rows) dialog->setCheckpoints(*rows);
                    });
            });
            connect(dialog, &QDialog::accepted, &workspace, [&workspace, dialog] {
                workspace.refreshRuns();
                Q_EMIT workspace.messageForUser(
                    tr("Run %1 begins where run %2 stood after step %3. Continue it to train it.")
                        .arg(dialog->forked().run.value)
                        .arg(dialog->request().run.value)
                        .arg(dialog->forked().step),
                    false);
            });
            dialog->open();
        });
}

}  // namespace azr::ui
