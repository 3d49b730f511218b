import { hasErrorCode } from '@holdfast/actors';
import type { Json } from './json.ts';
import { exitForm, type Labels } from './values.ts';

/** What was answered, or how who was asked ended instead. */
export async function answerOrExit(answer: Promise<Json>, labels: Labels): Promise<Json> {
  try {
    return await answer;
  } catch (error) {
    const isExit = ['ERR_NO_PROCESS', 'ERR_SERVER_STOPPED'].some((code) =>
      hasErrorCode(error, code),
    );
    if (isExit) return exitForm(error, labels);
    throw error;
  }
}
