/// TensorBoard's event files as bytes: TFRecord frames of Event messages, encoded and, as far as a file that grows
/// needs it, read again. Pure functions. What is written of the formats, and where they are described, says
/// core/exporting/README.md; tests/exporting/check_tensorboard.py holds it against TensorBoard's own reader.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace azr::exporting {

/// CRC-32C (Castagnoli), as iSCSI has it: of "123456789" it is 0xE3069283.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

/// One frame: length (8 bytes), masked CRC-32C of the length, the data, masked CRC-32C of the data; little-endian.
[[nodiscard]] std::string record(std::string_view data);

struct Scalar {
    std::string_view tag;
    double value = 0;              ///< stored in single precision, as TensorBoard has it
    std::string_view explanation;  ///< what it means; empty: nothing is said of it
};

// Event messages. `wall`: seconds since 1970.
[[nodiscard]] std::string versionEvent(double wall);  ///< the first of every file: "brain.Event:2"
/// Whatever earlier events of the folder say of `step` and later ones is void: TensorBoard forgets it.
[[nodiscard]] std::string startEvent(double wall, int step);
[[nodiscard]] std::string scalarsEvent(double wall, int step, std::span<const Scalar> scalars);
[[nodiscard]] std::string textEvent(double wall, int step, std::string_view tag, std::string_view markdown);

/// The greatest step of which the frames hold summaries, start events taken into account, beginning with `known`; -1:
/// none. Reading ends at the first frame that is not whole, as TensorBoard's does.
[[nodiscard]] std::int64_t lastStepOf(std::string_view frames, std::int64_t known = -1);

}  // namespace azr::exporting
