// Whoever is away for as long as the clinic says is signed out by the server. What the page shows must then go, too: it is
// fetched anew, and the server asks to sign in.

/** What the tabs of this browser have in common: localStorage. */
type Shared = Pick<Storage, 'getItem' | 'setItem'>;
type Tab = Pick<Window, 'addEventListener' | 'setTimeout' | 'clearTimeout'> & {
  document: Pick<Document, 'addEventListener'> & { body: { dataset: DOMStringMap } };
};

const key = 'ezpt-last-input';
const inputs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'];
/** Other tabs are told so often at most: a pointer moves many times a second. */
const tellMs = 5_000;
/** A page that is fetched just in time would begin another such while. */
const graceMs = 2_000;

/**
 * Calls `reload` when nobody touched this page, nor another tab's, for that long. Without the other tabs two would keep
 * each other signed in: to the server a page that is fetched is somebody who is there.
 */
export function watchIdle(tab: Tab, shared: () => Shared, reload: () => void): void {
  const idleMs = Number(tab.document.body.dataset.idleSeconds) * 1000;
  if (!(idleMs > 0)) return;
  const last = { here: 0, told: 0 };
  let timer = 0;

  const note = () => {
    last.here = Date.now();
    if (last.here - last.told < tellMs) return;
    last.told = last.here;
    orElse(undefined, () => shared().setItem(key, String(last.here)));
  };
  const look = () => {
    tab.clearTimeout(timer);
    const now = Date.now();
    const elsewhere = orElse(0, () => Number(shared().getItem(key)));
    const left = Math.max(last.here, elsewhere <= now ? elsewhere : 0) + idleMs + graceMs - now;
    if (left > 0) timer = tab.setTimeout(look, left);
    else reload();
  };
  for (const input of inputs) tab.addEventListener(input, note, { passive: true, capture: true });
  // Timers of a tab behind another, or of a computer that slept, are late.
  tab.document.addEventListener('visibilitychange', look);
  tab.addEventListener('pageshow', look);
  note();
  look();
}

/** Storage may be switched off: then each tab knows of itself only. */
function orElse<T>(otherwise: T, access: () => T): T {
  try {
    return access();
  } catch {
    return otherwise;
  }
}
