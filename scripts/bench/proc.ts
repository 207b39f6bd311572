import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { HarnessError } from '../errors.ts';

/** USER_HZ: a constant of Linux towards its programs, whatever the kernel's own clock. */
const TICKS_PER_SECOND = 100;

/** What the kernel says of this machine's processes exists on Linux only. */
export function requireLinux(): void {
  if (process.platform === 'linux') return;
  throw new HarnessError(
    'no-data',
    `the bench reads CPU time and memory from /proc, and ${process.platform} has none. Run it on Linux.`,
  );
}

const ELF = Buffer.from('\x7fELF', 'latin1');

/** What is measured is the process that we start, so it must not be a script that starts another. */
export function requireProgram(path: string): void {
  using file = openDisposable(path);
  const head = Buffer.alloc(ELF.length);
  readSync(file.descriptor, head);
  if (head.equals(ELF)) return;
  throw new HarnessError(
    'engine',
    `K6_BINARY is "${path}", which is a script: the bench would measure its shell. Give the binary itself.`,
  );
}

function openDisposable(path: string): { readonly descriptor: number } & Disposable {
  const descriptor = openSync(path, 'r');
  return { descriptor, [Symbol.dispose]: () => closeSync(descriptor) };
}

/** User and system time that a process has used. */
export function cpuSeconds(pid: number): number {
  return cpuSecondsIn(kernelFile(pid, 'stat'));
}

/** Resident memory of a process, in MB (10⁶ bytes). */
export function residentMegabytes(pid: number): number {
  return residentMegabytesIn(kernelFile(pid, 'status'));
}

/** How many files a child may open: the hard limit, to which a Go program raises its own at its start. */
export function openFilesLimit(): number {
  return openFilesLimitIn(readFileSync('/proc/self/limits', 'utf8'));
}

/** `proc/pid/stat`, see proc(5): utime and stime are the 12th and 13th field after the command's name. */
export function cpuSecondsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export function residentMegabytesIn(status: string): number {
  const [, kibibytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  if (kibibytes === '') throw gone();
  return (Number(kibibytes) * 1024) / 1e6;
}

export function openFilesLimitIn(limits: string): number {
  const [, hard = ''] = /^Max open files\s+\S+\s+(\S+)/m.exec(limits) ?? [];
  return hard === 'unlimited' ? Infinity : Number(hard);
}

function kernelFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (cause) {
    throw gone(cause);
  }
}

function gone(cause?: unknown): HarnessError {
  return new HarnessError('harness', 'it ended while it was being measured', { cause });
}
