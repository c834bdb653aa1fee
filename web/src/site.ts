// Every page but the live session.

import { playFigures } from './figure/player';
import { drawCharts } from './pages/chart';
import { wireFilter } from './pages/filter';
import { showLocalTimes } from './pages/local_time';
import { wireSideChoice } from './pages/side';

showLocalTimes(document, new Date());
wireFilter(document);
drawCharts(document);
wireSideChoice(document);
playFigures(document);
