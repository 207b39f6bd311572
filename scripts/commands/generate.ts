import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { YAMLParseError } from 'yaml';
import { DescriptionError } from '../../schemas/generate/faults.ts';
import { generatedFiles } from '../../schemas/generate/files.ts';
import { strict, type CommandContext } from '../command.ts';
import { generatedDocs } from '../docs/generated-docs.ts';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';

/** Writes every generated file of `schemas/generated/` and the tables of the documents; names each on stdout. */
export async function generate({ argv }: CommandContext): Promise<number> {
  strict(new Command('npm run generate'))
    .description('Writes the types, validators and tables that are derived from schemas/.')
    .parse(argv, { from: 'user' });
  const folder = join(ROOT, 'schemas', 'generated');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of await soundFiles()) {
    writeFileSync(join(folder, name), text);
    process.stdout.write(`schemas/generated/${name}\n`);
  }
  for (const [path, text] of generatedDocs()) {
    writeFileSync(join(ROOT, path), text);
    process.stdout.write(`${path}\n`);
  }
  return 0;
}

/** A fault of the description is the editor's, not the harness's. */
async function soundFiles(): Promise<ReadonlyMap<string, string>> {
  try {
    return await generatedFiles();
  } catch (error) {
    const isFault = error instanceof DescriptionError || error instanceof YAMLParseError;
    if (!isFault) throw error;
    throw new HarnessError('config', `schemas/enhanced-chat.openapi.yaml: ${error.message}`, {
      cause: error,
    });
  }
}
