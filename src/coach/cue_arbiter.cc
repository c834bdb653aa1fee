#include "coach/cue_arbiter.h"

#include "coach/phrases.h"

namespace ezpt::coach {
namespace {

bool Within(const std::optional<Seconds>& since, Seconds t, Seconds span) { return since && t - *since < span; }

const CueCandidate* MostSevere(std::span<const CueCandidate> faults) {
  const CueCandidate* best = nullptr;
  for (const CueCandidate& fault : faults) {
    if (best == nullptr || fault.severity > best->severity) best = &fault;
  }
  return best;
}

}  // namespace

bool CueArbiter::MaySpeak(const CueCandidate& candidate, Seconds t) const {
  const bool harmful = candidate.severity == CueSeverity::kHarmful;
  if (Within(last_spoken_, t, harmful ? options_.harmful_gap : options_.gap)) return false;
  const auto heard = heard_.find(candidate.id);
  if (heard == heard_.end()) return true;
  if (t - heard->second.last < options_.cooldown) return false;
  return harmful || heard->second.times < options_.max_spoken;
}

void CueArbiter::ChooseCue(const Input& input) {
  if (shown_) shown_->message.speak = Speak::kNo;
  if (shown_ && input.t >= shown_until_) shown_.reset();
  const CueCandidate* candidate = MostSevere(input.faults);
  if (candidate == nullptr) return;
  if (candidate->severity == CueSeverity::kHarmful) last_harm_ = input.t;
  const bool same = shown_ && shown_->message.id == candidate->id;
  if (shown_ && !same && candidate->severity <= shown_->severity) return;

  const bool speak = MaySpeak(*candidate, input.t);
  if (speak) {
    Heard& heard = heard_[candidate->id];
    heard.last = input.t;
    ++heard.times;
    last_spoken_ = input.t;
  }
  shown_ = Cue{{candidate->id, candidate->text, speak ? Speak::kNow : Speak::kNo}, candidate->severity};
  shown_until_ = input.t + options_.show;
}

std::optional<Message> CueArbiter::EarnedPraise(const Input& input) {
  const RepReport& rep = *input.completed;
  const bool was_wrong = previous_was_wrong_;
  previous_was_wrong_ = !rep.correct;
  correct_in_a_row_ = rep.correct ? correct_in_a_row_ + 1 : 0;
  if (!rep.correct || !rep.faults.empty() || shown_ || Within(last_harm_, input.t, options_.after_harm)) {
    return std::nullopt;
  }
  if (!input.last_of_set && Within(last_praise_, input.t, options_.praise_gap)) return std::nullopt;
  if (input.last_of_set) return MessageOf(Phrase::kPraiseLast, input.language);
  if (was_wrong) return MessageOf(Phrase::kPraiseBetter, input.language);
  if (correct_in_a_row_ >= options_.streak) {
    correct_in_a_row_ = 0;
    return MessageOf(Phrase::kPraiseSteady, input.language);
  }
  return std::nullopt;
}

CueArbiter::Output CueArbiter::Update(const Input& input) {
  ChooseCue(input);
  if (praise_) praise_->speak = Speak::kNo;
  if (praise_ && (input.t >= praise_until_ || shown_)) praise_.reset();
  if (input.completed != nullptr) {
    if (auto earned = EarnedPraise(input)) {
      const bool speak = !Within(last_spoken_, input.t, options_.harmful_gap);
      earned->speak = speak ? Speak::kNow : Speak::kNo;
      if (speak) last_spoken_ = input.t;
      praise_ = std::move(earned);
      praise_until_ = input.t + options_.show;
      last_praise_ = input.t;
    }
  }
  return {shown_, praise_};
}

void CueArbiter::Silence() {
  shown_.reset();
  praise_.reset();
}

void CueArbiter::BeginSet() {
  Silence();
  heard_.clear();
  correct_in_a_row_ = 0;
  previous_was_wrong_ = false;
}

}  // namespace ezpt::coach
