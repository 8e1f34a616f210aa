#include "core/engine/learning/optimizer.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "core/base/files.h"
#include "core/engine/kernels/block_states_kernels.h"
#include "core/engine/kernels/optimizer_kernels.h"
#include "core/engine/learning/device_states.h"
#include "core/weights/safetensors.h"

namespace azr::engine {
namespace {

constexpr const char* kFile = "optimizer.safetensors";

double normOf(const at::Tensor& flat) {
    if (flat.is_cpu()) return std::sqrt(kernels::squaredNorm(flat.data_ptr<float>(), flat.numel()));
    return flat.norm().item<double>();
}

kernels::AdamStep adamStep(const policy::OptimizerOptions& options, std::int64_t steps, double norm) {
    const bool clip = options.gradientClip > 0.0 && norm > options.gradientClip;
    const auto t = static_cast<double>(steps);
    return {static_cast<float>(options.learningRate),
            static_cast<float>(options.beta1),
            static_cast<float>(options.beta2),
            static_cast<float>(options.epsilon),
            static_cast<float>(options.weightDecay),
            static_cast<float>(1.0 - std::pow(options.beta1, t)),
            static_cast<float>(1.0 - std::pow(options.beta2, t)),
            clip ? static_cast<float>(options.gradientClip / norm) : 1.0F};
}

/// With moments in fp32; `first` and `second` are updated.
void stepOnDevice(at::Tensor weights, const at::Tensor& gradient, at::Tensor first, at::Tensor second,
                  const kernels::AdamStep& s) {
    const at::Tensor g = gradient.mul(s.gradientScale);
    first.mul_(s.beta1).add_(g, 1.0 - s.beta1);
    second.mul_(s.beta2).addcmul_(g, g, 1.0 - s.beta2);
    weights.mul_(1.0 - static_cast<double>(s.learningRate) * s.weightDecay);
    weights.addcdiv_(first, second.div(s.secondCorrection).sqrt_().add_(s.epsilon),
                     -s.learningRate / s.firstCorrection);
}

weights::Dtype dtypeOf(const at::Tensor& tensor) {
    if (tensor.scalar_type() == at::kByte) return weights::Dtype::U8;
    return tensor.scalar_type() == at::kLong ? weights::Dtype::I64 : weights::Dtype::F32;
}

}  // namespace

AdamW::AdamW(const Model& model, policy::OptimizerStates states)
    : m_names([shape = Model{model.config, {}, {}, {model.adapter.config, model.adapter.flat, {}}}](
                  const at::Tensor& flat) { return namedTensors(shape.config, viewLike(shape, flat)); }),
      m_inBlocks(states == policy::OptimizerStates::EightBit) {
    const at::Tensor trained = trainable(model).flat;
    const auto options = at::TensorOptions(m_inBlocks ? at::kByte : at::kFloat).device(trained.device());
    m_first.flat = at::zeros({trained.numel()}, options);
    m_second.flat = at::zeros({trained.numel()}, options);
    if (!m_inBlocks) return;
    m_first.flat.fill_(kernels::kSignedZero);
    std::int64_t blocks = 0;
    for (const auto& [name, tensor] : m_names(trained)) {
        m_spans.push_back({tensor.storage_offset() - trained.storage_offset(), tensor.numel(), blocks});
        blocks += kernels::stateBlocks(tensor.numel());
    }
    m_first.scales = at::zeros({blocks}, options.dtype(at::kFloat));
    m_second.scales = at::zeros({blocks}, options.dtype(at::kFloat));
}

Result<double> AdamW::step(at::Tensor weights, const at::Tensor& gradients, const policy::OptimizerOptions& options) {
    const double norm = normOf(gradients);
    if (!std::isfinite(norm))
        return fail(ErrorCode::Internal, "the gradient is not finite; the weights were left as they were", "update",
                    "lower optimizer.learning_rate");
    const kernels::AdamStep step = adamStep(options, m_steps + 1, norm);
    if (m_inBlocks)
        stepInBlocks(weights, gradients, step);
    else if (weights.is_cpu())
        kernels::adamW(weights.data_ptr<float>(), gradients.data_ptr<float>(), m_first.flat.data_ptr<float>(),
                       m_second.flat.data_ptr<float>(), weights.numel(), step);
    else
        stepOnDevice(weights, gradients, m_first.flat, m_second.flat, step);
    ++m_steps;
    return norm;
}

void AdamW::stepInBlocks(at::Tensor& weights, const at::Tensor& gradients, const kernels::AdamStep& step) {
    const bool here = weights.is_cpu();
    for (const auto& [offset, size, firstBlock] : m_spans) {
        const std::int64_t blocks = kernels::stateBlocks(size);
        const auto part = [&, at = offset, n = size](const at::Tensor& flat) { return flat.narrow(0, at, n); };
        const auto scales = [&, at = firstBlock](const Moment& moment) { return moment.scales.narrow(0, at, blocks); };
        if (here) {
            const kernels::BlockState first{part(m_first.flat).data_ptr<std::uint8_t>(),
                                            scales(m_first).data_ptr<float>()};
            const kernels::BlockState second{part(m_second.flat).data_ptr<std::uint8_t>(),
                                             scales(m_second).data_ptr<float>()};
            kernels::adamWInBlocks(part(weights).data_ptr<float>(), part(gradients).data_ptr<float>(), first, second,
                                   size, step);
            continue;
        }
        const DeviceStates signedStates(kernels::signedCodes(), weights.device());
        const DeviceStates unsignedStates(kernels::unsignedCodes(), weights.device());
        const at::Tensor first = signedStates.numbers(part(m_first.flat), scales(m_first));
        const at::Tensor second = unsignedStates.numbers(part(m_second.flat), scales(m_second)).square();
        stepOnDevice(part(weights), part(gradients), first, second, step);
        signedStates.encode(first, part(m_first.flat), scales(m_first), 0);
        unsignedStates.encode(second.sqrt(), part(m_second.flat), scales(m_second), 1);
    }
}

std::vector<NamedTensor> AdamW::tensorsOf(const Moment& moment, const char* prefix) const {
    std::vector<NamedTensor> all;
    for (auto& [name, tensor] : m_names(moment.flat)) all.push_back({prefix + name, tensor});
    if (m_inBlocks) all.push_back({std::string(prefix) + "scales", moment.scales});
    return all;
}

std::vector<NamedTensor> AdamW::tensors() const {
    auto all = tensorsOf(m_first, "first.");
    const auto more = tensorsOf(m_second, "second.");
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

Status AdamW::save(const std::filesystem::path& folder) const {
    const auto all = tensors();
    std::vector<weights::TensorSpec> specs;
    for (const auto& [name, tensor] : all) specs.push_back({name, dtypeOf(tensor), tensor.sizes().vec()});
    specs.push_back({"steps", weights::Dtype::I64, {1}});
    AZR_TRY(auto writer, weights::SafetensorsWriter::create(folder / kFile, std::move(specs)));
    for (const auto& [name, tensor] : all) {
        const at::Tensor bytes = tensor.to(at::kCPU).contiguous();
        AZR_CHECK(
            writer.write({static_cast<const std::byte*>(bytes.data_ptr()), static_cast<std::size_t>(bytes.nbytes())}));
    }
    AZR_CHECK(writer.write(std::as_bytes(std::span(&m_steps, 1))));
    return writer.finish();
}

Status AdamW::check(const std::filesystem::path& folder) const {
    AZR_TRY(const auto file, weights::SafetensorsFile::open(folder / kFile));
    const auto has = [&](const std::string& name, weights::Dtype dtype, at::IntArrayRef shape) -> Status {
        AZR_TRY(const auto view, file.need(name, std::span<const std::int64_t>(shape.data(), shape.size())));
        if (view.spec.dtype == dtype) return {};
        return fail(ErrorCode::Corrupt, fmt::format("'{}' is not {}", name, weights::name(dtype)), file.path().string(),
                    "resume with the optimizer states that the run began with");
    };
    for (const auto& [name, tensor] : tensors()) AZR_CHECK(has(name, dtypeOf(tensor), tensor.sizes()));
    return has("steps", weights::Dtype::I64, {1});
}

Status AdamW::load(const std::filesystem::path& folder) {
    AZR_CHECK(check(folder));
    AZR_TRY(const auto file, weights::SafetensorsFile::open(folder / kFile));
    for (const auto& [name, tensor] : tensors()) {
        const auto* const view = file.find(name);
        const at::Tensor staging = at::zeros(tensor.sizes(), tensor.options().device(at::kCPU));
        std::memcpy(staging.data_ptr(), view->bytes.data(), view->bytes.size());
        at::Tensor(tensor).copy_(staging);
    }
    std::memcpy(&m_steps, file.find("steps")->bytes.data(), sizeof m_steps);
    return {};
}

std::string AdamW::hash() const {
    return sha256(
        fmt::format("{} {} {}", m_steps, hashTensors(tensorsOf(m_first, "")), hashTensors(tensorsOf(m_second, ""))));
}

}  // namespace azr::engine
