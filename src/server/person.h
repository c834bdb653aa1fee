#pragma once

#include <string>

namespace ezpt::server {

/// Who asks for something that is shared out: by cookie, and by where they are.
struct Person {
  std::string owner;    ///< Hash of the cookie's token (owner.h).
  std::string address;  ///< net/address.h; "" if it is not known.
};

}  // namespace ezpt::server
