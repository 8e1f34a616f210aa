#include "core/weights/gguf/gguf_blocks.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include "core/weights/floats.h"

namespace azr::weights {
namespace {

using Bytes = const std::uint8_t*;

enum : std::uint32_t { F32 = 0, F16 = 1, Q4_0 = 2, Q4_1 = 3, Q5_0 = 6, Q5_1 = 7, Q8_0 = 8, Q4_K = 12, Q5_K = 13 };
enum : std::uint32_t { Q6_K = 14, BF16 = 30, Q2_K = 10, Q3_K = 11, IQ4_NL = 20, IQ4_XS = 23 };

constexpr int kSmall = 32;   // elements of a simple block
constexpr int kLarge = 256;  // elements of a super-block

constexpr std::array<GgufType, 15> kTypes = {{{F32, "F32", 1, 4},
                                              {F16, "F16", 1, 2},
                                              {BF16, "BF16", 1, 2},
                                              {Q8_0, "Q8_0", kSmall, 34},
                                              {Q4_0, "Q4_0", kSmall, 18},
                                              {Q4_1, "Q4_1", kSmall, 20},
                                              {Q5_0, "Q5_0", kSmall, 22},
                                              {Q5_1, "Q5_1", kSmall, 24},
                                              {Q2_K, "Q2_K", kLarge, 84},
                                              {Q3_K, "Q3_K", kLarge, 110},
                                              {IQ4_NL, "IQ4_NL", kSmall, 18},
                                              {IQ4_XS, "IQ4_XS", kLarge, 136},
                                              {Q4_K, "Q4_K", kLarge, 144},
                                              {Q5_K, "Q5_K", kLarge, 176},
                                              {Q6_K, "Q6_K", kLarge, 210}}};

std::uint16_t word(Bytes from) {
    std::uint16_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

float half(Bytes from) {
    return fromHalf(word(from));
}

void plainF32(Bytes in, float* out) {
    std::memcpy(out, in, sizeof *out);
}

void plainF16(Bytes in, float* out) {
    *out = half(in);
}

void plainBf16(Bytes in, float* out) {
    *out = fromBfloat16(word(in));
}

void blockQ8Of32(Bytes in, float* out) {
    const float scale = half(in);
    for (int i = 0; i < kSmall; ++i) out[i] = scale * static_cast<float>(static_cast<std::int8_t>(in[2 + i]));
}

/// 4 bits each, the first half of the block in the lower nibbles: value = scale * (q + shift) + least.
void nibbles(Bytes in, float scale, int shift, float least, float* out) {
    for (int i = 0; i < kSmall / 2; ++i) {
        out[i] = scale * static_cast<float>((in[i] & 15) + shift) + least;
        out[i + kSmall / 2] = scale * static_cast<float>((in[i] >> 4) + shift) + least;
    }
}

/// The same with a fifth bit per element, in one word of 32.
void nibblesAndBit(Bytes high, Bytes in, float scale, int shift, float least, float* out) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, high, sizeof bits);
    const auto fifth = [&](int i) { return static_cast<int>((bits >> i) & 1U) << 4; };
    for (int i = 0; i < kSmall / 2; ++i) {
        out[i] = scale * static_cast<float>(((in[i] & 15) | fifth(i)) + shift) + least;
        out[i + kSmall / 2] = scale * static_cast<float>(((in[i] >> 4) | fifth(i + kSmall / 2)) + shift) + least;
    }
}

void blockQ4Symmetric(Bytes in, float* out) {
    nibbles(in + 2, half(in), -8, 0.0F, out);
}

void blockQ4Affine(Bytes in, float* out) {
    nibbles(in + 4, half(in), 0, half(in + 2), out);
}

void blockQ5Symmetric(Bytes in, float* out) {
    nibblesAndBit(in + 2, in + 6, half(in), -16, 0.0F, out);
}

void blockQ5Affine(Bytes in, float* out) {
    nibblesAndBit(in + 4, in + 8, half(in), 0, half(in + 2), out);
}

struct ScaleAndLeast {
    float scale, least;
};

/// Scale and minimum of part j of 8 in a super-block: six bits each, packed into 12 bytes.
ScaleAndLeast packedScale(Bytes scales, int j, float scale, float least) {
    int s = scales[j] & 63;
    int m = scales[j + 4] & 63;
    if (j >= 4) {
        s = (scales[j + 4] & 15) | (scales[j - 4] >> 6) << 4;
        m = (scales[j + 4] >> 4) | (scales[j] >> 6) << 4;
    }
    return {scale * static_cast<float>(s), least * static_cast<float>(m)};
}

/// Q4_K, and Q5_K where `high` holds a fifth bit per element.
void superBlock(Bytes in, Bytes high, Bytes quants, float* out) {
    const float scale = half(in);
    const float least = half(in + 2);
    for (int part = 0; part < 8; ++part, out += kSmall) {
        const ScaleAndLeast own = packedScale(in + 4, part, scale, least);
        const Bytes q = quants + part / 2 * kSmall;
        for (int i = 0; i < kSmall; ++i) {
            int value = part % 2 == 0 ? q[i] & 15 : q[i] >> 4;
            if (high != nullptr) value += ((high[i] >> part) & 1) << 4;
            out[i] = own.scale * static_cast<float>(value) - own.least;
        }
    }
}

void blockQ4K(Bytes in, float* out) {
    superBlock(in, nullptr, in + 16, out);
}

void blockQ5K(Bytes in, float* out) {
    superBlock(in, in + 16, in + 48, out);
}

/// Lower four bits in 128 bytes, upper two in 64, sixteen signed scales, one scale for all.
void blockQ6K(Bytes in, float* out) {
    const float whole = half(in + 208);
    for (int side = 0; side < 2; ++side) {
        const Bytes low = in + side * 64;
        const Bytes high = in + 128 + side * 32;
        const Bytes scales = in + 192 + side * 8;
        for (int quarter = 0; quarter < 4; ++quarter, out += kSmall)
            for (int i = 0; i < kSmall; ++i) {
                const int bits = low[i + quarter % 2 * kSmall] >> (quarter / 2 * 4) & 15;
                const int value = (bits | (high[i] >> (2 * quarter) & 3) << 4) - 32;
                const auto scale = static_cast<std::int8_t>(scales[2 * quarter + i / 16]);
                out[i] = whole * static_cast<float>(scale) * static_cast<float>(value);
            }
    }
}

constexpr int kPart = 16;  // elements that share a scale in the types below

/// Two bits each; scale and minimum of a part in one byte.
void blockQ2K(Bytes in, float* out) {
    const float whole = half(in + 80), least = half(in + 82);
    for (int i = 0; i < kLarge; ++i) {
        const std::uint8_t own = in[i / kPart];
        const int value = in[16 + i / 128 * kSmall + i % kSmall] >> (i % 128 / kSmall * 2) & 3;
        out[i] =
            whole * static_cast<float>(own & 15) * static_cast<float>(value) - least * static_cast<float>(own >> 4);
    }
}

/// Six bits of a scale less 32: four in the first eight bytes, two in the last four.
int packedQ3Scale(Bytes scales, int part) {
    const int low = part < 8 ? scales[part] & 15 : scales[part - 8] >> 4;
    return (low | (scales[8 + part % 4] >> (part / 4 * 2) & 3) << 4) - 32;
}

/// Two bits in 64 bytes, a third in 32 that takes 4 off where it is not set.
void blockQ3K(Bytes in, float* out) {
    const float whole = half(in + 108);
    for (int i = 0; i < kLarge; ++i) {
        const int row = i / kSmall, column = i % kSmall;
        const int value =
            (in[32 + i / 128 * kSmall + column] >> (row % 4 * 2) & 3) - ((in[column] >> row & 1) != 0 ? 0 : 4);
        out[i] = whole * static_cast<float>(packedQ3Scale(in + 96, i / kPart)) * static_cast<float>(value);
    }
}

/// The values that four bits stand for.
constexpr std::array<float, 16> kUneven = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

void unevenNibbles(Bytes in, float scale, float* out) {
    for (int i = 0; i < kSmall / 2; ++i) {
        out[i] = scale * kUneven[in[i] & 15U];
        out[i + kSmall / 2] = scale * kUneven[in[i] >> 4U];
    }
}

void blockIq4Nl(Bytes in, float* out) {
    unevenNibbles(in + 2, half(in), out);
}

void blockIq4Xs(Bytes in, float* out) {
    const int high = word(in + 2);
    for (int part = 0; part < kLarge / kSmall; ++part, out += kSmall) {
        const int scale = (in[4 + part / 2] >> (part % 2 * 4) & 15) | (high >> (2 * part) & 3) << 4;
        unevenNibbles(in + 8 + part * kSmall / 2, half(in) * static_cast<float>(scale - 32), out);
    }
}

template <class Block>
void eachBlock(const GgufType& type, std::span<const std::byte> bytes, std::span<float> out, Block block) {
    const auto count = static_cast<std::int64_t>(bytes.size()) / type.blockBytes;
    assert(count * type.blockElements <= static_cast<std::int64_t>(out.size()));
    auto* in = reinterpret_cast<Bytes>(bytes.data());
    float* to = out.data();
    for (std::int64_t i = 0; i < count; ++i, in += type.blockBytes, to += type.blockElements) block(in, to);
}

}  // namespace

