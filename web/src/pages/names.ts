/** An exercise's id in words. Its name is known by the pages that the server makes. */
export function nameOf(exercise: string): string {
  const words = exercise.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
