/// A model as a folder that other tools open: for transformers (4 and 5) config.json, safetensors in one file or in
/// shards, generation_config.json, the tokenizer and a model card; for PEFT the adapter alone. Written beside and
/// renamed: the folder is whole or not there. Blocking, any thread. Errors name the file.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/exporting/progress.h"
#include "core/exporting/weights_export.h"

namespace azr::exporting {

enum class Form {
    Model,    ///< all weights; an adapter is merged into them
    Adapter,  ///< a PEFT folder: the adapter alone, to be loaded on its base
};

struct HfExport {
    std::filesystem::path model;    ///< config and weights: a Hugging Face folder or a GGUF file
    std::filesystem::path adapter;  ///< a folder in PEFT's layout, made for `model`; empty: none
    std::filesystem::path base;     ///< tokenizer and generation config: a folder or a GGUF file
    std::filesystem::path target;   ///< must not exist, or be an empty folder
    Form form = Form::Model;
    std::string dtype = {};      ///< "float32", "bfloat16", "float16"; empty: as stored
    std::string modelCard = {};  ///< README.md
    std::int64_t shardBytes = kShardBytes;
    Progress progress = {};  ///< counts bytes of weights
};
/// InvalidArgument when an adapter is asked for and there is none.
Status exportFolder(const HfExport& request);

}  // namespace azr::exporting
