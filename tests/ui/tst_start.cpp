// What fails before there is a window, through the function that the program starts: a dialog says what is wrong and
// what to do about it, another folder can be chosen there, and Quit ends the program with the error.
#include <QAbstractButton>
#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <filesystem>
#include <fstream>
#include <functional>

#include "core/store/database.h"
#include "tests/support/scripted_session.h"
#include "ui/main_window.h"
#include "ui/window_app.h"

using namespace azr;
namespace fs = std::filesystem;

namespace {

constexpr int kLookMs = 10;

/// What a person does, looked in on every moment while the program runs; set by each test.
std::function<void()> person;

void comeIn() {
    auto* moment = new QTimer(qApp);
    moment->setInterval(kLookMs);
    QObject::connect(moment, &QTimer::timeout, qApp, [] {
        if (person) person();
    });
    moment->start();
}
Q_COREAPP_STARTUP_FUNCTION(comeIn)

template <class Widget>
Widget* shown() {
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (auto* found = qobject_cast<Widget*>(widget); found && found->isVisible()) return found;
    return nullptr;
}

QAbstractButton* buttonNamed(const QMessageBox& box, const QString& name) {
    for (QAbstractButton* button : box.buttons())
        if (button->accessibleName() == name) return button;
    return nullptr;
}

Status started(const fs::path& workspace) {
    int count = 1;
    char name[] = "azr-studio";
    char* words[] = {name, nullptr};
    ui::WindowOptions options;
    options.workspace = workspace;
    return ui::runWindow(count, words, options);
}

/// A database of a version that is not known yet.
void makeNewer(const fs::path& folder) {
    fs::create_directories(folder);
    {
        const QTemporaryDir made;
        const auto session = test::openedSession(made);
        fs::copy_file(session->databasePath(), folder / "azr.db");
    }
    auto database = store::Database::open(folder / "azr.db", store::Database::Mode::ReadWrite);
    if (!database || !database->script("PRAGMA user_version = 9999")) qFatal("no newer database");
}

}  // namespace

class TestStart : public QObject {
    Q_OBJECT

    QTemporaryDir m_home, m_folder;

    [[nodiscard]] fs::path in(const char* name) const { return m_folder.filePath(name).toStdString(); }

  private Q_SLOTS:
    void initTestCase() {
        for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
            qputenv(variable, m_home.path().toUtf8());
        qputenv("LANGUAGE", "en");
        qputenv("LC_ALL", "C.UTF-8");
    }
    void cleanup() { person = {}; }

    void whatCannotBeOpenedIsToldWithWhatToDo_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QStringList>("says");
        const auto row = [](const char* name, const fs::path& folder, const QStringList& says) {
            QTest::newRow(name) << QString::fromStdString(folder.string()) << says;
        };
        // Where nobody may write, whoever runs the test.
        row("no place to write", "/proc/azr-studio-workspace", {"/proc/azr-studio-workspace"});
        std::ofstream(in("file")) << "a letter";
        row("a file", in("file"), {"file"});
        fs::create_directories(in("foreign"));
        std::ofstream(in("foreign") / "azr.db") << std::string(8192, 'x');
        row("the database of another program", in("foreign"), {"azr.db", "not a database"});
        makeNewer(in("newer"));
        row("one of a newer version", in("newer"), {"azr.db", "9999", "open it with a newer AZR Studio"});
    }
    void whatCannotBeOpenedIsToldWithWhatToDo() {
        QFETCH(QString, folder);
        QFETCH(QStringList, says);
        for (const bool byEscape : {false, true}) {
            QString told;
            bool accessible = false;
            int boxes = 0;
            person = [&] {
                auto* box = shown<QMessageBox>();
                if (box == nullptr) return;
                ++boxes;
                told = box->text() + QLatin1Char('\n') + box->informativeText();
                QAbstractButton* quit = buttonNamed(*box, QStringLiteral("Quit"));
                accessible = quit != nullptr &&
                             buttonNamed(*box, QStringLiteral("Choose another folder…")) != nullptr &&
                             box->escapeButton() == quit && box->icon() == QMessageBox::Critical;
                if (byEscape || quit == nullptr)
                    QTest::keyClick(box, Qt::Key_Escape);
                else
                    quit->click();
            };
            const Status ended = started(folder.toStdString());
            QVERIFY(!ended);
            QCOMPARE(boxes, 1);
            QVERIFY2(accessible, qPrintable(told));
            QVERIFY2(told.startsWith(QStringLiteral("The workspace cannot be opened.")), qPrintable(told));
            for (const QString& part : says) QVERIFY2(told.contains(part), qPrintable(told));
            // The program's own error says the same.
            for (const QString& part : says)
                QVERIFY2(describe(ended.error()).find(part.toStdString()) != std::string::npos,
                         describe(ended.error()).c_str());
        }
    }

    /// From the dialog to the folder that is meant, whose window opens.
    void anotherFolderIsChosenThere() {
        const QTemporaryDir other;
        (void)test::openedSession(other);
        QString opened;
        bool chosen = false;
        person = [&] {
            if (auto* window = shown<ui::MainWindow>()) {
                opened = window->workspace().bridge().workspace();
                return ui::leaveWindow();
            }
            if (auto* dialog = shown<QFileDialog>()) {
                if (std::exchange(chosen, true)) return;
                dialog->findChild<QLineEdit*>()->setText(other.path());
                static_cast<QDialog*>(dialog)->done(QDialog::Accepted);
                return;
            }
            if (auto* box = shown<QMessageBox>()) buttonNamed(*box, QStringLiteral("Choose another folder…"))->click();
        };
        const Status ended = started(in("foreign"));
        QVERIFY2(ended.has_value(), ended ? "" : describe(ended.error()).c_str());
        QVERIFY(chosen);
        QCOMPARE(QDir(opened).canonicalPath(), QDir(other.path()).canonicalPath());
    }
};

QTEST_APPLESS_MAIN(TestStart)
#include "tst_start.moc"
