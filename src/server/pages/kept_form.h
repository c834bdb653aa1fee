#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clinic/front_desk.h"
#include "server/context.h"
#include "server/http.h"
#include "server/pages/site.h"
#include "server/view.h"

/// Who is signed out while they type loses nothing: the page on which they sign in again carries what they typed,
/// sealed for their account, and then they are asked whether to send it. The server keeps none of it. Forms with a
/// password or a code are not kept.
namespace ezpt::server {

struct KeptFieldView {
  std::string name;
  std::string value;
};
BOOST_DESCRIBE_STRUCT(KeptFieldView, (), (name, value))

struct KeptPageView {
  static constexpr std::string_view kTemplate = "kept";
  std::string action;
  std::vector<KeptFieldView> fields;
  std::vector<std::string> words;  ///< Of the fields, what people type.
  std::string home;
};
BOOST_DESCRIBE_STRUCT(KeptPageView, (), (action, fields, words, home))

/// The page on which they sign in again, for a form that somebody sent who is not signed in any more; nothing where it
/// is no form, holds a secret, is too long, or nobody is known by its cookie.
[[nodiscard]] std::optional<Response> SignInAgain(const Site& site, const Context& context, const Request& request);
/// The same for `POST /sign-in/keep`, by which a page sends what stands in it when its time is over. The form's own
/// address is the field `kept_path`.
[[nodiscard]] Response KeepForm(Site& site, const Context& context, const Request& request);

/// What they typed, to be sent; nothing where nothing was kept, or it is somebody else's.
[[nodiscard]] std::optional<Response> KeptPage(const Site& site, const Context& context, const clinic::Welcome& welcome,
                                               const std::string& kept);

}  // namespace ezpt::server
