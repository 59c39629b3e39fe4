/** Conditions of a deal, from recommendations. */

/**
 * Who does it, by when, and how it is checked. Recommendations are written as orders ("Remove the mount."), and of the
 * first sentence "must" makes a duty of the seller; any other text stands after the duty as it is.
 */
export function conditionOf(action: string): string {
  if (action === '') return '';
  const ended = /[.!?…]$/.test(action) ? action : `${action}.`;
  const [order = ''] = /^[A-Z][a-z]+(?= )/.exec(ended) ?? [];
  return ORDERS.has(order)
    ? `Before closing, the seller must ${order.toLowerCase()}${ended.slice(order.length)} A new collection confirms it.`
    : `Before closing, the seller must resolve this, and a new collection confirms it: ${ended}`;
}

/** With what recommendations begin; words that are no orders too often to be taken for one are left out. */
const ORDERS: ReadonlySet<string> = new Set(
  'Add Allow Ask Authorise Bind Block Bring Change Check Close Configure Connect Copy Correct Create Cut Delete Deny Disable Do Drop Enable Encrypt End Enforce Establish Find Fix Give Go Grant Install Issue Join Keep Leave Let Limit List Lower Make Map Minimise Mount Move Name Offer Pin Preserve Provide Publish Pull Raise Rebuild Record Reduce Reference Reject Remove Renew Replace Request Require Restore Restrict Return Review Revoke Rotate Run Select Serve Set Ship Spread Stay Switch Take Test Try Update Upgrade Use Verify Write'.split(
    ' ',
  ),
);
