#include "coach/pipeline.h"

#include <utility>

#include "coach/pipeline_impl.h"

namespace ezpt::coach {
namespace {

/// The definition with the session's own dose.
std::shared_ptr<const exercise::Definition> WithDose(const std::shared_ptr<const exercise::Definition>& definition,
                                                     const SessionOptions& options) {
  auto own = std::make_shared<exercise::Definition>(*definition);
  if (options.reps > 0) own->dose.reps = options.reps;
  if (options.sets > 0) own->dose.sets = options.sets;
  if (options.hold_s > 0) own->dose.hold = Seconds(double{options.hold_s});
  if (options.rest_s > 0) own->dose.rest = Seconds(double{options.rest_s});
  return own;
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
  auto own = WithDose(definition, options);
  EZPT_TRY(motion::Analyzer analyzer, motion::Analyzer::Create(*own, stream, {.side = options.side}));
  return Pipeline(
      std::make_unique<Impl>(std::move(own), stream, std::move(options), std::move(parts), std::move(analyzer)));
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
  body::StreamInfo stream;
  SessionOptions options;
  uint32_t next = 0;
  for (const std::string& bytes : chunks) {
    EZPT_TRY(const RecordChunk chunk, DecodeChunk({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}));
    if (!pipeline) {
      stream = chunk.stream;
      options = chunk.options;
      EZPT_TRY(pipeline, Pipeline::CreateSilent(definition, stream, options, std::exchange(parts, {})));
    } else if (chunk.index < next || chunk.options != options || chunk.stream.topology != stream.topology ||
               chunk.stream.space != stream.space || chunk.stream.width != stream.width ||
               chunk.stream.height != stream.height) {
      return Error{ErrorCode::kInvalidArgument, "session record: these chunks are not one session's, in order"};
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
