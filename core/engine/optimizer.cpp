#include "core/engine/optimizer.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "core/base/files.h"
#include "core/engine/optimizer_kernels.h"
#include "core/weights/safetensors.h"

namespace azr::engine {
namespace {

constexpr const char* kFile = "optimizer.safetensors";

double normOf(const at::Tensor& flat) {
    if (flat.is_cpu()) return std::sqrt(kernels::squaredNorm(flat.data_ptr<float>(), flat.numel()));
    return flat.norm().item<double>();
}

void stepOnDevice(at::Tensor weights, const at::Tensor& gradient, at::Tensor first, at::Tensor second,
                  const kernels::AdamStep& s) {
    const at::Tensor g = gradient.mul(s.gradientScale);
    first.mul_(s.beta1).add_(g, 1.0 - s.beta1);
    second.mul_(s.beta2).addcmul_(g, g, 1.0 - s.beta2);
    weights.mul_(1.0 - static_cast<double>(s.learningRate) * s.weightDecay);
    weights.addcdiv_(first, second.div(s.secondCorrection).sqrt_().add_(s.epsilon),
                     -s.learningRate / s.firstCorrection);
}

std::vector<NamedTensor> prefixed(const char* prefix, std::vector<NamedTensor> named) {
    for (auto& entry : named) entry.name = prefix + entry.name;
    return named;
}

std::vector<NamedTensor> stateTensors(const HfConfig& config, const Parameters& first, const Parameters& second) {
    auto all = prefixed("first.", namedTensors(config, first));
    const auto more = prefixed("second.", namedTensors(config, second));
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace

AdamW::AdamW(const HfConfig& config, const at::Device& device)
    : m_config(config), m_first(makeParameters(config, device)), m_second(makeParameters(config, device)) {}

Result<double> AdamW::step(Parameters& parameters, const Parameters& gradients,
                           const policy::OptimizerOptions& options) {
    const double norm = normOf(gradients.flat);
    if (!std::isfinite(norm))
        return fail(ErrorCode::Internal, "the gradient is not finite; the weights were left as they were", "update",
                    "lower optimizer.learning_rate");
    const bool clip = options.gradientClip > 0.0 && norm > options.gradientClip;
    const auto t = static_cast<double>(m_steps + 1);
    const kernels::AdamStep step{static_cast<float>(options.learningRate),
                                 static_cast<float>(options.beta1),
                                 static_cast<float>(options.beta2),
                                 static_cast<float>(options.epsilon),
                                 static_cast<float>(options.weightDecay),
                                 static_cast<float>(1.0 - std::pow(options.beta1, t)),
                                 static_cast<float>(1.0 - std::pow(options.beta2, t)),
                                 clip ? static_cast<float>(options.gradientClip / norm) : 1.0F};
    if (parameters.flat.is_cpu())
        kernels::adamW(parameters.flat.data_ptr<float>(), gradients.flat.data_ptr<float>(),
                       m_first.flat.data_ptr<float>(), m_second.flat.data_ptr<float>(), parameters.flat.numel(), step);
    else
        stepOnDevice(parameters.flat, gradients.flat, m_first.flat, m_second.flat, step);
    ++m_steps;
    return norm;
}

Status AdamW::save(const std::filesystem::path& folder) const {
    const auto tensors = stateTensors(m_config, m_first, m_second);
    std::vector<weights::TensorSpec> specs;
    for (const auto& [name, tensor] : tensors) specs.push_back({name, weights::Dtype::F32, tensor.sizes().vec()});
    specs.push_back({"steps", weights::Dtype::I64, {1}});
    AZR_TRY(auto writer, weights::SafetensorsWriter::create(folder / kFile, std::move(specs)));
    for (const auto& [name, tensor] : tensors) {
        const at::Tensor bytes = tensor.to(at::kCPU).contiguous();
        AZR_CHECK(
            writer.write({static_cast<const std::byte*>(bytes.data_ptr()), static_cast<std::size_t>(bytes.nbytes())}));
    }
    AZR_CHECK(writer.write(std::as_bytes(std::span(&m_steps, 1))));
    return writer.finish();
}

Status AdamW::load(const std::filesystem::path& folder) {
    AZR_TRY(const auto file, weights::SafetensorsFile::open(folder / kFile));
    const at::Device device = m_first.flat.device();
    const Parameters first = makeParameters(m_config, device), second = makeParameters(m_config, device);
    for (const auto& [name, tensor] : stateTensors(m_config, first, second)) {
        AZR_TRY(const auto view,
                file.need(name, std::span<const std::int64_t>(tensor.sizes().data(), tensor.sizes().size())));
        if (view.spec.dtype != weights::Dtype::F32)
            return fail(ErrorCode::Corrupt, "'" + name + "' is not F32", file.path().string());
        at::Tensor staging = at::empty(tensor.sizes(), at::TensorOptions(at::kFloat));
        std::memcpy(staging.data_ptr(), view.bytes.data(), view.bytes.size());
        tensor.copy_(staging);
    }
    const std::int64_t one = 1;
    AZR_TRY(const auto steps, file.need("steps", std::span(&one, 1)));
    if (steps.spec.dtype != weights::Dtype::I64)
        return fail(ErrorCode::Corrupt, "'steps' is not I64", file.path().string());
    m_first = first;
    m_second = second;
    std::memcpy(&m_steps, steps.bytes.data(), sizeof m_steps);
    return {};
}

std::string AdamW::hash() const {
    return sha256(
        fmt::format("{} {} {}", m_steps, hashParameters(m_config, m_first), hashParameters(m_config, m_second)));
}

}  // namespace azr::engine
