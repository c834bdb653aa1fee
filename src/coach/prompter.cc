#include "coach/prompter.h"

#include <utility>

namespace ezpt::coach {

void Prompter::Show(Message message, Seconds t, Speak speak) {
  message.speak = speak;
  shown_ = std::move(message);
  shown_at_ = t;
  spoken_at_ = t;
  spoken_ = speak == Speak::kNow ? 1 : options_.max_spoken;
  fresh_ = true;
  candidate_.clear();
}

void Prompter::Announce(Message message, Seconds t, Speak speak) { Show(std::move(message), t, speak); }

std::optional<Message> Prompter::Update(const std::optional<Wanted>& wanted, Seconds t) {
  if (fresh_) {
    fresh_ = false;
  } else if (shown_) {
    shown_->speak = Speak::kNo;
  }
  if (shown_ && wanted && shown_->id == wanted->message.id) {
    candidate_.clear();
    if (spoken_ < options_.max_spoken && t - spoken_at_ >= options_.repeat) {
      shown_->speak = Speak::kNow;
      spoken_at_ = t;
      ++spoken_;
    }
    return shown_;
  }
  const bool at_once = wanted && wanted->manner == Wanted::Manner::kShownAtOnce;
  if (shown_ && !at_once && t - shown_at_ < options_.show) return shown_;
  if (!wanted) {
    shown_.reset();
    candidate_.clear();
    return std::nullopt;
  }
  if (candidate_ != wanted->message.id) {
    candidate_ = wanted->message.id;
    candidate_since_ = t;
  }
  if (t - candidate_since_ >= options_.settle) {
    Show(wanted->message, t, at_once ? Speak::kNo : Speak::kNow);
    fresh_ = false;
  }
  return shown_;
}

}  // namespace ezpt::coach
