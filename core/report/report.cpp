#include "core/report/report.h"

#include <fmt/format.h>

#include "core/report/html.h"
#include "core/report/sections.h"
#include "core/report/style.h"

namespace azr::report {

namespace {

/// Whatever somebody managed to smuggle in could load nothing and run nothing.
constexpr std::string_view kHead =
    R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
)";

constexpr std::string_view kNavigation =
    R"(<nav aria-label="Sections"><a href="#evaluation">Held-out accuracy</a><a href="#curves">Curves</a>)"
    R"(<a href="#settings">Settings</a><a href="#log">Changes and alerts</a><a href="#verdicts">Verdicts</a>)"
    R"(<a href="#tasks">Tasks</a><a href="#costs">Costs</a><a href="#origin">What it was made with</a></nav>
)";

}  // namespace

std::string pageOf(const Facts& facts, const std::string& madeBy) {
    std::string html(kHead);
    html += fmt::format("<title>{}, run {}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n",
                        escaped(facts.run.name), facts.run.id.value, styleSheet());
    html += headSection(facts);
    html += kNavigation;
    html += evaluationSection(facts) + curvesSection(facts) + configurationSection(facts) + logSection(facts);
    html += verdictsSection(facts) + tasksSection(facts) + costsSection(facts) + originSection(facts);
    html += fmt::format(
        "<footer><p>Made by {} from the run’s database. <code>azr-studio audit {}</code> works the numbers out again; "
        "<code>azr-studio pack</code> makes a file that others can check. The numbers of this page are in its "
        "<code>report-data</code>, as JSON.</p></footer>\n</main>\n",
        escaped(madeBy), facts.run.id.value);
    return html + "<script type=\"application/json\" id=\"report-data\">" + embedded(toJson(facts)) +
           "</script>\n</body>\n</html>\n";
}

Result<std::string> htmlReport(const ReportRequest& request) {
    AZR_TRY(const Facts facts, gather(request.database, request.run, request.against, request.going));
    return pageOf(facts, request.madeBy);
}

}  // namespace azr::report
