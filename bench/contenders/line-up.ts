/** Everybody who takes part in one bench, started afresh for each part of it. */
import type { Contender } from './contender.ts';
import { startNodeProgram } from './node.ts';
import { OtpProgram } from './otp.ts';

/** The contender that is judged. */
export const OURS = 'Holdfast';

export const NO_ERLANG = 'there is no erl and erlc on this machine';

export class LineUp implements AsyncDisposable {
  /** Ours first. */
  readonly names: readonly string[];
  private readonly programs: Readonly<Record<string, string>>;
  private readonly otp: OtpProgram | undefined;

  private constructor(programs: Readonly<Record<string, string>>, otp: OtpProgram | undefined) {
    this.programs = programs;
    this.otp = otp;
    const onNode = Object.keys(programs);
    this.names = otp === undefined ? onNode : [...onNode, 'OTP'];
  }

  /** `programs`: the file of each contender on Node, ours first; OTP joins where it is installed. */
  static async gather(programs: Readonly<Record<string, string>>): Promise<LineUp> {
    return new LineUp(programs, await OtpProgram.compile());
  }

  get hasOtp(): boolean {
    return this.otp !== undefined;
  }

  /** `as`: what it is called in this part of the bench. */
  start(name: string, as = name): Promise<Contender> {
    const program = this.programs[name];
    if (program !== undefined) return startNodeProgram(program, as);
    if (this.otp === undefined) throw new Error(`nobody is called ${name}`);
    return this.otp.start(as);
  }

  startAll(): Promise<Contender[]> {
    return Promise.all(this.names.map((name) => this.start(name)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.otp?.[Symbol.asyncDispose]();
  }
}

export async function dismiss(contenders: readonly Contender[]): Promise<void> {
  await Promise.all(contenders.map((contender) => contender[Symbol.asyncDispose]()));
}

/** For a report: `nact 7.6.2`. `commit`: what of ours was measured. */
export function versionsOf(contenders: readonly Contender[], commit: string | undefined): string[] {
  return contenders.map(({ name, version }) => {
    if (version.startsWith(name)) return version;
    return name === OURS && commit ? `${name} ${version} (${commit})` : `${name} ${version}`;
  });
}
