// Where pictures come from. The camera and the virtual patient's film take the same way: a <video>.

import type { SourceKind } from './protocol';

export type Problem =
  | 'permission-denied'
  | 'no-camera'
  | 'camera-busy'
  | 'camera-stopped'
  | 'insecure'
  | 'no-video'
  | 'busy'
  | 'connection'
  | 'elsewhere'
  | 'out-of-reach'
  | 'refused'
  | 'device-failed';

const longestSide = 640;
const silentCameraMs = 4000;
/** A film comes over the network, and may still be drawn while it plays. */
const silentFilmMs = 20_000;
const oldestPictureSeconds = 1;

/** What a failed getUserMedia means to a person. */
export function cameraProblem(errorName: string): Problem {
  switch (errorName) {
    case 'NotAllowedError': case 'PermissionDeniedError': case 'SecurityError': return 'permission-denied';
    case 'NotFoundError': case 'DevicesNotFoundError': case 'OverconstrainedError': return 'no-camera';
    case 'NotReadableError': case 'TrackStartError': case 'AbortError': return 'camera-busy';
    default: return 'no-camera';
  }
}

/** The size of the picture that is sent: the video's shape, its longer side at most 640 pixels, both even. */
export function sentSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const even = (value: number) => Math.max(32, Math.round((value * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/** Seconds of a clock that goes on through reloads of the page. */
export function captureClock(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

export class Capture {
  private stream: MediaStream | null = null;
  private lastFrameAt = 0;
  private lastT = 0;
  private lastSize = { width: 640, height: 480 };
  private running = false;
  /** Grows with every opening: a callback that an earlier one left behind is known by its number. */
  private opening = 0;
  private watchdog: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    /** The video shows a picture that was captured at `t`. */
    private readonly onFrame: (t: number) => void,
    private readonly onStopped: () => void,
  ) {}

  /** Opens the camera or the film and plays it. Throws nothing: the problem is the value. REQUIRES: no other call is under way. */
  async open(kind: SourceKind, filmUrl: string): Promise<Problem | null> {
    this.close();
    const opening = ++this.opening;
    const problem = kind === 'camera' ? await this.openCamera() : await this.openFilm(filmUrl);
    if (problem !== null) {
      this.close();
      return problem;
    }
    this.running = true;
    this.lastFrameAt = performance.now();
    this.watchdog = setInterval(() => this.checkAlive(), 1000);
    this.nextFrame(opening);
    return null;
  }

  close(): void {
    this.running = false;
    clearInterval(this.watchdog);
    for (const track of this.stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.stream = null;
    this.video.pause();
    this.video.srcObject = null;
    this.video.removeAttribute('src');
    this.video.onended = null;
  }

  /** Of the pictures; of the last ones once it is closed. */
  get size(): { width: number; height: number } {
    const { videoWidth, videoHeight } = this.video;
    if (videoWidth > 0 && videoHeight > 0) this.lastSize = sentSize(videoWidth, videoHeight);
    return this.lastSize;
  }

  private async openCamera(): Promise<Problem | null> {
    if (!window.isSecureContext || navigator.mediaDevices === undefined) return 'insecure';
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
      });
    } catch (error) {
      return cameraProblem(error instanceof Error ? error.name : '');
    }
    this.stream = stream;
    for (const track of stream.getVideoTracks()) track.onended = () => this.stopped();
    this.video.srcObject = stream;
    this.video.loop = false;
    try {
      await this.video.play();
      return null;
    } catch {
      return 'camera-busy';
    }
  }

  private async openFilm(url: string): Promise<Problem | null> {
    this.video.src = url;
    this.video.loop = true;
    try {
      await this.video.play();
      return null;
    } catch {
      return 'no-video';
    }
  }

  private nextFrame(opening: number): void {
    const arrived = (capturedAt: number | undefined) => {
      if (!this.running || opening !== this.opening) return;
      this.lastFrameAt = performance.now();
      this.onFrame(this.captureTime(capturedAt));
      this.nextFrame(opening);
    };
    if ('requestVideoFrameCallback' in this.video) {
      this.video.requestVideoFrameCallback((_, picture) => arrived(picture.captureTime));
    } else {
      requestAnimationFrame(() => arrived(undefined));
    }
  }

  /** The camera's own time of the picture where the browser knows it; never one that goes back. */
  private captureTime(capturedAt: number | undefined): number {
    const now = captureClock();
    const own = capturedAt === undefined ? now : (performance.timeOrigin + capturedAt) / 1000;
    const believable = own <= now && now - own < oldestPictureSeconds;
    this.lastT = Math.max(believable ? own : now, this.lastT + 0.001);
    return this.lastT;
  }

  /** A camera that was unplugged may just fall silent. Hidden pages get no frames: that is not the camera's doing. */
  private checkAlive(): void {
    if (document.hidden) this.lastFrameAt = performance.now();
    else if (performance.now() - this.lastFrameAt > (this.stream === null ? silentFilmMs : silentCameraMs)) this.stopped();
  }

  private stopped(): void {
    if (!this.running) return;
    this.close();
    this.onStopped();
  }
}
