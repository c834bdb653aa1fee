import { showLocalTimes } from './pages/local_time';

showLocalTimes(document, new Date());
