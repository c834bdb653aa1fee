#include "server/start_notice.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "server/access.h"
#include "server/qr_code.h"

namespace ezpt::server {
namespace {

std::string HostAndPort(const std::string& host, int port, Transport transport) {
  const bool six = host.find(':') != std::string::npos && host.front() != '[';
  const std::string name = six ? "[" + host + "]" : host;
  const int usual = transport == Transport::kHttps ? 443 : 80;
  return port == usual ? name : fmt::format("{}:{}", name, port);
}

const char* SchemeOf(Transport transport) { return transport == Transport::kHttps ? "https" : "http"; }

}  // namespace

std::string StartNotice::Url(const std::string& host) const {
  return fmt::format("{}://{}/", SchemeOf(transport), HostAndPort(host, port, transport));
}

std::vector<std::string> StartNotice::UrlsForOthers() const {
  std::vector<std::string> urls;
  if (!IsEveryAddress(address)) {
    if (!IsLoopback(address)) urls.push_back(Url(address));
    return urls;
  }
  const bool four_only = address == "0.0.0.0";
  for (const std::string& own_address : own.addresses) {
    if (IsLoopback(own_address) || (four_only && own_address.find(':') != std::string::npos)) continue;
    urls.push_back(Url(own_address));
  }
  for (const std::string& name : own.names) {
    if (name.ends_with(".local")) urls.push_back(Url(name));
  }
  return urls;
}

std::string StartNotice::ForPhones() const {
  const auto urls = UrlsForOthers();
  if (urls.empty()) return "";
  if (fingerprint.empty()) return urls.front();
  const std::string after_scheme = urls.front().substr(urls.front().find(':'));
  return "http" + after_scheme + "trust";  // Whoever does not trust the authority yet can read nothing over https.
}

std::string StartNotice::Text() const {
  const auto others = UrlsForOthers();
  std::string text = "EZ-PT is running. Open it in a browser:\n\n";
  const bool here_too = IsEveryAddress(address) || IsLoopback(address);
  if (here_too) text += fmt::format("  on this machine     {}\n", Url(address == "::1" ? address : "127.0.0.1"));
  const char* label = "on another device";
  for (const std::string& url : others) {
    text += fmt::format("  {:<19} {}\n", label, url);
    label = "  or";
  }
  for (const std::string& name : more_names) text += fmt::format("  as                  {}\n", name);
  text += "\n";
  if (!fingerprint.empty()) {
    text += fmt::format(
        "A phone or tablet must trust this server once. Open on it {}\nand follow the page; the fingerprint that it "
        "shows "
        "must be\n{}\n",
        ForPhones().empty() ? Url("127.0.0.1") + "trust" : ForPhones(), fingerprint);
  } else if (!others.empty() && transport == Transport::kHttp) {
    text +=
        "Other devices get no camera at these addresses: browsers give it to encrypted ones only. "
        "For phones start it with --tls.\n";
  } else if (others.empty() && more_names.empty()) {
    text += "Only this machine reaches it. For a phone or tablet start it with --tls.\n";
  }
  if (is_demo && here_too) {
    text += fmt::format("This is a demonstration. Step in as one of its people:\n  {}demo/step-in\n",
                        Url(address == "::1" ? address : "127.0.0.1"));
  }
  if (!first_code.empty()) {
    text += fmt::format("To begin a clinic, open within a day, once:\n  {}i/{}\nNobody needs that to exercise.\n",
                        here_too ? Url(address == "::1" ? address : "127.0.0.1") : Url(address), first_code);
  }
  text += "Ctrl+C ends it.\n";
  return text;
}

void Print(const StartNotice& notice) {
  std::string text = notice.Text();
  const std::string phone = notice.ForPhones();
  const bool of_use = notice.transport == Transport::kHttps && !phone.empty();
  if (of_use && isatty(STDOUT_FILENO) == 1) {
    text += fmt::format("\n{}{}\n", QrForTerminal(phone), phone);
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace ezpt::server