std::optional<GgufType> ggufType(std::uint32_t number) {
    for (const GgufType& type : kTypes)
        if (type.number == number) return type;
    return std::nullopt;
}

std::string ggufTypeName(std::uint32_t number) {
    constexpr std::array<std::string_view, 43> kNames = {
        "F32",   "F16",    "Q4_0",  "Q4_1", "",     "",        "Q5_0",   "Q5_1",    "Q8_0",  "Q8_1",   "Q2_K",
        "Q3_K",  "Q4_K",   "Q5_K",  "Q6_K", "Q8_K", "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S",
        "IQ2_S", "IQ4_XS", "I8",    "I16",  "I32",  "I64",     "F64",    "IQ1_M",   "BF16",  "",       "",
        "",      "TQ1_0",  "TQ2_0", "",     "",     "",        "MXFP4",  "NVFP4",   "Q1_0",  ""};
    if (number < kNames.size() && !kNames[number].empty()) return std::string(kNames[number]);
    return "number " + std::to_string(number) + ", which this build does not know";
}

std::string readableGgufTypes() {
    std::string list;
    for (const GgufType& type : kTypes) list += (list.empty() ? "" : ", ") + std::string(type.name);
    return list;
}

void dequantise(const GgufType& type, std::span<const std::byte> bytes, std::span<float> out) {
    switch (type.number) {
        case F32: return eachBlock(type, bytes, out, plainF32);
        case F16: return eachBlock(type, bytes, out, plainF16);
        case BF16: return eachBlock(type, bytes, out, plainBf16);
        case Q8_0: return eachBlock(type, bytes, out, blockQ8Of32);
        case Q4_0: return eachBlock(type, bytes, out, blockQ4Symmetric);
        case Q4_1: return eachBlock(type, bytes, out, blockQ4Affine);
        case Q5_0: return eachBlock(type, bytes, out, blockQ5Symmetric);
        case Q5_1: return eachBlock(type, bytes, out, blockQ5Affine);
        case Q2_K: return eachBlock(type, bytes, out, blockQ2K);
        case Q3_K: return eachBlock(type, bytes, out, blockQ3K);
        case IQ4_NL: return eachBlock(type, bytes, out, blockIq4Nl);
        case IQ4_XS: return eachBlock(type, bytes, out, blockIq4Xs);
        case Q4_K: return eachBlock(type, bytes, out, blockQ4K);
        case Q5_K: return eachBlock(type, bytes, out, blockQ5K);
        case Q6_K: return eachBlock(type, bytes, out, blockQ6K);
        default: assert(false);
    }
}

}  // namespace azr::weights
