/** A compiler that stays warm and looks at one file at a time. */
import { join } from 'node:path';
import { API } from 'typescript/unstable/sync';

export interface Compiler {
  /** Whether it finds a fault in this file; a fault that shows only in files that import it is not looked for. */
  readonly refuses: (file: string) => boolean;
  readonly close: () => void;
}

export function warmCompiler(root: string): Compiler {
  const api = new API({ cwd: root });
  const config = join(root, 'tsconfig.json');
  let changedBefore: string | null = null;
  let snapshot = api.updateSnapshot({ openProjects: [config] });
  return {
    refuses: (file) => {
      const path = join(root, file);
      // What was broken before is whole again.
      const changed = changedBefore === null ? [path] : [path, changedBefore];
      changedBefore = path;
      const next = api.updateSnapshot({ fileChanges: { changed } });
      snapshot.dispose();
      snapshot = next;
      const project = snapshot.getProject(config);
      if (project === undefined) throw new Error(`The compiler lost ${config}.`);
      return project.program.getSemanticDiagnostics(path).length > 0;
    },
    close: () => api.close(),
  };
}
