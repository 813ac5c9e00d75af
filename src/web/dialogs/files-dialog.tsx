import { IconArrowUp } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { FolderEntry, LogRange } from '../../server/api.ts';
import { failureWords, get } from '../api.ts';
import { join } from '../posix-path.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { baseName } from '../ui/format.ts';
import { FileFactsPanel } from './file-facts-panel.tsx';
import { FolderTable } from './folder-table.tsx';
import { useFolder } from './use-folder.ts';

const TEXT = /\.(log|out|json|mxt|star|txt|csv|pid)$/;
const SHOWN_BYTES = 200_000;

/** What lies in an output folder: a list of its files, with texts and stacks shown beside it. */
export function FilesDialog({ start, onClose }: { start: string; onClose: () => void }) {
  const [path, setPath] = useState(start);
  const [selected, setSelected] = useState<FolderEntry | null>(null);
  const { folder, fault } = useFolder(path, '');
  const go = (to: string): void => {
    setPath(to);
    setSelected(null);
  };
  const file = selected?.kind === 'file' ? join(path, selected.name) : null;
  return (
    <Dialog
      title="Open output folder"
      about={<span className="mono dim cut">{path}</span>}
      width={1080}
      height={640}
      onClose={onClose}
      footer={
        <>
          <CopyButton text={file ?? path} label="Copy path" />
          <span className="grow" />
          <button className="btn" onClick={onClose}>
            Close
          </button>
        </>
      }
    >
      <div className="browse-bar">
        <button
          className="btn ico quiet"
          aria-label="Folder above"
          title="Folder above (Backspace)"
          disabled={!folder?.parent}
          onClick={() => folder?.parent && go(folder.parent)}
        >
          <IconArrowUp size={16} stroke={1.5} />
        </button>
        <span className="mono cut">{path}</span>
      </div>
      <div className="browse files">
        <FolderTable
          key={path}
          entries={folder?.entries ?? []}
          fault={fault}
          truncated={folder?.truncated ?? false}
          onSelect={setSelected}
          onOpen={(entry) => entry.kind === 'folder' && go(join(path, entry.name))}
          onUp={() => folder?.parent && go(folder.parent)}
        />
        {file !== null && TEXT.test(file) ? <TextFile key={file} path={file} /> : <FileFactsPanel path={file} />}
      </div>
    </Dialog>
  );
}

/** The end of a text file. */
function TextFile({ path }: { path: string }) {
  const [words, setWords] = useState('');
  useEffect(() => {
    const controller = new AbortController();
    get<LogRange>('/api/log', { path, from: -SHOWN_BYTES }, controller.signal).then(
      ({ text, from }) => setWords(from > 0 ? `…\n${text}` : text || '(empty)'),
      (error: unknown) => setWords(failureWords(error)),
    );
    return () => controller.abort();
  }, [path]);
  return (
    <pre className="facts text-file" tabIndex={0} aria-label={`Text of ${baseName(path)}`}>
      {words}
    </pre>
  );
}
