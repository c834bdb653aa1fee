import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OwnPause } from './own_pause';

const page = { hidden: false };
const pause = vi.fn(() => true);
const goOn = vi.fn();

beforeEach(() => {
  page.hidden = false;
  vi.stubGlobal('document', page);
  vi.clearAllMocks();
});
afterEach(() => vi.unstubAllGlobals());

describe('OwnPause', () => {
  it('ends what it began, once', () => {
    const own = new OwnPause(pause, goOn);
    own.fresh();
    own.begin(true);
    own.end();
    own.end();
    expect(pause).toHaveBeenCalledTimes(1);
    expect(goOn).toHaveBeenCalledTimes(1);
  });

  it('leaves alone what somebody paused by hand, and what it could not pause', () => {
    const own = new OwnPause(pause, goOn);
    own.fresh();
    own.begin(false);
    own.end();
    pause.mockReturnValueOnce(false);
    own.begin(true);
    own.end();
    expect(goOn).not.toHaveBeenCalled();
  });

  it('ends the pause of an earlier page of this tab, unless the set is new', () => {
    new OwnPause(pause, goOn).end();
    expect(goOn).toHaveBeenCalledTimes(1);
    const fresh = new OwnPause(pause, goOn);
    fresh.fresh();
    fresh.end();
    expect(goOn).toHaveBeenCalledTimes(1);
  });

  it('waits until the page can be seen', () => {
    const own = new OwnPause(pause, goOn);
    page.hidden = true;
    own.end();
    expect(goOn).not.toHaveBeenCalled();
    page.hidden = false;
    own.end();
    expect(goOn).toHaveBeenCalledTimes(1);
  });
});
