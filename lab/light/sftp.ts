/**
 * SFTP's server side, as much of it as uploads and OpenSSH's own clients need. Relative paths begin
 * at the login's home; absolute ones stay inside the host's own folder.
 */
import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { utils, type Attributes, type SFTPWrapper } from "ssh2";

const { OPEN_MODE, STATUS_CODE } = utils.sftp;

/** Where a session's paths lead. */
export interface Place {
  /** The login's home folder. */
  readonly home: string;
  /** The host's temporary root. */
  readonly root: string;
  /** The folder that holds both. */
  readonly folder: string;
}

/** What a request is answered with. */
type Answer =
  | { readonly data: Buffer }
  | { readonly handle: Buffer }
  | { readonly attributes: Attributes }
  | { readonly names: readonly { path: string; attributes: Attributes }[] }
  | { readonly status: number };

const done: Answer = { status: STATUS_CODE.OK };
const end: Answer = { status: STATUS_CODE.EOF };

/** Serves one SFTP channel until it closes. */
export function serveSftp(sftp: SFTPWrapper, place: Place): void {
  const files = new Map<number, fs.FileHandle>();
  const listings = new Map<number, string | null>();
  let next = 0;

  const at = (path: string) => locate(place, path);
  const file = (handle: Buffer) => files.get(handle.readUInt32BE(0)) ?? unknownHandle();
  const issue = (register: (id: number) => void): Answer => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(next);
    register(next++);
    return { handle };
  };
  const answer = (request: number, work: Promise<Answer>): void => {
    void work.then(
      (result) => {
        reply(sftp, request, result);
      },
      (error: unknown) => {
        sftp.status(request, statusOf(error), messageOf(error));
      },
    );
  };

  sftp.on("REALPATH", (request, path) => {
    answer(request, Promise.resolve({ names: [{ path: at(path), attributes: nothing }] }));
  });
  sftp.on("STAT", (request, path) => {
    answer(request, fs.stat(at(path)).then(attributesOf));
  });
  sftp.on("LSTAT", (request, path) => {
    answer(request, fs.lstat(at(path)).then(attributesOf));
  });
  sftp.on("FSTAT", (request, handle) => {
    answer(request, (async () => attributesOf(await file(handle).stat()))());
  });
  sftp.on("SETSTAT", (request, path, attributes) => {
    answer(request, setPath(at(path), attributes));
  });
  sftp.on("FSETSTAT", (request, handle, attributes) => {
    answer(request, (async () => setFile(file(handle), attributes))());
  });
  sftp.on("OPEN", (request, path, flags, attributes) => {
    answer(
      request,
      (async () => {
        const opened = await fs.open(at(path), openFlags(flags), modeOf(attributes, 0o644));
        return issue((id) => files.set(id, opened));
      })(),
    );
  });
  sftp.on("WRITE", (request, handle, offset, data) => {
    answer(request, (async () => (await file(handle).write(data, 0, data.length, offset), done))());
  });
  sftp.on("READ", (request, handle, offset, length) => {
    answer(
      request,
      (async () => {
        const data = Buffer.alloc(Math.min(length, 1 << 18));
        const { bytesRead } = await file(handle).read(data, 0, data.length, offset);
        return bytesRead === 0 ? end : { data: data.subarray(0, bytesRead) };
      })(),
    );
  });
  sftp.on("CLOSE", (request, handle) => {
    const id = handle.readUInt32BE(0);
    const opened = files.get(id);
    files.delete(id);
    listings.delete(id);
    answer(request, opened === undefined ? Promise.resolve(done) : opened.close().then(() => done));
  });
  sftp.on("OPENDIR", (request, path) => {
    answer(
      request,
      (async () => {
        await fs.readdir(at(path));
        return issue((id) => listings.set(id, at(path)));
      })(),
    );
  });
  sftp.on("READDIR", (request, handle) => {
    const id = handle.readUInt32BE(0);
    const folder = listings.get(id) ?? null;
    listings.set(id, null);
    answer(request, folder === null ? Promise.resolve(end) : list(folder));
  });
  sftp.on("MKDIR", (request, path, attributes) => {
    answer(
      request,
      fs.mkdir(at(path), { mode: modeOf(attributes, 0o755) }).then(() => done),
    );
  });
  sftp.on("REMOVE", (request, path) => {
    answer(
      request,
      fs.unlink(at(path)).then(() => done),
    );
  });
  sftp.on("RMDIR", (request, path) => {
    answer(
      request,
      fs.rmdir(at(path)).then(() => done),
    );
  });
  sftp.on("RENAME", (request, from, to) => {
    answer(
      request,
      fs.rename(at(from), at(to)).then(() => done),
    );
  });
  sftp.on("end", () => {
    finish(sftp);
  });
  sftp.on("close", () => void Promise.all([...files.values()].map((opened) => opened.close())));
}

