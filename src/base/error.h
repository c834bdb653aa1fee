#pragma once

#include "base/result.h"

namespace ezpt {

/// Process exit code: 2 for a bad request, 3 for unreadable input, 1 otherwise.
[[nodiscard]] constexpr int ExitCode(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kUnsupported:
    case ErrorCode::kNotFound:
      return 2;
    case ErrorCode::kDamaged:
    case ErrorCode::kLimitExceeded:
      return 3;
    case ErrorCode::kNotMeasurable:
    case ErrorCode::kForbidden:
    case ErrorCode::kConflict:
    case ErrorCode::kBusy:
    case ErrorCode::kUnavailable:
    case ErrorCode::kInternal:
      return 1;
  }
  return 1;
}

/// HTTP status of a failed request.
[[nodiscard]] constexpr int HttpStatus(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return 400;
    case ErrorCode::kForbidden:
      return 403;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kLimitExceeded:
      return 413;
    case ErrorCode::kNotMeasurable:
      return 422;
    case ErrorCode::kUnsupported:
      return 415;
    case ErrorCode::kBusy:
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kDamaged:  // Of what is stored here: what a request brings is an argument.
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

}  // namespace ezpt
