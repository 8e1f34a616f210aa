#include "core/weights/rope.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/weights/fields_p.h"
#include "core/weights/hf_config.h"

namespace azr::weights {
namespace {

using Kind = RopeScaling::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 6> kRopeTypes = {{{Kind::None, "default"},
                                                                          {Kind::Linear, "linear"},
                                                                          {Kind::Llama3, "llama3"},
                                                                          {Kind::Yarn, "yarn"},
                                                                          {Kind::Dynamic, "dynamic"},
                                                                          {Kind::LongRope, "longrope"}}};
constexpr const char* kOriginal = "original_max_position_embeddings";
constexpr const char* kPartial = "partial_rotary_factor";

/// Fields that a type of scaling has, beside those that all have.
std::vector<std::string_view> fieldsOf(Kind kind) {
    switch (kind) {
        case Kind::None: return {};
        case Kind::Linear:
        case Kind::Dynamic: return {"factor"};
        case Kind::Llama3: return {"factor", "low_freq_factor", "high_freq_factor", kOriginal};
        case Kind::Yarn:
            return {"factor",    kOriginal, "attention_factor", "beta_fast",
                    "beta_slow", "mscale",  "mscale_all_dim",   "truncate"};
        case Kind::LongRope: return {"factor", kOriginal, "attention_factor", "short_factor", "long_factor"};
    }
    return {};
}

/// One object of the file that describes a rotation.
struct Spelled {
    std::string field;
    RopeScaling scaling;
    std::optional<double> theta, partial;
};

/// What all parts of the reading look at.
struct Reading {
    const Json& json;
    const RopeDefaults& defaults;
    const HfConfig& config;
    std::string place;
    [[nodiscard]] std::string rope() const { return place + ", RoPE"; }
};

Result<Kind> kindOf(const Json& object, const std::string& fieldName, const Reading& reading) {
    AZR_TRY(const auto old, fieldOr<std::string>(object, "type", "", reading.place));
    AZR_TRY(auto type, fieldOr<std::string>(object, "rope_type", old, reading.place));
    if (!old.empty() && old != type)
        return fields::contradiction(fieldName + ".type", fieldName + ".rope_type", reading.place);
    if (type.empty()) return Kind::None;
    if (reading.defaults.yarnIsLongRope && (type == "su" || type == "yarn")) type = "longrope";
    for (const auto& [kind, name] : kRopeTypes)
        if (name == type) return kind;
    return fields::unsupported("scaled RoPE '" + type + "' is not supported", reading.place,
                               "default, linear, dynamic, llama3, yarn and longrope are");
}

Status checkFields(const Json& object, Kind kind, const Reading& reading) {
    const auto known = fieldsOf(kind);
    for (const auto& [key, value] : object.items()) {
        const bool common = key == "type" || key == "rope_type" || key == "rope_theta" || key == kPartial;
        if (common || value.is_null() || std::ranges::find(known, key) != known.end()) continue;
        return fields::unsupported(
            "field '" + key + "' has no meaning beside rope_type '" + std::string(name(kind)) + "'", reading.rope(),
            "remove it, or name the rope_type that it belongs to");
    }
    return {};
}

/// The context of pretraining, which stands in the object or beside it.
Result<int> originalContext(const Json& object, const std::string& fieldName, const Reading& reading) {
    const auto& [json, defaults, config, place] = reading;
    const int fallback = defaults.originalContext > 0 ? defaults.originalContext : config.context;
    AZR_TRY(const int beside, fields::positiveOr(json, kOriginal, fallback, place));
    AZR_TRY(const int within, fields::positiveOr(object, kOriginal, beside, reading.rope()));
    if (fields::says(json, kOriginal) && within != beside)
        return fields::contradiction(fieldName + "." + kOriginal, kOriginal, place);
    return within;
}

double yarnFactor(double factor, double scale) {
    return factor <= 1 ? 1.0 : 0.1 * scale * std::log(factor) + 1.0;
}

Status readYarn(const Json& object, const Reading& reading, RopeScaling& scaling) {
    const std::string place = reading.rope();
    AZR_TRY(const double mscale, fieldOr<double>(object, "mscale", 0.0, place));
    AZR_TRY(const double allDim, fieldOr<double>(object, "mscale_all_dim", 0.0, place));
    double inferred = yarnFactor(scaling.factor, 1);
    if (mscale != 0 && allDim != 0) inferred = yarnFactor(scaling.factor, mscale) / yarnFactor(scaling.factor, allDim);
    AZR_TRY(scaling.attentionFactor, fields::positiveNumberOr(object, "attention_factor", inferred, place));
    AZR_TRY(scaling.betaFast, fields::positiveNumberOr(object, "beta_fast", 32, place));
    AZR_TRY(scaling.betaSlow, fields::positiveNumberOr(object, "beta_slow", 1, place));
    AZR_TRY(scaling.truncate, fieldOr<bool>(object, "truncate", true, place));
    if (scaling.betaFast < scaling.betaSlow)
        return fail(ErrorCode::Parse, "field 'beta_fast' must not be below 'beta_slow'", place);
    return {};
}

Result<std::vector<double>> divisors(const Json& object, const char* key, const Reading& reading) {
    AZR_TRY(auto values, fields::listOf<double>(object, key, static_cast<std::size_t>(reading.config.rotated() / 2),
                                                reading.rope()));
    for (const double value : values)
        if (!(value > 0) || !std::isfinite(value))
            return fail(ErrorCode::Parse, std::string("field '") + key + "' must hold positive numbers",
                        reading.rope());
    return values;
}

double longRopeFactor(double factor, int originalContext) {
    return factor <= 1 ? 1.0 : std::sqrt(1 + std::log(factor) / std::log(originalContext));
}

Status readLongRope(const Json& object, const Reading& reading, RopeScaling& scaling) {
    AZR_TRY(scaling.shortFactors, divisors(object, "short_factor", reading));
    AZR_TRY(scaling.longFactors, divisors(object, "long_factor", reading));
    const double inferred = longRopeFactor(scaling.factor, scaling.originalContext);
    AZR_TRY(scaling.attentionFactor, fields::positiveNumberOr(object, "attention_factor", inferred, reading.rope()));
    return {};
}

Result<RopeScaling> readScaling(const Json& object, const std::string& fieldName, const Reading& reading) {
    RopeScaling scaling;
    AZR_TRY(scaling.kind, kindOf(object, fieldName, reading));
    AZR_CHECK(checkFields(object, scaling.kind, reading));
    if (scaling.kind == Kind::None) return scaling;
    const std::string place = reading.rope();
    const bool hasOriginal = scaling.kind != Kind::Linear && scaling.kind != Kind::Dynamic;
    if (hasOriginal) {
        AZR_TRY(scaling.originalContext, originalContext(object, fieldName, reading));
    }
    const bool ratio = scaling.kind == Kind::LongRope || scaling.kind == Kind::Yarn;
    if (ratio && !fields::says(object, "factor") && (scaling.kind == Kind::LongRope || object.contains("factor"))) {
        scaling.factor = static_cast<double>(reading.config.context) / scaling.originalContext;
    } else {
        AZR_TRY(scaling.factor, fields::positiveNumber(object, "factor", place));
    }
    if (scaling.kind == Kind::Llama3) {
        AZR_TRY(scaling.lowFactor, fields::positiveNumber(object, "low_freq_factor", place));
        AZR_TRY(scaling.highFactor, fields::positiveNumber(object, "high_freq_factor", place));
        if (scaling.highFactor <= scaling.lowFactor)
            return fail(ErrorCode::Parse, "field 'high_freq_factor' must exceed 'low_freq_factor'", place);
    }
    if (scaling.kind == Kind::Yarn) AZR_CHECK(readYarn(object, reading, scaling));
    if (scaling.kind == Kind::LongRope) AZR_CHECK(readLongRope(object, reading, scaling));
    return scaling;
}

Result<Spelled> readObject(const Json& object, std::string fieldName, const Reading& reading) {
    Spelled spelled{std::move(fieldName), {}, {}, {}};
    if (object.is_null()) return spelled;
    if (!object.is_object())
        return fail(ErrorCode::Parse, "field '" + spelled.field + "' is not an object", reading.place);
    AZR_TRY(spelled.scaling, readScaling(object, spelled.field, reading));
    if (fields::says(object, "rope_theta")) {
        AZR_TRY(spelled.theta, field<double>(object, "rope_theta", reading.rope()));
    }
    if (fields::says(object, kPartial)) {
        AZR_TRY(spelled.partial, field<double>(object, kPartial, reading.rope()));
    }
    return spelled;
}

/// rope_parameters with an object for each kind of layer.
Status readNested(const Json& object, const Reading& reading, std::vector<Spelled>& global,
                  std::optional<Spelled>& local) {
    if (!object.is_object()) return fail(ErrorCode::Parse, "field 'rope_parameters' is not an object", reading.place);
    for (const auto& [key, value] : object.items()) {
        if (key != "full_attention" && key != "sliding_attention")
            return fields::unsupported("field 'rope_parameters' has '" + key + "' beside its kinds of layers",
                                       reading.place, "it holds 'full_attention' and 'sliding_attention'");
        AZR_TRY(auto spelled, readObject(value, "rope_parameters." + key, reading));
        if (key == "full_attention")
            global.push_back(std::move(spelled));
        else
            local = std::move(spelled);
    }
    if (local && local->scaling.kind != Kind::None)
        return fields::unsupported("field 'rope_parameters.sliding_attention' scales RoPE", reading.place,
                                   "only layers that see everything may");
    return {};
}

/// A number that may stand in several fields, which must agree.
class Fact {
  public:
    Status add(const std::string& fieldName, const std::optional<double>& value, const std::string& place) {
        if (!value) return {};
        if (m_value && *m_value != *value) return fields::contradiction(m_field, fieldName, place);
        m_value = value;
        m_field = fieldName;
        return {};
    }
    Status addField(const Json& json, const char* key, const std::string& place) {
        if (!fields::says(json, key)) return {};
        AZR_TRY(const double value, field<double>(json, key, place));
        return add(key, value, place);
    }
    [[nodiscard]] double valueOr(double fallback) const { return m_value.value_or(fallback); }

