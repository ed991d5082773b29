export * from './counts';
export * from './dispersion';
export * from './evidence';
export * from './excluded-ratio';
export * from './wilson';
