#include "server/coaching.h"

#include "media/model_file.h"
#include "pose/tracker.h"

namespace ezpt::server {
namespace {

Result<std::shared_ptr<const nn::Model>> LoadModel(const std::string& home) {
  auto model = media::ReadModel(home + "/build/models/movenet-lightning.json");
  if (model.ok()) return model;
  return Error{model.error().code, model.error().message + "; run ./x setup"};
}

}  // namespace

Result<Coaching> Coaching::Load(const std::string& home, const Library& library) {
  Coaching coaching;
  EZPT_TRY(coaching.model_, LoadModel(home));
  EZPT_TRY(const auto references, motion::MakeReferenceCollection(library.all(), {}));
  EZPT_TRY(coaching.classifier_, motion::PoseClassifier::Create(references));
  return coaching;
}

Result<coach::Pipeline::Parts> Coaching::Parts() const {
  coach::Pipeline::Parts parts;
  EZPT_TRY(pose::PoseTracker tracker, pose::PoseTracker::Create(model_, {}));
  parts.tracker = std::make_unique<pose::PoseTracker>(std::move(tracker));
  parts.classifier = classifier_;
  return parts;
}

Result<coach::Pipeline> Coaching::Create(const Library::Entry& definition, const body::StreamInfo& stream,
                                         const coach::SessionOptions& options) const {
  EZPT_TRY(coach::Pipeline::Parts parts, Parts());
  return coach::Pipeline::Create(definition, stream, options, std::move(parts));
}

Result<coach::Pipeline> Coaching::Restore(const Library::Entry& definition, std::span<const std::string> chunks) const {
  EZPT_TRY(coach::Pipeline::Parts parts, Parts());
  return coach::Restore(definition, chunks, std::move(parts));
}

}  // namespace ezpt::server
