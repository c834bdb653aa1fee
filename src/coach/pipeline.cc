#include "coach/pipeline.h"

#include <utility>

#include "coach/engine_version.h"
#include "coach/pipeline_impl.h"
#include "exercise/json.h"

namespace ezpt::coach {
namespace {

/// The definition with the session's own dose, within the person's limit.
Result<std::shared_ptr<const exercise::Definition>> Own(const exercise::Definition& definition,
                                                        const SessionOptions& options) {
  auto own = std::make_shared<exercise::Definition>(definition);
  if (options.limit) {
    EZPT_TRY(*own, motion::WithinLimit(definition, *options.limit, options.side));
  }
  if (options.reps > 0) own->dose.reps = options.reps;
  if (options.sets > 0) own->dose.sets = options.sets;
  if (options.hold_s > 0) own->dose.hold = Seconds(double{options.hold_s});
  if (options.rest_s > 0) own->dose.rest = Seconds(double{options.rest_s});
  return std::shared_ptr<const exercise::Definition>(std::move(own));
}

Provenance ProvenanceOf(const exercise::Definition& definition) {
  return {.exercise = definition.id,
          .definition_hash = exercise::DefinitionHash(definition),
          .engine = std::string(kEngineVersion),
          .pose_model = "",
          .pose_snapshot = ""};
}

Error OtherDefinition(const Provenance& record, const Provenance& given) {
  return {ErrorCode::kInvalidArgument, "session record: it was made with the definition " + record.exercise + " " +
                                           record.definition_hash + ", not with " + given.exercise + " " +
                                           given.definition_hash};
}

bool IsSameSession(const RecordChunk& a, const RecordChunk& b) {
  return a.options == b.options && a.stream.topology == b.stream.topology && a.stream.space == b.stream.space &&
         a.stream.width == b.stream.width && a.stream.height == b.stream.height;
}

}  // namespace

Result<Pipeline> Pipeline::Create(const std::shared_ptr<const exercise::Definition>& definition,
                                  const body::StreamInfo& stream, SessionOptions options, Parts parts) {
  EZPT_TRY(Pipeline pipeline, CreateSilent(definition, stream, std::move(options), std::move(parts)));
  pipeline.impl_->StartRecording(0);
  return pipeline;
}

Result<Pipeline> Pipeline::CreateSilent(const std::shared_ptr<const exercise::Definition>& definition,
                                        const body::StreamInfo& stream, SessionOptions options, Parts parts) {
  if (definition == nullptr) return Error{ErrorCode::kInvalidArgument, "coaching: an exercise definition is needed"};
  if (const auto why = WhyNotRecordable(stream, options)) {
    return Error{ErrorCode::kInvalidArgument, "coaching: " + std::string(*why)};
  }
  Provenance provenance = ProvenanceOf(*definition);
  if (const auto why = WhyNotRecordable(provenance)) {
    return Error{ErrorCode::kInvalidArgument, "coaching: " + std::string(*why)};
  }
  EZPT_TRY(auto own, Own(*definition, options));
  EZPT_TRY(motion::Analyzer analyzer, motion::Analyzer::Create(*own, stream, {.side = options.side}));
  return Pipeline(std::make_unique<Impl>(std::move(own), stream, std::move(options), std::move(provenance),
                                         std::move(parts), std::move(analyzer)));
}

Pipeline::Pipeline(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pipeline::Pipeline(Pipeline&&) noexcept = default;
Pipeline& Pipeline::operator=(Pipeline&&) noexcept = default;
Pipeline::~Pipeline() = default;

Result<Feedback> Pipeline::ProcessFrame(const ImageView& image, Seconds t, uint32_t sequence) {
  EZPT_TRY(RecordedFrame recorded, impl_->FindBody(image, t, sequence));
  return impl_->Process(std::move(recorded));
}

Result<Feedback> Pipeline::ProcessLandmarks(const body::PoseFrame& frame, uint32_t sequence) {
  return impl_->Process({sequence, 0, frame});
}

Result<Feedback> Pipeline::Impl::Process(RecordedFrame recorded) {
  EZPT_CHECK_OK(Admit(recorded));
  const motion::MotionUpdate update = FollowMovement(recorded.frame);
  const SetupResult setup = CheckSetup(recorded, update);
  AdvanceSession(recorded.frame, setup, update);
  ChooseCue(update);
  Instruct(setup, update);
  Recognise(recorded.frame, update);
  return Compose(recorded, setup, update);
}

void Pipeline::Apply(CommandKind kind, StopReason reason) { impl_->Apply(kind, reason); }
std::vector<std::string> Pipeline::TakeChunks(Take take) { return impl_->TakeChunks(take); }
SessionSummary Pipeline::Summary() const { return impl_->Summary(); }
SessionState Pipeline::state() const { return impl_->state(); }
const exercise::Definition& Pipeline::definition() const { return impl_->definition(); }
const std::string& Pipeline::language() const { return impl_->language(); }

Result<Pipeline> Restore(const std::shared_ptr<const exercise::Definition>& definition,
                         std::span<const std::string> chunks, Pipeline::Parts parts) {
  std::optional<Pipeline> pipeline;
  RecordChunk first;
  uint32_t next = 0;
  for (const std::string& bytes : chunks) {
    EZPT_TRY(RecordChunk chunk, DecodeChunk({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}));
    if (!pipeline) {
      EZPT_TRY(pipeline, Pipeline::CreateSilent(definition, chunk.stream, chunk.options, std::exchange(parts, {})));
      first = {chunk.index, chunk.stream, chunk.options, chunk.provenance, {}};
    } else if (chunk.index < next || !IsSameSession(chunk, first)) {
      return Error{ErrorCode::kInvalidArgument, "session record: these chunks are not one session's, in order"};
    }
    const Provenance& given = pipeline->impl_->provenance();
    if (chunk.provenance && chunk.provenance->definition_hash != given.definition_hash) {
      return OtherDefinition(*chunk.provenance, given);
    }
    next = chunk.index + 1;
    for (const RecordItem& item : chunk.items) {
      if (const auto* command = std::get_if<Command>(&item)) {
        pipeline->Apply(command->kind, command->reason);
      } else {
        EZPT_CHECK_OK(pipeline->impl_->Process(std::get<RecordedFrame>(item)));
      }
    }
  }
  if (!pipeline) return Error{ErrorCode::kInvalidArgument, "session record: no chunk was given"};
  pipeline->impl_->StartRecording(next);
  return *std::move(pipeline);
}

Result<SessionSummary> Recompute(const std::shared_ptr<const exercise::Definition>& definition,
                                 std::span<const std::string> chunks) {
  EZPT_TRY(const Pipeline pipeline, Restore(std::move(definition), chunks, {}));
  return pipeline.Summary();
}

}  // namespace ezpt::coach
