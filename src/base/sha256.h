#pragma once

#include <string>
#include <string_view>

namespace ezpt {

/// SHA-256 of the bytes, as 64 lower-case hex digits. Names a content for good: an
/// exercise's definition in a session's record.
///
/// Why not a library: the core is WebAssembly too. libsodium is not there, and a
/// browser's crypto.subtle is only in a secure context and only asynchronous. What
/// keeps a secret (owners' cookies) uses libsodium, in the server.
/// Cost: O(bytes), some 200 MB/s; thread-safe.
/// Source: FIPS 180-4, sections 4.1.2, 5 and 6.2; its names are kept.
[[nodiscard]] std::string Sha256Hex(std::string_view bytes);

}  // namespace ezpt
