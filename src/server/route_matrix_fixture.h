#pragma once

#include <string>
#include <vector>

#include "server/router.h"

namespace ezpt::server {

inline constexpr auto kGet = Method::kGet;
inline constexpr auto kPost = Method::kPost;
inline constexpr auto kPut = Method::kPut;
inline constexpr auto kDelete = Method::kDelete;
inline constexpr auto kAnybody = Access::kAnybody;
inline constexpr auto kOwnOrNothing = Access::kOwnOrNothing;
inline constexpr auto kOwner = Access::kOwner;

/// Who is to get what, written down a second time: a route that changes its rule, or comes without one here, fails.
struct Row {
  Method method;
  std::string pattern;
  Access access;
  std::string body = "";  ///< With which the owner's request is taken.
};
inline const std::vector<Row> kMatrix = {
    {kGet, "/", kAnybody},
    {kGet, "/exercises", kAnybody},
    {kGet, "/exercises.json", kAnybody},
    {kGet, "/exercises/{id}.json", kAnybody},
    {kGet, "/exercises/{id}/figure.json", kAnybody},
    {kGet, "/about/privacy", kAnybody},
    {kGet, "/static/{name*}", kAnybody},
    {kGet, "/service-worker.js", kAnybody},
    {kGet, "/favicon.ico", kAnybody},
    {kGet, "/healthz", kAnybody},
    {kGet, "/readyz", kAnybody},
    {kGet, "/trust", kAnybody},
    {kGet, "/trust/ezpt-authority.crt", kAnybody},
    {kGet, "/exercises/{id}", kOwnOrNothing},
    {kGet, "/exercises/{id}/session", kOwnOrNothing},
    {kGet, "/virtual-patient/{id}.mp4", kOwnOrNothing},
    {kGet, "/sessions", kOwnOrNothing},
    {kGet, "/sessions/{id}", kOwnOrNothing},
    {kGet, "/api/me", kOwnOrNothing},
    {kGet, "/api/sessions", kOwnOrNothing},
    {kGet, "/api/sessions/{id}", kOwnOrNothing},
    {kGet, "/api/sessions/{id}/chunks/{number}", kOwnOrNothing},
    {kGet, "/api/limits/{exercise}", kOwnOrNothing},
    {kPost, "/api/sessions", kOwner,
     R"({"key":"the-same-key-of-two-people","exercise":"squat","side":null,"language":"en","source":"camera"})"},
    {kPut, "/api/sessions/{id}/chunks/{number}", kOwner, "chunk"},
    {kPost, "/api/sessions/{id}/take-over", kOwner, R"({"chunks":1})"},
    {kPost, "/api/sessions/{id}/finish", kOwner},
    {kPost, "/api/sessions/{id}/pain", kOwner, R"({"score":3})"},
    {kDelete, "/api/sessions/{id}", kOwner},
    {kPost, "/api/sessions/{id}/delete", kOwner},
    {kPut, "/api/limits/{exercise}", kOwner, R"({"limit":null,"set_ms":2})"},
    {kPost, "/api/demo", kOwner},
    {kPost, "/language", kOwner, "language=de&to=/"},
};
/// With these everything can be done that can be done with a session.
inline const std::vector<Row> kWebSockets = {{kGet, "/live", kOwner}};

/// Where people show who they are: what these do is in sign_in_pages_test.cc.
inline const std::vector<Row> kDeskMatrix = {
    {kGet, "/me", Access::kOwnOrNothing},         {kGet, "/sign-in", Access::kOwnOrNothing},
    {kPost, "/sign-in", Access::kOwner},          {kPost, "/sign-in/keep", Access::kOwner},
    {kGet, "/i", Access::kOwnOrNothing},          {kPost, "/i", Access::kOwner},
    {kGet, "/i/{code}", Access::kOwnOrNothing},   {kPost, "/i/{code}/join", Access::kOwner},
    {kPost, "/i/{code}/recover", Access::kOwner},
};

/// For who is signed in, by role.
inline const std::vector<Row> kSignedInMatrix = {
    {kPost, "/sign-out", Access::kSignedIn},
    {kGet, "/me/security", Access::kSignedIn},
    {kPost, "/me/security/password", Access::kSignedIn},
    {kGet, "/me/security/second-factor", Access::kSignedIn},
    {kPost, "/me/security/second-factor", Access::kSignedIn},
    {kPost, "/me/security/second-factor/remove", Access::kSignedIn},
    {kPost, "/me/security/devices/{id}/end", Access::kSignedIn},
    {kPost, "/me/security/devices/end-others", Access::kSignedIn},
    {kPost, "/me/security/erase", Access::kSignedIn},
    {kPost, "/me/security/changes/seen", Access::kSignedIn},
    {kPost, "/me/security/close", Access::kSignedIn},
    {kPost, "/me/role", Access::kSignedIn},
    {kGet, "/patients", Access::kCare},
    {kPost, "/patients", Access::kTherapist},
    {kGet, "/patients/everybody", Access::kStaff},
    {kGet, "/patients/{id}", Access::kCare},
    {kGet, "/patients/{id}/emergency", Access::kStaff},
    {kPost, "/patients/{id}/emergency", Access::kStaff},
    {kGet, "/me/care", Access::kCare},
    {kPost, "/patients/{id}/invite", Access::kTherapist},
    {kPost, "/patients/{id}/recover", Access::kTherapist},
    {kPost, "/patients/{id}/team", Access::kTherapist},
    {kPost, "/patients/{id}/team/{place}/end", Access::kTherapist},
    {kPost, "/patients/{id}/handover", Access::kTherapist},
    {kPost, "/handovers/{id}", Access::kTherapist},
    {kGet, "/clinic", Access::kAdmin},
    {kPost, "/clinic/invite", Access::kAdmin},
    {kPost, "/clinic/invitations/{id}/withdraw", Access::kAdmin},
    {kPost, "/clinic/members/end", Access::kAdmin},
    {kPost, "/clinic/members/recover", Access::kAdmin},
    {kPost, "/clinic/policy", Access::kAdmin},
    {kGet, "/clinic/emergencies", Access::kAdmin},
    {kPost, "/clinic/emergencies/{id}/review", Access::kAdmin},
    {kGet, "/clinic/audit", Access::kAdmin},
    {kGet, "/operator", Access::kOperator},
};

}  // namespace ezpt::server
