// Every page but the live session.

import { showKeptSets } from './offline/kept_sets';
import { wireForgetting } from './offline/forget';
import { registerServiceWorker } from './offline/register';
import { personHere } from './device/upload';
import { playFigures } from './figure/player';
import { showLatency } from './live/latency';
import { drawCharts } from './pages/chart';
import { wireFilter } from './pages/filter';
import { showEmergencyNumber } from './safety/emergency';
import { showPainKeptHere, wirePain } from './safety/pain';
import { wireSafety } from './safety/form';
import { wireDismiss } from './pages/dismiss';
import { watchIdle } from './pages/idle';
import { placeOf, showInsecure } from './pages/insecure';
import { showLocalTimes } from './pages/local_time';
import { wirePrint } from './pages/print';
import { wireReveal } from './pages/reveal';
import { wireSideChoice } from './pages/side';
import { sendTyped } from './pages/typed';
import { showUnfinished } from './pages/unfinished';

showInsecure(document, placeOf(window));
showLocalTimes(document, new Date());
wireFilter(document);
drawCharts(document);
wireSideChoice(document);
wireSafety(document);
wirePain(document);
showEmergencyNumber(document);
playFigures(document);
showLatency(document);
showUnfinished(document);
wirePrint(document, () => window.print());
wireReveal(document);
wireDismiss(document, (address) => fetch(address, { method: 'POST' }));
watchIdle(window, () => localStorage, () => {
  if (!sendTyped(document)) location.reload();
});
registerServiceWorker();
void wireForgetting(document, personHere).catch((error: unknown) => console.info('kept pages:', error));
void showPainKeptHere(document).catch((error: unknown) => console.info('kept sets:', error));
void showKeptSets(document);
