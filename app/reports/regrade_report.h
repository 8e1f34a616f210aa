/// What `regrade` writes: flips and curves as they are found, the totals at the end; as text or as JSON lines.
#pragma once

#include <string>
#include <vector>

#include "app/console.h"
#include "core/config/run_fields.h"
#include "core/session/checking/regrade.h"

namespace azr::app {

/// By whom and under which rules a run is judged again.
struct RegradeTerms {
    store::RunRow run;
    std::optional<int> runLevel;  ///< the isolation that the run reached; empty: it did not say
    int level = 0;
    std::string python;
    std::vector<config::FieldDifference> rules;  ///< left: the run's, right: the given ones
};
/// What may make verdicts differ although nobody asked for it; one sentence each.
[[nodiscard]] std::vector<std::string> regradeWarnings(const RegradeTerms& terms);

class RegradeReport {
  public:
    RegradeReport(const RegradeTerms& terms, bool asJson, const Console& console)
        : m_terms(terms), m_json(asJson), m_console(console) {}

    void start(const session::RegradePlan& plan) const;
    void flip(const session::Flip& flip);
    void step(const session::StepFigures& figures) const;
    void end(const session::RegradeTotals& totals, double seconds) const;

  private:
    void showTotals(const session::RegradeTotals& totals, double seconds) const;

    const RegradeTerms& m_terms;
    bool m_json;
    const Console& m_console;
    std::int64_t m_shown = 0;  ///< flips written as text
};

}  // namespace azr::app
