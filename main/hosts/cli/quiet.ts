/**
 * Warnings of the runtime are for whoever develops, and name its processes and options; on a terminal they stand between
 * our own lines. Workers read the variable when they start.
 */
export function withoutRuntimeWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', () => undefined);
  process.env['NODE_NO_WARNINGS'] = '1';
}
