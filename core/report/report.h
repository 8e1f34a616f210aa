/// A run as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. The numbers of the
/// page stand in it once more as JSON, in <script type="application/json" id="report-data">.
#pragma once

#include <filesystem>
#include <string>

#include "core/report/facts.h"

namespace azr::report {

struct ReportRequest {
    std::filesystem::path database;  ///< of the newest version; only read
    RunId run;
    std::string against = "paper-7b";  ///< the preset that the settings are held against
    std::string madeBy = {};           ///< "AZR Studio 0.1.0"
    Going going = {};
};

[[nodiscard]] std::string pageOf(const Facts& facts, const std::string& madeBy);

/// Reads all rows of the run: seconds for a long one. Errors are gather()'s.
[[nodiscard]] Result<std::string> htmlReport(const ReportRequest& request);

}  // namespace azr::report
