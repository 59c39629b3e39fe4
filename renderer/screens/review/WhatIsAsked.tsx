import { Section } from '../../components/Page.tsx';
import classes from './review.module.css';

/** What Drydock asks a cluster for, and what it never asks: statements that the log lets anyone check. */
export function WhatIsAsked() {
  return (
    <Section title="Requests that Drydock makes and never makes">
      <div className={classes.sides}>
        <div>
          <h3 className={classes.subtitle}>Drydock requests</h3>
          <ul className={classes.points}>
            <li>lists of objects, with GET requests that change nothing</li>
            <li>
              the permissions of its own account, through SelfSubjectAccessReview and SelfSubjectRulesReview
            </li>
            <li>Secrets as a table of names, types and key counts, never their contents</li>
            <li>a few paths once without credentials, to check anonymous access</li>
          </ul>
        </div>
        <div>
          <h3 className={classes.subtitle}>Drydock never</h3>
          <ul className={classes.points}>
            <li>creates, changes or deletes anything in a cluster</li>
            <li>reads the contents of a Secret</li>
            <li>runs a command in a container, forwards a port or contacts a kubelet</li>
            <li>
              writes values of variables, ConfigMaps or annotations to the file, except a fixed list of
              settings. It keeps their length and apparent type. For a script or probe, it also notes a remote
              shell or the execution of downloaded content
            </li>
            <li>sends data anywhere except to the chosen API server</li>
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
