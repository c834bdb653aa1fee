#include "server/pages/page.h"

#include <algorithm>

#include "server/owner.h"

namespace ezpt::server {
namespace {

constexpr std::size_t kSessionIdDigits = 32;

bool IsSessionId(std::string_view id) {
  return id.size() == kSessionIdDigits &&
         std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Error NoSuchSession() { return {ErrorCode::kNotFound, "There is no such session of yours."}; }

}  // namespace

bool IsTheirs(const Error& error) {
  switch (error.code) {
    case ErrorCode::kForbidden:
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kConflict:
    case ErrorCode::kNotFound:
    case ErrorCode::kBusy:
      return true;
    default:
      return false;
  }
}

Response InTheirLanguage(const Context& context, Response answer) {
  answer.Set("Content-Language", context.language);
  return answer;
}

std::string PersonTag(const Context& context) {
  if (context.is_new) return "";  // Nobody knows them yet.
  constexpr std::size_t kDigits = 16;
  return HashToken("person " + context.person.owner).substr(0, kDigits);
}

Response NoSuchExercise() { return ErrorReply(404, "This exercise is not in the library."); }

Result<store::StoredSession> OwnRow(const Site& site, const Context& context, const Request& request) {
  const std::string id(request.Param("id"));
  if (!IsSessionId(id)) return NoSuchSession();
  auto row = site.sessions->Get(context.person.owner, id);
  if (!row.ok() && row.error().code == ErrorCode::kNotFound) return NoSuchSession();
  return row;
}

}  // namespace ezpt::server
