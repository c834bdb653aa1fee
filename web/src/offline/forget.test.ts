import { describe, expect, it } from 'vitest';
import { forgetOthers, lastPerson } from './forget';

/** Names are its own properties, as a browser's are. */
function itemsWith(items: Record<string, string>) {
  const own: Record<string, unknown> = { ...items };
  const hidden = (value: unknown) => ({ value, enumerable: false });
  return Object.defineProperties(own, {
    getItem: hidden((name: string) => own[name] ?? null),
    setItem: hidden((name: string, value: string) => void (own[name] = value)),
    removeItem: hidden((name: string) => void delete own[name]),
  }) as unknown as Storage;
}

function pagesWith(...urls: string[]) {
  const kept = new Set(urls);
  const cache = {
    keys: async () => [...kept].map((url) => ({ url })),
    delete: async ({ url }: { url: string }) => kept.delete(url),
  };
  return { kept, storage: { keys: async () => ['ezpt-build'], open: async () => cache } as unknown as CacheStorage };
}

const limits = { 'ezpt-limit-squat': '{"limit":{"most":45},"set_ms":1}', 'ezpt.place': 'device' };

describe('forgetOthers', () => {
  it('leaves nothing of whoever was here before, and what is the device\'s', async () => {
    const device = itemsWith({ ...limits, 'ezpt-person': 'anna' });
    const tab = itemsWith({ 'ezpt.unfinished.squat': '{"token":"x"}' });
    const pages = pagesWith('http://e/', 'http://e/exercises/squat', 'http://e/exercises/squat/session',
      'http://e/exercises/squat.json', 'http://e/static/site.js');
    expect(await forgetOthers('ben', { device, tab, pages: pages.storage })).toBe(true);
    expect(Object.keys(device).sort()).toEqual(['ezpt-person', 'ezpt.place']);
    expect(Object.keys(tab)).toEqual([]);
    expect([...pages.kept]).toEqual(['http://e/exercises/squat.json', 'http://e/static/site.js']);
    expect(lastPerson(device)).toBe('ben');
  });

  it('forgets nothing of who is still here, nor where nobody can say who is', async () => {
    for (const here of ['anna', '', null]) {
      const device = itemsWith({ ...limits, 'ezpt-person': 'anna' });
      const pages = pagesWith('http://e/exercises/squat');
      expect(await forgetOthers(here, { device, tab: itemsWith({}), pages: pages.storage })).toBe(false);
      expect(device.getItem('ezpt-limit-squat')).not.toBeNull();
      expect(pages.kept.size).toBe(1);
    }
  });

  it('takes what was kept before persons were known for who is here', async () => {
    const device = itemsWith(limits);
    expect(await forgetOthers('anna', { device, tab: itemsWith({}), pages: null })).toBe(false);
    expect(device.getItem('ezpt-limit-squat')).not.toBeNull();
  });
});
