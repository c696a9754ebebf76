/**
 * The form of every message that an operator reads: `PLACE: cause. Remedy.`, then each command alone on
 * a line, bare, so that it can be pasted. The place of a setting is `glance:PATH`, of a host
 * `HOST: Component: place`. The remedy is an imperative sentence; a cause that begins with "must" says
 * already what to do, and needs none.
 */

/** What is wrong where nothing tells the operator what to do. */
export const noRemedy = "no sentence says what to do";

/** Where a kind of message says what it speaks of; all of it stands before the cause. */
export type Place = RegExp;

/** `glance:database.port: `, `glance:extra["glance-api.conf"]: `. */
export const ofSetting: Place = /^glance:(?:[\w.-]|\["(?:[^"\\]|\\.)*"\]|\[\d+\])+: /;

/** `image1: Swift store: /etc/glance/glance-api.conf [DEFAULT] workers: `, with several hosts before it. */
export const ofHost: Place =
  /^[\w.-]+(?:, [\w.-]+)*: (?:[A-Z][\w' ,-]*|transaction|proof): (?:(?!: ).)+: /;

/** Words that imperative sentences of this project begin with. */
const imperatives = new Set(
  (
    "Add Allow Ask Change Check Choose Compare Copy Correct Create Delete End Encrypt Export Find " +
    "Forget Free Give Grant Install Keep Leave Let Log Look Make Mend Mount Move Name Open Point Put " +
    "Read Remove Rename Repair Restart Restore Run See Send Set Share Shut Speak Start Stop Store Take " +
    "Tell Try Turn Type Undo Unmount Update Upgrade Use Wait Write"
  ).split(" "),
);

/** What operators run, as a command line in the midst of a sentence would have it. */
const commandInSentence = new RegExp(
  "\\b(?:pulumi (?:config|stack|state|refresh|import)\\b|ssh-keyscan|ssh-keygen|ssh-add|uuidgen|openssl |" +
    "openstack [a-z]+ [a-z]+|curl -|sudo |systemctl [a-z]|journalctl|mysql -|nft [a-z]+ |iptables -|" +
    "chmod |chown |mount -|umount /|rm -|df /)",
);

/** The same where only a remedy would name it: what a sentence tells to run stands on a line of its own. */
const commandInRemedy = /\bpulumi (?:up|destroy|preview)\b/;

/**
 * What of a message's form is wrong: its first line is the sentences, all others are commands. Empty
 * where nothing is.
 */
export function flaws(message: string, place: Place): readonly string[] {
  const [first = "", ...commands] = message.split("\n").map((line) => line.trim());
  const found = place.exec(first);
  const [cause = "", ...remedies] = sentences(first.slice(found?.[0].length ?? 0));
  const said = [
    [found === null, "no place stands before the cause"],
    [/^\s*$/.test(cause), "it has no cause"],
    [/^[A-Z][a-z]+ /.test(cause) && !isName(cause), "the cause begins with a capital"],
    [!/[^.:;,\s][.!]$/.test(first) || first.endsWith(".."), "no full stop ends it"],
    [/\.\w*\? /.test(first), "it asks the operator"],
    [!cause.startsWith("must ") && !remedies.some(isImperative), noRemedy],
    [commandInSentence.test(first), "a command stands in a sentence"],
    [remedies.some((each) => commandInRemedy.test(each)), "a command stands in a sentence"],
    [quotedTexts(first).some((each) => each.includes(" ")), "a command stands in backticks"],
  ] as const;
  return [
    ...said.flatMap(([isWrong, what]) => (isWrong ? [what] : [])),
    ...commands.flatMap(commandFlaws),
  ];
}

/** What is wrong with a line that should be a command and nothing else. */
export function commandFlaws(line: string): readonly string[] {
  const said = [
    [line === "", "an empty line stands among the commands"],
    [/^[`'"$#]|`/.test(line), `it is not bare: ${line}`],
    [/[.,;:]$|…/.test(line), `something stands behind the command: ${line}`],
    [!/^[a-z][\w./-]*(?: |$)/.test(line), `it begins with no program: ${line}`],
    [
      / (?:prints|makes|encrypts|keeps|takes|serves) (?:it|one|them)\b/.test(line),
      `prose: ${line}`,
    ],
    [/<[a-z][^>]*>/.test(line), `what the operator fills in is not in capitals: ${line}`],
    [(line.replace(/\\'|'\\''/g, "").match(/'/g) ?? []).length % 2 === 1, `open quote: ${line}`],
  ] as const;
  return said.flatMap(([isWrong, what]) => (isWrong ? [what] : []));
}

/** The messages of a text, each with its commands: a line that begins with a place begins the next one. */
export function messagesOf(text: string, place: Place): readonly string[] {
  const found: string[] = [];
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const last = found.length - 1;
    if (place.test(line.trim()) || last < 0) found.push(line.trim());
    else found[last] = `${found[last] ?? ""}\n${line}`;
  }
  return found.filter((message) => place.test(message));
}

function quotedTexts(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]*)`/g)].map(([, inner = ""]) => inner);
}

/** Sentences end before a capital; a full stop within a name, path or number is none of a sentence. */
function sentences(text: string): readonly string[] {
  return text.split(/(?<=[.!]) (?=[A-Z])/);
}

function isImperative(sentence: string): boolean {
  return imperatives.has(/^\w+/.exec(sentence)?.[0] ?? "");
}

/** A cause may begin with whom it speaks of: "Keystone refuses the password". */
function isName(cause: string): boolean {
  return /^(?:Keystone|Glance|Nova|Swift|Gluster|Python|Pulumi|Debian|Linux|Cinder)\b/.test(cause);
}
