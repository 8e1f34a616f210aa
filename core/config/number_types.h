/// In which types a model computes: what its matrix products multiply, and how the weights lie that they read, are two
/// things. bf16 weights halve the memory on any processor; bf16 products are taken only where there are instructions
/// for them, since what a processor must emulate is thirty times as slow. Pure, so that the engine, the memory
/// estimate and a resumed run come to the same answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/config/choices.h"

namespace azr::config {

struct NumberTypes {
    NumberType products = NumberType::Fp32;  ///< never Auto
    NumberType weights = NumberType::Fp32;   ///< of frozen weights, and of the sampler's copy of trained ones
    bool operator==(const NumberTypes&) const = default;
};

struct TypeQuestion {
    NumberType products = NumberType::Auto;  ///< asked for: model.dtype
    NumberType weights = NumberType::Auto;   ///< asked for: model.storage
    bool multipliesBf16 = false;             ///< the kernels have instructions for products of bf16, or a GPU works
    bool frozen = false;                     ///< the weights are not trained
    std::int64_t parameters = 0;
};

/// bf16 products where they are wanted or left open and there are instructions, else fp32. Weights lie in bf16 beside
/// bf16 products, where bf16 was asked for, and where they are frozen and would take more than 1 GiB in fp32. Nothing
/// is measured: the same seed gives the same run on a busy machine and on a small one.
[[nodiscard]] NumberTypes chooseTypes(const TypeQuestion& question);
/// Which of the rules decided, for people.
[[nodiscard]] std::string reasonOf(const TypeQuestion& question);

/// "bf16", "fp32", or "fp32, weights bf16"; and back.
[[nodiscard]] std::string name(const NumberTypes& types);
[[nodiscard]] std::optional<NumberTypes> typesNamed(std::string_view text);

}  // namespace azr::config
