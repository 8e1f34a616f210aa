/// Holds the code against core/README.md: who may include whom, that the map names every file, and the size budgets.
#include <QtTest>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

const fs::path kRoot = fs::path(AZR_TESTS_FOLDER).parent_path();

struct Module {
    std::set<std::string> uses;
    std::set<std::string> files;     // stems named in the map
    std::vector<std::string> twice;  // those that it names again
};

std::string textOf(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> wordsIn(const std::string& text, const std::regex& pattern) {
    std::vector<std::string> words;
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) words.push_back((*it)[1]);
    return words;
}

/// Sections "## name" with a line "Uses: `a`, `b`." and one bullet "- `file`: what" for each file.
std::vector<std::pair<std::string, Module>> readMap() {
    std::vector<std::pair<std::string, Module>> modules;
    std::istringstream lines(textOf(kRoot / "core/README.md"));
    static const std::regex kQuoted("`([a-z0-9_./]+)`");
    static const std::regex kBullet("^- ((`[a-z0-9_./]+`(, )?)+):.*");
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (line.starts_with("## ") && fs::is_directory(kRoot / "core" / line.substr(3))) {
            modules.emplace_back(line.substr(3), Module{});
        } else if (line.starts_with("## ")) {
            modules.emplace_back("", Module{});  // a section about something else
        } else if (!modules.empty() && line.starts_with("Uses:")) {
            for (const auto& word : wordsIn(line, kQuoted)) modules.back().second.uses.insert(word);
        } else if (!modules.empty() && std::regex_match(line, match, kBullet)) {
            for (const auto& word : wordsIn(match[1], kQuoted))
                if (!modules.back().second.files.insert(word).second) modules.back().second.twice.push_back(word);
        }
    }
    std::erase_if(modules, [](const auto& entry) { return entry.first.empty(); });
    return modules;
}

bool isSource(const fs::path& path) {
    return path.extension() == ".h" || path.extension() == ".cpp" || path.extension() == ".py";
}

std::vector<fs::path> sourcesUnder(const fs::path& folder) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file() && isSource(entry.path())) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::string> includesOf(const fs::path& file) {
    static const std::regex kInclude("^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"]+)[>\"]", std::regex::multiline);
    return wordsIn(textOf(file), kInclude);
}

std::string relativeName(const fs::path& file) {
    return fs::relative(file, kRoot).string();
}

long lineCount(const fs::path& file) {
    const std::string text = textOf(file);
    return std::count(text.begin(), text.end(), '\n');
}

}  // namespace

class ArchitectureTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyModuleOfCoreStandsInTheMapBelowWhatItUses();
    void coreIncludesOnlyWhatTheMapAllows();
    void theMapNamesEveryFileAndNoOther();
    void onlyTheEngineKnowsTorchAndCoreKnowsNoQt();
    void widgetsAndUiKeepToTheirSideOfTheSeam();
    void filesStayWithinTheirSizeBudgets();
    void foldersAreSmallEnoughToBeRead();
    void theTopLevelHoldsWhatWasAgreed();
    void kindsOfTasksAreNamedInTheirTableOnly();
    void sqlStandsInSqlFilesOnly();
    void theAuditSharesNoArithmeticWithTheTrainer();
};

void ArchitectureTest::everyModuleOfCoreStandsInTheMapBelowWhatItUses() {
    std::set<std::string> seen;
    for (const auto& [name, module] : readMap()) {
        for (const auto& used : module.uses)
            QVERIFY2(seen.contains(used),
                     qPrintable(QString("%1 uses %2, which stands below it").arg(name.c_str(), used.c_str())));
        seen.insert(name);
    }
    for (const auto& entry : fs::directory_iterator(kRoot / "core"))
        if (entry.is_directory())
            QVERIFY2(seen.contains(entry.path().filename().string()),
                     qPrintable(QString::fromStdString(relativeName(entry.path()))));
}

