#pragma once

#include <string>
#include <utility>

#include "server/context.h"
#include "server/http.h"
#include "server/page_frame.h"
#include "server/pages/site.h"

/// What the handlers of several pages have in common.
namespace ezpt::server {

/// The page of a view, for the asking person.
template <PageView V>
[[nodiscard]] Response Page(const Site& site, const Context& context, std::string title, const V& view) {
  auto page = RenderPage(*site.templates, context.language, std::move(title), view);
  return page.ok() ? *std::move(page) : ErrorReply(500, page.error().message);
}

[[nodiscard]] Response NoSuchExercise();

/// The session of the address, if it is the asking person's. Another's and one that never was are the same: kNotFound,
/// in the same words.
[[nodiscard]] Result<store::SessionRow> OwnRow(const Site& site, const Context& context, const Request& request);

}  // namespace ezpt::server
