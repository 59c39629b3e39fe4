import { Section } from '../../components/Page.tsx';
import classes from './review.module.css';

/** What Drydock asks a cluster for, and what it never asks: statements that the log lets anyone check. */
export function WhatIsAsked() {
  return (
    <Section title="What Drydock asks for, and what it never asks for">
      <div className={classes.sides}>
        <div>
          <h3 className={classes.subtitle}>It asks</h3>
          <ul className={classes.points}>
            <li>for lists of objects, with GET requests that change nothing</li>
            <li>what its own account may do, with the two reviews that Kubernetes has for that</li>
            <li>for Secrets as a table of names, types and numbers of keys, never with their objects</li>
            <li>a few paths once without credentials, to see whether they answer</li>
          </ul>
        </div>
        <div>
          <h3 className={classes.subtitle}>It never</h3>
          <ul className={classes.points}>
            <li>creates, changes or deletes anything in a cluster</li>
            <li>reads what a Secret holds</li>
            <li>runs a command in a container, forwards a port or speaks to a node’s own interface</li>
            <li>
              writes values of variables, config maps or annotations, but for a fixed list of settings; only
              their length and what they look like, and of a script or probe whether it gives somebody else a
              shell or runs what it downloads
            </li>
            <li>sends anything anywhere but to the API server that was chosen</li>
          </ul>
        </div>
      </div>
      <p className="muted prose">
        Every request is listed under Requests with its time and path; compare it with the audit log of your
        API server.
      </p>
    </Section>
  );
}
