// A video's picture as JPEG, as it goes to the server.

import { sentSize } from './capture';
import type { Box } from './framing';

const quality = 0.72;
const blurredSide = 24;  // pixels of the longer side: light and colour of the room, and nothing that can be recognised

export interface Picture {
  width: number;
  height: number;
  bytes: ArrayBuffer;
}

export class JpegEncoder {
  private readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d', { alpha: false });
  private readonly small = document.createElement('canvas');
  private readonly smallContext = this.small.getContext('2d', { alpha: false });

  /** @param detail  What is sent sharp; nothing: all of it. Nothing is returned while the video has no picture. */
  async encode(video: HTMLVideoElement, detail: Box | null): Promise<Picture | null> {
    const { width, height } = sentSize(video.videoWidth || 640, video.videoHeight || 480);
    if (this.context === null || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    if (detail === null) this.context.drawImage(video, 0, 0, width, height);
    else this.drawDetail(video, detail);
    const blob = await new Promise<Blob | null>((done) => this.canvas.toBlob(done, 'image/jpeg', quality));
    return blob === null ? null : { width, height, bytes: await blob.arrayBuffer() };
  }

  private drawDetail(video: HTMLVideoElement, detail: Box): void {
    const { width, height } = this.canvas;
    const scale = blurredSide / Math.max(width, height);
    this.small.width = Math.max(1, Math.round(width * scale));
    this.small.height = Math.max(1, Math.round(height * scale));
    this.smallContext?.drawImage(video, 0, 0, this.small.width, this.small.height);
    this.context?.drawImage(this.small, 0, 0, width, height);
    const { videoWidth, videoHeight } = video;
    this.context?.drawImage(
      video,
      detail.x * videoWidth, detail.y * videoHeight, detail.width * videoWidth, detail.height * videoHeight,
      detail.x * width, detail.y * height, detail.width * width, detail.height * height,
    );
  }
}
