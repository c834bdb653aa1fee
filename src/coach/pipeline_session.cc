#include <algorithm>
#include <utility>

#include "coach/pipeline_impl.h"
#include "coach/reasons.h"

namespace ezpt::coach {
namespace {

std::string StateId(const SetMachine& machine) {
  std::string id(Name(machine.state()));
  if (machine.pause_reason() != PauseReason::kNone) id += "." + std::string(Name(machine.pause_reason()));
  if (machine.stop_reason()) id += "." + std::string(Name(*machine.stop_reason()));
  return id;
}

}  // namespace

void Pipeline::Impl::StartRecording(uint32_t first_chunk) {
  writer_.emplace(stream_, options_, provenance_, first_chunk);
}

void Pipeline::Impl::Record(const RecordItem& item) {
  if (!writer_) return;
  if (auto closed = writer_->Add(item)) closed_chunks_.push_back(std::move(*closed));
}

void Pipeline::Impl::CloseChunk() {
  if (!writer_) return;
  if (auto open = writer_->Flush()) closed_chunks_.push_back(std::move(*open));
}

std::vector<std::string> Pipeline::Impl::TakeChunks(Take take) {
  if (take == Take::kEverything) CloseChunk();
  return std::exchange(closed_chunks_, {});
}

void Pipeline::Impl::AddEvent(EventKind kind, std::string id, std::string text) {
  events_.push_back({kind, last_t_.value_or(Seconds(0)), std::move(id), std::move(text)});
  frame_events_.push_back(events_.back());
}

void Pipeline::Impl::Apply(CommandKind kind, StopReason reason) {
  const Seconds t = last_t_.value_or(Seconds(0));
  const SessionState before = machine_.state();
  const PauseReason paused_for = machine_.pause_reason();
  const bool changed = machine_.Apply(kind, reason);
  // What changes nothing is not recorded: nobody can fill the record by asking again and again.
  if (!changed && machine_.pause_reason() == paused_for) return;
  Record(Command{kind, reason, t});
  CloseChunk();
  frame_events_ = std::exchange(pending_events_, {});
  if (changed) {
    if (machine_.state() == SessionState::kReady) ready_since_ = t;
    AnnounceState(before);
  }
  pending_events_ = std::exchange(frame_events_, {});
}

void Pipeline::Impl::AnnounceState(SessionState before) {
  const Seconds t = last_t_.value_or(Seconds(0));
  AddEvent(EventKind::kState, StateId(machine_), "");
  std::optional<Phrase> phrase;
  switch (machine_.state()) {
    case SessionState::kSetup:
      if (before == SessionState::kResting) phrase = Phrase::kNextSet;
      arbiter_.BeginSet();
      break;
    case SessionState::kReady:
      // Its seconds are spoken (coach/announcer.h), unless there is more to say.
      prompter_.Announce(MessageOf(ReadyPhrase(), language_), t, advised_since_ ? Speak::kNow : Speak::kNo);
      break;
    case SessionState::kActive:
      phrase = machine_.reps_of_set() > 0 ? Phrase::kGoOn : Phrase::kBegin;
      break;
    case SessionState::kPaused:
      arbiter_.Silence();
      phrase = machine_.pause_reason() == PauseReason::kHands   ? Phrase::kPausedHands
               : machine_.pause_reason() == PauseReason::kAsked ? Phrase::kPausedAsked
                                                                : Phrase::kPausedLeft;
      break;
    case SessionState::kResting:
      phrase = Phrase::kRest;
      break;
    case SessionState::kDone:
      phrase = machine_.stop_reason() == StopReason::kDone ? Phrase::kDone : Phrase::kStopped;
      break;
  }
  if (phrase) prompter_.Announce(MessageOf(*phrase, language_), t);
}

std::vector<Message> Pipeline::Impl::Reasons() const {
  motion::Analysis analysis = analyzer_.Finish();
  const bool counted = !reps_.empty();
  if (!counted) analysis.reps.clear();  // Those from getting into position.
  const bool never_began = !counted && machine_.active_time() <= Seconds(0) && !hindrances_.empty();
  const bool pictures = analysis.observed.step <= motion::kSeldom && analysis.observed.frames_with_person > 0;
  if (!never_began || !pictures) return ReasonsOf(analysis, *definition_, options_.side, language_);
  const auto longest = std::max_element(hindrances_.begin(), hindrances_.end(),
                                        [](const auto& a, const auto& b) { return a.second < b.second; });
  return {MessageOf(Phrase::kNeverBegan, language_, std::vector{SetupMessage(longest->first).text})};
}

SessionSummary Pipeline::Impl::Summary() const {
  SessionSummary summary;
  summary.state = machine_.state();
  if (machine_.stop_reason()) summary.stop_reason = Name(*machine_.stop_reason());
  summary.count = static_cast<int>(reps_.size());
  summary.target = machine_.prescription().reps * machine_.prescription().sets;
  summary.sets_done = machine_.sets_done();
  summary.sets = machine_.prescription().sets;
  if (first_t_) summary.duration = *last_t_ - *first_t_;
  summary.active = machine_.active_time();
  summary.unseen = unseen_;
  summary.frames = frames_;
  summary.frames_with_person = frames_with_person_;
  summary.reps = reps_;
  summary.events = events_;
  if (options_.limit && motion::Applies(*options_.limit, options_.side)) summary.limit = options_.limit;
  summary.reasons = Reasons();
  for (const RepReport& rep : reps_) summary.correct += rep.correct ? 1 : 0;
  for (const exercise::Fault& fault : definition_->faults) {
    SessionSummary::FaultCount count{fault.id, 0};
    for (const RepReport& rep : reps_) {
      bool seen = false;
      for (const FaultSpan& span : rep.faults) seen = seen || span.id == fault.id;
      count.count += seen ? 1 : 0;
    }
    if (count.count > 0) summary.faults.push_back(std::move(count));
  }
  return summary;
}

}  // namespace ezpt::coach
