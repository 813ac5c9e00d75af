import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchSpecSchema } from '../../src/spec/json-schema.ts';

describe('schema/batch-spec.schema.json', () => {
  it('is what the declarations say (npx vitest run test/spec/json-schema.test.ts -u writes it anew)', async () => {
    const text = `${JSON.stringify(batchSpecSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, '../../schema/batch-spec.schema.json'));
  });
});
