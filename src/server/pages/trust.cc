#include "server/pages/trust.h"

#include <algorithm>
#include <utility>

#include "server/authority.h"
#include "server/page_frame.h"
#include "server/pages/trust_page_view.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

constexpr const char* kCertificatePath = "/trust/ezpt-authority.crt";

/// This server's own https address: by the name that was asked for, which the host rules have let in.
std::string HttpsUrl(const Request& request, const std::string& path) {
  const auto host = ParseAuthority(request.Header("host"));
  if (!host) return path;
  return "https://" + host->host + (host->port ? ":" + std::to_string(*host->port) : "") + path;
}

/// The path as it was asked for, if nothing in it needs an escape: else the first page.
std::string PlainPath(const std::string& path) {
  const bool plain = !path.starts_with("//") && std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' ||
           c == '_' || c == '.';
  });
  return plain ? path : "/";
}

Response Redirect(int status, std::string where) {
  Response response = Reply(status, "text/plain; charset=utf-8", "This address is encrypted: open " + where + "\n");
  response.Set("Location", std::move(where));
  return response;
}

Response TrustPage(const TrustOffer& offer, const Templates& templates, const Context& context,
                   const Request& request) {
  const auto page = RenderPage(
      templates, context, Say(context.language, "title.trust_this_computer"),
      TrustPageView{
          .certificate_url = kCertificatePath, .fingerprint = offer.fingerprint, .open_url = HttpsUrl(request, "/")});
  return page.ok() ? *page : ErrorReply(500, page.error().message);
}

Response CertificateFile(const TrustOffer& offer) {
  // By this type a phone knows an authority's certificate, and asks whether to take it.
  return Reply(200, "application/x-x509-ca-cert", offer.certificate_der);
}

}  // namespace

void AddTrustRoutes(const TrustOffer& offer, const Templates& templates, Router& router) {
  router.Add(Method::kGet, "/trust", Access::kAnybody,
             [offer, &templates](const Context& context, const Request& request) {
               return TrustPage(offer, templates, context, request);
             });
  router.Add(Method::kGet, kCertificatePath, Access::kAnybody,
             [offer](const Context&, const Request&) { return CertificateFile(offer); });
}

Router UnencryptedRouter(const TrustOffer* offer, const Templates& templates, const StaticFiles& files) {
  constexpr int kTemporary = 307;
  constexpr int kPermanent = 308;
  Router router;
  if (offer != nullptr) {
    AddTrustRoutes(*offer, templates, router);
    router.Add(Method::kGet, "/static/{name*}", Access::kAnybody,
               [&files](const Context&, const Request& request) { return files.Get(request.Param("name")); });
    // Who types the address without its scheme may not trust this server yet: no warning comes before the explanation.
    router.Add(Method::kGet, "/", Access::kAnybody,
               [](const Context&, const Request&) { return Redirect(kTemporary, "/trust"); });
  }
  router.Add(Method::kGet, "/healthz", Access::kAnybody,
             [](const Context&, const Request&) { return JsonReply(200, R"({"status":"ok"})"); });
  const auto to_https = [](const Context&, const Request& request) {
    return Redirect(kPermanent, HttpsUrl(request, PlainPath(request.path)));
  };
  router.Add(Method::kGet, "/", Access::kAnybody, to_https);
  router.Add(Method::kGet, "/{rest*}", Access::kAnybody, to_https);
  return router;
}

}  // namespace ezpt::server
