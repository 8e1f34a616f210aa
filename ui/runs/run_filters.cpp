#include "ui/runs/run_filters.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "core/config/run_fields.h"
#include "ui/labels.h"
#include "widgets/forms/filter_bar.h"

namespace azr::ui {

namespace {

constexpr char kShown[] = "shown";
constexpr char kOrder[] = "order";
constexpr char kArchived[] = "archived";
constexpr char kBin[] = "bin";

}  // namespace

RunFilters::RunFilters(QWidget* parent)
    : QWidget(parent),
      m_bar(new widgets::FilterBar(this)),
      m_filter(new QLineEdit(this)),
      m_group(new QComboBox(this)),
      m_problem(new QLabel(this)) {
    m_bar->addSearch(tr("Search names, tags, notes…"));
    m_bar->addChoice(QLatin1String(kShown), tr("Listed runs"), tr("Without archived"),
                     {{QLatin1String(kArchived), tr("With archived")}, {QLatin1String(kBin), tr("In the bin")}});
    m_bar->addChoice(QLatin1String(kOrder), tr("Order of the runs"), tr("Youngest first"),
                     {{QStringLiteral("run"), tr("Oldest first")},
                      {QStringLiteral("-last"), tr("Last accuracy")},
                      {QStringLiteral("-best"), tr("Best accuracy")},
                      {QStringLiteral("-seconds"), tr("Longest")},
                      {QStringLiteral("-size"), tr("Largest")}});
    m_filter->setPlaceholderText(tr("last>=0.5, tags=good"));
    m_filter->setAccessibleName(tr("Conditions that the runs meet"));
    m_filter->setToolTip(tr("FIELD=VALUE with commas between them; also !=, ~ (contains), <, <=, >, >=. Fields are %1 "
                            "and the settings by "
                            "their paths, as optimizer.learning_rate.")
                             .arg(labels::text([] {
                                 std::string names;
                                 for (const std::string& name : session::runListFields())
                                     names += (names.empty() ? "" : ", ") + name;
                                 return names;
                             }())));
    m_filter->setMinimumWidth(180);
    m_filter->setClearButtonEnabled(true);
    m_group->setAccessibleName(tr("Group runs by"));
    m_group->setToolTip(tr("Runs with the same value are compared as one: the mean over them, with its 95% interval"));
    m_group->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_group->setMinimumContentsLength(16);
    m_bar->addWidget(m_filter);
    m_bar->addWidget(m_group);
    m_problem->setObjectName(QStringLiteral("muted"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    setGroupFields({});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_bar);
    column->addWidget(m_problem);
    connect(m_bar, &widgets::FilterBar::changed, this, [this] {
        m_column.reset();
        readQuery();
    });
    connect(m_filter, &QLineEdit::textChanged, this, &RunFilters::readQuery);
    connect(m_group, &QComboBox::currentIndexChanged, this, &RunFilters::groupingChanged);
}

bool RunFilters::showsBin() const {
    return m_bar->choice(QLatin1String(kShown)) == QLatin1String(kBin);
}

std::string RunFilters::groupField() const {
    return m_group->currentData().toString().toStdString();
}

void RunFilters::setGroupFields(const QStringList& differing) {
    const QString chosen = m_group->currentData().toString();
    const QSignalBlocker quiet(m_group);
    m_group->clear();
    m_group->addItem(tr("Not grouped"), QString());
    for (const QString& field : differing) m_group->addItem(tr("By %1").arg(field), field);
    if (!differing.isEmpty()) m_group->insertSeparator(m_group->count());
    for (const config::Field& field : config::runFields()) {
        const QString path = labels::text(field.path);
        if (!differing.contains(path)) m_group->addItem(tr("By %1").arg(path), path);
    }
    m_group->setCurrentIndex(std::max(0, m_group->findData(chosen)));
}

void RunFilters::orderBy(const std::string& field) {
    const bool turn = m_column && m_column->field == field && !m_column->descending;
    m_column = session::RunOrder{field, turn};
    readQuery();
}

void RunFilters::focusSearch() {
    m_bar->focusSearch();
}

void RunFilters::readQuery() {
    session::RunQuery query;
    query.search = m_bar->searchText().toStdString();
    query.archived = !m_bar->choice(QLatin1String(kShown)).isEmpty();
    const QString order = m_bar->choice(QLatin1String(kOrder));
    if (m_column) {
        query.order = {*m_column};
    } else if (!order.isEmpty()) {
        query.order = session::parseRunOrder(order.toStdString()).value_or(std::vector<session::RunOrder>());
    }
    QString problem;
    for (const std::string& text : config::listOf(m_filter->text().toStdString())) {
        auto filter = session::parseRunFilter(text);
        if (filter)
            query.filters.push_back(std::move(*filter));
        else if (problem.isEmpty())
            problem = labels::error(filter.error());
    }
    if (!problem.isEmpty()) query.filters = m_query.filters;
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_query = std::move(query);
    Q_EMIT changed();
}

}  // namespace azr::ui
