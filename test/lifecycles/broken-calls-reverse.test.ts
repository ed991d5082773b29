import { playBrokenCalls } from '../harness/broken-calls-tests';

playBrokenCalls('reverse');
