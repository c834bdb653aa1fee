#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace ezpt {

/// What went wrong, in the terms a caller can act on. `ExitCode` and
/// `HttpStatus` (base/error.h) are the one table that maps these outward.
enum class ErrorCode {
  kInvalidArgument,  ///< The request itself is wrong: an unknown flag, id or field.
  kUnsupported,      ///< Well formed, but nothing here can do it.
  kNotFound,         ///< Names something that does not exist.
  kDamaged,          ///< Unreadable, truncated or malformed input.
  kLimitExceeded,    ///< A size or count read from outside is over its limit.
  kNotMeasurable,    ///< The view or the landmarks cannot support the measure.
  kForbidden,        ///< The caller may not see or change this.
  kConflict,         ///< Somebody else has changed, or now holds, what this was about.
  kBusy,             ///< Every worker is taken, or a lock is held; try again later.
  kUnavailable,      ///< A device or service did not answer.
  kInternal,         ///< A defect of ours.
};

/// One line for a person: what, where, and what to do about it. No newline at
/// the end, no machine paths beyond the ones the caller passed in.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
};

/// Either a value or an Error. There is no throwing accessor: test `ok()` first;
/// `operator*` on an error is undefined.
template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return Error{...};` both read well.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  /// REQUIRES: !ok().
  [[nodiscard]] const Error& error() const { return *std::get_if<1>(&state_); }

  [[nodiscard]] T value_or(T fallback) const { return ok() ? **this : std::move(fallback); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }

  /// REQUIRES: !ok().
  [[nodiscard]] const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

/// `EZPT_TRY(auto x, F());` binds the value, or returns the error to the caller.
#define EZPT_CONCAT_INNER(a, b) a##b
#define EZPT_CONCAT(a, b) EZPT_CONCAT_INNER(a, b)
#define EZPT_TRY(declaration, expression) EZPT_TRY_IMPL(EZPT_CONCAT(ezpt_result_, __LINE__), declaration, expression)
#define EZPT_TRY_IMPL(name, declaration, expression) \
  auto name = (expression);                          \
  if (!name.ok()) return name.error();               \
  declaration = *std::move(name)

/// `EZPT_CHECK_OK(F());` returns the error of a Status to the caller.
#define EZPT_CHECK_OK(expression)                                                       \
  do {                                                                                  \
    if (auto ezpt_status = (expression); !ezpt_status.ok()) return ezpt_status.error(); \
  } while (false)

}  // namespace ezpt
