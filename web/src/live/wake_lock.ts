// Keeps the screen on while somebody exercises out of reach of it. Browsers drop the lock when the page is hidden.

export class WakeLock {
  private sentinel: WakeLockSentinel | null = null;
  private wanted = false;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (this.wanted && !document.hidden) void this.request();
    });
  }

  hold(): void {
    this.wanted = true;
    void this.request();
  }

  release(): void {
    this.wanted = false;
    void this.sentinel?.release();
    this.sentinel = null;
  }

  private async request(): Promise<void> {
    if (!('wakeLock' in navigator)) return;
    try {
      this.sentinel = await navigator.wakeLock.request('screen');
    } catch {
      this.sentinel = null;  // A low battery refuses it: the session goes on without.
    }
  }
}
