/// Chat templates in the jailed Jinja2: what transformers writes, and what strangers' programs may not do.
#include <QtTest>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/execution/chat/template_renderer.h"

using namespace azr;
using namespace azr::execution;

namespace {

const std::filesystem::path kChat = std::filesystem::path(AZR_TESTS_FOLDER) / "data/chat";
constexpr std::array kDay = {2025, 3, 9};

Json hello() {
    return {{"messages", Json::array({{{"role", "user"}, {"content", "hello"}}})}, {"add_generation_prompt", true}};
}

std::string textOf(const Result<std::string>& result) {
    return result ? *result : "[" + describe(result.error()) + "]";
}

Result<std::string> renderOne(TemplateRenderer& renderer, std::string_view source, Json variables,
                              std::array<int, 3> date = kDay) {
    return renderer.render({source, "file.jinja", {std::move(variables)}, date}).front();
}

/// As many conversations, each with a text of its own.
std::vector<Json> talks(std::size_t count, const std::function<std::string(std::size_t)>& text) {
    std::vector<Json> made(count, hello());
    for (std::size_t i = 0; i < count; ++i) made[i]["messages"][0]["content"] = text(i);
    return made;
}

}  // namespace

class TestTemplateRenderer : public QObject {
    Q_OBJECT

    std::unique_ptr<TemplateRenderer> m_renderer, m_weaker;  // the best there is; without namespaces

    Result<std::string> render(std::string_view source, Json variables = hello()) {
        return renderOne(*m_renderer, source, std::move(variables));
    }

  private Q_SLOTS:
    void initTestCase() {
        auto renderer = TemplateRenderer::start({});
        QVERIFY2(renderer, renderer ? "" : describe(renderer.error()).c_str());
        m_renderer = std::move(*renderer);
        QVERIFY(m_renderer->level() >= 2);
        TemplateRendererOptions options;
        options.level = "L2";
        renderer = TemplateRenderer::start(options);
        QVERIFY2(renderer, renderer ? "" : describe(renderer.error()).c_str());
        m_weaker = std::move(*renderer);
        QCOMPARE(m_weaker->level(), 2);
    }

