#pragma once

#include <string>

namespace ezpt::server {

/// Who asks for something that is shared out: by cookie, and by where they are.
struct Person {
  std::string owner = {};       ///< Hash of the cookie's token (owner.h); who is signed in: their account's.
  std::string address = {};     ///< net/address.h; "" if it is not known.
  std::string clinic = {};      ///< As whose patient they are signed in; what they do is stored for it, too.
  std::string language = "en";  ///< What they are told is in it (language.h).
  std::string sign_in = {};     ///< clinic::SignedIn::sign_in; empty without an account. What stays open ends with it.
};

}  // namespace ezpt::server
