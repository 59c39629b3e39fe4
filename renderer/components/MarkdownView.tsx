/** Markdown as text with emphasis and lists. Raw HTML stays text, images are their words, links show where they lead. */
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import classes from './MarkdownView.module.css';

const PLUGINS = [remarkGfm];

// SECURITY S-10, S-11: nothing written in a note or collected from a cluster opens anything.
const COMPONENTS: Components = {
  a: ({ children, href }) => (
    <span>
      {children}
      {typeof href === 'string' && !isSameText(children, href) && <span className="faint"> ({href})</span>}
    </span>
  ),
  img: ({ alt }) => <span className="faint">[image: {alt ?? ''}]</span>,
  // A note's headings stand below those of the screen.
  h1: ({ children }) => <p className={classes.heading}>{children}</p>,
  h2: ({ children }) => <p className={classes.heading}>{children}</p>,
  h3: ({ children }) => <p className={classes.heading}>{children}</p>,
  h4: ({ children }) => <p className={classes.heading}>{children}</p>,
  input: ({ checked }) => <span>{checked === true ? '☑' : '☐'}</span>,
};

export function MarkdownView({ text }: { readonly text: string }) {
  return (
    <div className={classes.prose}>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const isSameText = (children: unknown, href: string): boolean => children === href;
