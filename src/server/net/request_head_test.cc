#include "server/net/request_head.h"

#include <gtest/gtest.h>

#include <string>

namespace ezpt::server {
namespace {

/// A request with those header lines, and a Host.
Status WithLines(const std::string& lines) {
  return CheckHead("POST /x HTTP/1.1\r\nHost: example.org\r\n" + lines + "\r\n");
}

TEST(RequestHead, WhatBrowsersAndToolsSendIsWell) {
  EXPECT_TRUE(WithLines("").ok());
  EXPECT_TRUE(WithLines("Cookie: a=b; c=d\r\nAccept:*/*\r\nX-Empty:\r\nOrigin: http://example.org\r\n").ok());
  EXPECT_TRUE(WithLines("Transfer-Encoding: chunked\r\n").ok());
  EXPECT_TRUE(WithLines("transfer-encoding:\tCHUNKED \r\n").ok());
  EXPECT_TRUE(WithLines("Content-Length: 5\r\n").ok());
  EXPECT_TRUE(WithLines("Accept: a\r\nAccept: b\r\nX-Name: caf\xc3\xa9\r\n").ok());
  EXPECT_TRUE(CheckHead("GET / HTTP/1.0\r\n\r\n").ok()) << "a health check without Host";
}

TEST(RequestHead, ABodyOfDisputedLengthIsRefused) {
  for (const std::string lines :
       {"Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding:\r\n",
        "Transfer-Encoding: \"chunked\"\r\n", "Transfer-Encoding: chunked;q=1\r\n",
        "Transfer-Encoding: \x0b chunked\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n", "Content-Length: +5\r\n",
        "Content-Length: 0x5\r\n", "Content-Length:\r\n", "Content-Length: -1\r\n", "Content-Length : 5\r\n",
        "Transfer-Encoding : chunked\r\n"}) {
    EXPECT_FALSE(WithLines(lines).ok()) << lines;
  }
  EXPECT_FALSE(CheckHead("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").ok());
}

TEST(RequestHead, FoldedLinesAndControlCharactersAreRefused) {
  for (const std::string lines :
       {"X-A: b\r\n c\r\n", "Cookie: a=b;\r\n\tc=d\r\n", " X-A: b\r\n", "X-A\r\n", ": b\r\n", "X A: b\r\n",
        "X-A: b\rX-B: c\r\n", "X-A: b\nX-B: c\r\n", "X-A: \x01\r\n", "X-\xc3\xa9: b\r\n"}) {
    EXPECT_FALSE(WithLines(lines).ok()) << lines;
  }
  EXPECT_FALSE(CheckHead("GET / HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n").ok());
  EXPECT_FALSE(WithLines(std::string("X-A: a\0b\r\n", 10)).ok());
}

TEST(RequestHead, OneHostOneOriginOneCookie) {
  for (const std::string lines :
       {"Host: example.org\r\n", "host: other\r\n", "Origin: http://a\r\nOrigin: http://b\r\n",
        "Cookie: a=b\r\nCookie: c=d\r\n", "Referer: http://a/\r\nReferer: http://b/\r\n"}) {
    EXPECT_FALSE(WithLines(lines).ok()) << lines;
  }
  EXPECT_FALSE(CheckHead("GET / HTTP/1.1\r\n\r\n").ok()) << "none at all";
  for (const std::string host : {"", "a b", "a,b", "a/b", "user@a", "a:", "a:b", "a:1:2", "a:123456", "[::1", "[x]:1",
                                 "http://a", "a\\b", "a%00b"}) {
    EXPECT_FALSE(CheckHead("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").ok()) << host;
  }
  for (const std::string host : {"a", "a-b.example:8080", "127.0.0.1:80", "[::1]:8080", "[fe80::1]", "my_pc"}) {
    EXPECT_TRUE(CheckHead("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").ok()) << host;
  }
}

TEST(RequestHead, AnotherVersionIsRefused) {
  for (const std::string line : {"GET / HTTP/1.2", "GET / HTTP/2.0", "GET /", "GET / http/1.1", "nonsense"}) {
    EXPECT_FALSE(CheckHead(line + "\r\nHost: a\r\n\r\n").ok()) << line;
  }
}

}  // namespace
}  // namespace ezpt::server
