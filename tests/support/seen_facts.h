/// What can be measured of a window that is looked at: texts that are cut off, controls that cover each other, texts
/// that can hardly be told from what is behind them, what lies outside. Each fact is one line for people. UI thread.
#pragma once

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QGraphicsScene>
#include <QGraphicsTextItem>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <algorithm>
#include <utility>

#include "widgets/charts/chart_view.h"
#include "widgets/colors.h"
#include "widgets/elided_label.h"

namespace azr::testing {

inline QString described(const QWidget& widget, const QString& text, const QString& what) {
    return QStringLiteral("%1 “%2” in %3 %4")
        .arg(widget.metaObject()->className(), text.left(40), widget.parentWidget()->metaObject()->className(), what);
}

/// What came last is laid out: the places of all widgets are the same over two turns of the event loop.
inline bool standsStill(const QWidget& root) {
    QList<QRect> before;
    return QTest::qWaitFor([&] {
        QList<QRect> now{root.geometry()};
        for (const QWidget* widget : root.findChildren<QWidget*>())
            if (widget->isVisible()) now.append(widget->geometry());
        return std::exchange(before, now) == now;
    });
}

/// Texts that the user sees in part only. Tables scroll and elide by design; their headings must be readable.
inline QStringList cutOff(const QWidget& root) {
    QStringList found;
    const auto check = [&](const QWidget& widget, const QString& text, const QSize& wanted) {
        if (widget.width() < wanted.width() || widget.height() < wanted.height())
            found.append(described(widget, text,
                                   QStringLiteral("has %1x%2 of %3x%4")
                                       .arg(widget.width())
                                       .arg(widget.height())
                                       .arg(wanted.width())
                                       .arg(wanted.height())));
    };
    for (const QLabel* label : root.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty() || qobject_cast<const widgets::ElidedLabel*>(label))
            continue;
        if (label->wordWrap())
            check(*label, label->text(), {0, label->heightForWidth(label->width())});
        else
            check(*label, label->text(), label->sizeHint());
    }
    for (const QAbstractButton* button : root.findChildren<QAbstractButton*>())
        if (button->isVisible() && !button->text().isEmpty() && !button->inherits("QToolBarExtension"))
            check(*button, button->text(), {button->sizeHint().width(), 0});
    for (const QComboBox* box : root.findChildren<QComboBox*>())
        if (box->isVisible() && !box->isEditable())
            check(*box, box->currentText(), {box->fontMetrics().horizontalAdvance(box->currentText()) + 30, 0});
    for (const QSlider* slider : root.findChildren<QSlider*>())
        if (slider->isVisible()) check(*slider, slider->accessibleName(), {0, 18});  // its handle
    for (const QTabBar* tabs : root.findChildren<QTabBar*>())
        for (const QToolButton* arrow : tabs->findChildren<QToolButton*>())
            if (tabs->isVisible() && arrow->isVisible())
                found.append(QStringLiteral("the tabs need arrows: %1").arg(tabs->tabText(0)));
    for (const QTableView* table : root.findChildren<QTableView*>()) {
        const QHeaderView* header = table->horizontalHeader();
        for (int column = 0; table->isVisible() && column < header->count(); ++column) {
            if (header->isSectionHidden(column)) continue;
            const QString text = table->model()->headerData(column, Qt::Horizontal).toString();
            QFont bold = header->font();
            bold.setWeight(QFont::DemiBold);
            if (header->sectionSize(column) < QFontMetrics(bold).horizontalAdvance(text) + 14)
                found.append(QStringLiteral("heading “%1” of %2 is %3 wide")
                                 .arg(text, table->accessibleName())
                                 .arg(header->sectionSize(column)));
        }
    }
    for (const QTreeView* tree : root.findChildren<QTreeView*>()) {
        const QHeaderView* header = tree->header();
        for (int column = 0; tree->isVisible() && header->isVisible() && column < header->count(); ++column) {
            const QString text = tree->model()->headerData(column, Qt::Horizontal).toString();
            if (!header->isSectionHidden(column) &&
                header->sectionSize(column) < header->fontMetrics().horizontalAdvance(text) + 8)
                found.append(QStringLiteral("heading “%1” of %2 is %3 wide")
                                 .arg(text, tree->accessibleName())
                                 .arg(header->sectionSize(column)));
        }
    }
    return found;
}

/// Charts whose axes say nothing.
inline QStringList unlabelled(const QWidget& root) {
    QStringList found;
    for (const widgets::ChartView* chart : root.findChildren<widgets::ChartView*>()) {
        const QStringList curves = chart->curves();
        const bool data = std::any_of(curves.begin(), curves.end(), [chart](const QString& name) {
            return chart->isCurveVisible(name) && chart->values(name).raw.size() > 1;
        });
        if (!chart->isVisible() || !data || chart->isLogarithmic()) continue;
        int labels = 0;
        for (const QGraphicsItem* item : chart->scene()->items()) {
            const auto* text = dynamic_cast<const QGraphicsTextItem*>(item);
            const bool inside = text && chart->sceneRect().contains(text->sceneBoundingRect().center());
            labels += inside && text->isVisible() && !text->toPlainText().isEmpty() ? 1 : 0;
        }
        if (labels < 3)
            found.append(QStringLiteral("chart “%1” has %2 labels").arg(chart->accessibleName()).arg(labels));
    }
    return found;
}

