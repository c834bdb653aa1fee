#include "coach/announcer.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/math.h"
#include "coach/phrases.h"

namespace ezpt::coach {
namespace {

constexpr float kSeen = 0.2F;          ///< Score of a landmark that is seen.
constexpr Seconds kTimeToListen{2.5};  ///< A repetition that is to take less leaves no time for a word in its middle.
constexpr int kCountedDown = 3;        ///< The last seconds, one by one.
constexpr int kLongStep = 10;          ///< Of a long hold, seconds between two words.
constexpr Seconds kReadLate{0.15};     ///< The far end is seen so much later than it is reached, for smoothing.
constexpr double kTurnedBy = 0.05;     ///< Of the way: so much less than the farthest is on the way back.
constexpr double kSteep = 0.5;         ///< Rise ÷ reach of a movement that is called up or down.

int WholeSecondsLeft(Seconds left) { return static_cast<int>(std::ceil(left.value - 1e-9)); }

Message Number(std::string_view id, int number) { return {std::string(id), std::to_string(number), Speak::kNow}; }

Message Word(Phrase phrase, std::string_view language) {
  Message message = MessageOf(phrase, language);
  message.speak = Speak::kNow;
  return message;
}

}  // namespace

Announcer::Announcer(const exercise::Tempo& tempo)
    : time_for_turn_(tempo.out + tempo.pause + tempo.back >= kTimeToListen) {}

void Announcer::BeginRepetition() {
  turn_told_ = false;
  hold_told_ = false;
  hold_left_ = 0;
  has_arc_ = false;
  farthest_ = 0;
}

void Announcer::AddCountdown(const Feedback& feedback, std::vector<Message>& moments) {
  if (!feedback.starts_in) {
    starts_ = 0;
    return;
  }
  const int left = WholeSecondsLeft(*feedback.starts_in);
  if (left == starts_ || left < 1 || left > kCountedDown) return;
  starts_ = left;
  moments.push_back(Number("starts", left));
}

void Announcer::AddCount(const Feedback& feedback, std::string_view language, std::vector<Message>& moments) {
  if (!feedback.rep) return;
  moments.push_back(Number("count", feedback.rep->number));
  if (feedback.rep->number == feedback.target - 1) moments.push_back(Word(Phrase::kLastOne, language));
  BeginRepetition();
}

void Announcer::AddHold(const Feedback& feedback, std::string_view language, std::vector<Message>& moments) {
  if (!feedback.hold || turn_told_) return;
  if (!hold_told_) {
    hold_told_ = true;
    hold_left_ = WholeSecondsLeft(feedback.hold->target);
    moments.push_back(Word(Phrase::kHold, language));
    return;
  }
  const int left = WholeSecondsLeft(feedback.hold->target - feedback.hold->held);
  if (left >= hold_left_ || left < 1) return;
  hold_left_ = left;
  if (left <= kCountedDown || left % kLongStep == 0) moments.push_back(Number("hold", left));
}

bool Announcer::TurnsNow(const Feedback& feedback, double progress) {
  if (feedback.phase != MovePhase::kHold || turn_told_) return false;
  if (feedback.hold) return feedback.hold->held >= feedback.hold->target - kReadLate;
  if (!time_for_turn_) return false;
  has_arc_ = has_arc_ || feedback.arc.has_value();
  if (feedback.arc) return feedback.arc->reached;
  farthest_ = std::max(farthest_, progress);
  return !has_arc_ && progress <= farthest_ - kTurnedBy;
}

Message Announcer::TurnWord(const Feedback& feedback, std::string_view language) const {
  double reach = 0;
  double rise = 0;
  if (feedback.arc && feedback.pose && start_) {
    for (const std::size_t joint : {feedback.arc->vertex, feedback.arc->from, feedback.arc->to}) {
      const body::Landmark& then = start_->points[joint];
      const body::Landmark& now = feedback.pose->points[joint];
      if (then.score < kSeen || now.score < kSeen) continue;
      const double moved = math::Hypot(now.x - then.x, now.y - then.y);
      if (moved <= reach) continue;
      reach = moved;
      rise = double{then.y} - now.y;
    }
  }
  if (reach <= 0 || std::fabs(rise) < kSteep * reach) return Word(Phrase::kAndBack, language);
  return Word(rise > 0 ? Phrase::kAndDown : Phrase::kAndUp, language);
}

std::vector<Message> Announcer::Update(const Feedback& feedback, double progress, std::string_view language) {
  std::vector<Message> moments;
  AddCountdown(feedback, moments);
  AddCount(feedback, language, moments);
  if (feedback.state != SessionState::kActive) {
    BeginRepetition();
    return moments;
  }
  if (feedback.phase == MovePhase::kRest) {
    BeginRepetition();
    if (feedback.pose) start_ = feedback.pose;
  }
  AddHold(feedback, language, moments);
  if (TurnsNow(feedback, progress)) {
    turn_told_ = true;
    moments.push_back(TurnWord(feedback, language));
  }
  return moments;
}

}  // namespace ezpt::coach
