/** What one request may take. */
export interface TransportLimits {
  /** Of a list or of discovery. */
  readonly maxBodyBytes: number;
  /** Of a probe, a review, or an answer that is no success: what is beyond is not read. */
  readonly maxOtherBytes: number;
  readonly requestDeadlineMs: number;
  readonly tries: number;
}

export const TRANSPORT_LIMITS: TransportLimits = {
  maxBodyBytes: 64 * 1024 * 1024,
  maxOtherBytes: 1024 * 1024,
  requestDeadlineMs: 60_000,
  tries: 5,
};
