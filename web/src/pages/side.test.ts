import { expect, it } from 'vitest';
import { viewFor } from './side';

it('turns side views to the working side and leaves the others', () => {
  expect(viewFor('side_left', 'right')).toBe('side_right');
  expect(viewFor('side_right', 'left')).toBe('side_left');
  expect(viewFor('front', 'right')).toBe('front');
});
