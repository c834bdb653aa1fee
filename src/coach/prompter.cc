#include "coach/prompter.h"

#include <utility>

namespace ezpt::coach {

void Prompter::Show(Message message, Seconds t) {
  message.speak = Speak::kNow;
  shown_ = std::move(message);
  shown_at_ = t;
  spoken_at_ = t;
  spoken_ = 1;
  fresh_ = true;
  candidate_.reset();
}

void Prompter::Announce(Message message, Seconds t) { Show(std::move(message), t); }

std::optional<Message> Prompter::Update(const std::optional<Message>& wanted, Seconds t) {
  if (fresh_) {
    fresh_ = false;
  } else if (shown_) {
    shown_->speak = Speak::kNo;
  }
  const bool same = shown_ && wanted && shown_->id == wanted->id;
  if (same) {
    candidate_.reset();
    if (spoken_ < options_.max_spoken && t - spoken_at_ >= options_.repeat) {
      shown_->speak = Speak::kNow;
      spoken_at_ = t;
      ++spoken_;
    }
    return shown_;
  }
  if (shown_ && t - shown_at_ < options_.show) return shown_;
  if (!wanted) {
    shown_.reset();
    candidate_.reset();
    return std::nullopt;
  }
  if (!candidate_ || candidate_->id != wanted->id) {
    candidate_ = wanted;
    candidate_since_ = t;
  }
  if (t - candidate_since_ >= options_.settle) {
    Show(*wanted, t);
    fresh_ = false;
  }
  return shown_;
}

}  // namespace ezpt::coach
