/// What `audit` writes: as JSON lines while things are found, or as one report in Markdown for a reviewer.
#pragma once

#include <string>
#include <vector>

#include "app/console.h"
#include "core/audit/audit.h"
#include "core/store/rows.h"

namespace azr::app {

/// What was audited, and how.
struct AuditTerms {
    store::RunRow run;
    int databaseVersion = 0;  ///< of the file as it was found
    bool copied = false;      ///< read through a copy: migrated, or of a place that cannot be written
    int verdicts = 0, replays = 0;
    std::string sandbox;  ///< where verdicts were executed again: "Python 3.13.1, L4"; empty: they were not
    std::vector<std::string> warnings;
};

class AuditReport {
  public:
    AuditReport(const AuditTerms& terms, bool asJson, const Console& console)
        : m_terms(terms), m_json(asJson), m_console(console) {}

    void start() const;
    void difference(const audit::Difference& difference) const;
    void end(const audit::Ledger& ledger, const audit::Outcome& outcome, double seconds) const;

  private:
    void endJson(const audit::Ledger& ledger, const audit::Outcome& outcome, double seconds) const;
    void showChecks(const audit::Ledger& ledger) const;
    void showDifferences(const audit::Ledger& ledger) const;
    void showUnchecked(const audit::Ledger& ledger) const;

    const AuditTerms& m_terms;
    bool m_json;
    const Console& m_console;
};

}  // namespace azr::app
