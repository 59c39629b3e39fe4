/** The sample engagement, which holds invented data and which anybody may open. */

/** The name of its file, without the extension. */
export const SAMPLE_NAME = 'Halcyon Freight (sample)';

/** No secret: the file has a passphrase because every engagement file is encrypted. The interface gives it by itself. */
export const SAMPLE_PASSPHRASE = 'halcyon freight sample';
