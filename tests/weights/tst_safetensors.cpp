#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "core/base/files.h"
#include "core/weights/safetensors.h"

using namespace azr;
using namespace azr::weights;

namespace {

std::string fileBytes(std::string_view header, std::size_t bufferSize) {
    std::string bytes(8, '\0');
    const std::uint64_t length = header.size();
    std::memcpy(bytes.data(), &length, sizeof length);
    return bytes + std::string(header) + std::string(bufferSize, '\1');
}

std::span<const std::byte> bytesOf(const std::vector<float>& values) {
    return std::as_bytes(std::span(values));
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] std::filesystem::path path(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

  private Q_SLOTS:
    void whatIsWrittenIsReadBack() {
        const std::vector<float> matrix = {1, 2, 3, 4, 5, 6}, scalar = {7};
        auto writer = SafetensorsWriter::create(
            path("a.safetensors"), {{"w", Dtype::F32, {2, 3}}, {"empty", Dtype::I64, {0, 4}}, {"s", Dtype::F32, {}}},
            {{"format", "pt"}});
        QVERIFY(writer);
        QVERIFY(writer->write(bytesOf(matrix).first(10)));  // in pieces
        QVERIFY(writer->write(bytesOf(matrix).subspan(10)));
        QVERIFY(!std::filesystem::exists(path("a.safetensors")));
        QVERIFY(writer->write(bytesOf(scalar)));
        QVERIFY(writer->finish());

        const auto file = SafetensorsFile::open(path("a.safetensors"));
        QVERIFY2(file, file ? "" : describe(file.error()).c_str());
        QCOMPARE(file->tensors().size(), std::size_t{3});
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
        const std::int64_t shape[] = {2, 3};
        const auto w = file->need("w", shape);
        QVERIFY(w);
        QVERIFY(std::ranges::equal(w->bytes, bytesOf(matrix)));
        QCOMPARE(file->find("s")->spec.shape.size(), std::size_t{0});
        QCOMPARE(file->find("empty")->bytes.size(), std::size_t{0});
        const std::int64_t transposed[] = {3, 2};
        QCOMPARE(file->need("w", transposed).error().code, ErrorCode::Corrupt);
        QCOMPARE(file->need("v", shape).error().code, ErrorCode::NotFound);
    }

    void anUnfinishedFileLeavesNothing() {
        QVERIFY(writeFileAtomic(path("b.safetensors"), "old"));
        {
            auto writer = SafetensorsWriter::create(path("b.safetensors"), {{"w", Dtype::F32, {2}}});
            QVERIFY(writer);
            const std::vector<float> one = {1}, three = {1, 2, 3};
            QVERIFY(!writer->write(bytesOf(three)));
            QVERIFY(writer->write(bytesOf(one)));
            QCOMPARE(writer->finish().error().code, ErrorCode::InvalidArgument);
        }
        QCOMPARE(*readFile(path("b.safetensors")), std::string("old"));
        int beside = 0;
        for (const auto& entry : std::filesystem::directory_iterator(path("")))
            if (entry.path().filename().string().starts_with("b.")) ++beside;
        QCOMPARE(beside, 1);
    }

    void badHeadersAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const std::string& bytes, const char* part) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(part);
        };
        row("empty file", "", "too short");
        row("length beyond the file", std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), "length");
        row("length by one", fileBytes("{}", 0).substr(0, 9), "length");
        row("not JSON", fileBytes("{", 0), "JSON");
        row("not an object", fileBytes("[]", 0), "not an object");
        row("unknown type", fileBytes(R"({"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}})", 4), "unknown type");
        row("no shape", fileBytes(R"({"a":{"dtype":"F32","data_offsets":[0,4]}})", 4), "'shape'");
        row("negative size", fileBytes(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4), "'shape'");
        row("shape overflow",
            fileBytes(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,4]}})", 4),
            "overflow");
        row("byte overflow",
            fileBytes(R"({"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}})", 0), "overflow");
        row("offsets beyond", fileBytes(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4), "outside");
        row("offsets reversed", fileBytes(R"({"a":{"dtype":"F32","shape":[0],"data_offsets":[4,0]}})", 4), "outside");
        row("size does not fit", fileBytes(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}})", 8),
            "do not fit");
        row("overlap",
            fileBytes(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                      R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                      8),
            "overlaps");
        row("hole", fileBytes(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8), "hole");
        row("rest", fileBytes(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 8), "belong to none");
    }
    void badHeadersAreRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        QVERIFY(writeFileAtomic(path("bad.safetensors"), bytes.toStdString()));
        const auto file = SafetensorsFile::open(path("bad.safetensors"));
        QVERIFY(!file);
        const auto text = QString::fromStdString(describe(file.error()));
        QVERIFY2(text.contains(part) && text.contains("bad.safetensors"), qPrintable(text));
    }

    void shardsAreFoundThroughTheIndex() {
        const auto folder = path("sharded");
        QVERIFY(makeFolder(folder));
        for (const char* name : {"x", "y"}) {
            auto writer =
                SafetensorsWriter::create(folder / (std::string(name) + ".safetensors"), {{name, Dtype::F32, {1}}});
            const std::vector<float> one = {1};
            QVERIFY(writer && writer->write(bytesOf(one)) && writer->finish());
        }
        QVERIFY(writeFileAtomic(folder / "model.safetensors.index.json",
                                R"({"weight_map":{"x":"x.safetensors","y":"y.safetensors"}})"));
        const auto weights = ModelWeights::open(folder);
        QVERIFY(weights);
        QCOMPARE(weights->names(), (std::vector<std::string>{"x", "y"}));
        QVERIFY(writeFileAtomic(folder / "model.safetensors.index.json", R"({"weight_map":{"x":"../x.safetensors"}})"));
        QCOMPARE(ModelWeights::open(folder).error().code, ErrorCode::Corrupt);
    }

    void realFileHasTheTensorsOfItsConfig() {
        const char* data = std::getenv("AZR_TEST_DATA");
        if (data == nullptr) QSKIP("AZR_TEST_DATA is not set");
        const auto weights = ModelWeights::open(std::filesystem::path(data) / "models/stories260K/hf");
        QVERIFY2(weights, weights ? "" : describe(weights.error()).c_str());
        const std::int64_t shape[] = {512, 64};
        QVERIFY(weights->need("model.embed_tokens.weight", shape));
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
