// Times a peer and prints one line of JSON: {"name", "p10_ms", "median_ms", "p90_ms"}.
export async function report(name, runs, step) {
  for (let i = 0; i < 10; i++) await step();
  const times = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor((runs - 1) * share)];
  console.log(JSON.stringify({ name, p10_ms: at(0.1), median_ms: at(0.5), p90_ms: at(0.9) }));
}
