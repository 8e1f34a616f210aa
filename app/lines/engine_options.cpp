#include "app/lines/engine_options.h"

#include "core/config/run_fields.h"

namespace azr::app {

Option kernelsOption() {
    return {"--kernels", "SET", "Instructions to compute with: native (the widest), v3, v4, v4-bf16 or amx."};
}

std::vector<Option> engineOptionRows() {
    return {{"--device", "NAME", "auto, cpu or cuda:N."},
            {"--dtype", "TYPE", "auto, fp32 or bf16, of the matrix products; fp32 where the processor lacks bf16."},
            {"--storage", "TYPE", "auto, fp32 or bf16, of the weights that the products read."},
            kernelsOption(),
            {"--threads", "N", "Threads of the engine; 0 is as many as help."}};
}

policy::KernelSet kernelsOf(const Arguments& arguments) {
    return config::choiceNamed<policy::KernelSet>(arguments.valueOr("--kernels", "native"))
        .value_or(policy::KernelSet::Native);
}

void setModel(policy::EngineOptions& options, const ModelFolder& model) {
    options.folder = model.weights;
    if (model.adapter.empty()) return;
    options.training.lora.rank = 1;  // asks for adapters; the folder says which
    options.training.lora.adapter = model.adapter;
}

Status checkDeviceAndType(const Arguments& arguments) {
    AZR_TRY([[maybe_unused]] const auto type, arguments.choice("--dtype", config::findField("model.dtype")->choices));
    AZR_TRY([[maybe_unused]] const auto storage,
            arguments.choice("--storage", config::findField("model.storage")->choices));
    AZR_TRY([[maybe_unused]] const auto set, arguments.choice("--kernels", config::choiceNames<config::KernelSet>()));
    const auto device = arguments.valueOr("--device", "auto");
    if (device == "auto" || device == "cpu" || device.starts_with("cuda")) return {};
    return fail(ErrorCode::InvalidArgument, "'" + device + "' is not auto, cpu or cuda:N", "--device");
}

Result<policy::EngineOptions> engineOptionsOf(const Arguments& arguments, const ModelFolder& model) {
    policy::EngineOptions options;
    AZR_CHECK(checkDeviceAndType(arguments));
    AZR_TRY(const auto threads, arguments.integer("--threads", 0, 1024));
    setModel(options, model);
    options.device = arguments.valueOr("--device", "auto");
    options.dtype = arguments.valueOr("--dtype", "auto");
    options.storage = arguments.valueOr("--storage", "auto");
    options.kernels = kernelsOf(arguments);
    options.threads = static_cast<int>(threads.value_or(0));
    return options;
}

std::vector<Option> withEngineOptions(std::vector<Option> rows) {
    for (auto& row : engineOptionRows()) rows.push_back(std::move(row));
    return rows;
}

}  // namespace azr::app
