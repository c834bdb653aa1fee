// What scripts say, in the page's language: messages/browser/LANGUAGE.json. A value stands in a message as {name}.

import de from '../../messages/browser/de.json';
import en from '../../messages/browser/en.json';

type Messages = typeof en;
/** "session.greeting". An id that there is not does not compile. */
export type MessageId = { [Section in keyof Messages]: `${Section}.${keyof Messages[Section] & string}` }[keyof Messages];
export type Values = Record<string, string | number>;

/** A new language is an import above and an entry here. */
const languages: Record<string, Messages> = { en, de };

/** For who knows the language: a worker has no page. @param language  A tag; English where there is none such. */
export function sayIn(language: string, id: MessageId, values: Values = {}): string {
  const messages = languages[language.split('-')[0] ?? ''] ?? en;
  const [section, key] = id.split('.') as [keyof Messages, string];
  const message = (messages[section] as Record<string, string>)[key] ?? '';
  return message.replace(/\{([a-z_]+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

export function pageLanguage(): string {
  return typeof document === 'undefined' ? 'en' : document.documentElement.lang;
}

export function say(id: MessageId, values: Values = {}): string {
  return sayIn(pageLanguage(), id, values);
}

/** Of a key that is only known as the page runs; nothing where there is no such message. */
export function sayOneOf<Section extends keyof Messages>(section: Section, key: string): string | undefined {
  return key in en[section] ? say(`${section}.${key}` as MessageId) : undefined;
}
