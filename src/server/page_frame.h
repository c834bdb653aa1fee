#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/capabilities.h"
#include "server/context.h"
#include "server/http.h"
#include "server/sign_in_news.h"
#include "server/templates.h"
#include "server/view.h"

namespace ezpt::server {

struct NavigationView {
  std::string url;
  std::string name;
  bool is_current = false;
  bool is_wide_only = false;  ///< A phone has no room for it; the page's end has it, too.
};
BOOST_DESCRIBE_STRUCT(NavigationView, (), (url, name, is_current, is_wide_only))

/// Who is signed in, at the top of each page.
struct AccountView {
  std::string name;
  std::string role_words;  ///< "Therapist, Elm Street".
  int64_t idle_s = 0;      ///< After so long without a page they are signed out.
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (name, role_words, idle_s))

/// A language that the pages are in, to be chosen at the page's end.
struct LanguageView {
  std::string tag;
  std::string name;  ///< In itself: "Deutsch".
  bool is_current = false;
};
BOOST_DESCRIBE_STRUCT(LanguageView, (), (tag, name, is_current))

/// What every page has beside what its own view names.
struct FrameView {
  std::string lang;
  std::string title;
  std::string version;
  std::string page;  ///< The template's name.
  std::vector<NavigationView> navigation;
  std::optional<AccountView> account;
  std::optional<std::string> said_text;  ///< What was just done (said.h).
  std::vector<ChangeView> changes;       ///< Of their sign-in, of which they were not told yet.
  bool has_changes = false;
  /// The page's own address, to come back to in another language; nothing where looking again would show another page.
  std::optional<std::string> here;
  std::vector<LanguageView> languages;
};
BOOST_DESCRIBE_STRUCT(FrameView, (),
                      (lang, title, version, page, navigation, account, said_text, changes, has_changes, here,
                       languages))

[[nodiscard]] FrameView MakeFrame(std::string_view page, const Context& context, std::string title);

/// What the page of such a view may ask its browser for: its `kCapabilities`, nothing without one.
template <PageView V>
[[nodiscard]] constexpr Capabilities CapabilitiesOf() {
  if constexpr (requires { V::kCapabilities; }) return V::kCapabilities;
  return {};
}

/// The page that a view's template makes of it, in its frame. Errors: kNotFound where the template is not there.
template <PageView V>
[[nodiscard]] Result<Response> RenderPage(const Templates& templates, const Context& context, std::string title,
                                          const V& view) {
  nlohmann::json values = MakeFrame(V::kTemplate, context, std::move(title));
  values.update(nlohmann::json(view));
  EZPT_TRY(std::string html, templates.Render(V::kTemplate, context.language, values));
  Response response = HtmlReply(200, std::move(html));
  response.capabilities = CapabilitiesOf<V>();
  response.Set("Content-Language", context.language);
  return response;
}

}  // namespace ezpt::server
