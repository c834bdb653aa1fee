#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "exercise/definition.h"
#include "motion/analyzer.h"

namespace ezpt::motion {

/// How far this person shall go in one of an exercise's quantities, as a therapist or surgeon said.
struct PersonalLimit {
  std::string quantity;  ///< Id of a measure that is read at the far end.
  SideChoice side = SideChoice::kAuto;
  double least = 0;  ///< In the measure's unit.
  double most = 0;

  friend bool operator==(const PersonalLimit&, const PersonalLimit&) = default;
};

/// Whether a session in which `session` works has to keep it: all but those of the other side alone.
[[nodiscard]] bool Applies(const PersonalLimit& limit, SideChoice session);

/// Which end of a limit the movement comes to in that quantity.
enum class LimitEnd { kLeast, kMost };
/// Errors: kInvalidArgument when the exercise has no such quantity at its far end, or it is not seen there.
[[nodiscard]] Result<LimitEnd> FarEnd(const exercise::Definition& definition, std::string_view quantity);

/// Id of the fault that WithinLimit adds: harmful, "Not so far."
inline constexpr std::string_view kPastLimit = "past_limit";

/// The exercise as this person may do it: the same movement, only as far as the limit.
/// Goal, arc, counter, cues and praise all come from a definition, so that all of them
/// hold to the limit when this one takes its place:
///
/// - Whatever asks for a movement (the key poses, and targets that the start pose itself does
///   not meet) asks for the share of it that the limit leaves, in every
///   quantity: the hip goes no further where the knee may not.
/// - Nobody is told to go further: cues that say so are left out, of every quantity,
///   for who moves otherwise than the reference may be at the limit already.
/// - Going past the limit is a harmful fault, so that it is told at once and never praised.
/// - Only views that show the limited quantity are left: what cannot be seen is not coached.
///
/// A limit of the side that does not work in this session leaves the definition as it is.
///
/// Errors, in words for people: kInvalidArgument when the exercise has no such quantity, begins
///   outside of the limit, or when so little is left that it cannot be told from standing still.
/// Cost: about a millisecond; thread-safe, and the same to the bit on every platform.
[[nodiscard]] Result<exercise::Definition> WithinLimit(const exercise::Definition& definition,
                                                       const PersonalLimit& limit, SideChoice side);

}  // namespace ezpt::motion
