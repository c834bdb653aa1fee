// What the page and the engine's worker say to each other.

import type { PersonalLimit } from '../safety/personal_limit';
import type { Request, ServerMessage, SourceKind } from '../live/protocol';

export interface SetDescription {
  /** Whose page it began on, as the server calls them: nobody else's account or browser gets it. */
  person?: string | undefined;
  /** Of this browser; the server gives its own when the set is uploaded. */
  id: string;
  exercise: string;
  side: string | null;
  language: string;
  limit: PersonalLimit | null;
  source: SourceKind;
  width: number;
  height: number;
}

export type ToWorker =
  /** Loads all that a set of this exercise needs: from then on it can begin without a network. */
  | { type: 'measure'; exercise: string }
  | { type: 'start'; set: SetDescription; resume: boolean }
  | { type: 'picture'; sequence: number; t: number; picture: VideoFrame | ImageBitmap; width: number; height: number }
  | { type: 'request'; request: Request };

export type FromWorker =
  /** The engine is there; `msPerPicture` is the median of half a second of work, pixels to coaching. */
  | { type: 'measured'; msPerPicture: number }
  /** In answer to a picture (`feedback`, or an `error` that is not fatal), to a start (`welcome`) and at the end (`summary`). */
  | { type: 'message'; message: ServerMessage }
  /** The engine cannot go on, for one line of reason. */
  | { type: 'failed'; text: string };
