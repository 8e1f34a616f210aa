/// The audit has a list of kinds of its own, since it shares nothing with the trainer; a test may compare the two.
#include <QtTest>

#include "core/audit/figures.h"
#include "core/selfplay/kinds.h"

using namespace azr;

class FiguresTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void noKindIsForgotten() {
        std::vector<std::string> wanted;
        for (const selfplay::TaskKind kind : selfplay::kKinds) wanted.emplace_back(selfplay::name(kind));
        QCOMPARE(std::vector<std::string>(audit::kFigureKinds.begin(), audit::kFigureKinds.end()), wanted);
    }
};

QTEST_GUILESS_MAIN(FiguresTest)
#include "tst_figures.moc"
