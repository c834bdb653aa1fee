#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "coach/pipeline.h"
#include "motion/classifier.h"
#include "nn/model.h"
#include "server/library.h"

namespace ezpt::server {

/// What every session's pipeline shares: the pose model, and the poses that movements are told apart by. Copies share
/// them. Thread-safe.
class Coaching {
 public:
  /// @param home folder with build/models/. Errors: the model's file, or an exercise that no pose can be made of.
  static Result<Coaching> Load(const std::string& home, const Library& library);

  [[nodiscard]] Result<coach::Pipeline> Create(const Library::Entry& definition, const body::StreamInfo& stream,
                                               const coach::SessionOptions& options) const;
  /// A session from its record, as it was when the last chunk was stored.
  [[nodiscard]] Result<coach::Pipeline> Restore(const Library::Entry& definition,
                                                std::span<const std::string> chunks) const;

 private:
  Coaching() = default;
  [[nodiscard]] Result<coach::Pipeline::Parts> Parts() const;

  std::shared_ptr<const nn::Model> model_;
  std::shared_ptr<const motion::PoseClassifier> classifier_;
};

}  // namespace ezpt::server
