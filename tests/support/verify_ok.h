/// QVERIFY2 of a Status, with what went wrong.
#pragma once

#include <QtTest>

#include "core/base/error.h"

#define VERIFY_OK(expression)                                                                    \
    do {                                                                                         \
        const azr::Status verified = (expression);                                               \
        QVERIFY2(verified.has_value(), verified ? "" : azr::describe(verified.error()).c_str()); \
    } while (false)
