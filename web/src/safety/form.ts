// The questions before an exercise: nobody starts whom a caution concerns, unless within a limit that they were given.

import { currentLimit, keepHere, parseKept, sendLimit, type KeptLimit, type PersonalLimit } from './personal_limit';

type Answer = 'none' | 'limit' | 'caution' | null;

class SafetyForm {
  private readonly exercise: string;
  private readonly person: string;
  private kept: KeptLimit;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly part: HTMLElement,
  ) {
    this.exercise = part.dataset.safety ?? '';
    this.person = part.dataset.person ?? '';
    const ofPage = parseKept(part.dataset.keptLimit);
    this.kept = currentLimit(this.exercise, ofPage, this.person);
    if (this.kept.set_ms > ofPage.set_ms) void sendLimit(this.exercise, this.kept);
    this.fill();
    form.addEventListener('change', () => this.show());
    form.addEventListener('submit', (event) => this.submit(event));
    this.show();
  }

  private get answer(): Answer {
    return (this.form.querySelector<HTMLInputElement>('input[name="safe"]:checked')?.value ?? null) as Answer;
  }

  private input<T extends HTMLElement>(name: string): T | null {
    return this.part.querySelector<T>(`[data-limit="${name}"]`);
  }

  /** With what is kept: whoever has a limit is asked again only whether it still holds. */
  private fill(): void {
    const { limit } = this.kept;
    if (limit === null) return;
    const choice = this.part.querySelector<HTMLInputElement>('input[name="safe"][value="limit"]');
    if (choice !== null) choice.checked = true;
    const quantity = this.input<HTMLSelectElement>('quantity');
    if (quantity !== null) quantity.value = limit.quantity;
    const degrees = this.input<HTMLInputElement>('degrees');
    if (degrees !== null) degrees.value = String(limit.most ?? limit.least ?? '');
    const side = this.input<HTMLSelectElement>('side');
    if (side !== null) side.value = limit.side ?? 'both';
  }

  private show(): void {
    const { answer } = this;
    for (const part of this.part.querySelectorAll<HTMLElement>('[data-when]')) part.hidden = part.dataset.when !== answer;
    const words = this.input<HTMLElement>('words');
    if (words !== null) words.textContent = this.chosen()?.dataset.words ?? '';
    const degrees = this.input<HTMLInputElement>('degrees');
    if (degrees !== null) degrees.required = answer === 'limit';
    for (const button of this.form.elements) {  // those elsewhere on the page, too
      if (button instanceof HTMLButtonElement && button.value === 'camera') button.disabled = answer === 'caution';
    }
  }

  private chosen(): HTMLOptionElement | null {
    return this.input<HTMLSelectElement>('quantity')?.selectedOptions[0] ?? null;
  }

  private limit(): PersonalLimit | null {
    const option = this.chosen();
    const degrees = this.input<HTMLInputElement>('degrees')?.valueAsNumber;
    if (this.answer !== 'limit' || option === null || degrees === undefined || Number.isNaN(degrees)) return null;
    const side = this.input<HTMLSelectElement>('side')?.value ?? 'both';
    const most = option.dataset.end === 'most';
    return {
      quantity: option.value, side: side === 'both' ? null : (side as 'left' | 'right'),
      least: most ? null : degrees, most: most ? degrees : null,
    };
  }

  /** The limit is kept before anything starts. */
  private submit(event: SubmitEvent): void {
    const limit = this.limit();
    if (event.submitter instanceof HTMLButtonElement && event.submitter.value !== 'camera') return;  // nobody moves
    if (this.answer === 'caution') return event.preventDefault();
    if (JSON.stringify(limit) === JSON.stringify(this.kept.limit)) return;
    event.preventDefault();
    void this.keepAndGo(limit, event.submitter);
  }

  private async keepAndGo(limit: PersonalLimit | null, submitter: HTMLElement | null): Promise<void> {
    const kept = { limit, set_ms: Date.now() };
    const refused = await sendLimit(this.exercise, kept);
    const words = this.part.querySelector<HTMLElement>('[data-limit-refused]');
    if (words !== null) words.textContent = refused ?? '';
    if (words !== null) words.hidden = refused === null;
    if (refused !== null) return;
    this.kept = kept;
    keepHere(this.exercise, kept, this.person);
    this.form.requestSubmit(submitter);
  }
}

export function wireSafety(root: ParentNode): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-safety]')) {
    const form = part.closest('form');
    if (form !== null) new SafetyForm(form, part);
  }
}
