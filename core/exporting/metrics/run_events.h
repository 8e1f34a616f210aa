/// The steps of a stored run as events of TensorBoard, for an export and for the file that grows while a run trains.
/// Blocking; any thread. A step's wall time is when it ended.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/exporting/metrics/event_file.h"
#include "core/exporting/metrics/metric_choice.h"
#include "core/exporting/progress.h"
#include "core/store/reader.h"

namespace azr::exporting {

/// "run-3-20260131-174500": number and start (UTC). The same whenever the run is gone on with, and another one than
/// that of the third run of another workspace that writes into the same folder.
[[nodiscard]] std::string eventFolderName(const store::RunRow& run);

/// Seconds since 1970 at which steps ended.
class StepTimes {
  public:
    [[nodiscard]] static Result<StepTimes> read(store::Reader& reader, const store::RunRow& run);
    /// Of a step that is not there, such as seeding: the run's start.
    [[nodiscard]] double endOf(int step) const;

  private:
    double m_created = 0;
    std::map<int, double> m_ends;
};

/// What a file begins with: version, that earlier words on `step` and later ones are void, and two texts: `run` (name,
/// model, versions) and `settings` (those in force).
Status beginEvents(EventFile& file, const store::RunRow& run, int step, double wall);

/// One step's metrics; those without a value are left out. A tag's first value in a file carries what it means.
class MetricEvents {
  public:
    [[nodiscard]] std::string frame(int step, double wall, const std::vector<store::MetricRow>& metrics);

  private:
    std::set<std::string> m_explained;
};

struct StepEvents {
    store::RunRow run;
    int first = 0, last = 0;
    MetricChoice metrics = {};
};
/// Appends these steps as they are stored.
Status appendSteps(EventFile& file, MetricEvents& events, store::Reader& reader, const StepEvents& steps,
                   const Progress& progress = {});

}  // namespace azr::exporting
