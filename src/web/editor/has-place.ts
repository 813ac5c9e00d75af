import { RESOURCE_FIELDS } from '../../spec/fields.ts';
import { PARAMS, type JobKind } from '../../spec/params.ts';

/** Whether the form has a field for it: not for unknown keys, which an import may bring. */
export function hasPlace(field: string, kind: JobKind | null): boolean {
  const [group = '', name] = field.split('.');
  if (group === 'args')
    return name === 'input_base_dir' || (kind !== null && PARAMS[kind].some((one) => one.name === name));
  if (group === 'resources') return RESOURCE_FIELDS.some((one) => one.name === name);
  return ['job_id', 'output_root'].includes(group) || group.startsWith('depends_on');
}
