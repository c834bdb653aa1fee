#pragma once

#include <string_view>
#include <vector>

#include "server/pages/session_view.h"
#include "server/view.h"

/// The pages of session_pages.cc.
namespace ezpt::server {

struct SessionsPageView {
  static constexpr std::string_view kTemplate = "sessions";
  std::vector<SessionRowView> sessions;
  bool demo_offer = false;  ///< A form may POST to `/api/demo`.
};
BOOST_DESCRIBE_STRUCT(SessionsPageView, (), (sessions, demo_offer))

struct SummaryPageView {
  static constexpr std::string_view kTemplate = "summary";
  SessionView session;
};
BOOST_DESCRIBE_STRUCT(SummaryPageView, (), (session))

}  // namespace ezpt::server
