#include "server/compression.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "server/owner.h"
#include "server/static_files.h"

namespace ezpt::server {
namespace {

constexpr int kGzipWindow = 15 + 16;

std::string Unzipped(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, kGzipWindow), Z_OK);
  std::string out(std::size_t{1} << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

Request Asking(std::string encoding) {
  Request request;
  request.headers = {{"accept-encoding", std::move(encoding)}};
  return request;
}

/// `size` bytes of text that differ by `seed`.
std::string Text(std::size_t size, int seed) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += std::to_string(i * 7919 + seed * 104729) + ",";
  text.resize(size);
  return text;
}

Response Tagged(const std::string& text) {
  Response response = JsonReply(200, text);
  SetEtag(response);
  return response;
}

TEST(AcceptsGzip, AsTheHeaderSays) {
  EXPECT_TRUE(AcceptsGzip("gzip, deflate, br"));
  EXPECT_TRUE(AcceptsGzip("br;q=1.0, GZIP;q=0.8"));
  EXPECT_TRUE(AcceptsGzip("*"));
  EXPECT_FALSE(AcceptsGzip(""));
  EXPECT_FALSE(AcceptsGzip("identity"));
  EXPECT_FALSE(AcceptsGzip("br, gzip;q=0"));
  EXPECT_FALSE(AcceptsGzip("*, gzip;q=0.000"));
  EXPECT_FALSE(AcceptsGzip("xgzip"));
}

TEST(Compressor, TextComesCompressedToWhoTakesIt) {
  ASSERT_TRUE(store::StartCrypto().ok());
  Compressor compressor;
  const std::string text = Text(200000, 1);
  const Response zipped = compressor.Apply(Asking("gzip"), Tagged(text));
  EXPECT_EQ(zipped.Header("Content-Encoding"), "gzip");
  EXPECT_EQ(zipped.Header("Vary"), "Accept-Encoding");
  EXPECT_LT(zipped.body->size(), text.size() / 2);
  EXPECT_EQ(Unzipped(*zipped.body), text);
  const Response plain = compressor.Apply(Asking(""), Tagged(text));
  EXPECT_EQ(plain.Header("Content-Encoding"), "");
  EXPECT_EQ(plain.Header("Vary"), "Accept-Encoding") << "caches must keep the two apart";
  EXPECT_EQ(*plain.body, text);
  EXPECT_NE(plain.Header("ETag"), zipped.Header("ETag"));
}

TEST(Compressor, TheTagOfTheCompressedAnswerIsKnownAgain) {
  Compressor compressor;
  const std::string text = Text(5000, 1);
  Request request = Asking("gzip");
  const Response first = compressor.Apply(request, Tagged(text));
  request.headers.emplace_back("if-none-match", std::string(first.Header("ETag")));
  EXPECT_EQ(ApplyConditions(request, compressor.Apply(request, Tagged(text))).status, 304);
  EXPECT_EQ(ApplyConditions(request, compressor.Apply(request, Tagged(Text(5000, 2)))).status, 200);
}

TEST(Compressor, WhatHasATagIsCompressedOnceAndTheOldestIsForgotten) {
  const std::string one = Text(20000, 1);
  const std::string two = Text(20000, 2);
  Compressor roomy;
  const auto first = roomy.Apply(Asking("gzip"), Tagged(one)).body;
  (void)roomy.Apply(Asking("gzip"), Tagged(two));
  EXPECT_EQ(roomy.Apply(Asking("gzip"), Tagged(one)).body, first) << "the very same bytes";
  Compressor narrow(first->size() + first->size() / 2);
  const auto kept = narrow.Apply(Asking("gzip"), Tagged(one)).body;
  (void)narrow.Apply(Asking("gzip"), Tagged(two));
  EXPECT_NE(narrow.Apply(Asking("gzip"), Tagged(one)).body, kept) << "made again: there was room for one";
}

TEST(Compressor, LeavesAloneWhatDoesNotGain) {
  Compressor compressor;
  EXPECT_EQ(compressor.Apply(Asking("gzip"), JsonReply(200, "{}")).Header("Content-Encoding"), "");
  EXPECT_EQ(compressor.Apply(Asking("gzip"), Reply(200, "video/mp4", Text(5000, 1))).Header("Vary"), "");
  EXPECT_EQ(compressor.Apply(Asking("gzip"), HtmlReply(404, Text(5000, 1))).Header("Content-Encoding"), "");
  const std::string noise = NewToken() + NewToken();
  EXPECT_EQ(compressor.Apply(Asking("gzip"), JsonReply(200, noise)).Header("Content-Encoding"), "");
}

}  // namespace
}  // namespace ezpt::server
