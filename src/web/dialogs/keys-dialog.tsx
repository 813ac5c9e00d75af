import { Dialog } from '../ui/dialog.tsx';

const KEYS: readonly [string, readonly [string, string][]][] = [
  [
    'Everywhere',
    [
      ['?', 'These keys'],
      ['Ctrl K', 'Find a job, page or command'],
      ['Esc', 'Close a dialog'],
    ],
  ],
  [
    'Jobs',
    [
      ['J K ↑ ↓', 'Next and previous job'],
      ['Shift ↑ ↓', 'Select more'],
      ['Ctrl A', 'Select all'],
      ['Space', 'Enable or disable'],
      ['Enter, E', 'Edit the job, or open a running one'],
      ['Alt ↑ ↓', 'Move the selected jobs'],
      ['Ctrl D', 'Duplicate'],
      ['S', 'Sweep...'],
      ['Del', 'Remove'],
    ],
  ],
  [
    'Pictures',
    [
      ['A D, [ ]', 'Previous and next particle, micrograph, class'],
      ['+ − 0', 'Zoom, fit'],
      ['1 2 3 4', 'One view large'],
      ['S, F', 'Raw in place of subtracted; flip before and after'],
      ['N P B', 'Next and previous box; boxes on, off'],
      ['Arrows', 'Move a control point by 1 px, with Shift 0.1 px'],
      ['Space', 'Flag the particle'],
    ],
  ],
  [
    'Batch',
    [
      ['Ctrl Z', 'Undo'],
      ['Ctrl Shift Z', 'Redo'],
      ['Ctrl Enter', 'Run batch'],
      ['.', 'Stop'],
    ],
  ],
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" width={560} onClose={onClose}>
      <div className="dialog-body keys-list" tabIndex={0} role="region" aria-label="All keys">
        {KEYS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <p className="dim sm">Single keys rest while a field has the focus.</p>
      </div>
    </Dialog>
  );
}
