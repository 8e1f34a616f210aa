#include "core/selfplay/rewards/novelty.h"

#include <algorithm>

namespace azr::selfplay {
namespace {

constexpr int kSmallProgramNodes = 20;
constexpr int kNearEdits = 2;

}  // namespace

bool NoveltyWindow::nearDuplicate(const execution::ProgramMeasures& measures) const {
    if (m_shapes.contains(measures.shape)) return true;
    const ShapeNodes tokens = shapeNodes(measures.shape);
    return std::any_of(m_seen.begin(), m_seen.end(), [&](const Seen& seen) {
        return seen.nodes <= kSmallProgramNodes && editDistanceUpTo(tokens, seen.tokens, kNearEdits) <= kNearEdits;
    });
}

int NoveltyWindow::signatureCount(const std::string& signature) const {
    return static_cast<int>(m_signatures.count(signature));
}

void NoveltyWindow::add(const execution::ProgramMeasures& measures) {
    m_seen.push_back({measures.shape, measures.signature, measures.nodes, shapeNodes(measures.shape)});
    m_shapes.insert(measures.shape);
    m_signatures.insert(measures.signature);
    while (m_seen.size() > m_length) {
        m_shapes.erase(m_shapes.find(m_seen.front().shape));
        m_signatures.erase(m_signatures.find(m_seen.front().signature));
        m_seen.pop_front();
    }
}

Json NoveltyWindow::toJson() const {
    Json json = Json::array();
    for (const Seen& seen : m_seen) json.push_back(Json::array({seen.shape, seen.signature, seen.nodes}));
    return json;
}

Result<NoveltyWindow> NoveltyWindow::fromJson(const Json& json, std::size_t length) {
    NoveltyWindow window(length);
    try {
        for (const Json& row : json) {
            execution::ProgramMeasures measures;
            measures.shape = row.at(0).get<std::string>();
            measures.signature = row.at(1).get<std::string>();
            measures.nodes = row.at(2).get<int>();
            window.add(measures);
        }
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Parse, "the novelty window is malformed");
    }
    return window;
}

}  // namespace azr::selfplay