inline bool isContent(const QWidget& widget) {
    if (!widget.isVisible() || widget.width() < 2 || widget.height() < 2) return false;
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) return !label->text().isEmpty();
    return qobject_cast<const QAbstractButton*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
           qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QSlider*>(&widget) ||
           qobject_cast<const QTableView*>(&widget) || qobject_cast<const QTreeView*>(&widget) ||
           qobject_cast<const QPlainTextEdit*>(&widget) || qobject_cast<const QTabBar*>(&widget);
}

/// The scrolled content around a widget, or the window: the part in which it must lie.
inline const QWidget* placeOf(const QWidget& widget) {
    const auto scrolled = [](const QWidget& content) {
        const QWidget* viewport = content.parentWidget();
        return viewport && qobject_cast<const QAbstractScrollArea*>(viewport->parentWidget());
    };
    const QWidget* place = widget.parentWidget();
    while (!place->isWindow() && !scrolled(*place)) place = place->parentWidget();
    return place;
}

/// Controls and texts that lie on each other, or outside of the window or of what can be scrolled to.
inline QStringList misplaced(const QWidget& root) {
    QStringList found;
    QHash<const QWidget*, QList<const QWidget*>> byParent;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        if (!isContent(*widget)) continue;
        const QWidget* place = placeOf(*widget);
        const QRect rect(widget->mapTo(place, QPoint()), widget->size());
        if (!place->rect().adjusted(-1, -1, 1, 1).contains(rect))
            found.append(described(*widget, widget->accessibleName(), QStringLiteral("reaches out of its place")));
        byParent[widget->parentWidget()].append(widget);
    }
    for (const auto& siblings : std::as_const(byParent))
        for (qsizetype i = 0; i < siblings.size(); ++i)
            for (qsizetype j = i + 1; j < siblings.size(); ++j) {
                const QRect shared = siblings.at(i)->geometry().intersected(siblings.at(j)->geometry());
                if (shared.width() > 1 && shared.height() > 1)
                    found.append(described(*siblings.at(i), siblings.at(i)->accessibleName(),
                                           QStringLiteral("lies on ") + siblings.at(j)->metaObject()->className()));
            }
    return found;
}

/// The contrast of what is written in this part of a picture: its most frequent colour against the farthest from it.
inline double contrastIn(const QImage& picture) {
    QHash<QRgb, int> counts;
    for (int y = 0; y < picture.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
        for (int x = 0; x < picture.width(); ++x) ++counts[line[x] | 0xff000000U];
    }
    QRgb behind = 0;
    int most = 0;
    for (auto at = counts.constBegin(); at != counts.constEnd(); ++at)
        if (at.value() > most) {
            most = at.value();
            behind = at.key();
        }
    double highest = 1;
    for (auto at = counts.constBegin(); at != counts.constEnd(); ++at)
        highest = qMax(highest, widgets::contrast(QColor::fromRgb(behind), QColor::fromRgb(at.key())));
    return highest;
}

/// Texts that can hardly be read. The edges of letters are blended, so the bar lies under the 4.5 of their colours.
inline QStringList faint(QWidget& root, double least = 3.6) {
    QStringList found;
    const QImage picture = root.grab().toImage().convertToFormat(QImage::Format_RGB32);
    const qreal scale = picture.devicePixelRatio();
    const auto look = [&](const QWidget& widget, const QString& text) {
        if (!widget.isVisible() || !widget.isEnabled() || text.simplified().isEmpty()) return;
        if (widget.visibleRegion().boundingRect().size() != widget.size()) return;  // scrolled away
        const QRect rect(widget.mapTo(&root, QPoint()), widget.size());
        const QRect pixels(rect.topLeft() * scale, rect.size() * scale);
        const double contrast = contrastIn(picture.copy(pixels.intersected(picture.rect())));
        if (contrast < least)
            found.append(described(widget, text, QStringLiteral("has a contrast of %1").arg(contrast)));
    };
    for (const QLabel* label : root.findChildren<QLabel*>())
        if (!qobject_cast<const widgets::ElidedLabel*>(label)) look(*label, label->text());
    for (const QAbstractButton* button : root.findChildren<QAbstractButton*>()) look(*button, button->text());
    return found;
}

/// The letters that Alt reaches something with, and what.
inline QHash<QString, QStringList> mnemonics(const QWidget& root) {
    QHash<QString, QStringList> found;
    const auto add = [&](const QString& text) {
        const QKeySequence key = QKeySequence::mnemonic(text);
        if (!key.isEmpty()) found[key.toString()].append(text);
    };
    for (const QMenuBar* bar : root.findChildren<QMenuBar*>())
        for (const QAction* action : bar->actions()) add(action->text());
    for (const QAbstractButton* button : root.findChildren<QAbstractButton*>())
        if (button->isVisible() && !qobject_cast<const QToolButton*>(button)) add(button->text());
    for (const QLabel* label : root.findChildren<QLabel*>())
        if (label->isVisible() && label->buddy()) add(label->text());
    for (const QTabBar* tabs : root.findChildren<QTabBar*>())
        for (int i = 0; tabs->isVisible() && i < tabs->count(); ++i) add(tabs->tabText(i));
    return found;
}

inline QStringList sharedMnemonics(const QWidget& root) {
    QStringList found;
    const auto all = mnemonics(root);
    for (auto at = all.constBegin(); at != all.constEnd(); ++at)
        if (at.value().size() > 1)
            found.append(QStringLiteral("%1 is shared by %2").arg(at.key(), at.value().join(QStringLiteral(" | "))));
    found.sort();
    return found;
}

}  // namespace azr::testing
