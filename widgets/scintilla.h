/// QScintilla's headers, which need Qt's keywords that the rest of this program does without (they break LibTorch's).
#pragma once

#define signals public
#define slots
#include <Qsci/qscicommand.h>
#include <Qsci/qscicommandset.h>
#include <Qsci/qscilexerpython.h>
#include <Qsci/qscilexersql.h>
#include <Qsci/qsciscintilla.h>
#undef slots
#undef signals
