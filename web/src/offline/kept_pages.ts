// Which of the answers that the service worker keeps are in a language: they say so, by Content-Language.

/** What is needed of a Cache. */
type Kept = Pick<Cache, 'keys' | 'match' | 'delete'>;

export function languageOf(answer: Response): string | null {
  return answer.headers.get('content-language');
}

/** Forgets the pages that are in a language, but those in `except`: what is in none (scripts, figures) stays. */
export async function forgetPages(cache: Kept, except: string | null): Promise<void> {
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    const language = kept === undefined ? null : languageOf(kept);
    if (language !== null && language !== except) await cache.delete(request);
  }
}
