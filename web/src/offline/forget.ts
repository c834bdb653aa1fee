// Somebody else is here now: signed in, signed out, or after a pause that was too long. What this browser kept of whoever
// was here before goes: limits, unfinished sets, pages with limits and pain on them. Sets that the server does not have
// yet wait for their own person (upload.ts); a device that others use is cleared by the server's answer to the sign-out.

type Items = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
type Pages = Pick<CacheStorage, 'keys' | 'open'>;

export interface Kept {
  device: Items;
  tab: Items;
  pages: Pages | null;
}

const key = 'ezpt-person';
const personal = ['ezpt-limit-', 'ezpt.unfinished.'];

function forgetIn(items: Items): void {
  for (const name of Object.keys(items)) {
    if (personal.some((beginning) => name.startsWith(beginning))) items.removeItem(name);
  }
}

/** Exercises' pages and their sessions' carry what their person may do, and what hurt. */
function isPersonal(url: string): boolean {
  const { pathname } = new URL(url);
  return pathname === '/' || (pathname.startsWith('/exercises/') && !pathname.endsWith('.json'));
}

async function forgetPages(pages: Pages): Promise<void> {
  for (const name of await pages.keys()) {
    const cache = await pages.open(name);
    await Promise.all((await cache.keys()).filter(({ url }) => isPersonal(url)).map((request) => cache.delete(request)));
  }
}

/** Who was here last, as far as this browser knows; a page without a connection goes by that. */
export function lastPerson(device: Items): string | null {
  return device.getItem(key);
}

/** @param here  Who is here by what the server says; nothing where that is not known. True if somebody else was. */
export async function forgetOthers(here: string | null, { device, tab, pages }: Kept): Promise<boolean> {
  if (here === null || here === '') return false;
  const before = lastPerson(device);
  device.setItem(key, here);
  if (before === null || before === here) return false;
  forgetIn(device);
  forgetIn(tab);
  if (pages !== null) await forgetPages(pages);
  return true;
}

export async function wireForgetting(root: ParentNode, here: () => Promise<string | null>): Promise<void> {
  const kept = { device: localStorage, tab: sessionStorage, pages: 'caches' in window ? caches : null };
  const forgot = await forgetOthers(await here(), kept);
  if (forgot && root.querySelector('[data-safety]') !== null) location.reload();
}
