/** Everybody who takes part, started afresh for each part of the bench. */
import type { Contender } from '../contenders/contender.ts';
import { type NodeContender, startNodeContender } from '../contenders/node.ts';
import { OtpProgram } from '../contenders/otp.ts';

const ON_NODE: readonly NodeContender[] = ['Holdfast', 'nact', 'XState', 'Effect'];

export const NO_ERLANG = 'skipped: there is no erl and erlc on this machine';

export class LineUp implements AsyncDisposable {
  /** Ours first. */
  readonly names: readonly string[];
  private readonly otp: OtpProgram | undefined;

  private constructor(otp: OtpProgram | undefined) {
    this.otp = otp;
    this.names = otp === undefined ? ON_NODE : [...ON_NODE, 'OTP'];
  }

  static async gather(): Promise<LineUp> {
    return new LineUp(await OtpProgram.compile());
  }

  get hasOtp(): boolean {
    return this.otp !== undefined;
  }

  /** `as`: what it is called in this part of the bench. */
  start(name: string, as = name): Promise<Contender> {
    const onNode = ON_NODE.find((each) => each === name);
    if (onNode !== undefined) return startNodeContender(onNode, as);
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
