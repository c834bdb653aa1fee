import { expect, it } from 'vitest';
import { emergencyNumber, emergencyWords } from './emergency';

it('names the number of where the person is, or none', () => {
  expect(emergencyNumber('Europe/Berlin')).toBe('112');
  expect(emergencyNumber('America/New_York')).toBe('911');
  expect(emergencyNumber('America/Sao_Paulo')).toBe('192');
  expect(emergencyNumber('Australia/Sydney')).toBe('000');
  expect(emergencyNumber('Asia/Tokyo')).toBe('119');
  expect(emergencyNumber('UTC')).toBeNull();
  expect(emergencyWords('Etc/Unknown')).toBe('your emergency number');
});
