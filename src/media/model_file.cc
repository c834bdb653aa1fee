#include "media/model_file.h"

#include <filesystem>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include "media/file.h"

namespace ezpt::media {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxModelJson = std::size_t{64} << 20;
constexpr std::size_t kMaxModelWeights = std::size_t{512} << 20;

}  // namespace

Result<std::shared_ptr<const nn::Model>> ReadModel(const std::string& path) {
  const fs::path weights_path = fs::path(path).replace_extension(".bin");
  EZPT_TRY(const std::vector<uint8_t> json, ReadFile(path, kMaxModelJson));
  // Weights that are not there are no weights: what is wrong with the graph comes first.
  std::vector<uint8_t> weights;
  std::error_code error;
  if (weights_path != path && fs::exists(weights_path, error)) {
    EZPT_TRY(weights, ReadFile(weights_path.string(), kMaxModelWeights));
  }
  const std::string_view text(reinterpret_cast<const char*>(json.data()), json.size());
  auto model = nn::Model::LoadTfjs(text, std::as_bytes(std::span(weights)));
  if (model.ok()) return model;
  return Error{model.error().code, path + ": " + model.error().message};
}

}  // namespace ezpt::media
