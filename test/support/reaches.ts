import { connect } from "node:net";

/** Whether something listens at that address, as far as this machine sees. */
export function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 30_000 });
    const done = (answers: boolean) => () => {
      socket.destroy();
      resolve(answers);
    };
    socket.once("connect", done(true)).once("error", done(false)).once("timeout", done(false));
  });
}
