// The number to call where this person lives, as far as the browser's time zone tells. Numbers of public services,
// as their governments give them; where the zone tells nothing, no number is claimed.

import { say } from '../words';

const byZone: [RegExp, string][] = [
  [/^(Europe|Arctic)\//, '112'],
  [/^(Atlantic\/(Azores|Canary|Faroe|Madeira|Reykjavik)|Asia\/(Nicosia|Famagusta|Istanbul|Kolkata|Calcutta|Tbilisi))/, '112'],
  [/^America\/(Sao_Paulo|Manaus|Fortaleza|Recife|Bahia|Belem|Cuiaba|Porto_Velho|Rio_Branco|Maceio|Araguaina|Boa_Vista|Campo_Grande)/, '192'],
  [/^America\/(Santiago|Punta_Arenas)/, '131'],
  [/^America\/(New_York|Detroit|Kentucky|Indiana|Chicago|Menominee|North_Dakota|Denver|Boise|Phoenix|Los_Angeles|Anchorage|Juneau|Sitka|Nome|Adak|Toronto|Vancouver|Edmonton|Winnipeg|Regina|Halifax|St_Johns|Moncton|Montreal|Mexico_City|Tijuana|Monterrey|Argentina|Buenos_Aires|Puerto_Rico)/, '911'],
  [/^Pacific\/Honolulu/, '911'],
  [/^Australia\//, '000'],
  [/^Pacific\/(Auckland|Chatham)/, '111'],
  [/^Asia\/(Tokyo|Seoul)/, '119'],
  [/^Asia\/(Shanghai|Chongqing|Urumqi)/, '120'],
  [/^Asia\/Singapore/, '995'],
  [/^Asia\/Hong_Kong/, '999'],
];

export function emergencyNumber(zone: string): string | null {
  return byZone.find(([pattern]) => pattern.test(zone))?.[1] ?? null;
}

export function emergencyWords(zone: string): string {
  const number = emergencyNumber(zone);
  return number === null ? say('emergency.your_number') : say('emergency.number_here', { number });
}

export function showEmergencyNumber(root: ParentNode): void {
  const words = emergencyWords(Intl.DateTimeFormat().resolvedOptions().timeZone);
  for (const place of root.querySelectorAll('[data-emergency]')) place.textContent = words;
}
