import { expect, it } from 'vitest';
import { formText, formType, type Form } from './form.ts';

const FORM: Form = {
  entry: { content: '{"id":"ä"}', contentType: 'application/json' },
  file: { content: '--scrt-bench\r\n', contentType: 'application/pdf', fileName: 'receipt.pdf' },
  note: { content: '' },
};

it('is read by others as it was written, whatever its parts hold', async () => {
  const response = new Response(formText(FORM), { headers: { 'content-type': formType(FORM) } });
  const read = await response.formData();
  expect([...read.keys()]).toEqual(['entry', 'file', 'note']);
  expect(read.get('entry')).toBe('{"id":"ä"}');
  expect(read.get('note')).toBe('');
  const file = read.get('file') as File;
  expect([file.name, file.type, await file.text()]).toEqual([
    'receipt.pdf',
    'application/pdf',
    '--scrt-bench\r\n',
  ]);
});

it('has no boundary that one of its parts holds', () => {
  expect(formType(FORM)).toBe('multipart/form-data; boundary=scrt-bench-');
});
