// `serve`: requests of OpenAI's completions interface, what is refused of them, and a whole server on a tiny model.
#include <httplib.h>

#include <QProcess>
#include <QtTest>
#include <cmath>
#include <future>
#include <optional>

#include "app/lines/completing.h"
#include "app/serving/openai_answer.h"
#include "app/serving/openai_request.h"
#include "app/serving/text_stream.h"
#include "core/base/json.h"
#include "tests/support/command_call.h"

using namespace azr;
using namespace azr::app;
using test::call;

namespace {

const std::string kModel = std::string(AZR_TESTS_FOLDER) + "/data/gguf/llama.gguf";
const std::string kProgram = std::string(AZR_BINARY_FOLDER) + "/azr-studio";
constexpr int kPatienceMs = 60'000;

/// A chat format that a test can read: "role:content|" of every message.
class PlainChat : public tokenizer::ChatRenderer {
  public:
    std::vector<Result<std::string>> renderAll(std::span<const tokenizer::Conversation> conversations) override {
        std::vector<Result<std::string>> texts;
        for (const auto& conversation : conversations) {
            std::string text;
            for (const Json& message : conversation.messages)
                text += message["role"].get<std::string>() + ":" + message["content"].get<std::string>() + "|";
            texts.emplace_back(text);
        }
        return texts;
    }
    const std::string& endOfTurn() const override { return m_end; }

  private:
    std::string m_end;
};

const tokenizer::Tokenizer& tinyTokenizer() {
    static const auto tokenizer = tokenizer::Tokenizer::load(kModel);
    return *tokenizer;
}

ServedModel servedModel(tokenizer::ChatRenderer* chat = nullptr) {
    ServedModel model;
    model.name = "tiny";
    model.tokenizer = &tinyTokenizer();
    model.chat = chat;
    model.chatMissing = "there is no chat template";
    model.ends = {47};
    model.context = 64;
    return model;
}

/// `azr-studio serve` on any free port.
class ServerProcess {
  public:
    explicit ServerProcess(const QStringList& more = {}) {
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(QString::fromStdString(kProgram),
                        QStringList{"serve", "--model", QString::fromStdString(kModel), "--json", "--device", "cpu",
                                    "--dtype", "fp32", "--threads", "1", "--name", "tiny"} +
                            (more.isEmpty() ? QStringList{"--port", "0"} : more));
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine())
            if (!m_process.waitForReadyRead(kPatienceMs)) break;
        if (const auto line = parseJson(m_process.readLine().toStdString())) m_port = line->value("port", 0);
    }
    ~ServerProcess() {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] QProcess& process() { return m_process; }
    [[nodiscard]] httplib::Client client() const {
        httplib::Client client("127.0.0.1", m_port);
        client.set_read_timeout(60);
        return client;
    }
    [[nodiscard]] Json ask(const Json& body, const std::string& path = "/v1/completions") const {
        const auto answer = client().Post(path, dumpLine(body), "application/json");
        if (!answer) return {};
        return parseJson(answer->body).value_or(Json());
    }

  private:
    QProcess m_process;
    int m_port = 0;
};

/// The objects of a streamed answer; the last line is [DONE].
std::vector<Json> chunksOf(const std::string& body) {
    std::vector<Json> chunks;
    std::istringstream lines(body);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("data: {")) chunks.push_back(parseJson(line.substr(6)).value_or(Json()));
    return chunks;
}

}  // namespace

class ServeTest : public QObject {
    Q_OBJECT

  private:
    std::optional<ServerProcess> m_server;

  private Q_SLOTS:
    void initTestCase() {
        if (!std::filesystem::exists(kProgram)) QSKIP("the program is not built");
        m_server.emplace();
        QVERIFY2(m_server->port() > 0, m_server->process().readAllStandardError().constData());
    }
    void cleanupTestCase() { m_server.reset(); }