  private:
    std::string m_field;
    std::optional<double> m_value;
};

Result<double> thetaOf(const Fact& fact, double fallback, const std::string& place) {
    const double theta = fact.valueOr(fallback);
    if (!(theta > 1.0) || !std::isfinite(theta))
        return fail(ErrorCode::Parse, "field 'rope_theta' must be greater than 1", place);
    return theta;
}

/// Before the scaling, whose lists have a value for each rotated pair.
Status readPartial(const Reading& reading, HfConfig& config) {
    const auto& [json, defaults, same, place] = reading;
    Fact fact;
    AZR_CHECK(fact.addField(json, kPartial, place));
    for (const char* key : {"rope_parameters", "rope_scaling"})
        if (json.contains(key) && json.at(key).is_object() && fields::says(json.at(key), kPartial)) {
            AZR_TRY(const double value, field<double>(json.at(key), kPartial, place));
            AZR_CHECK(fact.add(std::string(key) + "." + kPartial, value, place));
        }
    const double part = fact.valueOr(1);
    if (part == 1) return {};
    if (!defaults.partial)
        return fields::unsupported("field 'partial_rotary_factor' is not 1, and models of this type turn whole heads",
                                   place);
    config.rotaryDim = static_cast<int>(config.headDim * part);
    if (!(part > 0 && part < 1) || config.rotaryDim < 2 || config.rotaryDim % 2 != 0)
        return fields::unsupported("field 'partial_rotary_factor' does not leave whole pairs of a head", place);
    return {};
}

/// The context that can be run: YaRN stretches that of pretraining, whatever the file says.
void setContext(HfConfig& config) {
    const RopeScaling& s = config.ropeScaling;
    if (s.kind != Kind::Yarn) return;
    const int runs = std::max(config.context, static_cast<int>(std::min(s.originalContext * s.factor, 100'000'000.0)));
    if (runs == config.context) return;
    config.storedContext = config.context;
    config.context = runs;
}

std::vector<double> frequenciesOf(const RopeScaling& scaling, double theta, int width, bool stretched = false) {
    constexpr double kTurn = 6.283185307179586;
    // The pair that makes so many turns within the context of pretraining.
    const auto pairOf = [&](double turns) {
        return width * std::log(scaling.originalContext / (turns * kTurn)) / (2 * std::log(theta));
    };
    double low = 0, high = 0;
    if (scaling.kind == Kind::Yarn) {
        low = pairOf(scaling.betaFast);
        high = pairOf(scaling.betaSlow);
        low = std::max(scaling.truncate ? std::floor(low) : low, 0.0);
        high = std::min(scaling.truncate ? std::ceil(high) : high, width - 1.0);
        if (low == high) high += 0.001;
    }
    std::vector<double> frequencies;
    for (int i = 0; i < width / 2; ++i) {
        const double plain = std::pow(theta, -2.0 * i / width);
        const double squeezed = plain / scaling.factor;
        // How many turns the pair makes within the context of pretraining; slow pairs are squeezed, fast ones are not.
        const double turns = scaling.originalContext * plain / kTurn;
        const double blend = (turns - scaling.lowFactor) / (scaling.highFactor - scaling.lowFactor);
        switch (scaling.kind) {
            case Kind::None:
            case Kind::Dynamic: frequencies.push_back(plain); break;
            case Kind::Linear: frequencies.push_back(squeezed); break;
            case Kind::Llama3: frequencies.push_back(std::lerp(squeezed, plain, std::clamp(blend, 0.0, 1.0))); break;
            case Kind::Yarn:
                frequencies.push_back(std::lerp(plain, squeezed, std::clamp((i - low) / (high - low), 0.0, 1.0)));
                break;
            case Kind::LongRope:
                frequencies.push_back(
                    plain / (stretched ? scaling.longFactors : scaling.shortFactors)[static_cast<std::size_t>(i)]);
                break;
        }
    }
    return frequencies;
}

Json scalingJson(const RopeScaling& s) {
    Json json = {{"rope_type", std::string(name(s.kind))}};
    if (s.kind == Kind::None) return json;
    json["factor"] = s.factor;
    if (s.kind == Kind::Llama3) {
        json["low_freq_factor"] = s.lowFactor;
        json["high_freq_factor"] = s.highFactor;
    }
    if (s.originalContext > 0) json[kOriginal] = s.originalContext;
    if (s.kind == Kind::Yarn || s.kind == Kind::LongRope) json["attention_factor"] = s.attentionFactor;
    if (s.kind == Kind::Yarn) {
        json["beta_fast"] = s.betaFast;
        json["beta_slow"] = s.betaSlow;
        json["truncate"] = s.truncate;
    }
    if (s.kind == Kind::LongRope) {
        json["short_factor"] = s.shortFactors;
        json["long_factor"] = s.longFactors;
    }
    return json;
}

}  // namespace

std::string_view name(RopeScaling::Kind kind) {
    return kRopeTypes[static_cast<std::size_t>(kind)].second;
}

Rotation rotationOf(const HfConfig& config, LayerRope rope, bool stretched) {
    if (rope == LayerRope::Local) return {frequenciesOf({}, config.localTheta, config.rotated()), 1};
    return {frequenciesOf(config.ropeScaling, config.ropeTheta, config.rotated(), stretched),
            config.ropeScaling.attentionFactor};
}

std::vector<double> ropeFrequencies(const HfConfig& config) {
    return rotationOf(config, LayerRope::Global).frequencies;
}

Status readRope(const Json& json, const RopeDefaults& defaults, HfConfig& config, const std::string& place) {
    const Reading reading{json, defaults, config, place};
    AZR_CHECK(readPartial(reading, config));
    std::vector<Spelled> spelled;
    std::optional<Spelled> local;
    if (fields::says(json, "rope_parameters")) {
        if (defaults.localTheta > 0) {
            AZR_CHECK(readNested(json.at("rope_parameters"), reading, spelled, local));
        } else {
            AZR_TRY(auto one, readObject(json.at("rope_parameters"), "rope_parameters", reading));
            spelled.push_back(std::move(one));
        }
    }
    if (json.contains("rope_scaling")) {  // null says: not scaled
        AZR_TRY(auto one, readObject(json.at("rope_scaling"), "rope_scaling", reading));
        spelled.push_back(std::move(one));
    }
    Fact theta, localTheta;
    for (const Spelled& one : spelled) {
        if (one.scaling != spelled.front().scaling)
            return fields::contradiction(spelled.front().field, one.field, place);
        AZR_CHECK(theta.add(one.field + ".rope_theta", one.theta, place));
    }
    AZR_CHECK(theta.addField(json, "rope_theta", place));
    // Who reads rope_scaling looks at no other object, and takes the default for what neither it nor a field says.
    const bool scaled = spelled.size() > 1 && !json.at("rope_scaling").empty() && defaults.localTheta == 0;
    if (scaled && !spelled.back().theta && !fields::says(json, "rope_theta"))
        AZR_CHECK(theta.add("rope_scaling", defaults.theta, place));
    if (scaled && !spelled.back().partial && !fields::says(json, kPartial) && spelled.front().partial.value_or(1) != 1)
        return fields::contradiction(spelled.front().field + "." + kPartial, "rope_scaling", place);
    if (!spelled.empty()) config.ropeScaling = spelled.front().scaling;
    AZR_TRY(config.ropeTheta, thetaOf(theta, defaults.theta, place));
    if (defaults.localTheta > 0) {
        if (local) AZR_CHECK(localTheta.add(local->field + ".rope_theta", local->theta, place));
        const bool named = defaults.localKey[0] != '\0';
        if (named) AZR_CHECK(localTheta.addField(json, defaults.localKey, place));
        AZR_TRY(config.localTheta, thetaOf(localTheta, named ? defaults.localTheta : config.ropeTheta, place));
    }
    setContext(config);
    return {};
}

void writeRope(const HfConfig& config, const RopeDefaults& defaults, Json& json) {
    const RopeScaling& s = config.ropeScaling;
    json["rope_theta"] = config.ropeTheta;
    Json scaling = s.kind == Kind::None ? Json() : scalingJson(s);
    // Phi-3 of version 4 takes three fields and no other, and infers the rest.
    const double ratio = static_cast<double>(config.storedContext > 0 ? config.storedContext : config.context) /
                         std::max(1, s.originalContext);
    if (s.kind == Kind::LongRope && defaults.yarnIsLongRope && s.factor == ratio &&
        s.attentionFactor == longRopeFactor(ratio, s.originalContext))
        scaling = {{"type", "longrope"}, {"short_factor", s.shortFactors}, {"long_factor", s.longFactors}};
    json["rope_scaling"] = scaling;
    Json rope = {{"rope_theta", config.ropeTheta}};
    rope.update(scalingJson(s));
    if (defaults.partial) {
        const double part = static_cast<double>(config.rotated()) / config.headDim;
        json[kPartial] = part;
        rope[kPartial] = part;
    }
    if (defaults.originalContext > 0) json[kOriginal] = s.originalContext > 0 ? s.originalContext : config.context;
    if (defaults.localTheta == 0) {
        json["rope_parameters"] = rope;
        return;
    }
    if (defaults.localKey[0] != '\0') json[defaults.localKey] = config.localTheta;
    json["rope_parameters"] = {{"full_attention", rope},
                               {"sliding_attention", {{"rope_theta", config.localTheta}, {"rope_type", "default"}}}};
}

}  // namespace azr::weights
