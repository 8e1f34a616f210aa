#include "ui/dialogs/steering/rules_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "core/session/translate.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr int kRuleColumns = 6;

QPushButton* ruleButton(const QString& text, const QString& explanation, QWidget* parent) {
    auto* made = new QPushButton(text, parent);
    made->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    made->setToolTip(explanation);
    made->setAutoDefault(false);
    return made;
}

}  // namespace

RulesDialog::RulesDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent),
      m_workspace(workspace),
      m_table(new QTableWidget(0, kRuleColumns, this)),
      m_note(new QLabel(this)),
      m_none(new QLabel(tr("This run has no rules yet."), m_table->viewport())),
      m_new(ruleButton(tr("&New rule…"), tr("A condition, and what is done to the tasks that meet it"), this)),
      m_change(ruleButton(tr("&Change…"), tr("Change the chosen rule; it then judges the buffers again"), this)),
      m_toggle(ruleButton(tr("Switch &off"), tr("What it did so far stays; Undo takes that back"), this)),
      m_remove(ruleButton(tr("&Remove"), tr("What it did so far stays; Undo brings the rule back"), this)) {
    setWindowTitle(tr("Rules"));
    resize(860, 420);
    m_note->setObjectName(QStringLiteral("muted"));
    m_note->setWordWrap(true);
    m_table->setAccessibleName(tr("Rules of the run"));
    m_table->setHorizontalHeaderLabels({tr("Name"), tr("Condition"), tr("Does"), tr("State"), tr("Met"), tr("Solved")});
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setObjectName(QStringLiteral("muted"));
    m_none->hide();
    (new QVBoxLayout(m_table->viewport()))->addWidget(m_none);
    auto* buttons = new QHBoxLayout;
    for (QPushButton* one : {m_new, m_change, m_toggle, m_remove}) buttons->addWidget(one);
    buttons->addStretch(1);
    auto* close = ruleButton(tr("Close"), tr("The rules stay in force"), this);
    buttons->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    layout->addWidget(m_note);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_new, &QPushButton::clicked, this, [this] { edit({}); });
    connect(m_change, &QPushButton::clicked, this, [this] {
        if (const int row = chosen(); row >= 0)
            if (const auto rule = session::ruleOf(m_rules[static_cast<std::size_t>(row)])) edit(*rule);
    });
    connect(m_toggle, &QPushButton::clicked, this, &RulesDialog::toggle);
    connect(m_remove, &QPushButton::clicked, this, &RulesDialog::remove);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &RulesDialog::refresh);
    connect(&workspace, &Workspace::runChanged, this, &RulesDialog::read);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (tables & (session::Table::Rules | session::Table::Tasks)) read();
    });
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, &RulesDialog::refresh);
    connect(&workspace.bridge(), &SessionBridge::commandAnswered, this,
            [this](bool, const QString&, CommandId command) {
                if (m_waiting.remove(command.value)) read();
            });
    refresh();
    read();
}

int RulesDialog::chosen() const {
    const int row = m_table->currentRow();
    return row < static_cast<int>(m_rules.size()) ? row : -1;
}

void RulesDialog::read() {
    if (!m_workspace.run().valid()) return;
    m_workspace.background().read(
        this, [run = m_workspace.run()](store::Reader& reader) { return reader.rules(run, false); },
        [this](const Result<std::vector<store::RuleRow>>& rules) {
            if (rules) show(*rules);
        });
}

void RulesDialog::show(const std::vector<store::RuleRow>& rules) {
    // Another rule may stand in that row by now.
    const int before = chosen();
    const std::int64_t selected = before < 0 ? 0 : m_rules[static_cast<std::size_t>(before)].rule;
    m_rules = rules;
    m_none->setVisible(rules.empty());
    m_table->setRowCount(static_cast<int>(rules.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const store::RuleRow& rule = rules[static_cast<std::size_t>(row)];
        const QString name = rule.name.empty() ? tr("Rule %1").arg(rule.rule) : labels::text(rule.name);
        const QStringList cells = {name,        labels::text(rule.condition), labels::ruleAct(rule),
                                   state(rule), QString::number(rule.hits),   labels::percent(rule.meanSolveRate)};
        for (int column = 0; column < kRuleColumns; ++column) {
            auto* cell = new QTableWidgetItem(cells.at(column));
            cell->setToolTip(cells.at(column));
            m_table->setItem(row, column, cell);
        }
    }
    const auto still = std::ranges::find(m_rules, selected, &store::RuleRow::rule);
    if (still != m_rules.end())
        m_table->selectRow(static_cast<int>(still - m_rules.begin()));
    else
        m_table->setCurrentItem(nullptr);
    refresh();
}

void RulesDialog::refresh() {
    const bool live = m_workspace.showsLiveRun();
    const int row = chosen();
    m_note->setText(live ? tr("A rule judges every task that the model proposes, before the update, and what the "
                              "buffers hold when it is made or changed. Rules are kept with the run.")
                         : tr("Rules are put in force while the run trains: continue it for that. "
                              "Till then they can be tried on its tasks."));
    m_new->setEnabled(m_workspace.run().valid());
    const bool waits = row >= 0 && m_waiting.values().contains(m_rules[static_cast<std::size_t>(row)].rule);
    m_change->setEnabled(row >= 0 && !waits);
    for (QPushButton* one : {m_toggle, m_remove}) one->setEnabled(live && row >= 0 && !waits);
    const bool on = row >= 0 && m_rules[static_cast<std::size_t>(row)].enabled;
    m_toggle->setText(row < 0 || on ? tr("Switch &off") : tr("Switch &on"));
    m_toggle->setAccessibleName(m_toggle->text().remove(QLatin1Char('&')));
}

void RulesDialog::edit(const selfplay::Rule& rule) {
    auto* editor = new RuleEditor(m_workspace, rule, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    editor->open();
}

void RulesDialog::toggle() {
    const int row = chosen();
    if (row < 0) return;
    auto rule = session::ruleOf(m_rules[static_cast<std::size_t>(row)]);
    if (!rule) return;
    rule->enabled = !rule->enabled;
    post(rule->id, session::LoopAction(session::SetRule{*rule, {}, false}));
}

void RulesDialog::remove() {
    const int row = chosen();
    if (row < 0) return;
    const std::int64_t rule = m_rules[static_cast<std::size_t>(row)].rule;
    post(rule, session::LoopAction(session::RemoveRule{rule, {}, false}));
}

/// Until the run has answered, the row says that it waits.
void RulesDialog::post(std::int64_t rule, const session::Command& command) {
    const auto posted = m_workspace.bridge().post(command);
    if (!posted) return;
    m_waiting.insert(posted->value, rule);
    show(std::vector(m_rules));
}

QString RulesDialog::state(const store::RuleRow& rule) const {
    if (m_waiting.values().contains(rule.rule)) return tr("waits for the run");
    return rule.enabled ? tr("on") : tr("off");
}

}  // namespace azr::ui
