#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/sign_in_news.h"
#include "server/view.h"

/// The pages on which people sign in, and look after how they do.
namespace ezpt::server {

struct SignInPageView {
  static constexpr std::string_view kTemplate = "sign_in";
  std::string to;                      ///< Where they were going; a path of this server.
  std::string name;                    ///< As it was typed; empty at first.
  std::optional<std::string> problem;  ///< Why it did not work; empty at first.
  bool asks_code = false;              ///< Name and password are right: the second factor's turn.
  std::string challenge;               ///< In the place of the password, while the code is asked for.
  bool is_shared = false;
  std::string kept;  ///< What they typed before they were signed out, sealed.
  bool has_kept = false;
};
BOOST_DESCRIBE_STRUCT(SignInPageView, (), (to, name, problem, asks_code, challenge, is_shared, kept, has_kept))

/// A printed code is typed here.
struct CodePageView {
  static constexpr std::string_view kTemplate = "code";
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(CodePageView, (), (problem))

struct InvitationPageView {
  static constexpr std::string_view kTemplate = "invitation";
  std::string code;
  std::string heading;                  ///< "Elm Street invites you".
  std::optional<std::string> as_words;  ///< "as a patient".
  bool is_first = false;
  bool is_recovery = false;
  bool can_join_as = false;  ///< Somebody is signed in, who may take the invitation as they are.
  std::string signed_in_name;
  bool has_history = false;  ///< This device has sessions without an account.
  std::string sign_in_name;
  std::string display_name;
  std::string clinic_name;
  std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(InvitationPageView, (),
                      (code, heading, as_words, is_first, is_recovery, can_join_as, signed_in_name, has_history,
                       sign_in_name, display_name, clinic_name, problem))

/// A moment within a sentence: a script shows the date and time of where the reader is.
struct MomentView {
  std::string iso;   ///< ISO 8601, UTC.
  std::string text;  ///< "30 November 2026, 06:15 UTC".
};
BOOST_DESCRIBE_STRUCT(MomentView, (), (iso, text))

struct DeviceView {
  std::string id;
  std::string name;  ///< "Firefox on Linux".
  std::string role_words;
  std::string seen;       ///< ISO 8601, UTC: a script shows local time.
  std::string seen_text;  ///< "30 November 2026, 06:15 UTC".
  bool is_this = false;
  bool is_shared = false;
};
BOOST_DESCRIBE_STRUCT(DeviceView, (), (id, name, role_words, seen, seen_text, is_this, is_shared))

struct RoleChoiceView {
  std::string clinic;
  std::string role;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(RoleChoiceView, (), (clinic, role, words))

struct SecurityPageView {
  static constexpr std::string_view kTemplate = "security";
  std::string display_name;
  std::string role_words;
  std::optional<std::string> problem;
  bool has_second_factor = false;
  int recovery_codes = 0;
  std::optional<MomentView> due;  ///< Until when a second factor must be set up; empty: it need not.
  std::vector<DeviceView> devices;
  bool has_others = false;
  std::vector<RoleChoiceView> roles;  ///< What else they are.
  bool has_roles = false;
  std::vector<ChangeView> recent_changes;
  bool has_recent_changes = false;
  bool opens_remove = false;  ///< The fold whose form did not work.
  bool opens_erase = false;
  bool opens_close = false;
};
BOOST_DESCRIBE_STRUCT(SecurityPageView, (),
                      (display_name, role_words, problem, has_second_factor, recovery_codes, due, devices, has_others,
                       roles, has_roles, recent_changes, has_recent_changes, opens_remove, opens_erase, opens_close))

/// A picture for phones: `path` fills the dark squares of a square of `size`.
struct QrView {
  std::string path;
  int size = 0;
};
BOOST_DESCRIBE_STRUCT(QrView, (), (path, size))

struct SecondFactorPageView {
  static constexpr std::string_view kTemplate = "second_factor";
  std::optional<std::string> problem;
  std::string sealed;
  std::string base32;  ///< In groups of four, to be typed.
  QrView qr;
};
BOOST_DESCRIBE_STRUCT(SecondFactorPageView, (), (problem, sealed, base32, qr))

struct RecoveryCodesPageView {
  static constexpr std::string_view kTemplate = "recovery_codes";
  std::vector<std::string> codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodesPageView, (), (codes))

}  // namespace ezpt::server