void ArchitectureTest::coreIncludesOnlyWhatTheMapAllows() {
    QStringList wrong;
    for (const auto& [name, module] : readMap()) {
        std::set<std::string> unused = module.uses;
        for (const auto& file : sourcesUnder(kRoot / "core" / name)) {
            for (const auto& include : includesOf(file)) {
                if (!include.starts_with("core/")) {
                    if (include.starts_with("ui/") || include.starts_with("widgets/") || include.starts_with("app/"))
                        wrong << QString::fromStdString(relativeName(file) + " includes " + include);
                    continue;
                }
                const std::string other = include.substr(5, include.find('/', 5) - 5);
                const bool isPrivate = include.ends_with("_p.h");
                unused.erase(other);
                if (other != name && (!module.uses.contains(other) || isPrivate))
                    wrong << QString::fromStdString(relativeName(file) + " includes " + include);
            }
        }
        for (const auto& other : unused)
            wrong << QString::fromStdString(name + " is said to use " + other + " and does not");
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::theMapNamesEveryFileAndNoOther() {
    QStringList wrong;
    for (const auto& [name, module] : readMap()) {
        std::set<std::string> stems;
        for (const auto& file : sourcesUnder(kRoot / "core" / name)) {
            std::string stem = fs::relative(file, kRoot / "core" / name).replace_extension("").string();
            if (stem.ends_with("_p")) continue;
            stems.insert(stem);
        }
        for (const auto& stem : stems)
            if (!module.files.contains(stem)) wrong << QString("%1: the map lacks %2").arg(name.c_str(), stem.c_str());
        for (const auto& stem : module.twice)
            wrong << QString("%1: the map names %2 twice").arg(name.c_str(), stem.c_str());
        for (const auto& stem : module.files)
            if (!stems.contains(stem))
                wrong << QString("%1: the map names %2, which is gone").arg(name.c_str(), stem.c_str());
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::onlyTheEngineKnowsTorchAndCoreKnowsNoQt() {
    QStringList wrong;
    static const std::regex kTorch("^(torch|ATen|c10|caffe2)/.*");
    static const std::regex kQt("^(Q[A-Z][A-Za-z]+|Qt[A-Z][A-Za-z]+/.*|Qsci/.*)$");
    for (const char* folder : {"core", "ui", "widgets", "app"}) {
        for (const auto& file : sourcesUnder(kRoot / folder)) {
            const std::string name = relativeName(file);
            for (const auto& include : includesOf(file)) {
                const bool torch = std::regex_match(include, kTorch) && !name.starts_with("core/engine/");
                const bool qt = std::regex_match(include, kQt) && name.starts_with("core/");
                if (torch || qt) wrong << QString("%1 includes %2").arg(name.c_str(), include.c_str());
            }
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::widgetsAndUiKeepToTheirSideOfTheSeam() {
    QStringList wrong;
    // The window speaks to the engine room through the session and its plain values, and reads the store.
    const std::set<std::string> allowed = {"base",     "config",    "store",     "session",    "telemetry", "exporting",
                                           "selfplay", "execution", "diversity", "evaluation", "report"};
    for (const auto& file : sourcesUnder(kRoot / "widgets"))
        for (const auto& include : includesOf(file))
            if (include.starts_with("core/") || include.starts_with("ui/") || include.starts_with("app/"))
                wrong << QString::fromStdString(relativeName(file) + " includes " + include);
    for (const auto& file : sourcesUnder(kRoot / "ui")) {
        for (const auto& include : includesOf(file)) {
            const bool toApp = include.starts_with("app/");
            const bool toCore =
                include.starts_with("core/") && !allowed.contains(include.substr(5, include.find('/', 5) - 5));
            const bool toSeam = include == "core/session/session.h" && relativeName(file).find("ui/bridge/") != 0 &&
                                relativeName(file).find("window") == std::string::npos;
            if (toApp || toCore || toSeam) wrong << QString::fromStdString(relativeName(file) + " includes " + include);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::filesStayWithinTheirSizeBudgets() {
    QStringList wrong;
    const std::map<std::string, long> special = {{"ui/main_window.cpp", 300}, {"app/main.cpp", 60}};
    for (const char* folder : {"core", "ui", "widgets", "app", "tests"}) {
        for (const auto& file : sourcesUnder(kRoot / folder)) {
            const std::string name = relativeName(file);
            long budget = file.extension() == ".h" && !name.starts_with("tests/") ? 200 : 500;
            if (const auto it = special.find(name); it != special.end()) budget = it->second;
            if (lineCount(file) > budget)
                wrong << QString("%1: %2 lines, budget %3")
                             .arg(QString::fromStdString(name))
                             .arg(lineCount(file))
                             .arg(budget);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::foldersAreSmallEnoughToBeRead() {
    constexpr int kBudget = 30;  // a header and its source count as two
    std::map<std::string, int> count;
    for (const char* folder : {"core", "ui", "widgets", "app"})
        for (const auto& file : sourcesUnder(kRoot / folder)) ++count[relativeName(file.parent_path())];
    QStringList wrong;
    for (const auto& [folder, files] : count)
        if (files > kBudget) wrong << QString("%1: %2 files, budget %3").arg(folder.c_str()).arg(files).arg(kBudget);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::theTopLevelHoldsWhatWasAgreed() {
    const std::set<std::string> agreed = {"CMakeLists.txt", "CMakePresets.json", "README.md", "CONTRIBUTING.md",
                                          "CHANGELOG.md",   "LICENSE",           "app",       "ui",
                                          "core",           "widgets",           "resources", "translations",
                                          "tests",          "installer",         "build"};
    QStringList wrong;
    for (const auto& entry : fs::directory_iterator(kRoot)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(".") || name.starts_with("build")) continue;
        if (!agreed.contains(name)) wrong << QString::fromStdString(name);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::kindsOfTasksAreNamedInTheirTableOnly() {
    // The files that the map's section on new kinds names.
    const std::string map = textOf(kRoot / "core" / "README.md");
    const std::size_t begin = map.find("\n## A new kind of task\n");
    QVERIFY(begin != std::string::npos);
    const std::string section = map.substr(begin, map.find("\n## ", begin + 1) - begin);
    static const std::regex kFile("`((app|core|resources|tests|translations|ui)/[a-z_/-]+([.][a-z]+)?)`");
    QStringList wrong;
    for (const auto& name : wordsIn(map.substr(begin), kFile))
        if (!fs::exists(kRoot / name)) wrong << QString("the map names %1, which is gone").arg(name.c_str());
    std::set<std::string> listed;
    for (const auto& name : wordsIn(section, kFile)) listed.insert(name);
    static const std::regex kNamed("TaskKind::[A-Z]");
    for (const char* folder : {"core", "ui", "widgets", "app"}) {
        for (const auto& file : sourcesUnder(kRoot / folder)) {
            const std::string name = relativeName(file);
            if (!listed.contains(name) && std::regex_search(textOf(file), kNamed)) wrong << QString(name.c_str());
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void ArchitectureTest::sqlStandsInSqlFilesOnly() {
    QStringList wrong;
    static const std::regex kStatement("\"(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE) ");
    for (const char* folder : {"core", "ui", "widgets", "app"})
        for (const auto& file : sourcesUnder(kRoot / folder))
            if (std::regex_search(textOf(file), kStatement)) wrong << QString::fromStdString(relativeName(file));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

/// It would find its own faults right otherwise: of the modules that make a run it may use the nouns, the reader, and
/// what the condition of a rule means.
void ArchitectureTest::theAuditSharesNoArithmeticWithTheTrainer() {
    const std::set<std::string> shared = {"core/selfplay/task.h", "core/selfplay/prompting/prompts.h",
                                          "core/selfplay/proposal_rules.h", "core/selfplay/rules/rule.h",
                                          "core/selfplay/rules/condition.h"};
    QStringList wrong;
    for (const auto& file : sourcesUnder(kRoot / "core/audit"))
        for (const auto& include : includesOf(file))
            if ((include.starts_with("core/selfplay/") || include.starts_with("core/telemetry/")) &&
                !shared.contains(include))
                wrong << QString::fromStdString(relativeName(file) + " includes " + include);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

QTEST_GUILESS_MAIN(ArchitectureTest)
#include "tst_architecture.moc"
