#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace ezpt::bench {

struct SessionPlan {
  std::string host;
  int port = 0;
  double fps = 15;
  Seconds starts_in;                                 ///< From the call.
  Seconds duration;                                  ///< Of sending.
  Seconds left_out;                                  ///< At the beginning, of the figures: the set-up of all sessions.
  const std::vector<std::string>* frames = nullptr;  ///< JPEGs, sent in turn for ever.
};

struct SessionFigures {
  bool refused = false;           ///< Told "busy" instead of "welcome".
  double told_ms = 0;             ///< From `hello` to the one or the other.
  int sent = 0;                   ///< Frames, after what is left out.
  std::vector<double> reply_ms;   ///< From sending a frame to having its feedback, whole.
  std::vector<double> server_ms;  ///< The server's own figure: from arrival to answer.
  int count = 0;                  ///< Repetitions, at the end.
};

/// One virtual patient's session against the server: frames go out by the clock,
/// whether answers come or not. Blocks; one thread.
/// Errors: kUnavailable when the server cannot be reached or closes.
[[nodiscard]] Result<SessionFigures> RunSession(const SessionPlan& plan);

}  // namespace ezpt::bench
