// What this machine offers, and what stands in the way.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "app/command.h"
#include "app/lines/engine_options.h"
#include "core/base/files.h"
#include "core/base/size_text.h"
#include "core/execution/chat/template_renderer.h"
#include "core/execution/executor.h"
#include "core/policy/engine.h"

namespace azr::app {
namespace {

constexpr auto kNoFastLibrary = "no fast library";

enum class Mark { Good, Warning, Bad };

struct Finding {
    std::string name;
    Mark mark = Mark::Good;
    std::string text, remedy;
    Json fields = Json::object();
};

/// "TORCH_VERSION=1.13.1" in the text by which LibTorch describes its build.
std::string settingIn(const std::string& description, const std::string& key) {
    const auto at = description.find(key + "=");
    if (at == std::string::npos) return "unknown";
    const auto begin = at + key.size() + 1;
    return description.substr(begin, description.find_first_of(", \n", begin) - begin);
}

/// The library that really multiplies: Debian's LibTorch names only the interface it was built against, and later ones
/// hold their own.
std::string loadedBlas(const std::string& description) {
    std::ifstream maps("/proc/self/maps");
    std::error_code code;
    for (std::string line; std::getline(maps, line);) {
        const auto slash = line.find('/');
        if (slash == std::string::npos) continue;
        auto name = std::filesystem::path(line.substr(slash)).filename().string();
        if (name.starts_with("libopenblas") || name.starts_with("libmkl_core")) return name;
    }
    return settingIn(description, "USE_MKL") == "ON" ? "MKL within LibTorch" : kNoFastLibrary;
}

/// A reference BLAS that multiplies and a machine that is busy look alike from afar: the name tells them apart.
void warnOfSlowProducts(const std::string& blas, Finding& finding) {
    finding.mark = Mark::Warning;
    if (blas == kNoFastLibrary) {
        finding.text += ": a reference BLAS multiplies, some 15 times slower than it could";
        finding.remedy = "install libopenblas0-openmp";
        return;
    }
    finding.text += ": slow, although a fast BLAS is loaded";
    finding.remedy = "see what else keeps the processor busy, then run doctor again";
}

/// Which instructions there are, and which of them are computed with.
Finding processorFinding() {
    const policy::Instructions here = policy::instructionsHere();
    const policy::KernelUse use = policy::kernelsInUse();
    Finding finding{"processor",
                    Mark::Good,
                    namesOf(here),
                    "",
                    {{"avx2", here.avx2},
                     {"avx512", here.avx512},
                     {"avx512_bf16", here.avx512bf16},
                     {"amx", here.amx},
                     {"kernels", name(use.set)},
                     {"kernels_reason", use.reason},
                     {"libraries", use.libraries}}};
    if (use.set != policy::KernelSet::Native)
        finding.text += fmt::format("; kernels {} ({}); {}", name(use.set), use.reason, use.libraries);
    return finding;
}

/// "sampler 90 GFLOPS fp32, 85 fp32 of bf16 weights"
std::string productsText(const policy::ProductSpeed& speed, const char* part) {
    std::string text;
    for (const auto& product : speed.products) {
        if (product.part != part || product.emulated) continue;
        const bool widened = product.types.products != product.types.weights;
        text += fmt::format("{}{:.0f} {}{}", text.empty() ? "" : ", ", product.gflops, name(product.types.products),
                            widened ? fmt::format(" of {} weights", name(product.types.weights)) : "");
    }
    return text;
}

Json productsJson(const policy::ProductSpeed& speed) {
    Json products = Json::array();
    for (const auto& product : speed.products)
        products.push_back({{"part", product.part},
                            {"dtype", name(product.types.products)},
                            {"storage", name(product.types.weights)},
                            {"gflops", product.gflops},
                            {"emulated", product.emulated}});
    return products;
}

Finding engineFinding(policy::KernelSet kernels) {
    const auto speed = policy::measureProducts("cpu", 0, kernels);
    if (!speed)
        return {
            "engine", Mark::Bad, describe(speed.error()), speed.error().remedy, {{"error", describe(speed.error())}}};
    const auto version = settingIn(speed->blas, "TORCH_VERSION"), blas = loadedBlas(speed->blas);
    const auto threads = policy::chooseThreads(kernels).value_or(policy::ThreadChoice());
    Finding finding{
        "engine",
        Mark::Good,
        fmt::format("LibTorch {}, BLAS {}, {} threads ({}); GFLOPS learning {}, sampling {}", version, blas,
                    threads.threads, threads.reason, productsText(*speed, "learner"), productsText(*speed, "sampler")),
        "",
        {{"libtorch", version},
         {"blas", blas},
         {"threads", threads.threads},
         {"threads_reason", threads.reason},
         {"fp32_gflops", speed->peak(config::NumberType::Fp32)},
         {"bf16_gflops", speed->peak(config::NumberType::Bf16)},
         {"products", productsJson(*speed)},
         {"fast_blas", speed->fastBlas}}};
    for (const auto& product : speed->products) {
        finding.fields["bf16_emulated"] = product.emulated;
        if (!product.emulated) continue;
        finding.mark = Mark::Warning;
        finding.text += product.gflops > 0 ? fmt::format("; bf16 would be emulated with {:.0f} GFLOPS", product.gflops)
                                           : "; there are no instructions for bf16";
        finding.text += ", so that products stay in fp32";
        finding.remedy = "bf16 still halves the memory of weights: model.storage=bf16";
        break;
    }
    if (!speed->fastBlas) warnOfSlowProducts(blas, finding);
    return finding;
}

/// A GPU that is listed but cannot compute is worth knowing before a run.
void addGpuSpeed(const std::string& gpu, Finding& finding, Json& fields) {
    const auto speed = policy::measureProducts(gpu, 0);
    if (!speed) {
        finding.mark = Mark::Warning;
        finding.text += ", does not compute: " + describe(speed.error());
        fields["error"] = describe(speed.error());
        return;
    }
    const double fp32 = speed->peak(config::NumberType::Fp32), bf16 = speed->peak(config::NumberType::Bf16);
    finding.text += fmt::format(", {:.0f} TFLOPS fp32, {:.0f} TFLOPS bf16", fp32 / 1e3, bf16 / 1e3);
    fields["fp32_gflops"] = fp32;
    fields["bf16_gflops"] = bf16;
}

Finding devicesFinding() {
    const auto devices = policy::listDevices();
    if (!devices) return {"devices", Mark::Bad, describe(devices.error()), "", {{"error", describe(devices.error())}}};
    Finding finding{"devices", Mark::Good, "", "", {{"devices", Json::array()}}};
    for (const auto& device : *devices) {
        finding.text += fmt::format("{}{} ({}, {}", finding.text.empty() ? "" : "; ", device.name, device.description,
                                    sizeText(device.memoryBytes));
        Json fields = {
            {"name", device.name}, {"description", device.description}, {"memory_bytes", device.memoryBytes}};
        if (device.name != "cpu") addGpuSpeed(device.name, finding, fields);
        finding.text += ")";
        finding.fields["devices"].push_back(std::move(fields));
    }
    return finding;
}

Json layersJson(const execution::SandboxReport& report) {
    Json layers = Json::array();
    for (const auto& layer : report.layers)
        layers.push_back({{"name", layer.name}, {"active", layer.active}, {"note", layer.note}});
    return layers;
}

void addSandbox(std::vector<Finding>& findings) {
    execution::ExecutorOptions options;
    options.lanes = 1;
    const auto executor = execution::openExecutor(options);
    if (!executor) {
        const auto& error = executor.error();
        findings.push_back({"sandbox", Mark::Bad, error.detail, error.remedy, {{"error", describe(error)}}});
        return;
    }
    const auto report = (*executor)->report();
    std::string layers, missing;
    for (const auto& layer : report.layers) {
        auto& list = layer.active ? layers : missing;
        list += (list.empty() ? "" : ", ") + layer.name;
        const bool partly = report.level <= 2 && layer.name == "file metadata";  // told although it is there
        if ((!layer.active || partly) && !layer.note.empty()) list += " (" + layer.note + ")";
    }
    if (!missing.empty()) layers += "; missing: " + missing;
    std::string visible;
    for (const auto& one : report.visible) visible += (visible.empty() ? "" : ", ") + one;
    const Mark mark = !report.selfTestPassed ? Mark::Bad : report.level >= 3 ? Mark::Good : Mark::Warning;
    findings.push_back(
        {"sandbox",
         mark,
         fmt::format("isolation L{}: {}; programs see {}; self-test {}; a call takes {:.2f} ms in a fork, {:.2f} ms in "
                     "the pool, which is {}",
                     report.level, layers, visible, report.selfTestPassed ? "passed" : "FAILED", report.forkMs,
                     report.pooledMs, report.pooled ? "used" : "not used"),
         "",
         {{"level", report.level},
          {"explanation", report.explanation},
          {"layers", layersJson(report)},
          {"visible", report.visible},
          {"self_test", report.selfTestPassed},
          {"pooled", report.pooled},
          {"fork_ms", report.forkMs},
          {"pooled_ms", report.pooledMs}}});
    findings.push_back({"python",
                        Mark::Good,
                        fmt::format("{} ({})", report.pythonVersion, report.python),
                        "",
                        {{"path", report.python}, {"version", report.pythonVersion}}});
}

/// Whether chat templates can be rendered: Jinja2, in a jail of its own.
Finding chatFinding() {
    const auto renderer = execution::TemplateRenderer::start({});
    if (!renderer) {
        const auto& error = renderer.error();
        return {"chat", Mark::Warning, error.detail, error.remedy, {{"error", describe(error)}}};
    }
    const int level = (*renderer)->level();
    return {"chat",
            Mark::Good,
            fmt::format("rendered by the Jinja2 of {}, isolation L{}", (*renderer)->python(), level),
            "",
            {{"python", (*renderer)->python()}, {"level", level}}};
}

Finding diskFinding(const std::string& workspace) {
    std::filesystem::path place = workspace;
    std::error_code code;
    while (!place.empty() && !std::filesystem::exists(place, code) && place != place.parent_path())
        place = place.parent_path();
    if (place.empty()) place = ".";
    const auto bytes = freeSpace(place);
    if (!bytes) return {"disk", Mark::Bad, describe(bytes.error()), "", {{"error", describe(bytes.error())}}};
    constexpr std::uint64_t kLittle = std::uint64_t{2} << 30;
    const bool little = *bytes < kLittle;
    return {"disk",
            little ? Mark::Warning : Mark::Good,
            fmt::format("{} free for {}", sizeText(static_cast<std::int64_t>(*bytes)), workspace),
            little ? "choose another folder with --workspace" : "",
            {{"workspace", workspace}, {"free_bytes", *bytes}}};
}

Finding displayFinding() {
    for (const char* variable : {"WAYLAND_DISPLAY", "DISPLAY"}) {
        const char* value = std::getenv(variable);
        if (value != nullptr && *value != '\0')
            return {"display", Mark::Good, fmt::format("{}={}", variable, value), "", {{"available", true}}};
    }
    return {"display", Mark::Good, "none: azr-studio runs in the terminal", "", {{"available", false}}};
}

Finding versionFinding() {
    constexpr bool kWindow =
#ifdef AZR_GUI
        true;
#else
        false;
#endif
    return {"version",
            Mark::Good,
            fmt::format("azr-studio {}, g++ {}, {}", AZR_VERSION, __VERSION__,
                        kWindow ? "with the window" : "without the window"),
            "",
            {{"studio", AZR_VERSION}, {"compiler", __VERSION__}, {"window", kWindow}}};
}

ExitCode runDoctor(const Arguments& arguments, const Console& console) {
    const auto named = arguments.choice("--kernels", config::choiceNames<policy::KernelSet>());
    if (!named) return console.usage(named.error(), "doctor");
    const auto kernels = config::choiceNamed<policy::KernelSet>(named->value_or("native"));
    std::vector<Finding> findings = {versionFinding()};
    findings.push_back(engineFinding(kernels.value_or(policy::KernelSet::Native)));
    findings.push_back(processorFinding());  // what the engine settled on
    findings.push_back(devicesFinding());
    addSandbox(findings);
    findings.push_back(chatFinding());
    findings.push_back(diskFinding(workspaceOf(arguments)));
    findings.push_back(displayFinding());
    bool bad = false;
    constexpr std::string_view kMarks[] = {"ok", "warning", "error"};
    for (const auto& finding : findings) {
        bad = bad || finding.mark == Mark::Bad;
        const auto mark = kMarks[static_cast<std::size_t>(finding.mark)];
        if (arguments.has("--json")) {
            Json fields = {{"check", finding.name}, {"status", mark}};
            if (!finding.remedy.empty()) fields["remedy"] = finding.remedy;
            fields.update(finding.fields);
            console.json("doctor", fields);
        } else {
            console.line(fmt::format("{:<10}{:<9}{}{}", finding.name, mark, finding.text,
                                     finding.remedy.empty() ? "" : " (" + finding.remedy + ")"));
        }
    }
    return bad ? ExitCode::Failure : ExitCode::Ok;
}

}  // namespace

Command doctorCommand() {
    return {"doctor",
            "Check what this machine offers: engine, sandbox, Python, disk, display.",
            "Measures the matrix product and starts the sandbox with its self-test. Ends with 1 when something is "
            "missing without which training cannot run.",
            {},
            {jsonOption(), workspaceOption(), kernelsOption()},
            runDoctor};
}

}  // namespace azr::app
