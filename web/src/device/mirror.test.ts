import { expect, it } from 'vitest';
import { ChunkCounter } from './mirror';

it('counts a chunk as closed with the first picture a second after its first', () => {
  const counter = new ChunkCounter();
  for (const t of [10, 10.4, 10.9]) counter.add(t);
  expect(counter.count).toBe(0);
  counter.add(11.1);
  expect(counter.count).toBe(1);
  counter.add(12.0);  // 0.9 s after the chunk's first
  expect(counter.count).toBe(1);
  counter.add(15);
  expect(counter.count).toBe(2);
  counter.flush();
  expect(counter.count).toBe(3);
  counter.add(20);
  expect(counter.count).toBe(3);
  counter.atLeast(2);
  expect(counter.count).toBe(3);
  counter.atLeast(7);
  expect(counter.count).toBe(7);
});