/**
 * Says that all went well, and closes: clients wait for both. ssh2 has no public way to give an
 * SFTP channel an exit status, so this takes the one that its other channels use.
 */
function finish(sftp: SFTPWrapper): void {
  const { outgoing, _protocol } = sftp as SFTPWrapper & {
    readonly outgoing: { readonly id: number; readonly state: string };
    readonly _protocol: { exitStatus(channel: number, status: number): void };
  };
  if (outgoing.state === "open") _protocol.exitStatus(outgoing.id, 0);
  sftp.end();
}

function reply(sftp: SFTPWrapper, request: number, answer: Answer): void {
  if ("data" in answer) sftp.data(request, answer.data);
  else if ("handle" in answer) sftp.handle(request, answer.handle);
  else if ("attributes" in answer) sftp.attrs(request, answer.attributes);
  else if ("status" in answer) sftp.status(request, answer.status);
  else {
    const entries = answer.names.map(({ path, attributes }) => ({
      filename: path,
      longname: path,
      attrs: attributes,
    }));
    sftp.name(request, entries);
  }
}

/** An absolute path is the host's, so it begins at its root, unless it is in its folder already. */
function locate(place: Place, path: string): string {
  const absolute = path.startsWith(sep) ? path : join(place.home, path);
  const plain = resolve(absolute);
  if (plain === place.folder || plain.startsWith(place.folder + sep)) return plain;
  return join(place.root, plain);
}

function openFlags(flags: number): number {
  const access =
    (flags & OPEN_MODE.WRITE) === 0
      ? constants.O_RDONLY
      : (flags & OPEN_MODE.READ) === 0
        ? constants.O_WRONLY
        : constants.O_RDWR;
  const bits: readonly (readonly [number, number])[] = [
    [OPEN_MODE.APPEND, constants.O_APPEND],
    [OPEN_MODE.CREAT, constants.O_CREAT],
    [OPEN_MODE.TRUNC, constants.O_TRUNC],
    [OPEN_MODE.EXCL, constants.O_EXCL],
  ];
  return bits.reduce((sum, [bit, flag]) => ((flags & bit) === 0 ? sum : sum | flag), access);
}

async function list(folder: string): Promise<Answer> {
  const paths = [".", "..", ...(await fs.readdir(folder))].map((name) => join(folder, name));
  const entries = paths.map(async (path, index) => ({
    path: [".", ".."][index] ?? basename(path),
    ...attributesOf(await fs.lstat(path)),
  }));
  return { names: await Promise.all(entries) };
}

async function setPath(path: string, attributes: Partial<Attributes>): Promise<Answer> {
  const opened = await fs.open(path, constants.O_RDONLY);
  try {
    if (attributes.size !== undefined) await fs.truncate(path, attributes.size);
    return await setFile(opened, { ...attributes, size: undefined });
  } finally {
    await opened.close();
  }
}

/** Owners are left alone: a light host has one user. */
async function setFile(
  opened: fs.FileHandle,
  attributes: { readonly [K in keyof Attributes]?: Attributes[K] | undefined },
): Promise<Answer> {
  const { mode, size, atime, mtime } = attributes;
  if (size !== undefined) await opened.truncate(size);
  if (mode !== undefined) await opened.chmod(mode & 0o7777);
  if (atime !== undefined && mtime !== undefined) await opened.utimes(atime, mtime);
  return done;
}

const nothing: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function attributesOf(stats: Awaited<ReturnType<typeof fs.stat>>): { attributes: Attributes } {
  const { mode, uid, gid, size, atimeMs, mtimeMs } = stats;
  const seconds = (milliseconds: number | bigint) => Math.floor(Number(milliseconds) / 1000);
  return {
    attributes: {
      mode: Number(mode),
      uid: Number(uid),
      gid: Number(gid),
      size: Number(size),
      atime: seconds(atimeMs),
      mtime: seconds(mtimeMs),
    },
  };
}

function modeOf(attributes: Partial<Attributes>, otherwise: number): number {
  return attributes.mode === undefined ? otherwise : attributes.mode & 0o7777;
}

function unknownHandle(): never {
  throw new Error("unknown handle");
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return STATUS_CODE.NO_SUCH_FILE;
  if (code === "EACCES" || code === "EPERM") return STATUS_CODE.PERMISSION_DENIED;
  return STATUS_CODE.FAILURE;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