    void whatIsNotUnderstoodIsRefused_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("field");
        const auto row = [](const char* name, const char* body, const char* field) {
            QTest::newRow(name) << body << field;
        };
        row("no prompt", R"({})", "prompt");
        row("empty prompt", R"({"prompt": []})", "prompt");
        row("prompt of a number", R"({"prompt": 3})", "prompt");
        row("token beyond", R"({"prompt": [1, 48]})", "prompt");
        row("token of a fraction", R"({"prompt": [1.5]})", "prompt");
        row("mixed prompts", R"({"prompt": ["a", 3]})", "prompt");
        row("unknown field", R"({"prompt": "a", "beam_width": 4})", "beam_width");
        row("other model", R"({"prompt": "a", "model": "gpt"})", "model");
        row("hot", R"({"prompt": "a", "temperature": 1e9})", "temperature");
        row("temperature of a text", R"({"prompt": "a", "temperature": "1"})", "temperature");
        row("negative seed", R"({"prompt": "a", "seed": -1})", "seed");
        row("too many", R"({"prompt": "a", "n": 129})", "n");
        row("penalty", R"({"prompt": "a", "presence_penalty": 0.5})", "presence_penalty");
        row("bias", R"({"prompt": "a", "logit_bias": {"3": 1}})", "logit_bias");
        row("suffix", R"({"prompt": "a", "suffix": "b"})", "suffix");
        row("best of more", R"({"prompt": "a", "n": 2, "best_of": 5})", "best_of");
        row("nothing asked", R"({"prompt": "a", "max_tokens": 0})", "max_tokens");
        row("longer than the context", R"({"prompt": "a", "max_tokens": 65})", "max_tokens");
        row("empty stop", R"({"prompt": "a", "stop": ["x", ""]})", "stop");
        row("stop of numbers", R"({"prompt": "a", "stop": [3]})", "stop");
        row("logprobs", R"({"prompt": "a", "logprobs": 21})", "logprobs");
        row("stream options", R"({"prompt": "a", "stream_options": {"chunk": 1}})", "chunk");
        row("no object", R"([1])", "");
    }
    void whatIsNotUnderstoodIsRefused() {
        QFETCH(QString, body);
        QFETCH(QString, field);
        const auto request = completionRequestOf(*parseJson(body.toStdString()), servedModel());
        QVERIFY(!request);
        QCOMPARE(QString::fromStdString(request.error().place), field);
    }

    void whatAsksForNothingPasses() {
        const auto request = completionRequestOf(
            *parseJson(R"({"prompt": ["ab", "c"], "model": "tiny", "presence_penalty": 0, "frequency_penalty": 0.0,
                           "logit_bias": {}, "suffix": null, "user": "me", "n": 3, "best_of": 3, "stop": "x",
                           "logprobs": 1, "echo": true, "seed": 7, "top_k": 5, "min_p": 0.1, "max_tokens": null})"),
            servedModel());
        QVERIFY2(request, request ? "" : describe(request.error()).c_str());
        QCOMPARE(request->prompts.size(), std::size_t{2});
        QCOMPARE(request->prompts[0].text, std::string("ab"));
        QCOMPARE(request->perPrompt, 3);
        QCOMPARE(request->maxTokens, 16);
        QVERIFY(request->logprobs && request->echo && !request->stream);
        QCOMPARE(request->rule.seed, std::uint64_t{7});
        QCOMPARE(request->stops, std::vector<std::string>{"x"});
    }

    void chatsAreRendered() {
        PlainChat chat;
        const auto model = servedModel(&chat);
        const auto request = chatRequestOf(*parseJson(R"({"messages": [{"role": "system", "content": "a"},
                                        {"role": "user", "content": [{"type": "text", "text": "b"},
                                                                     {"type": "text", "text": "c"}]}],
                           "logprobs": true, "top_logprobs": 2, "tools": []})"),
                                           model);
        QVERIFY2(request, request ? "" : describe(request.error()).c_str());
        QCOMPARE(request->prompts.at(0).text, std::string("system:a|user:bc|"));
        QCOMPARE(request->maxTokens, 64 - static_cast<int>(request->prompts[0].tokens.size()));
        QCOMPARE(request->likeliest, 2);
        QCOMPARE(chatRequestOf(*parseJson(R"({"messages": [{"role": "user", "content": "a"}]})"), servedModel())
                     .error()
                     .detail,
                 std::string("there is no chat template"));
    }

    void chatsThatAreNotUnderstoodAreRefused_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("field");
        const auto row = [](const char* name, const char* body, const char* field) {
            QTest::newRow(name) << body << field;
        };
        row("none", R"({})", "messages");
        row("no list", R"({"messages": "a"})", "messages");
        row("unknown role", R"({"messages": [{"role": "robot", "content": "a"}]})", "messages");
        row("no content", R"({"messages": [{"role": "user"}]})", "messages");
        row("picture", R"({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]})", "messages");
        row("type of a number", R"({"messages": [{"role": "user", "content": [{"type": 1}]}]})", "messages");
        row("tool call", R"({"messages": [{"role": "user", "content": "a", "tool_calls": [1]}]})", "messages");
        row("tools", R"({"messages": [{"role": "user", "content": "a"}], "tools": [1]})", "tools");
        row("two lengths", R"({"messages": [{"role": "user", "content": "a"}], "max_tokens": 3,
                               "max_completion_tokens": 4})",
            "max_tokens");
        row("likeliest alone", R"({"messages": [{"role": "user", "content": "a"}], "top_logprobs": 3})",
            "top_logprobs");
        row("echo", R"({"messages": [{"role": "user", "content": "a"}], "echo": true})", "echo");
    }
    void chatsThatAreNotUnderstoodAreRefused() {
        QFETCH(QString, body);
        QFETCH(QString, field);
        PlainChat chat;
        const auto request = chatRequestOf(*parseJson(body.toStdString()), servedModel(&chat));
        QVERIFY(!request);
        QCOMPARE(QString::fromStdString(request.error().place), field);
    }

    void streamedTextHoldsBackWhatMayBeAStop() {
        const auto& tokenizer = tinyTokenizer();
        const auto ids = *tokenizer.encode("AABACABAABXYZ");
        for (const std::vector<std::string>& stops :
             {std::vector<std::string>{}, {"ABX"}, {"ABXQ"}, {"Q", "CAB", "BACABAA"}, {"ZZ"}}) {
            // A completion ends with the token that makes a stop text whole.
            std::string want;
            for (std::size_t count = 1; count <= ids.size(); ++count) {
                want = tokenizer.decode(std::span(ids).first(count), true);
                if (stopTextAt(want, stops) == want.size()) continue;
                want.resize(stopTextAt(want, stops));
                break;
            }
            TextStream stream(tokenizer, stops);
            std::string text;
            for (const auto id : ids) text += stream.push(id);
            text += stream.finish();
            QCOMPARE(text, want);
        }
    }

    void theModelIsNamed() {
        const auto answer = m_server->client().Get("/v1/models");
        QVERIFY(answer);
        const auto body = parseJson(answer->body);
        QCOMPARE(body->at("data")[0]["id"].get<std::string>(), std::string("tiny"));
    }

    void echoedLogprobsAreThoseOfScore() {
        const std::vector<int> ids = {1, 5, 9, 2, 33, 46, 7};
        const auto scored = call({"score", "--model", kModel, "--dtype", "fp32", "--device", "cpu", "--threads", "1"},
                                 dumpLine({{"ids", ids}}) + "\n");
        QCOMPARE(scored.code, ExitCode::Ok);
        const auto want = scored.lines.at(0)["logprobs"].get<std::vector<double>>();
        const auto argmax = scored.lines.at(0)["argmax"].get<std::vector<int>>();
        const Json answer =
            m_server->ask({{"prompt", ids}, {"max_tokens", 0}, {"echo", true}, {"logprobs", 3}, {"temperature", 0}});
        QVERIFY2(answer.contains("choices"), dumpLine(answer).c_str());
        const Json& logprobs = answer["choices"][0]["logprobs"];
        QVERIFY(logprobs["token_logprobs"][0].is_null());
        for (std::size_t i = 0; i < want.size(); ++i) {
            QVERIFY(std::abs(logprobs["token_logprobs"][i + 1].get<double>() - want[i]) < 1e-6);
            const Json& top = logprobs["top_logprobs"][i + 1];
            QCOMPARE(top.size(), std::size_t{3});
            const std::vector<policy::Token> likeliest = {argmax[i]};
            QCOMPARE(top.begin().key(), tinyTokenizer().decode(likeliest));
            QVERIFY(top.begin().value().get<double>() >= want[i] - 1e-6);
        }
        QCOMPARE(answer["usage"]["completion_tokens"].get<int>(), 0);
    }

    void completionsAreThoseOfGenerate() {
        const auto generated = call({"generate", "--model", kModel, "--dtype", "fp32", "--device", "cpu", "--threads",
                                     "1", "--prompt", "AB", "--max-tokens", "20", "--seed", "5", "--json"});
        QCOMPARE(generated.code, ExitCode::Ok);
        const Json body = {{"prompt", "AB"}, {"max_tokens", 20}, {"seed", 5}, {"n", 2}, {"logprobs", 0}};
        const Json answer = m_server->ask(body);
        QVERIFY2(answer.contains("choices"), dumpLine(answer).c_str());
        const Json& first = answer["choices"][0];
        QCOMPARE(first["text"].get<std::string>(), generated.lines.at(0)["text"].get<std::string>());
        QCOMPARE(first["finish_reason"].get<std::string>(), generated.lines.at(0)["finish"].get<std::string>());
        const auto want = generated.lines.at(0)["logprobs"].get<std::vector<double>>();
        const auto got = first["logprobs"]["token_logprobs"].get<std::vector<double>>();
        QVERIFY(!got.empty() && got.size() <= want.size());
        for (std::size_t i = 0; i < got.size(); ++i) QVERIFY(std::abs(got[i] - want[i]) < 1e-4);
        // Streamed, and among others, the same seed gives the same texts.
        Json streamed = body;
        streamed["stream"] = true;
        streamed["stream_options"] = {{"include_usage", true}};
        const auto raw = m_server->client().Post("/v1/completions", dumpLine(streamed), "application/json");
        QVERIFY(raw && raw->body.ends_with("data: [DONE]\n\n"));
        std::map<int, std::string> texts;
        for (const Json& chunk : chunksOf(raw->body))
            for (const Json& choice : chunk["choices"])
                texts[choice["index"].get<int>()] += choice["text"].get<std::string>();
        QCOMPARE(texts[0], first["text"].get<std::string>());
        QCOMPARE(texts[1], answer["choices"][1]["text"].get<std::string>());
        QCOMPARE(dumpLine(chunksOf(raw->body).back()["usage"]), dumpLine(answer["usage"]));
        std::vector<std::future<Json>> crowd;
        for (int i = 0; i < 12; ++i)
            crowd.push_back(std::async(std::launch::async, [&] { return m_server->ask(body); }));
        for (auto& one : crowd) QCOMPARE(dumpLine(one.get()["choices"]), dumpLine(answer["choices"]));
    }

    void aStopTextEndsACompletionBeforeIt() {
        const Json body = {{"prompt", "AB"}, {"max_tokens", 40}, {"seed", 5}, {"logprobs", 0}};
        const Json whole = m_server->ask(body)["choices"][0];
        const auto text = whole["text"].get<std::string>();
        QVERIFY(text.size() > 6);
        const std::string stop = text.substr(3, 2);
        Json cut = body;
        cut["stop"] = stop;
        const Json answer = m_server->ask(cut)["choices"][0];
        QCOMPARE(answer["text"].get<std::string>(), text.substr(0, text.find(stop)));
        QCOMPARE(answer["finish_reason"].get<std::string>(), std::string("stop"));
        std::string told;
        for (const Json& token : answer["logprobs"]["tokens"]) told += token.get<std::string>();
        QVERIFY(told.starts_with(answer["text"].get<std::string>()));
        QVERIFY(told.find(stop) == std::string::npos);
    }

    void refusalsNameTheFieldAndGoOn() {
        const auto client = [&] { return m_server->client(); };
        const auto refused = client().Post("/v1/completions", R"({"prompt": "A", "wishes": 3})", "application/json");
        QVERIFY(refused);
        QCOMPARE(refused->status, 400);
        QCOMPARE(parseJson(refused->body)->at("error")["param"].get<std::string>(), std::string("wishes"));
        QCOMPARE(client().Post("/v1/completions", "no json", "application/json")->status, 400);
        QCOMPARE(client().Post("/v1/completions", R"({"prompt": "A"})", "text/plain")->status, 400);
        QCOMPARE(client().Post("/v1/completions", R"({"prompt": "A", "model": "x"})", "application/json")->status, 404);
        QCOMPARE(client().Post("/v1/completions", R"({"prompt": "A", "prompt": "B"})", "application/json")->status,
                 400);
        QCOMPARE(client().Post("/v1/nothing", "{}", "application/json")->status, 404);
        QCOMPARE(client().Get("/v1/models", {{"Host", "evil.example"}})->status, 400);
        const auto chat = client().Post("/v1/chat/completions", R"({"messages": [{"role": "user", "content": "A"}]})",
                                        "application/json");
        QCOMPARE(chat->status, 400);
        const auto longest = client().Post(
            "/v1/completions", dumpLine({{"prompt", std::string(4000, 'A')}, {"max_tokens", 4}}), "application/json");
        QCOMPARE(longest->status, 400);
        QVERIFY(m_server->ask({{"prompt", "A"}}).contains("choices"));
    }

    void aTakenPortIsTold() {
        ServerProcess second({"--port", QString::number(m_server->port())});
        QVERIFY(second.process().state() == QProcess::NotRunning || second.process().waitForFinished(kPatienceMs));
        QCOMPARE(second.process().exitCode(), static_cast<int>(ExitCode::Failure));
        QVERIFY(second.process().readAllStandardError().contains("--port"));
    }

    /// Also while somebody waits for a long completion.
    void aSignalEndsIt() {
        ServerProcess server;
        QVERIFY(server.port() > 0);
        auto busy = std::async(std::launch::async, [&] {
            return server.ask({{"prompt", "AB"}, {"max_tokens", 60}, {"n", 128}, {"seed", 1}});
        });
        server.process().terminate();
        QVERIFY(server.process().waitForFinished(kPatienceMs));
        QCOMPARE(server.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(server.process().exitCode(), 0);
        (void)busy.get();
    }
};

QTEST_GUILESS_MAIN(ServeTest)
#include "tst_serve.moc"
