// The pauses that the page makes by itself, when the tab is hidden or the camera stops. It ends these by itself, too,
// and no others: who paused by hand goes on by hand.

export class OwnPause {
  /** An earlier page of this tab may have paused as it was left. */
  private held = true;

  constructor(private readonly pause: () => boolean, private readonly goOn: () => void) {}

  /** A set began that no page can have paused. */
  fresh(): void {
    this.held = false;
  }

  /** @param active  Otherwise there is nothing to pause, or somebody has paused already. */
  begin(active: boolean): void {
    this.held = active && this.pause();
  }

  end(): void {
    if (!this.held || document.hidden) return;
    this.held = false;
    this.goOn();
  }
}
