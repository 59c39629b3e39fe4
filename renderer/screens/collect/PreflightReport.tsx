import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { Preflight } from '../../../shared/collect.ts';
import { compare } from '../../../shared/compare.ts';
import { kindName } from '../../../shared/evidence.ts';
import { count, number } from '../../../shared/in-words.ts';
import { Caution } from '../../components/Caution.tsx';
import { Dotted } from '../../components/Dotted.tsx';
import { UnknownControls } from '../../components/UnknownControls.tsx';
import evidence from '../evidence/evidence.module.css';
import { someNamespaces } from '../evidence/kind-words.ts';
import { AccessToAsk } from './AccessToAsk.tsx';
import { ACCESS_FILL, ACCESS_ORDER, ACCESS_WORDS, accessCounts, seesAll } from './access.ts';
import classes from './collect.module.css';

/** What a collection would see of one cluster, and what would stay unknown. */
export function PreflightReport({ preflight }: { readonly preflight: Preflight }) {
  const whole = preflight.rows.filter(({ access }) => access === 'everywhere');
  return (
    <div className={classes.stack}>
      <dl className={classes.facts}>
        <dt>Signs in as</dt>
        <dd className="mono">
          {preflight.identity === '' ? 'not reported by the server' : preflight.identity}
        </dd>
        <dt>Server</dt>
        <dd>
          <span className="mono">{preflight.server}</span>
          {preflight.serverVersion !== '' && `, ${preflight.serverVersion}`}
        </dd>
      </dl>
      {preflight.notes.map((note) => (
        <Caution key={note} tone="caution">
          {note}
        </Caution>
      ))}
      <AccessStrip preflight={preflight} />
      {preflight.unknownControls.length > 0 && (
        <UnknownControls
          controls={preflight.unknownControls}
          title={`${count(preflight.unknownControls.length, 'control')} would be unknown, fully or partly`}
        />
      )}
      {!seesAll(preflight) && (
        <>
          <MissingAccess preflight={preflight} />
          <section className={classes.ask} data-ask tabIndex={-1} aria-label="Request access">
            <h3 className={classes.subtitle}>Request the missing access</h3>
            <AccessToAsk yaml={preflight.clusterRole} folded />
          </section>
        </>
      )}
      {whole.length > 0 && (
        <details className={classes.fold}>
          <summary>{count(whole.length, 'kind')} that can be read everywhere</summary>
          <p className="mono">{whole.map(({ resource }) => kindName(resource)).join(', ')}</p>
        </details>
      )}
      {preflight.sampledNamespaces.length > 0 && (
        <p className="faint small">
          Permissions were checked in {count(preflight.sampledNamespaces.length, 'namespace')}. The collection
          itself checks every namespace.
        </p>
      )}
    </div>
  );
}

/** One cell for each kind, from all to nothing, labelled beneath. */
function AccessStrip({ preflight }: { readonly preflight: Preflight }) {
  const counts = accessCounts(preflight);
  const present = ACCESS_ORDER.filter((access) => counts[access] > 0);
  return (
    <div className={classes.strip}>
      <div className={classes.cells} aria-hidden="true">
        {present.map((access) => (
          <i key={access} style={{ flexGrow: counts[access] }} data-fill={ACCESS_FILL[access]} />
        ))}
      </div>
      <ul className={classes.stripWords} aria-label="Kinds by access">
        {ACCESS_ORDER.map((access) => (
          <li key={access} data-none={counts[access] === 0}>
            <span className={evidence.swatch} data-fill={ACCESS_FILL[access]} aria-hidden="true" />
            <b>{counts[access]}</b> {ACCESS_WORDS[access].toLowerCase()}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Kinds shown before someone asks for all. */
const SHOWN = 8;

function MissingAccess({ preflight }: { readonly preflight: Preflight }) {
  const id = useId();
  const [all, setAll] = useState(false);
  const rows = preflight.rows
    .filter(({ access }) => access !== 'everywhere')
    .toSorted(
      (a, b) => b.controls.length - a.controls.length || compare(kindName(a.resource), kindName(b.resource)),
    );
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <section className={classes.stack} aria-labelledby={id}>
      <h3 id={id} className={classes.subtitle}>
        Kinds that cannot be read in full
      </h3>
      <div className={evidence.scroll}>
        <table className={evidence.table} aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Can be read</th>
              <th scope="col">In these namespaces</th>
              <th scope="col" data-align="end">
                Controls that need it
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ resource, access, namespaces, controls }) => (
              <tr key={`${resource.group}/${resource.resource}`}>
                <th scope="row">
                  <Dotted>{kindName(resource)}</Dotted>
                </th>
                <td>
                  <span className={evidence.status}>
                    <span className={evidence.swatch} data-fill={ACCESS_FILL[access]} aria-hidden="true" />
                    {ACCESS_WORDS[access]}
                  </span>
                </td>
                <td className="mono">{someNamespaces(namespaces)}</td>
                <td data-align="end">{controls.length === 0 ? 'none' : controls.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
            Show all {number(rows.length)}
          </Button>
        </div>
      )}
    </section>
  );
}
