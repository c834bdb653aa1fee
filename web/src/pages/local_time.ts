// Server-rendered pages carry UTC; people read their own clock.

import { say } from '../words';

const dayMs = 86_400_000;

/** Of a moment within a sentence ('until …'): never by its distance from today. */
export type Form = 'relative' | 'absolute';

/** "Today, 14:05", "Yesterday, 09:30", "Mon 3 June, 18:20"; the year is added when it is not this one. */
export function localTime(when: Date, now: Date, locale?: string, form: Form = 'relative'): string {
  const clock = when.toLocaleTimeString(locale, { timeStyle: 'short' });
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(when)) / dayMs);
  if (form === 'relative' && days === 0) return say('time.today', { time: clock });
  if (form === 'relative' && days === 1) return say('time.yesterday', { time: clock });
  const thisYear = when.getFullYear() === now.getFullYear();
  // Apart, because browsers differ in what they put between the two.
  const weekday = when.toLocaleDateString(locale, { weekday: 'short' });
  const date = when.toLocaleDateString(locale, { day: 'numeric', month: 'long', ...(thisYear ? {} : { year: 'numeric' }) });
  return `${weekday} ${date}, ${clock}`;
}

/** The reader's own variety of the page's language: a German browser shows an English page European clocks. */
export function localeFor(pageLanguage: string, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.split('-')[0] === pageLanguage) ?? (pageLanguage === 'en' ? 'en-GB' : pageLanguage);
}

export function showLocalTimes(root: ParentNode, now: Date): void {
  const locale = localeFor(document.documentElement.lang, navigator.languages);
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    const when = new Date(element.dateTime);
    const form = 'absolute' in element.dataset ? 'absolute' : 'relative';
    if (!Number.isNaN(when.getTime())) element.textContent = localTime(when, now, locale, form);
  }
}
