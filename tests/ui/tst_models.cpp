// The paged table model against a list it is told pages of: paging, refreshing in place, reordering, late answers.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

#include "ui/models/attempt_table_model.h"
#include "ui/models/paged_table_model.h"
#include "ui/models/run_table_model.h"

using namespace azr;

namespace {

struct Item {
    std::int64_t key = 0;
    QString text;
};

/// Pages of three from a list kept in descending order; answers at once, or when told to.
class ListModel : public ui::PagedTableModel<Item, std::int64_t> {
  public:
    [[nodiscard]] int columnCount(const QModelIndex& = {}) const override { return 1; }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override {
        return role == Qt::DisplayRole ? QVariant(row(index.row()).text) : QVariant();
    }
    [[nodiscard]] QStringList shown() const {
        QStringList texts;
        for (int i = 0; i < rowCount(); ++i) texts.append(row(i).text);
        return texts;
    }
    void fetchAll() {
        while (canFetchMore({})) fetchMore({});
    }
    void answer() {
        const auto waiting = std::exchange(m_waiting, {});
        for (const auto& one : waiting) one();
    }

    QList<Item> source;
    bool later = false;
    std::optional<Error> error;
    int requests = 0;
    static constexpr int kPage = 3;

  protected:
    void request(const std::optional<std::int64_t>& after, Reply reply) override {
        ++requests;
        if (error) {
            reply(tl::make_unexpected(*error));
            return;
        }
        const auto respond = [this, after, reply] {
            Page page;
            for (const Item& item : std::as_const(source)) {
                if (after && item.key >= *after) continue;
                if (page.rows.size() == kPage) {
                    page.next = page.rows.back().key;
                    break;
                }
                page.rows.push_back(item);
            }
            reply(page);
        };
        if (later)
            m_waiting.append(respond);
        else
            respond();
    }
    [[nodiscard]] std::int64_t keyOf(const Item& item) const override { return item.key; }
    [[nodiscard]] std::int64_t cursorOf(const Item& item) const override { return item.key; }
    [[nodiscard]] bool looksTheSame(const Item& one, const Item& other) const override {
        return one.key == other.key && one.text == other.text;
    }

  private:
    QList<std::function<void()>> m_waiting;
};

QList<Item> items(std::initializer_list<int> keys) {
    QList<Item> list;
    for (const int key : keys) list.append({key, QString::number(key)});
    return list;
}

}  // namespace

class TestModels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void pagesFollowEachOther() {
        ListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);  // the tests say when the next page is wanted
        model.source = items({8, 7, 6, 5, 4, 3, 2});
        model.reload();
        QCOMPARE(model.shown(), (QStringList{"8", "7", "6"}));
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        QCOMPARE(model.rowCount(), 6);
        model.fetchAll();
        QCOMPARE(model.shown(), (QStringList{"8", "7", "6", "5", "4", "3", "2"}));
        QVERIFY(!model.canFetchMore({}));
    }

    void newRowsAppearOnTopAndChangedOnesInPlace() {
        ListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);  // the tests say when the next page is wanted
        model.source = items({5, 4, 3, 2, 1});
        model.reload();
        model.fetchAll();
        QPersistentModelIndex chosen = model.index(1, 0);  // 4
        model.source.prepend({6, "6"});
        model.source[2].text = "four";
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.refresh();
        QCOMPARE(model.shown(), (QStringList{"6", "5", "four", "3", "2", "1"}));
        QCOMPARE(chosen.row(), 2);
        QCOMPARE(resets.count(), 0);
    }

    void vanishedRowsGo() {
        ListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);  // the tests say when the next page is wanted
        model.source = items({5, 4, 3, 2});
        model.reload();
        model.source.removeAt(1);
        model.refresh();
        QCOMPARE(model.shown(), (QStringList{"5", "3", "2"}));
    }

    void manyNewRowsReplaceWhatIsFarAway() {
        ListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);  // the tests say when the next page is wanted
        model.source = items({3, 2, 1});
        model.reload();
        model.source = items({9, 8, 7, 6, 5, 4, 3, 2, 1});
        model.refresh();
        QCOMPARE(model.shown(), (QStringList{"9", "8", "7"}));
        model.fetchAll();
        QCOMPARE(model.rowCount(), 9);
    }

    void answersToAnOldQuestionAreIgnored() {
        ListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);  // the tests say when the next page is wanted
        model.later = true;
        model.source = items({3, 2, 1});
        model.reload();
        model.reload();
        QCOMPARE(model.requests, 2);
        model.answer();
        QCOMPARE(model.rowCount(), 3);  // not twice
    }

    void refreshesWhileWaitingAreGathered() {
        ListModel model;
        model.later = true;
        model.source = items({2, 1});
        model.reload();
        model.refresh();
        model.refresh();
        QCOMPARE(model.requests, 1);
        model.answer();
        QCOMPARE(model.requests, 2);
        model.answer();
        QCOMPARE(model.requests, 2);
    }

    void failuresAreToldInTheLanguageOfTheUser() {
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/translations/core_de.qm")));
        QVERIFY(QCoreApplication::installTranslator(&german));
        ListModel model;
        model.error = Error{ErrorCode::Io, "dropped from its buffer", "azr.db", ""};
        QSignalSpy failed(&model, &ui::PagedTable::failed);
        model.reload();
        QCOMPARE(failed.count(), 1);
        QCOMPARE(failed.at(0).at(0).toString(), QStringLiteral("azr.db: aus ihrem Puffer genommen"));
    }

    void runTableKeepsItsRowsWhenNothingCameOrWent() {
        ui::RunTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);  // the tests say when the next page is wanted
        store::RunRow run;
        run.id = RunId{3};
        run.state = "running";
        model.setRuns({run});
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        run.state = "finished";
        model.setRuns({run});
        QCOMPARE(resets.count(), 0);
        QCOMPARE(model.index(0, ui::RunTableModel::State).data().toString(), QString("Finished"));
        QCOMPARE(model.index(0, ui::RunTableModel::Number).data().toString(), QString("Run 3"));
    }

    void attemptTableShowsVerdictAndReward() {
        ui::AttemptTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);  // the tests say when the next page is wanted
        store::AttemptRow attempt;
        attempt.verdict = "wrong";
        attempt.use = "rollout";
        attempt.reward = -0.5;
        model.setAttempts({attempt});
        QCOMPARE(model.index(0, ui::AttemptTableModel::Verdict).data().toString(), QString("Wrong"));
        QCOMPARE(model.index(0, ui::AttemptTableModel::Reward).data().toString(), QString("-0.50"));
    }
};

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
