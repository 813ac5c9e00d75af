import type { Context } from 'hono';
import * as z from 'zod';
import { parseJson, type Json } from '../base/json.ts';
import { messageOf } from '../base/errors.ts';
import { isJsonObject, type JsonObject } from '../base/json-object.ts';
import { HttpError } from './http-error.ts';

/** The JSON body as the schema says. @throws HttpError 400 */
export async function body<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new HttpError(400, `Not valid JSON: ${messageOf(error)}`);
  }
  return parsed(schema, json);
}

/** The query as the schema says; numbers come as text and are coerced. @throws HttpError 400 */
export function query<T>(c: Context, schema: z.ZodType<T>): T {
  return parsed(schema, c.req.query());
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new HttpError(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown form'}`);
}

export const json = z.custom<Json>(() => true);
export const specJson = z.custom<JsonObject>(isJsonObject, 'expected an object');
export const jobId = z.string().regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, ".", "_" and "-" only');
export const whole = z.coerce.number().int().min(0);
