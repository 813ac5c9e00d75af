import { EditTools } from './edit-tools.tsx';
import { LiveHead } from './live-head.tsx';
import { RunTools } from './run-tools.tsx';
import { showView, useSelection } from './selection.ts';

export function Toolbar({ runRoot }: { runRoot: string }) {
  const view = useSelection((state) => state.view);
  return (
    <div className="tools" role="toolbar" aria-label="Batch">
      <ViewSwitch />
      <span className="sep" />
      {view === 'edit' ? <EditTools /> : <LiveHead />}
      <span className="grow" />
      <RunTools runRoot={runRoot} />
    </div>
  );
}

function ViewSwitch() {
  const view = useSelection((state) => state.view);
  const button = (name: 'edit' | 'run', label: string) => (
    <button aria-pressed={view === name} onClick={() => showView(name)}>
      {label}
    </button>
  );
  return (
    <div className="seg" role="group" aria-label="View">
      {button('edit', 'Edit')}
      {button('run', 'Monitor')}
    </div>
  );
}
