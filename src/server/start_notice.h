#pragma once

#include <string>

#include "server/http.h"
#include "server/own_names.h"

namespace ezpt::server {

/// What a person is told who started the server.
struct StartNotice {
  std::string address;  ///< That it listens on.
  int port = 0;
  Transport transport = Transport::kHttp;
  OwnNames own;
  /// SHA-256 of the local authority's certificate; empty where there is none.
  std::string fingerprint = {};
  /// Names of --allow-host: by them a proxy or the network reaches the server.
  std::vector<std::string> more_names = {};
  /// Of the first account; empty where there is one already.
  std::string first_code = {};
  bool is_demo = false;

  /// The address that a phone is to open first; empty where no other device reaches the server.
  /// With a local authority that is the page that explains how to trust it.
  [[nodiscard]] std::string ForPhones() const;
  /// Plain lines: every address to open, the local network's first, and what to do next.
  [[nodiscard]] std::string Text() const;

 private:
  [[nodiscard]] std::string Url(const std::string& host) const;
  [[nodiscard]] std::vector<std::string> UrlsForOthers() const;
};

/// Prints it on standard output; on a terminal with a QR code for phones.
void Print(const StartNotice& notice);

}  // namespace ezpt::server
