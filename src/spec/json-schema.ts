import { JOB_FIELDS, JOB_ID, RESOURCE_FIELDS, SCHEDULER_FIELDS, SPEC_SCHEMA_VERSION } from './fields.ts';
import { JOB_KINDS, KIND_LABELS, PARAMS, type JobKind, type Param } from './params.ts';

type Schema = Record<string, unknown>;

/** JSON Schema (draft 7, which editors know best) of the batch spec; from the same declarations as the parser. */
export function batchSpecSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Bezierfit batch spec',
    ...objectOf({
      spec_schema_version: { const: SPEC_SCHEMA_VERSION },
      scheduler: objectOf({
        gpus: {
          description: 'GPU ids of the pool; "auto": all that nvidia-smi finds',
          anyOf: [
            { const: 'auto' },
            { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1, uniqueItems: true },
          ],
          default: 'auto',
        },
        ...fieldsOf(SCHEDULER_FIELDS),
      }),
      jobs: { type: 'array', minItems: 1, items: jobSchema() },
    }),
    required: ['jobs'],
  };
}

function jobSchema(): Schema {
  return {
    ...objectOf({
      job_id: { type: 'string', pattern: JOB_ID.source, description: 'Unique; default: job_000, job_001 ...' },
      ...fieldsOf(JOB_FIELDS),
      resources: objectOf(fieldsOf(RESOURCE_FIELDS)),
      depends_on: { type: ['array', 'null'], items: { type: 'string' }, uniqueItems: true },
      args: { type: 'object' },
    }),
    required: requiredOf(JOB_FIELDS),
    allOf: JOB_KINDS.map((kind) => ({
      if: { properties: { kind: { const: kind } }, required: ['kind'] },
      then: { properties: { args: argsSchema(kind) }, required: ['args'] },
    })),
  };
}

/** `control_points` may come from an analysis job upstream, which a schema cannot see. */
function argsSchema(kind: JobKind): Schema {
  const required = requiredOf(PARAMS[kind]).filter((name) => name !== 'control_points');
  return { title: KIND_LABELS[kind], ...objectOf(fieldsOf(PARAMS[kind])), required };
}

function objectOf(properties: Schema): Schema {
  const withSchemaKey = { $schema: { type: 'string' }, ...properties };
  return { type: 'object', properties: withSchemaKey, patternProperties: { '^x-': {} }, additionalProperties: false };
}

function fieldsOf(params: readonly Param[]): Schema {
  return Object.fromEntries(params.map((param) => [param.name, fieldSchema(param)]));
}

function requiredOf(params: readonly Param[]): string[] {
  return params.filter((param) => param.required).map((param) => param.name);
}

function fieldSchema(param: Param): Schema {
  const { type, choices, unit, help, above, min, max } = param;
  const description = unit ? `${help} (${unit})` : help;
  const fallback = param.default === undefined || param.default === null ? {} : { default: param.default };
  const limits = { minimum: min, exclusiveMinimum: above, maximum: max };
  const orNull = (name: string) => (param.required ? name : [name, 'null']);
  if (choices) return { enum: param.required ? choices : [...choices, null], description, ...fallback };
  if (type === 'number' || type === 'integer' || type === 'boolean') {
    return { type: orNull(type), description, ...limits, ...fallback };
  }
  return { type: orNull('string'), minLength: 1, description, ...fallback };
}
