#pragma once

namespace ezpt::server {

/// Who a route is for. Every route names its rule when it is added (router.h), and the application holds the asking
/// person to it before the handler runs: a handler cannot forget it. Chosen so that roles become further rules beside
/// these, when there are accounts.
enum class Access {
  /// Nothing of anybody's: the same for everybody. The handler is not told who asks.
  kAnybody,
  /// To look at: the asking person's own, by their cookie. A stranger is a new person, who has nothing yet: a page shows
  /// them that, and gives them the cookie by which they are known from then on. For what changes something: kOwner.
  kOwnOrNothing,
  /// The asking person's own, by their cookie, without which there is no answer: what a stranger stored nobody could
  /// ever find again.
  kOwner,
};

}  // namespace ezpt::server
