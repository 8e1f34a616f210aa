/// What `auto` stands for, of products and of weights.
#include <QtTest>

#include "core/config/number_types.h"

using namespace azr::config;

class TestNumberTypes : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void productsAndWeightsAreTwoThings_data() {
        QTest::addColumn<QString>("products");
        QTest::addColumn<QString>("weights");
        QTest::addColumn<bool>("instructions");
        QTest::addColumn<bool>("frozen");
        QTest::addColumn<int>("millions");
        QTest::addColumn<QString>("types");
        QTest::newRow("bf16 where there are instructions") << "auto"
                                                           << "auto" << true << false << 500 << "bf16";
        QTest::newRow("frozen, too") << "auto"
                                     << "auto" << true << true << 100 << "bf16";
        QTest::newRow("fp32 is fp32") << "fp32"
                                      << "auto" << true << false << 500 << "fp32";
        QTest::newRow("never emulated") << "bf16"
                                        << "auto" << false << false << 100 << "fp32, weights bf16";
        QTest::newRow("without instructions") << "auto"
                                              << "auto" << false << false << 500 << "fp32";
        QTest::newRow("small and frozen") << "auto"
                                          << "auto" << false << true << 135 << "fp32";
        QTest::newRow("large and frozen") << "auto"
                                          << "auto" << false << true << 494 << "fp32, weights bf16";
        QTest::newRow("large, fp32 products") << "fp32"
                                              << "auto" << true << true << 494 << "fp32, weights bf16";
        QTest::newRow("asked to lie in bf16") << "auto"
                                              << "bf16" << false << false << 1 << "fp32, weights bf16";
        QTest::newRow("asked to lie in fp32") << "auto"
                                              << "fp32" << false << true << 494 << "fp32";
        QTest::newRow("bf16 products read bf16") << "bf16"
                                                 << "fp32" << true << true << 494 << "bf16";
    }
    void productsAndWeightsAreTwoThings() {
        QFETCH(QString, products);
        QFETCH(QString, weights);
        QFETCH(bool, instructions);
        QFETCH(bool, frozen);
        QFETCH(int, millions);
        QFETCH(QString, types);
        const TypeQuestion question{choiceNamed<NumberType>(products.toStdString()).value(),
                                    choiceNamed<NumberType>(weights.toStdString()).value(), instructions, frozen,
                                    millions * std::int64_t{1'000'000}};
        QCOMPARE(QString::fromStdString(name(chooseTypes(question))), types);
        QVERIFY(!reasonOf(question).empty());
    }

    void namesAreReadBack() {
        for (const NumberTypes types :
             {NumberTypes{NumberType::Fp32, NumberType::Fp32}, NumberTypes{NumberType::Fp32, NumberType::Bf16},
              NumberTypes{NumberType::Bf16, NumberType::Bf16}}) {
            QVERIFY(typesNamed(name(types)) == types);
            // What was chosen is chosen again, whatever would be now.
            for (const bool instructions : {true, false})
                if (types.products == NumberType::Fp32)
                    QVERIFY(chooseTypes({types.products, types.weights, instructions, true, 1 << 30}) == types);
        }
        for (const char* wrong : {"", "auto", "fp16", "fp32, weights", "fp32, weights auto", "fp32 bf16"})
            QVERIFY2(!typesNamed(wrong), wrong);
    }
};

QTEST_GUILESS_MAIN(TestNumberTypes)
#include "tst_number_types.moc"
