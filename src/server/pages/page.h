#pragma once

#include <string>
#include <utility>

#include "base/error.h"
#include "server/context.h"
#include "server/http.h"
#include "server/page_frame.h"
#include "server/pages/site.h"
#include "server/say.h"

/// What the handlers of several pages have in common.
namespace ezpt::server {

/// The page of a view, for the asking person.
template <PageView V>
[[nodiscard]] Response Page(const Site& site, const Context& context, std::string title, const V& view) {
  auto page = RenderPage(*site.templates, context, std::move(title), view);
  return page.ok() ? *std::move(page) : ErrorReply(500, page.error().message);
}

/// Whether what the person gave was wrong, which is said on the page that they gave it on.
[[nodiscard]] bool IsTheirs(const Error& error);

/// The page again, with the reason in its `problem`; what is not theirs is an error page.
template <PageView V>
[[nodiscard]] Response PageAgain(const Site& site, const Context& context, std::string title, V view,
                                 const Error& error) {
  if (!IsTheirs(error)) return ErrorReply(error);
  view.problem = InLanguage(error.message, context.language);
  Response page = Page(site, context, std::move(title), view);
  page.status = HttpStatus(error.code);
  return page;
}

/// An answer with words in it, marked with the language that they are in.
[[nodiscard]] Response InTheirLanguage(const Context& context, Response answer);

/// What a browser knows the asking person by, to keep what is theirs apart from the next one's; says nothing about
/// them.
[[nodiscard]] std::string PersonTag(const Context& context);

[[nodiscard]] Response NoSuchExercise();

/// The session of the address, if it is the asking person's. Another's and one that never was are the same: kNotFound,
/// in the same words.
[[nodiscard]] Result<store::StoredSession> OwnRow(const Site& site, const Context& context, const Request& request);

}  // namespace ezpt::server
