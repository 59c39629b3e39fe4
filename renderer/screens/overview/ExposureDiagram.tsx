/** From the internet over the endpoints to the namespaces, as a small drawing with direct labels. */

import { useRef } from 'react';
import { compare } from '../../../shared/compare.ts';
import type { Exposure } from '../../../shared/exposure.ts';
import { count } from '../../../shared/in-words.ts';
import { useWidth } from '../../components/useWidth.ts';
import classes from './ExposureDiagram.module.css';

type Endpoint = Exposure['endpoints'][number];

const ROW = 30;
/** Two lines: where there is no room for the namespaces beside them, each endpoint names its own. */
const TALL_ROW = 40;
const WIDTH = 960;
/** Narrower than this, the words of the whole drawing could not be read. */
const LEAST = 704;
const MAX_ROWS = 14;

export function ExposureDiagram({ exposure }: { readonly exposure: Exposure }) {
  const endpoints = exposure.endpoints.toSorted(worstFirst).slice(0, MAX_ROWS);
  const namespaces = [...new Set(endpoints.map((endpoint) => endpoint.namespace))];
  const frame = useRef<HTMLDivElement>(null);
  const room = useWidth(frame) ?? WIDTH;
  const narrow = room < LEAST;
  const rows = narrow ? endpoints.length : Math.max(endpoints.length, namespaces.length, 1);
  const height = rows * (narrow ? TALL_ROW : ROW) + 16;
  const y = (index: number, amount: number) => (height * (index + 0.5)) / amount;
  if (endpoints.length === 0 && exposure.unknown.length === 0) {
    return <p className="muted">No exposed endpoint was found in the collected evidence.</p>;
  }
  return (
    <div ref={frame} className={classes.exposure}>
      {endpoints.length > 0 && (
        <svg
          className={classes.drawing}
          viewBox={`0 0 ${narrow ? room : WIDTH} ${height}`}
          role="img"
          aria-label={`${count(endpoints.length, 'endpoint')} in ${count(namespaces.length, 'namespace')}. The same list follows as text.`}
        >
          <text x="0" y={height / 2 + 4} className={classes.strong}>
            Internet
          </text>
          {endpoints.map((endpoint, index) => {
            const at = y(index, endpoints.length);
            const to = y(namespaces.indexOf(endpoint.namespace), namespaces.length);
            return (
              <g
                key={`${endpoint.kind} ${endpoint.namespace} ${endpoint.name}`}
                data-sensitive={endpoint.sensitive !== null}
              >
                <path
                  className={classes.edge}
                  d={`M66 ${height / 2} C 130 ${height / 2}, 110 ${at}, 180 ${at}`}
                />
                <circle className={classes.dot} cx="184" cy={at} r="3.5" />
                <text x="196" y={narrow ? at - 4 : at + 4}>
                  {shorten(endpoint.hosts[0] ?? endpoint.name, 38)}
                  <tspan className={classes.faint} {...(narrow ? { x: 196, dy: 16 } : { dx: 8 })}>
                    {narrow && `${shorten(endpoint.namespace, 24)}: `}
                    {endpoint.kind}
                    {endpoint.tls === 'no'
                      ? ', plain HTTP'
                      : endpoint.tls === 'unknown'
                        ? ', TLS unknown'
                        : ''}
                    {endpoint.sensitive === null ? '' : `, ${shorten(endpoint.sensitive, 24)}`}
                  </tspan>
                </text>
                {!narrow && (
                  <path className={classes.edge} d={`M640 ${at} C 700 ${at}, 700 ${to}, 760 ${to}`} />
                )}
              </g>
            );
          })}
          {(narrow ? [] : namespaces).map((namespace, index) => (
            <text key={namespace} x="772" y={y(index, namespaces.length) + 4} className={classes.mono}>
              {shorten(namespace, 24)}
            </text>
          ))}
        </svg>
      )}
      {exposure.endpoints.length > endpoints.length && (
        <p className="muted">And {exposure.endpoints.length - endpoints.length} more.</p>
      )}
      <ul className="visually-hidden">
        {endpoints.map((endpoint) => (
          <li key={`${endpoint.kind} ${endpoint.namespace} ${endpoint.name}`}>
            {endpoint.kind} {endpoint.namespace}/{endpoint.name}, {endpoint.hosts.join(', ')}, TLS{' '}
            {endpoint.tls}
          </li>
        ))}
      </ul>
      {exposure.unknown.map((sentence) => (
        <p key={sentence} className={classes.unknown}>
          {sentence}
        </p>
      ))}
    </div>
  );
}

const rank = (endpoint: Endpoint) => (endpoint.sensitive === null ? 2 : 0) + (endpoint.tls === 'no' ? 0 : 1);
const worstFirst = (a: Endpoint, b: Endpoint) => rank(a) - rank(b) || compare(a.namespace, b.namespace);
const shorten = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