    void conversationsReadAsInTransformers_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("weaker");
        const auto golden = readJson(kChat / "chat.json");
        QVERIFY(golden);
        for (const auto& row : (*golden)["rows"]) {
            const auto name = row["name"].get<std::string>();
            QTest::newRow(name.c_str()) << QString::fromStdString(name) << false;
            QTest::newRow((name + ", L2").c_str()) << QString::fromStdString(name) << true;
        }
    }
    void conversationsReadAsInTransformers() {
        QFETCH(QString, name);
        QFETCH(bool, weaker);
        const auto golden = readJson(kChat / "chat.json");
        const auto source = readFile(kChat / "templates" / (name.toStdString() + ".jinja"));
        QVERIFY(golden && source);
        QVERIFY((*golden)["rows"].size() >= 20);
        int compared = 0;
        for (const auto& row : (*golden)["rows"]) {
            if (row["name"].get<std::string>() != name.toStdString()) continue;
            for (const auto& talk : row["talks"]) {
                Json variables = (*golden)["tokens"];
                variables.update(talk["settings"]);
                variables["messages"] = talk["messages"];
                variables["tools"] = talk["tools"];
                variables["documents"] = nullptr;
                variables["add_generation_prompt"] = talk["opened"];
                const auto text = renderOne(weaker ? *m_weaker : *m_renderer, *source, variables,
                                            (*golden)["date"].get<std::array<int, 3>>());
                ++compared;
                if (talk.contains("refused")) {
                    QVERIFY(!text);
                    QCOMPARE(text.error().code, ErrorCode::InvalidArgument);
                    QVERIFY(text.error().detail.find(talk["refused"].get<std::string>()) != std::string::npos);
                    continue;
                }
                QCOMPARE(textOf(text), talk["text"].get<std::string>());
            }
        }
        QVERIFY(compared >= 7);
    }

    void errorsNameFileAndLine_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("part");
        QTest::newRow("syntax") << "a\n{% if x %}\n{{ x }"
                                << "file.jinja, line 3"
                                << "unexpected '}'";
        QTest::newRow("unknown tag") << "\n\n{% fetch x %}"
                                     << "file.jinja, line 3"
                                     << "fetch";
        QTest::newRow("refusal") << "a\nb\n  {{ raise_exception('no system text') }}"
                                 << "file.jinja, line 3"
                                 << "no system text";
        QTest::newRow("undefined") << "{{ a.b.c }}"
                                   << "file.jinja, line 1"
                                   << "'a' is undefined";
        QTest::newRow("type") << "\n{{ 1 + 'a' }}"
                              << "file.jinja, line 2"
                              << "TypeError";
        QTest::newRow("macro") << "{% macro m() %}\n{{ none.x.y }}\n{% endmacro %}\n{{ m() }}"
                               << "file.jinja, line 2"
                               << "has no attribute";
        QTest::newRow("no such filter") << "{{ 1 | fetch }}"
                                        << "file.jinja, line 1"
                                        << "fetch";
        QTest::newRow("include") << "{% include 'a' %}"
                                 << "file.jinja, line 1"
                                 << "loader";
        QTest::newRow("zero") << "{{ 1 // (messages | length - 1) }}"
                              << "file.jinja, line 1"
                              << "ZeroDivisionError";
        QTest::newRow("surrogate") << "{{ '\\ud800' }}"
                                   << "file.jinja"
                                   << "no text may have";
    }
    void errorsNameFileAndLine() {
        QFETCH(QString, source);
        QFETCH(QString, place);
        QFETCH(QString, part);
        const auto text = render(source.toStdString());
        QVERIFY2(!text, textOf(text).c_str());
        QCOMPARE(text.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(QString::fromStdString(text.error().place), place);
        QVERIFY2(QString::fromStdString(text.error().detail).contains(part), text.error().detail.c_str());
        QVERIFY(text.error().remedy.find("few-shot") != std::string::npos);
    }

    void strangersGainNothing_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<int>("code");
        const int refused = static_cast<int>(ErrorCode::InvalidArgument),
                  stopped = static_cast<int>(ErrorCode::Exhausted);
        QTest::newRow("classes") << "{{ ''.__class__.__mro__[1].__subclasses__() }}" << refused;
        QTest::newRow("globals") << "{{ raise_exception.__globals__['os'].system('id') }}" << refused;
        QTest::newRow("code") << "{{ cycler.__init__.__globals__.os.popen('id').read() }}" << refused;
        QTest::newRow("attr") << "{{ (''|attr('__class__')).__base__ }}" << refused;
        QTest::newRow("changes") << "{{ messages.append(1) }}" << refused;
        QTest::newRow("update") << "{{ messages[0].update({'content': 1}) }}" << refused;
        QTest::newRow("endless output") << "{% for i in range(99999) %}{% for j in range(99999) %}xxxxxxxxxxxxxxxx"
                                           "{% endfor %}{% endfor %}"
                                        << stopped;
        QTest::newRow("doubling") << "{% set n = namespace(t='xxxxxxxx') %}{% for i in range(60) %}"
                                     "{% set n.t = n.t ~ n.t %}{% endfor %}{{ n.t | length }}"
                                  << stopped;
        QTest::newRow("doubling while compiled") << "{{ 'x' * 99999999999 }}" << stopped;
        QTest::newRow("large number") << "{{ 9 ** (9 ** 9) % 7 }}" << stopped;
        QTest::newRow("long list") << "{{ ([0] * 999999999) | length }}" << stopped;
        QTest::newRow("endless") << "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
                                 << stopped;
    }
    void strangersGainNothing() {
        QFETCH(QString, source);
        QFETCH(int, code);
        const auto began = std::chrono::steady_clock::now();
        const auto text = render(source.toStdString());
        QVERIFY2(!text, text ? text->substr(0, 200).c_str() : "");
        QVERIFY2(static_cast<int>(text.error().code) == code, describe(text.error()).c_str());
        QVERIFY(std::chrono::steady_clock::now() - began < std::chrono::seconds(60));
        QCOMPARE(textOf(render("{{ messages[0].content }}")), std::string("hello"));
    }

    void deepTemplatesEndWithAnError() {
        std::string deep;
        for (int i = 0; i < 3000; ++i) deep += "{% if true %}";
        QVERIFY(!render(deep));
        QVERIFY(!render("{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}"));
        QCOMPARE(textOf(render("{{ messages[0].content }}")), std::string("hello"));
    }

    void nothingDependsOnTheClockOnChanceOrOnWhatCameBefore() {
        constexpr std::string_view kSource =
            "{{ strftime_now('%d %b %Y %H:%M:%S') }} {{ range(1000000 // 11) | random }} {{ [1, 2, 3] | random }}";
        const auto first = render(kSource);
        QVERIFY(first && first->starts_with("09 Mar 2025 00:00:00 "));
        for (int i = 0; i < 3; ++i) QCOMPARE(textOf(render(kSource)), *first);
        auto other = TemplateRenderer::start({});
        QVERIFY(other);
        QCOMPARE(textOf(renderOne(**other, kSource, hello())), *first);
    }

    void anyTextGoesInAndComesOut() {
        Json variables = hello();
        std::string all;
        for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
        all += "\u00e9\u4e16\U0001F30D{{ messages }}{% if %}";
        variables["messages"][0]["content"] = all;
        QCOMPARE(textOf(render("{{ messages[0].content }}", variables)), all);
        variables["messages"][0]["content"] = std::string(8 << 20, 'x');
        QCOMPARE(render("{{ messages[0].content }}", variables).value_or("").size(), std::size_t{8} << 20);
    }

    void conversationsOfAJobAreRenderedTogether() {
        const auto golden = readJson(kChat / "chat.json");
        const auto source = readFile(kChat / "templates/qwen3_thinking.jinja");
        QVERIFY(golden && source);
        const auto variables = talks(256, [](std::size_t i) { return "Say " + std::to_string(i % 200); });
        const auto before = m_renderer->counts();
        const auto texts = m_renderer->render({*source, "file.jinja", variables, kDay});
        const auto after = m_renderer->counts();
        QCOMPARE(texts.size(), variables.size());
        // One fork for the 200 different ones, another for the one that is compared.
        QCOMPARE(after.requests - before.requests, std::size_t{2});
        QCOMPARE(after.conversations - before.conversations, std::size_t{201});
        for (const std::size_t i : {0, 1, 57, 199, 200, 255}) {
            QVERIFY(textOf(texts[i]).find("Say " + std::to_string(i % 200) + "<|im_end|>") != std::string::npos);
            QCOMPARE(textOf(texts[i]), textOf(render(*source, variables[i])));
        }
    }

    void noConversationKnowsAnother() {
        constexpr std::string_view kSource =
            "{% set n = namespace(c=0) %}{% macro m(x, y=[]) %}{{ x }}{% endmacro %}{% set c = cycler(1, 2) %}"
            "{% for m in messages %}{% set n.c = n.c + 1 %}{% endfor %}{{ n.c }}{{ c.next() }}{{ joiner(',')() }}"
            "{{ range(99999) | random }}{{ lipsum(1) }}{{ m(messages[0].content) }}{{ strftime_now('%d') }}";
        const auto variables = talks(50, [](std::size_t i) { return std::string(i * 37 % 91, 'x'); });
        const auto texts = m_renderer->render({kSource, "file.jinja", variables, kDay});
        for (std::size_t i = 0; i < texts.size(); ++i)
            QCOMPARE(textOf(texts[i]), textOf(render(kSource, variables[i])));
    }

    void aRefusalConcernsItsConversationAlone() {
        const auto variables = talks(9, [](std::size_t i) { return std::to_string(i); });
        const auto texts =
            m_renderer->render({"\n{% if messages[0].content == '4' %}{{ raise_exception('not 4') }}"
                                "{% elif messages[0].content == '6' %}{{ none.x.y }}{% endif %}"
                                "{{ messages[0].content }}",
                                "file.jinja", variables, kDay});
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto text = QString::fromStdString(textOf(texts[i]));
            if (i == 4)
                QVERIFY2(text.contains("file.jinja, line 2") && text.contains("not 4"), qPrintable(text));
            else if (i == 6)
                QVERIFY2(text.contains("has no attribute"), qPrintable(text));
            else
                QCOMPARE(text, "\n" + QString::number(i));
        }
        const auto malformed = m_renderer->render({"{% if", "file.jinja", variables, kDay});
        QCOMPARE(malformed.size(), variables.size());
        for (const auto& text : malformed) QVERIFY(!text && text.error().code == ErrorCode::InvalidArgument);
        QVERIFY(m_renderer->render({"{{ 1 }}", "file.jinja", {}, kDay}).empty());
    }

    /// What passes a bound beside others is rendered again alone: their company decides nothing.
    void boundsAreThoseOfOneConversation() {
        const auto large = talks(5, [](std::size_t i) { return std::string(8 << 20, static_cast<char>('a' + i)); });
        const auto texts = m_renderer->render({"{{ messages[0].content }}", "file.jinja", large, kDay});
        for (std::size_t i = 0; i < large.size(); ++i)
            QVERIFY(textOf(texts[i]) == large[i]["messages"][0]["content"].get<std::string>());
        // Their texts together are longer than one text may be, which they learn only while they are rendered.
        const auto growing = talks(5, [](std::size_t i) { return std::to_string(i); });
        const auto grown =
            m_renderer->render({"{{ messages[0].content * (8 * 1024 * 1024) }}", "file.jinja", growing, kDay});
        for (std::size_t i = 0; i < growing.size(); ++i)
            QVERIFY(textOf(grown[i]) == std::string(8 << 20, static_cast<char>('0' + i)));
    }

    void whatEndsAForkTakesNoTextBefore_data() {
        QTest::addColumn<QString>("fatal");
        QTest::newRow("memory") << "{{ ([0] * 999999999) | length }}";
        QTest::newRow("time") << "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}";
        QTest::newRow("text") << "{{ messages[0].content * 40000000 }}";
    }
    void whatEndsAForkTakesNoTextBefore() {
        QFETCH(QString, fatal);
        const auto variables = talks(6, [](std::size_t i) { return std::to_string(i); });
        const std::string source =
            "{% if messages[0].content == '3' %}" + fatal.toStdString() + "{% endif %}{{ messages[0].content }}";
        const auto texts = m_renderer->render({source, "file.jinja", variables, kDay});
        QCOMPARE(texts.size(), variables.size());
        for (std::size_t i = 0; i < 3; ++i) QCOMPARE(textOf(texts[i]), std::to_string(i));
        for (std::size_t i = 3; i < 6; ++i) {
            QVERIFY2(!texts[i], textOf(texts[i]).c_str());
            QCOMPARE(texts[i].error().code, ErrorCode::Exhausted);
        }
        QCOMPARE(textOf(render("{{ messages[0].content }}")), std::string("hello"));
    }

    /// Where an object lies shows what else was rendered: such a text is not a function of its conversation.
    void aTextThatShowsItsCompanyIsRefused() {
        const auto variables = talks(60, [](std::size_t i) { return std::string(i * i % 997 + 1, 'y'); });
        const auto texts = m_renderer->render(
            {"{{ messages[0].content }}{{ cycler(messages[0].content, 1) }}", "file.jinja", variables, kDay});
        for (const auto& text : texts) {
            QVERIFY2(!text, textOf(text).c_str());
            QCOMPARE(text.error().code, ErrorCode::Unsupported);
            QCOMPARE(text.error().place, std::string("file.jinja"));
        }
    }

    void aLostRendererIsStartedAgain() {
        QProcess list;
        list.start("pgrep", {"-P", QString::number(QCoreApplication::applicationPid()), "azr-sandbox"});
        list.waitForFinished();
        const auto children = QString::fromUtf8(list.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
        QVERIFY(!children.isEmpty());
        for (const auto& child : children) ::kill(child.toInt(), SIGKILL);
        QCOMPARE(textOf(render("{{ messages[0].content }}")), std::string("hello"));
    }

    void withoutJinjaTheRemedyIsNamed() {
        const QTemporaryDir folder;
        const auto python = std::filesystem::path(folder.path().toStdString()) / "python3";
        std::ofstream(python) << "#!/bin/sh\nexec /usr/bin/python3 -S \"$@\"\n";
        std::filesystem::permissions(python, std::filesystem::perms::owner_all);
        TemplateRendererOptions options;
        options.python = python.string();
        const auto renderer = TemplateRenderer::start(options);
        QVERIFY(!renderer);
        QCOMPARE(renderer.error().code, ErrorCode::NotFound);
        QVERIFY(renderer.error().remedy.find("python3-jinja2") != std::string::npos);
        QVERIFY(renderer.error().remedy.find("few-shot or r1") != std::string::npos);
    }

    void withoutIsolationNothingIsRendered() {
        TemplateRendererOptions options;
        options.level = "L0";
        const auto renderer = TemplateRenderer::start(options);
        QVERIFY(!renderer);
        QVERIFY(renderer.error().remedy.find("few-shot or r1") != std::string::npos);
    }

    void weakerWallsRenderTheSame() {
        for (const char* filters : {"{{ messages[0] | tojson }}", "{{ 'a b\\u00e9' | wordwrap(1) | urlencode }}",
                                    "{{ messages | pprint }}", "{{ '<a>' | escape | urlize | striptags }}",
                                    "{{ {'a': 1} | xmlattr }}{{ lipsum(1) }}{{ [1, 2, 3] | random }}",
                                    "{{ 'x'.encode('utf-16') }}{{ 5 | filesizeformat }}", "{{ 1 / 0 }}", "{% if %}"})
            QCOMPARE(textOf(renderOne(*m_weaker, filters, hello())), textOf(render(filters)));
        QVERIFY(!renderOne(*m_weaker, "{{ ''.__class__.__mro__ }}", hello()));
    }
};

QTEST_GUILESS_MAIN(TestTemplateRenderer)
#include "tst_template_renderer.moc"
