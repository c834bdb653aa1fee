// An exercise's name where only its id is known: pages that the server did not make for it.

let known: Promise<Map<string, string>> | null = null;

/** The names in the page's language; none where neither the server nor the service worker answers. */
function names(): Promise<Map<string, string>> {
  known ??= fetch('/exercises.json')
    .then(async (answer) => (await answer.json()) as { id: string; name: string }[])
    .then((list) => new Map(list.map(({ id, name }) => [id, name])))
    .catch(() => new Map<string, string>());
  return known;
}

/** Until the name is known: the id in words. */
function wordsOf(exercise: string): string {
  const words = exercise.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Shows the id's words at once, and the name as soon as it is known. */
export function showName(exercise: string, show: (name: string) => void): void {
  show(wordsOf(exercise));
  void names().then((all) => {
    const name = all.get(exercise);
    if (name !== undefined) show(name);
  });
}
