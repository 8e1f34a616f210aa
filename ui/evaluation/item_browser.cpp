#include "ui/evaluation/item_browser.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "core/execution/verdict.h"
#include "ui/labels.h"
#include "widgets/code_view.h"

namespace azr::ui {

namespace {

enum ItemColumn {
    ItemNameColumn,
    ItemKindColumn,
    ItemDifficultyColumn,
    ItemFirstColumn,
    ItemSecondColumn,
    ItemSamplesColumn,
    ItemColumns
};
constexpr int kItemDetailWidth = 300;

QString greedyText(const std::optional<bool>& solved) {
    if (!solved) return labels::percent(-1);
    return *solved ? ItemBrowser::tr("solved") : ItemBrowser::tr("failed");
}

/// What became of an answer: its verdict with the reason, and the answer that was read.
QString answerText(const store::SuiteCompletionRow& row) {
    const bool ok = row.verdict == execution::name(execution::Verdict::Ok);
    QString text = ok ? ItemBrowser::tr("solved") : labels::verdict(labels::text(row.verdict));
    if (!row.reason.empty()) text += QStringLiteral(", ") + labels::text(row.reason);
    if (!row.detail.empty()) text += QStringLiteral(": ") + labels::said(row.detail);
    if (row.clipped) text += QStringLiteral(" – ") + ItemBrowser::tr("cut at its limit of tokens");
    return text;
}

}  // namespace

ItemBrowser::ItemBrowser(Workspace& workspace, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_filter(new QComboBox(this)),
      m_sample(new QComboBox(this)),
      m_count(new QLabel(this)),
      m_table(new QTableWidget(0, ItemColumns, this)),
      m_prompt(new widgets::CodeView(widgets::CodeView::Mode::ReadOnly, this)) {
    m_filter->setAccessibleName(tr("Which items"));
    m_sample->setAccessibleName(tr("Which completion"));
    m_sample->setToolTip(tr("The greedy completion, or one that was sampled"));
    m_count->setObjectName(QStringLiteral("muted"));
    m_table->setAccessibleName(tr("Items of the suite"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(ItemNameColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_prompt->setAccessibleName(tr("Prompt of the item"));
    auto* answers = new QSplitter(Qt::Horizontal, this);
    answers->setChildrenCollapsible(false);
    answers->setHandleWidth(8);
    for (int i = 0; i < 2; ++i) {
        m_columns[i] = new QWidget(this);
        m_verdicts[i] = new QLabel(m_columns[i]);
        m_verdicts[i]->setWordWrap(true);
        m_verdicts[i]->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_completions[i] = new widgets::CodeView(widgets::CodeView::Mode::ReadOnly, m_columns[i]);
        m_completions[i]->setAccessibleName(i == 0 ? tr("Completion") : tr("Completion of the second"));
        auto* column = new QVBoxLayout(m_columns[i]);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(4);
        column->addWidget(m_verdicts[i]);
        column->addWidget(m_completions[i], 1);
        answers->addWidget(m_columns[i]);
    }
    auto* detail = new QSplitter(Qt::Vertical, this);
    detail->setChildrenCollapsible(false);
    detail->setHandleWidth(8);
    detail->addWidget(m_prompt);
    detail->addWidget(answers);
    detail->setMinimumWidth(kItemDetailWidth);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_filter);
    head->addWidget(m_count, 1);
    head->addWidget(m_sample);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName(QStringLiteral("suiteItems"));
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    split->addWidget(m_table);
    split->addWidget(detail);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(split, 1);
    connect(m_filter, &QComboBox::currentIndexChanged, this, &ItemBrowser::fillTable);
    connect(m_sample, &QComboBox::currentIndexChanged, this, &ItemBrowser::showSample);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ItemBrowser::readChosen);
    setResults({});
}

void ItemBrowser::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
}

int ItemBrowser::shownItems() const {
    return static_cast<int>(m_shown.size());
}

std::vector<ItemBrowser::Line> ItemBrowser::linesOf(const std::vector<std::shared_ptr<const SuiteResult>>& results) {
    std::vector<Line> lines;
    if (results.empty()) return lines;
    std::map<std::string, std::size_t> byId;
    const auto add = [&](const SuiteResult& result, bool last) {
        for (std::size_t i = 0; i < result.items.size(); ++i) {
            const evaluation::ScoredItem& item = result.items[i];
            const auto [found, fresh] = byId.emplace(item.id, lines.size());
            if (fresh) lines.push_back({result.places[i], item.id, item.kind, item.difficulty, {}, {}, 0, 0});
            Line& line = lines[found->second];
            (last && results.size() > 1 ? line.second : line.first) = item.greedy;
            if (!last) continue;
            line.samples = static_cast<int>(item.samples.size());
            line.right = static_cast<int>(std::ranges::count_if(item.samples, &evaluation::Vote::right));
        }
    };
    for (std::size_t i = 0; i < results.size(); ++i) add(*results[i], i + 1 == results.size());
    return lines;
}

void ItemBrowser::setResults(std::vector<std::shared_ptr<const SuiteResult>> results) {
    const bool sameShape = results.size() == m_results.size() && m_filter->count() > 0;
    m_results = std::move(results);
    m_lines = linesOf(m_results);
    if (!sameShape) fillFilter();
    m_columns[1]->setVisible(m_results.size() > 1);
    fillTable();
}

void ItemBrowser::fillFilter() {
    const QSignalBlocker quiet(m_filter);
    m_filter->clear();
    const auto add = [this](const QString& text, Which which) { m_filter->addItem(text, static_cast<int>(which)); };
    add(tr("All items"), Which::All);
    if (m_results.size() > 1) {
        add(tr("Gained: only the second solves"), Which::Gained);
        add(tr("Lost: only the first solves"), Which::Lost);
    } else {
        add(tr("Solved greedily"), Which::Solved);
        add(tr("Failed greedily"), Which::Failed);
    }
    m_filter->setEnabled(!m_results.empty());
}

bool ItemBrowser::passes(const Line& line) const {
    switch (static_cast<Which>(m_filter->currentData().toInt())) {
        case Which::All: return true;
        case Which::Solved: return line.first == true;
        case Which::Failed: return line.first == false;
        case Which::Gained: return line.first == false && line.second == true;
        case Which::Lost: return line.first == true && line.second == false;
    }
    return true;
}

void ItemBrowser::fillTable() {
    const int row = m_table->currentRow();
    const std::string before =
        row >= 0 && row < std::ssize(m_shown) && m_shown[static_cast<std::size_t>(row)] < m_lines.size()
            ? m_lines[m_shown[static_cast<std::size_t>(row)]].id
            : std::string();
    m_shown.clear();
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (passes(m_lines[i])) m_shown.push_back(i);
    const QSignalBlocker quiet(m_table);
    const bool two = m_results.size() > 1;
    m_table->setHorizontalHeaderLabels(
        {tr("Item"), tr("Kind"), tr("Difficulty"), two ? tr("First") : tr("Greedy"), tr("Second"), tr("Sampled")});
    m_table->setRowCount(static_cast<int>(m_shown.size()));
    int again = 0;
    bool anyDifficulty = false, anySample = false;
    for (int i = 0; i < m_table->rowCount(); ++i) {
        const Line& line = m_lines[m_shown[static_cast<std::size_t>(i)]];
        anyDifficulty = anyDifficulty || !line.difficulty.empty();
        anySample = anySample || line.samples > 0;
        const QStringList cells = {
            labels::text(line.id),
            labels::text(line.kind),
            labels::text(line.difficulty),
            greedyText(line.first),
            greedyText(line.second),
            line.samples == 0 ? labels::percent(-1) : tr("%1 of %2").arg(line.right).arg(line.samples)};
        for (int column = 0; column < ItemColumns; ++column) {
            auto* cell = new QTableWidgetItem(cells.at(column));
            cell->setToolTip(cells.at(column));
            m_table->setItem(i, column, cell);
        }
        if (line.id == before) again = i;
    }
    m_table->setColumnHidden(ItemDifficultyColumn, !anyDifficulty);
    m_table->setColumnHidden(ItemSecondColumn, !two);
    m_table->setColumnHidden(ItemSamplesColumn, !anySample);
    m_count->setText(m_results.empty() ? tr("Choose an evaluation above, or two to compare them (Ctrl+click).")
                                       : tr("%n item(s)", nullptr, m_table->rowCount()));
    if (m_table->rowCount() > 0) m_table->selectRow(again);
    readChosen();
}

void ItemBrowser::readChosen() {
    const int row = m_table->currentRow();
    const int asked = ++m_asked;
    if (row < 0 || row >= std::ssize(m_shown)) return showAnswers({});
    const std::string id = m_lines[m_shown[static_cast<std::size_t>(row)]].id;
    std::vector<std::pair<std::int64_t, int>> wanted;
    for (const auto& result : m_results) {
        const auto found = std::ranges::find(result->items, id, &evaluation::ScoredItem::id);
        const auto place = static_cast<std::size_t>(found - result->items.begin());
        wanted.emplace_back(result->row.id, found == result->items.end() ? -1 : result->places[place]);
    }
    using Answers = std::vector<std::vector<store::SuiteCompletionRow>>;
    m_workspace.background().read(
        this,
        [wanted](store::Reader& reader) -> Result<Answers> {
            Answers answers;
            for (const auto& [evaluation, place] : wanted) {
                AZR_TRY(auto rows, reader.suites().item(evaluation, place));
                answers.push_back(std::move(rows));
            }
            return answers;
        },
        [this, asked](const Result<Answers>& answers) {
            if (asked != m_asked) return;
            showAnswers(answers ? *answers : Answers());
            Q_EMIT itemShown();
        });
}

void ItemBrowser::showAnswers(const std::vector<std::vector<store::SuiteCompletionRow>>& answers) {
    m_answers = answers;
    std::size_t most = 0;
    for (const auto& rows : m_answers) most = std::max(most, rows.size());
    {
        const QSignalBlocker quiet(m_sample);
        const int before = m_sample->currentIndex();
        m_sample->clear();
        for (std::size_t i = 0; i < most; ++i) {
            const auto rows = std::ranges::find_if(m_answers, [i](const auto& list) { return i < list.size(); });
            const store::SuiteCompletionRow& row = (*rows)[i];
            m_sample->addItem(row.greedy ? tr("Greedy") : tr("Sample %1").arg(row.sample + 1));
        }
        if (before > 0 && before < m_sample->count()) m_sample->setCurrentIndex(before);
        m_sample->setEnabled(most > 1);
    }
    showSample();
}

void ItemBrowser::showSample() {
    const auto index = static_cast<std::size_t>(std::max(0, m_sample->currentIndex()));
    QString prompt;
    for (std::size_t i = 0; i < 2; ++i) {
        const bool there = i < m_answers.size() && index < m_answers[i].size();
        m_verdicts[i]->setText(there ? answerText(m_answers[i][index]) : QString());
        m_completions[i]->setCode(there ? labels::text(m_answers[i][index].completion) : QString());
        if (there && prompt.isEmpty()) prompt = labels::text(m_answers[i][index].prompt);
    }
    m_prompt->setCode(prompt);
}

}  // namespace azr::ui
