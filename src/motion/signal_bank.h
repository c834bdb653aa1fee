#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/units.h"
#include "body/landmarks.h"
#include "body/signal.h"
#include "body/view.h"
#include "exercise/definition.h"

namespace ezpt::motion {

/// A signal on both sides; a midline signal reads the same on both.
/// Not seen is NaN, so that samples stay plain numbers.
struct SidePair {
  double left = std::numeric_limits<double>::quiet_NaN();
  double right = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] std::optional<double> On(body::Side side) const {
    const double v = side == body::Side::kLeft ? left : right;
    return v == v ? std::optional(v) : std::nullopt;
  }
};

/// What decides the side of a rule.
struct SideContext {
  body::View view = body::View::kFront;
  body::Side nearer = body::Side::kLeft;
  /// The side that works in this repetition; nothing while unknown or both do.
  std::optional<body::Side> working;
  /// In a side view both limbs do the same, so the far one may stand in.
  bool symmetric = true;
};

/// One number from a pair by a definition's rule; nothing when not seen.
[[nodiscard]] std::optional<double> Resolve(const SidePair& pair, exercise::SideRule rule, const SideContext& context);

/// The signals that one definition uses, evaluated on every frame and smoothed by
/// a median over about a tenth of a second, and over three frames where they come
/// slower: one wild frame moves nothing, an edge stays an edge. A gap of up to kHoldTime keeps the last value.
/// Cost: O(signals) a frame; allocates only when made.
class SignalBank {
 public:
  explicit SignalBank(std::vector<body::Signal> signals);

  /// @param along  how far along the movement each side is, which is smoothed like a signal
  void Update(const body::Pose& pose, Seconds t, const body::SignalContext& context, const SidePair& along);
  /// A frame without a person.
  void Miss(Seconds t);
  void Reset();

  /// Makes `values` those at a moment between the last two frames, on a straight
  /// line between theirs: nothing where one of them does not show the signal.
  /// @param share  0 is the frame before, 1 the last one. REQUIRES: 0 < share < 1.
  void LookBetween(double share);
  /// Makes `values` those of the last frame again.
  void LookNow() { values_ = last_; }
  /// The time of the frame before the last one; long ago where there is none.
  [[nodiscard]] Seconds before_at() const { return before_at_; }

  /// The signals'.
  [[nodiscard]] std::span<const SidePair> values() const { return {values_.data(), signals_.size()}; }
  [[nodiscard]] const SidePair& along() const { return values_.back(); }
  /// Whether `signal` was given to the constructor.
  [[nodiscard]] bool Holds(body::Signal signal) const;
  /// REQUIRES: Holds(signal).
  [[nodiscard]] std::size_t IndexOf(body::Signal signal) const;

 private:
  static constexpr std::size_t kTaps = 5;
  struct Channel {
    std::array<double, kTaps> values{};
    std::array<Seconds, kTaps> times{};
    std::size_t next = 0;
    std::size_t count = 0;
  };

  void Begin(Seconds t);
  static double Filter(Channel& channel, std::optional<double> value, Seconds t);

  std::vector<body::Signal> signals_;
  // One more than signals: how far along the movement is comes last.
  std::vector<std::array<Channel, 2>> channels_;
  std::vector<SidePair> values_;
  std::vector<SidePair> before_, last_;  ///< The last two frames'.
  Seconds before_at_{-1e9}, last_at_{-1e9};
};

}  // namespace ezpt::motion
