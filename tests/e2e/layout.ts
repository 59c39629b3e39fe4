/** What is wrong with how a page is laid out: measured in the page, so that a machine can look at every screen. */
import type { Page } from 'playwright';

/** One line for each fault, naming the element. Empty where all is well. */
export interface LayoutFaults {
  /** Scroll areas within scroll areas. */
  readonly nested: readonly string[];
  /** Areas that scroll sideways. Wide tables and drawings may, in a frame of their own, where the window is narrow. */
  readonly sideways: readonly string[];
  /** Words that end in the middle, and that no title gives in full. */
  readonly cut: readonly string[];
  /** Controls outside of the window's width, or under something else. */
  readonly unreachable: readonly string[];
  /** Controls whose focus ring would be cut off by an area around them. */
  readonly ringless: readonly string[];
}

export function layoutFaults(page: Page): Promise<LayoutFaults> {
  return page.evaluate(() => {
    const named = (element: Element): string => {
      const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40);
      return `${element.tagName.toLowerCase()}.${element.classList.item(0) ?? ''} “${words}”`;
    };
    const elements = [...document.querySelectorAll<HTMLElement>('html, body, body *')];
    const styles = new Map(elements.map((element) => [element, getComputedStyle(element)]));
    const scrolls = (element: HTMLElement, axis: 'X' | 'Y') => {
      const style = styles.get(element);
      const overflow = axis === 'Y' ? style?.overflowY : style?.overflowX;
      const [content, box] =
        axis === 'Y'
          ? [element.scrollHeight, element.clientHeight]
          : [element.scrollWidth, element.clientWidth];
      const may = overflow === 'auto' || overflow === 'scroll' || element === document.documentElement;
      return may && box > 0 && content > box + 1;
    };
    /** What lies above the page makes the rest of it wait. */
    const above =
      document.querySelector('[role="menu"]') ??
      document.querySelector('[role="dialog"]') ??
      elements.find((element) => element.tagName === 'ASIDE' && styles.get(element)?.position === 'fixed') ??
      document.body;

    const down = elements.filter(
      (element) => scrolls(element, 'Y') && (innerHeight > 480 || element.role !== 'grid'),
    );
    const nested = down.filter((inner) => down.some((outer) => outer !== inner && outer.contains(inner)));
    // YAML keeps its lines.
    const sideways = elements.filter(
      (element) => scrolls(element, 'X') && above.contains(element) && element.querySelector('code') === null,
    );

    const cut = elements.filter((element) => {
      const style = styles.get(element);
      const hidesX = style?.overflowX === 'hidden' || style?.overflowX === 'clip';
      return (
        hidesX &&
        element.clientWidth > 1 &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.closest('[title]') === null &&
        element.querySelector('[title]') === null &&
        element.tagName !== 'INPUT' &&
        (element.textContent ?? '').trim() !== '' &&
        element.closest('.visually-hidden') === null &&
        above.contains(element)
      );
    });

    const controls = elements.filter(
      (element) =>
        element.matches('a[href], button, input, select, textarea, summary, [role="radio"]') &&
        above.contains(element) &&
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
    );
    const { activeElement } = document;
    // A style is asked for in the moment of the focus, not on the way there.
    const still = new CSSStyleSheet();
    still.replaceSync('* { transition: none !important; }');
    document.adoptedStyleSheets.push(still);
    const unreachable: string[] = [];
    const ringless: string[] = [];
    for (const control of controls) {
      control.scrollIntoView({ block: 'center', inline: 'nearest' });
      const box = control.getBoundingClientRect();
      // Words for screen readers, and links that only the focus brings into sight.
      if (box.width <= 1 || box.bottom <= 0) continue;
      const inGrid = control.closest('[role="grid"]') !== null;
      if ((box.left < -1 || box.right > innerWidth + 1) && !inGrid) {
        unreachable.push(`outside: ${named(control)}`);
        continue;
      }
      const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      const label = control.closest('label') ?? document.querySelector(`label[for="${control.id}"]`);
      const own =
        hit !== null &&
        (control.contains(hit) ||
          hit.contains(control) ||
          label?.contains(hit) === true ||
          control.parentElement?.contains(hit) === true);
      if (!own && !inGrid)
        unreachable.push(`covered by ${hit === null ? 'nothing' : named(hit)}: ${named(control)}`);
      // The focus alone opens some lists of choices over what comes next.
      if (control.matches('[aria-haspopup="listbox"]')) continue;
      control.focus({ preventScroll: true });
      const style = getComputedStyle(control);
      const ring =
        style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
      if (ring <= 0) continue;
      for (let around = control.parentElement; around !== null; around = around.parentElement) {
        const overflow = styles.get(around)?.overflowX;
        if (overflow === undefined || overflow === 'visible') continue;
        const clip = around.getBoundingClientRect();
        if (box.left - ring < clip.left - 0.5 || box.right + ring > clip.right + 0.5) {
          ringless.push(`${named(control)} in ${named(around)}`);
          break;
        }
      }
    }
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== still);
    if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
    return {
      nested: nested.map(named),
      sideways: sideways.map(named),
      cut: cut.map(named),
      unreachable,
      ringless,
    };
  });
}
