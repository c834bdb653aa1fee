#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "nn/model.h"

namespace ezpt::media {

/// A TF.js graph model by the path of its JSON; the weights are beside it under the same name with .bin.
/// Errors name the file: kNotFound where the JSON cannot be opened, kLimitExceeded above 64 MiB of JSON or 512 MiB of
/// weights, kDamaged or kUnsupported for what is no such model. Blocks while it reads.
[[nodiscard]] Result<std::shared_ptr<const nn::Model>> ReadModel(const std::string& path);

}  // namespace ezpt::media
