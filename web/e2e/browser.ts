// Debian's Chromium, quiet and by itself.

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const quiet = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];
export const chromiumPath = process.env.EZPT_CHROMIUM ?? '/usr/bin/chromium';

export async function launch(...flags: string[]): Promise<Browser> {
  return launchFor(undefined, ...flags);
}

/** With that home, whose certificate store says which authorities are trusted. */
export async function launchFor(home: string | undefined, ...flags: string[]): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];  // Chromium refuses its sandbox to root
  const env = home === undefined ? {} : { env: { ...process.env, HOME: home } };
  return chromium.launch({ executablePath: chromiumPath, args: [...quiet, ...sandbox, ...flags], ...env });
}

/** Plays `file` (.mjpeg) as the camera, over and over, and says yes to the permission prompt. */
export function fakeCamera(file: string): string[] {
  return [
    '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${file}`,
  ];
}

/** Everything that the page says, to a voice of the page's language: this Chromium has none. */
export async function spyOnSpeech(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const spoken: string[] = [];
    class Utterance {
      onend: (() => void) | null = null;
      constructor(readonly text: string) {}
    }
    Object.assign(window, { spoken, SpeechSynthesisUtterance: Utterance });
    const { speechSynthesis } = window;
    speechSynthesis.getVoices = () => [{ name: 'Test', lang: 'en-GB', default: true, localService: true, voiceURI: '' }];
    speechSynthesis.speak = ({ text, onend }) => {
      if (text.trim() !== '') spoken.push(text);
      setTimeout(() => (onend as (() => void) | null)?.(), 600);
    };
  });
}

export async function spokenBy(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
}

/** Collects what must never happen: script errors, and console errors of our own. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

export type Feedback = {
  type: string; t: number; state: string; count: number; cue: { id: string; text: string; speak: boolean } | null;
  server: { decoded: number; dropped: number; damaged: number };
};

/** Every feedback message that the page receives. */
export function watchFeedback(page: Page): Feedback[] {
  const received: Feedback[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string') return;
      const message = JSON.parse(payload) as Feedback;
      if (message.type === 'feedback') received.push(message);
    });
  });
  return received;
}
