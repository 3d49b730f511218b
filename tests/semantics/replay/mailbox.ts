/** What is left in the mailboxes of clients. */
import { type AnyPid, type Message, type MonitorRef, takeWaiting } from '@holdfast/actors';
import type { Client, ClientMessage } from './client.ts';
import { type Json, type JsonObject, sorted } from './json.ts';
import { type Labels, pidForm, reasonForm } from './values.ts';

/** What a monitor or a task is called. */
export type RefName = (ref: MonitorRef) => string | undefined;

/** Takes everything out of a mailbox, in no order. Commands are between the driver and the client. */
export function takeMail(pid: AnyPid, refName: RefName, labels: Labels): Json[] {
  const mail: Json[] = [];
  for (;;) {
    const message = takeWaiting(pid, ({ type }) => type !== 'command');
    if (message === undefined) return sorted(mail);
    mail.push(messageForm(message as ClientMessage, refName, labels));
  }
}

/** The mail of clients that can receive any, by id. */
export function mailOf(clients: Iterable<Client>, labels: Labels): JsonObject {
  const mail: Record<string, Json> = {};
  for (const client of clients) {
    if (!client.alive || client.blocked) continue;
    const messages = takeMail(client.pid, (ref) => client.monitors.nameOf(ref), labels);
    if (messages.length > 0) mail[client.id] = messages;
  }
  return mail;
}

function messageForm(message: ClientMessage, refName: RefName, labels: Labels): Json {
  switch (message.type) {
    case 'EXIT':
      return { exit: [pidForm(message.pid, labels), reasonForm(message.reason, labels)] };
    case 'DOWN':
      return {
        down: [
          refName(message.ref) ?? '?',
          pidForm(message.pid, labels),
          reasonForm(message.reason, labels),
        ],
      };
    case 'task_reply':
      return { ref: [refName(message.ref) ?? '?', message.value as Json] };
    case 'plain':
      return { msg: message.value };
    case 'command':
    case 'timeout':
      throw new Error(`no client gets this: ${(message as Message).type}`);
  }
}
