#include "core/config/number_types.h"

namespace azr::config {
namespace {

constexpr std::int64_t kLargeFrozen = std::int64_t{1} << 30;  // bytes in fp32
constexpr std::string_view kBetween = ", weights ";

bool large(const TypeQuestion& question) {
    return question.frozen && question.parameters * 4 > kLargeFrozen;
}

NumberType productsOf(const TypeQuestion& question) {
    return question.products != NumberType::Fp32 && question.multipliesBf16 ? NumberType::Bf16 : NumberType::Fp32;
}

}  // namespace

NumberTypes chooseTypes(const TypeQuestion& question) {
    const NumberType products = productsOf(question);
    if (products == NumberType::Bf16) return {products, products};
    if (question.weights != NumberType::Auto) return {products, question.weights};
    const bool half = question.products == NumberType::Bf16 || large(question);
    return {products, half ? NumberType::Bf16 : NumberType::Fp32};
}

std::string reasonOf(const TypeQuestion& question) {
    const NumberTypes types = chooseTypes(question);
    if (types.products == NumberType::Bf16) return "products and weights in bf16, for which there are instructions";
    std::string reason = question.products == NumberType::Fp32
                             ? "products in fp32 as asked for"
                             : "products in fp32, since there are no instructions for bf16";
    reason += types.weights == NumberType::Bf16 ? "; weights in bf16" : "; weights in fp32";
    if (question.weights != NumberType::Auto || question.products == NumberType::Bf16) return reason + " as asked for";
    if (!question.frozen) return reason + " as they are trained";
    return reason + (large(question) ? ", being more than 1 GiB in fp32" : ", being less than 1 GiB");
}

std::string name(const NumberTypes& types) {
    std::string text(name(types.products));
    if (types.weights != types.products) text.append(kBetween).append(name(types.weights));
    return text;
}

std::optional<NumberTypes> typesNamed(std::string_view text) {
    const auto comma = text.find(kBetween);
    const auto products = choiceNamed<NumberType>(text.substr(0, comma));
    const auto weights =
        comma == std::string_view::npos ? products : choiceNamed<NumberType>(text.substr(comma + kBetween.size()));
    if (!products || !weights || *products == NumberType::Auto || *weights == NumberType::Auto) return std::nullopt;
    return NumberTypes{*products, *weights};
}

}  // namespace azr::config
