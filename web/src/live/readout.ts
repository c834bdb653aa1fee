// Everything on the live panel but the picture: checks, counter, hold ring, tempo, caption, rest.

import { captionFor, checkLabel, recognisedWords, tempoWord, type AtTheEnd, type Caption } from './captions';
import { byId, setText, showPanel } from './dom';
import type { Feedback, Welcome } from './protocol';
import { TempoGuide } from './tempo';
import { say } from '../words';

const check = '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#check"/></svg>';

/** More letters than two lines of a narrow phone have room for: it is set smaller there. */
const longCaption = 36;
/** More than two lines have room for anywhere. */
const veryLongCaption = 62;

export class Readout {
  private readonly caption = byId('caption');
  private readonly count = byId('count');
  private readonly target = byId('target');
  private readonly hold = byId('hold');
  private readonly holdSeconds = byId('hold-seconds');
  private readonly holdRing = document.getElementById('hold-ring');
  private readonly tempoFill = byId('tempo-fill');
  private readonly tempoMark = byId('tempo-mark');
  private readonly tempoWord = byId('tempo-word');
  private readonly recognised = byId('recognised');
  private readonly checks = byId('checks');
  private readonly countdown = byId('countdown');
  private readonly setLabel = byId('set-label');
  private guide: TempoGuide | null = null;
  private atTheEnd: AtTheEnd = 'turn';
  private shownCount = 0;
  private longestRest = 0;

  begin(welcome: Welcome): void {
    const { hold_s, tempo_s } = welcome.target;
    this.guide = new TempoGuide(tempo_s);
    this.atTheEnd = hold_s > 0 || tempo_s.pause > 0 ? 'hold' : 'turn';
    this.showCount(welcome.count ?? this.shownCount, welcome.target.reps);
  }

  show(feedback: Feedback): void {
    const settingUp = feedback.checks !== null && (feedback.state === 'setup' || feedback.state === 'ready');
    document.body.dataset.phase = settingUp ? 'setup' : 'active';
    document.body.dataset.state = feedback.state;
    if (settingUp) this.showChecks(feedback);
    setText(this.countdown, feedback.starts_in === null ? '' : String(Math.max(1, Math.ceil(feedback.starts_in))));
    this.showCount(feedback.count, feedback.target);
    this.showHold(feedback);
    this.tempoFill.style.transform = `scaleX(${Math.min(1, Math.max(0, feedback.progress)).toFixed(3)})`;
    const pace = this.guide?.at(feedback.state === 'active' ? feedback.phase : 'rest', feedback.t) ?? 0;
    this.tempoMark.style.left = `${(100 * pace).toFixed(1)}%`;
    setText(this.tempoWord, tempoWord(feedback, this.atTheEnd));
    this.showCaption(captionFor(feedback));
    setText(this.recognised, recognisedWords(feedback));
    const { set, sets } = feedback;
    setText(this.setLabel, sets > 1 ? say('session.set_of', { set, sets }) : '');
    this.showRest(feedback);
  }

  private showCount(count: number, target: number): void {
    if (count !== this.shownCount) {
      this.count.classList.remove('is-new');
      void this.count.offsetWidth;  // restarts the animation
      if (count > this.shownCount) this.count.classList.add('is-new');
      this.shownCount = count;
    }
    setText(this.count, String(count));
    setText(this.target, target > 0 ? say('session.of_target', { target }) : '');
  }

  say(text: string): void {
    this.showCaption({ text, tone: 'plain' });
  }

  private showCaption({ text, tone }: Caption): void {
    setText(this.caption, text);
    this.caption.dataset.tone = tone;
    this.caption.classList.toggle('is-long', text.length > longCaption);
    this.caption.classList.toggle('is-very-long', text.length > veryLongCaption);
  }

  private showChecks(feedback: Feedback): void {
    const checks = feedback.checks ?? [];
    const next = checks.findIndex((item) => !item.ok);
    if (this.checks.children.length !== checks.length) {
      this.checks.replaceChildren(...checks.map((item) => {
        const line = document.createElement('li');
        line.innerHTML = `<span class="mark">${check}</span><span></span><span class="visually-hidden"></span>`;
        setText(line.children[1]!, checkLabel(item.id));
        return line;
      }));
    }
    checks.forEach((item, i) => {
      const line = this.checks.children[i]!;
      line.classList.toggle('is-ok', item.ok);
      line.classList.toggle('is-next', i === next);
      setText(line.children[2]!, item.ok ? say('session.check_done') : say('session.check_not_yet'));
    });
  }

  private showHold(feedback: Feedback): void {
    const { hold } = feedback;
    this.hold.hidden = hold === null || feedback.state !== 'active';
    if (hold === null) return;
    const share = hold.target > 0 ? Math.min(1, hold.seconds / hold.target) : 0;
    this.holdRing?.style.setProperty('stroke-dasharray', `${(100 * share).toFixed(1)} 100`);
    setText(this.holdSeconds, String(Math.max(0, Math.ceil(hold.target - hold.seconds))));
  }

  private showRest(feedback: Feedback): void {
    if (feedback.state !== 'resting') {
      if (document.body.dataset.panel === 'rest') showPanel('live');
      this.longestRest = 0;
      return;
    }
    const left = feedback.rest_left ?? 0;
    this.longestRest = Math.max(this.longestRest, left);
    const share = this.longestRest > 0 ? left / this.longestRest : 0;
    document.getElementById('rest-ring')?.style.setProperty('stroke-dasharray', `${(100 * share).toFixed(1)} 100`);
    setText(byId('rest-seconds'), String(Math.ceil(left)));
    const { set, sets } = feedback;
    setText(byId('rest-result'), say('session.set_done', { set, sets }));
    setText(byId('rest-next'), sets > set ? say('session.next_starts', { set: set + 1 }) : '');
    if (document.body.dataset.panel === 'live') showPanel('rest');
  }
}
