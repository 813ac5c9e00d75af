import { useEffect, useState } from 'react';
import type { Command } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';

/** The exact shell commands for what the buttons do. */
export function CommandDialog({ runRoot, onClose }: { runRoot: string; onClose: () => void }) {
  const [command, setCommand] = useState<Command | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    get<Command>('/api/command', { runRoot }).then(setCommand, (error: unknown) => setFault(failureWords(error)));
  }, [runRoot]);
  const line = (label: string, text: string, about: string) => (
    <section>
      <div className="row">
        <h3>{label}</h3>
        <span className="dim sm">{about}</span>
        <span className="grow" />
        <CopyButton text={text} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <pre className="cmd" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
  return (
    <Dialog title="Command..." width={760} onClose={onClose}>
      <div className="dialog-body">
        {fault && <p className="prob">{fault}</p>}
        {command && (
          <>
            {line(
              'Run',
              `cd ${command.cwd}\n${command.command}`,
              'What Run batch starts. It goes on when this page is closed.',
            )}
            {line('Watch', command.watch, 'The same live view in a terminal.')}
            {line('Stop', command.stop, 'What Stop does.')}
          </>
        )}
      </div>
    </Dialog>
  );
}
