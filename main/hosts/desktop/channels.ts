/** The two names that main and preload share. Everything else crosses over the port. */
export const REQUEST_PORT = 'drydock:request-port';
export const PORT = 'drydock:port';
