#include "ui/pages/about_page.h"

#include <QEvent>
#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/labels.h"
#include "widgets/colors.h"

namespace azr::ui {

namespace {

/// Parts that a built program contains or loads, and their licences.
constexpr const char* kNotices[][3] = {
    {"Qt 6 (Core, Gui, Widgets)", "LGPL-3.0", "https://www.qt.io"},
    {"Qt Charts", "GPL-3.0", "https://doc.qt.io/qt-6/qtcharts-index.html"},
    {"QScintilla", "GPL-3.0", "https://riverbankcomputing.com/software/qscintilla"},
    {"LibTorch", "BSD-3-Clause", "https://pytorch.org"},
    {"OpenBLAS", "BSD-3-Clause", "https://www.openblas.net"},
    {"SQLite", "public domain", "https://sqlite.org"},
    {"nlohmann/json", "MIT", "https://json.nlohmann.me"},
    {"fmt", "MIT", "https://fmt.dev"},
    {"tl::expected", "CC0-1.0", "https://github.com/TartanLlama/expected"},
    {"Oniguruma", "BSD-2-Clause", "https://github.com/kkos/oniguruma"},
    {"ICU", "Unicode-3.0", "https://icu.unicode.org"},
    {"GMP", "LGPL-3.0 or GPL-2.0", "https://gmplib.org"},
    {"utf8proc", "MIT", "https://juliastrings.github.io/utf8proc"},
    {"libseccomp", "LGPL-2.1", "https://github.com/seccomp/libseccomp"},
    {"libarchive", "BSD-2-Clause", "https://www.libarchive.org"},
    {"OpenSSL (libcrypto)", "Apache-2.0", "https://www.openssl.org"},
    {"Inter", "OFL-1.1", "https://rsms.me/inter"},
    {"DejaVu", "Bitstream Vera and public domain", "https://dejavu-fonts.github.io"}};

}  // namespace

AboutPage::AboutPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent) {
    auto* title = new QLabel(tr("AZR Studio %1").arg(QStringLiteral(AZR_VERSION)), this);
    title->setObjectName(QStringLiteral("pageTitle"));
    m_text = new QTextBrowser(this);
    m_text->setOpenExternalLinks(true);
    m_text->setAccessibleName(tr("About AZR Studio"));
    m_text->setToolTip(tr("Licences and sources"));
    m_text->setTabChangesFocus(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(10);
    layout->addWidget(title);
    layout->addWidget(m_text, 1);
    fill();
}

void AboutPage::fill() {
    const QString link = widgets::colorsOf(*this).accent.name();
    QString rows;
    for (const auto& notice : kNotices)
        rows += QStringLiteral(
                    "<tr><td style='padding:3px 28px 3px 0'><a style='color:%4' href='%3'>%1</a></td><td "
                    "style='padding:3px 0'>%2</td></tr>")
                    .arg(QLatin1String(notice[0]), labels::said(notice[1]), QLatin1String(notice[2]), link);
    m_text->setHtml(
        QStringLiteral("<p>%1</p><p>%2</p><h3>%3</h3><p>%4</p><h3>%5</h3><table>%6</table>")
            .arg(
                tr("Trains a language model by self-play: it proposes tasks, solves them, and is judged by a sandboxed "
                   "Python alone."),
                tr("After “Absolute Zero: Reinforced Self-play Reasoning with Zero Data”, %1.")
                    .arg(QStringLiteral(
                             "<a style='color:%1' href='https://arxiv.org/abs/2505.03335'>arXiv 2505.03335</a>")
                             .arg(link)),
                tr("Licence"),
                tr("Our source code is under the MIT licence. Qt Charts and QScintilla are under the GPL, version 3, "
                   "so "
                   "this built program is distributed under the GPL, version 3. It comes without any warranty."),
                tr("Made of"), rows));
}

void AboutPage::changeEvent(QEvent* event) {
    Page::changeEvent(event);
    if (m_text && event->type() == QEvent::PaletteChange) fill();
}

}  // namespace azr::ui
