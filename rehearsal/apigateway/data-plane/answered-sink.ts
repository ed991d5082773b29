import { AnsweredRequest } from './access-log';
import { Stage } from '../model';

/** Is told of every request that a client sent and that was answered. @param times how many requests were alike. @default 1 */
export type AnsweredSink = (stage: Stage, answered: AnsweredRequest, times?: number) => void;
