#pragma once

#include <boost/describe.hpp>
#include <string>
#include <utility>

#include "server/capabilities.h"
#include "server/http.h"
#include "server/templates.h"
#include "server/view.h"

namespace ezpt::server {

/// What every page has beside what its own view names.
struct FrameView {
  std::string lang;
  std::string title;
  std::string version;
  std::string page;  ///< The template's name.
  /// Where the page stands in the navigation.
  bool is_library = false;
  bool is_sessions = false;
  bool is_privacy = false;
};
BOOST_DESCRIBE_STRUCT(FrameView, (), (lang, title, version, page, is_library, is_sessions, is_privacy))

[[nodiscard]] FrameView MakeFrame(std::string_view page, std::string language, std::string title);

/// What the page of such a view may ask its browser for: its `kCapabilities`, nothing without one.
template <PageView V>
[[nodiscard]] constexpr Capabilities CapabilitiesOf() {
  if constexpr (requires { V::kCapabilities; }) return V::kCapabilities;
  return {};
}

/// The page that a view's template makes of it, in its frame. Errors: kNotFound where the template is not there.
template <PageView V>
[[nodiscard]] Result<Response> RenderPage(const Templates& templates, std::string language, std::string title,
                                          const V& view) {
  nlohmann::json values = MakeFrame(V::kTemplate, std::move(language), std::move(title));
  values.update(nlohmann::json(view));
  EZPT_TRY(std::string html, templates.Render(V::kTemplate, values));
  Response response = HtmlReply(200, std::move(html));
  response.capabilities = CapabilitiesOf<V>();
  return response;
}

}  // namespace ezpt::server
