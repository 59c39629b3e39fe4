/** Calls of a page that wait: the workbench hears of them only when they are let go. */
import type { Page } from 'playwright';

export interface HeldCalls {
  /** Resolves once such a call was made. */
  readonly made: () => Promise<void>;
  /** Lets everything go, in order, and holds nothing any more. */
  readonly letGo: () => Promise<void>;
}

/** Holds what the page sends from its first call of `procedure` on, such as `findings/create`. */
export async function holdCalls(page: Page, procedure: string): Promise<HeldCalls> {
  const held = await page.evaluateHandle((name) => {
    // oxlint-disable-next-line typescript/unbound-method -- it is called with its socket
    const send = WebSocket.prototype.send;
    const waiting: (() => void)[] = [];
    let over = false;
    WebSocket.prototype.send = function sendLater(message) {
      const text = typeof message === 'string' ? message : new TextDecoder().decode(message as ArrayBuffer);
      if (!over && (waiting.length > 0 || text.includes(name))) waiting.push(() => send.call(this, message));
      else send.call(this, message);
    };
    return {
      waiting,
      letGo: () => {
        over = true;
        for (const go of waiting) go();
        WebSocket.prototype.send = send;
      },
    };
  }, procedure);
  return {
    made: async () => {
      await page.waitForFunction(({ waiting }) => waiting.length > 0, held);
    },
    letGo: () => held.evaluate(({ letGo }) => letGo()),
  };
}
