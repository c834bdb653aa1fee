import { describe, expect, it } from 'vitest';
import { forgetPages } from './kept_pages';

/** As the browser's Cache, by address. */
class FakeCache {
  readonly answers = new Map<string, Response>();

  add(address: string, language: string | null): void {
    this.answers.set(address, new Response('', { headers: language === null ? {} : { 'content-language': language } }));
  }
  keys = async () => [...this.answers.keys()].map((path) => new Request(`http://ezpt${path}`));
  match = async (request: RequestInfo | URL) => this.answers.get(new URL((request as Request).url).pathname);
  delete = async (request: RequestInfo | URL) => this.answers.delete(new URL((request as Request).url).pathname);
}

function keptInBoth(): FakeCache {
  const cache = new FakeCache();
  cache.add('/', 'en');
  cache.add('/exercises/squat', 'de');
  cache.add('/static/site.js', null);
  return cache;
}

describe('forgetPages', () => {
  it('keeps what is in the language that is read now, and what is in none', async () => {
    const cache = keptInBoth();
    await forgetPages(cache, 'de');
    expect([...cache.answers.keys()]).toEqual(['/exercises/squat', '/static/site.js']);
  });

  it('forgets all pages when another language was chosen', async () => {
    const cache = keptInBoth();
    await forgetPages(cache, null);
    expect([...cache.answers.keys()]).toEqual(['/static/site.js']);
  });
});
