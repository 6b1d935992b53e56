/**
 * The first page's three questions. Without script they travel through our server's memory to the form; with it they
 * do not leave the browser: the form's page is fetched and takes this page's place, and what was typed is put into it.
 */
/** Take the form over; `run` starts the script of the page that follows. */
export function start(run: (name: string | undefined) => void): Promise<void> {
  const form = document.querySelector<HTMLFormElement>("form.tell");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = new FormData(form);
    goOn(form.dataset["form"] ?? form.action, typed, run).catch(() => {
      form.submit(); // the way without script is still there
    });
  });
  return Promise.resolve();
}

async function goOn(address: string, typed: FormData, run: (name: string | undefined) => void): Promise<void> {
  const answer = await fetch(address, { credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error("no form");
  const form = new DOMParser().parseFromString(await answer.text(), "text/html");
  const first: Shown = { title: document.title, body: document.body };
  const second: Shown = { title: form.title, body: form.body };
  fill(second.body, typed);
  history.pushState(null, "", address);
  show(second);
  // Back brings the first page as it was left, forward the form as it was left; its own steps are its script's.
  window.addEventListener("popstate", () => {
    show(location.pathname === address ? second : first);
  });
  run(form.documentElement.dataset["script"]);
}

interface Shown {
  title: string;
  body: HTMLElement;
}

function show(page: Shown): void {
  if (document.body === page.body) return;
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("main")?.focus();
}

function fill(body: HTMLElement, typed: FormData): void {
  for (const [name, value] of typed) {
    const field = body.querySelector<HTMLFormElement>("form#report")?.elements.namedItem(name);
    if (typeof value !== "string") continue;
    if (field instanceof RadioNodeList || field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
}
