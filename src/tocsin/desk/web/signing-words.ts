/**
 * The words of what an own key signs, in every language of the desk. They stand here and not in the page, since the page is
 * the web process's: one that was taken over could call a thing by another's name.
 */
export const words = {
  title: ["Sign with your own key", "用您自己的密钥签名"],
  who: ["You sign as {officer}.", "您以 {officer} 的身份签名。"],
  propose: ["You propose this. Nothing is done before another has agreed.", "您提议以下内容。在另一人同意之前不会执行。"],
  confirm: ["You sign that this be done.", "您签名同意执行。"],
  decline: ["You sign that this be not done.", "您签名表示不执行。"],
  refer: ["You pass this on, now.", "您现在将其转交。"],
  return: ["You give this back, now.", "您现在将其退回。"],
  to: ["To the desk", "转交给"],
  words: ["Words for that desk", "给对方台的说明"],
  fetch: ["You fetch what two of you agreed to.", "您取出两人同意的内容。"],
  "act-enrol": ["{officer} becomes an officer of this desk.", "{officer} 成为本台的办案员。"],
  "act-role": ["{officer} gets another role.", "{officer} 的角色改变。"],
  "act-compartments": ["{officer} has these compartments and no others.", "{officer} 拥有这些隔间，没有其他隔间。"],
  "act-key": ["One more key begins shifts of {officer}.", "{officer} 增加一把可以开始当班的密钥。"],
  "act-end-key": ["A key of {officer} ends, and every shift that it began.", "{officer} 的一把密钥失效，用它开始的当班全部结束。"],
  "act-end": ["{officer} leaves: every key and shift of theirs ends.", "{officer} 离开：其所有密钥和当班失效。"],
  "act-compartment": ["Case {case} is put into a compartment, or out of one.", "案件 {case} 放入隔间，或移出隔间。"],
  "act-end-recusal": ["{officer} is no longer kept from case {case}.", "{officer} 不再须回避案件 {case}。"],
  "act-export": ["Case {case} leaves the desk as it was told, sealed for one recipient.", "案件 {case} 原文密封给一个收件方后离开本台。"],
  "act-export-rewrite": ["The rewrite of case {case} leaves the desk, and nothing else, sealed for one recipient.", "仅案件 {case} 的改写稿密封给一个收件方后离开本台。"],
  "act-refer": ["Every report of case {case} goes to another desk of this line.", "案件 {case} 的全部举报转交给本专线的另一个台。"],
  "act-refer-now": ["Every report of case {case} goes to another desk of this line.", "案件 {case} 的全部举报转交给本专线的另一个台。"],
  "act-return": ["Every report of case {case} goes back to the desk that passed it on.", "案件 {case} 的全部举报退回给转交它的台。"],
  "act-unknown": ["A change that this browser cannot read to you. It cannot be confirmed here.", "此浏览器无法向您说明的更改，不能在此确认。"],
  officer: ["Officer", "办案员"],
  case: ["Case", "案件"],
  role: ["Role", "角色"],
  compartments: ["Compartments", "隔间"],
  key: ["Key", "密钥"],
  credential: ["Passkey", "通行密钥"],
  recipient: ["Recipient's fingerprint", "收件方的指纹"],
  paper: ["Rewrite and version", "改写稿及版本"],
  reason: ["Reason", "理由"],
  proposer: ["Proposed by", "提议人"],
  until: ["Open until", "有效至"],
  name: ["What is signed", "所签内容"],
  none: ["none", "无"],
  "role-officer": ["officer", "办案员"],
  "role-supervisor": ["supervisor", "主管"],
  "role-overseer": ["overseer", "监督员"],
  "role-custodian": ["custodian", "保管人"],
  "role-board-member": ["board member", "理事"],
  "with-device": ["With this browser's key", "用这个浏览器的密钥"],
  "with-passkey": ["With a passkey", "用通行密钥"],
  "with-file": ["Or with your key file", "或用您的密钥文件"],
  "file-hint": [
    "It signs this once. It is kept nowhere, and nothing of it is sent.",
    "它只在这里签这一次，不在任何地方保存，其中没有任何内容被发送。",
  ],
  "not-a-key": [
    "This is not a key file of an officer: a PEM that begins with BEGIN PRIVATE KEY is wanted.",
    "这不是办案员的密钥文件：需要以 BEGIN PRIVATE KEY 开头的 PEM 文件。",
  ],
  cancel: ["Cancel", "取消"],
} as const satisfies Record<string, readonly [english: string, chinese: string]>;

export type Word = keyof typeof words;

const chinese = (): boolean => document.documentElement.lang.startsWith("zh");

/** Tell whether there are words for a code. */
export const isWord = (code: string): code is Word => Object.hasOwn(words, code);

/** Return the words of a code, with names in the places of `{officer}` and `{case}`. */
export const word = (code: Word, names: Record<string, string> = {}): string =>
  words[code][chinese() ? 1 : 0].replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? "");

/** Write a moment for the same reader. */
export const moment = (time: string): string =>
  new Date(time).toLocaleString(chinese() ? "zh-Hans" : "en", { dateStyle: "medium", timeStyle: "short" });
