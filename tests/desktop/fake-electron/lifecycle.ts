/** When things happen in an app, and the order that Electron demands. */
export interface Lifecycle {
  readonly whenReady: Promise<void>;
  isReady(): boolean;
  becomeReady(): void;
  /** Throws as Electron does for what exists only after the `ready` event. */
  requireReady(what: string): void;
  /** Throws as Electron does for what is too late after the `ready` event. */
  requireNotReady(what: string): void;
  /** Every use of the module, in order, for example `app.enableSandbox`. */
  readonly uses: string[];
}

export function createLifecycle(): Lifecycle {
  const { promise, resolve } = Promise.withResolvers<void>();
  let ready = false;
  return {
    whenReady: promise,
    isReady: () => ready,
    becomeReady() {
      ready = true;
      resolve();
    },
    requireReady(what) {
      if (!ready) throw new Error(`${what} can only be used after the app is ready.`);
    },
    requireNotReady(what) {
      if (ready) throw new Error(`${what} must be called before the app is ready.`);
    },
    uses: [],
  };
}
