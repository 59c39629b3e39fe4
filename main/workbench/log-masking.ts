/** What hosts write to their logs passes the rules that evidence passes. */
export { maskText as maskForLog } from '../snapshot/redaction/mask.ts';
