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
    goOn(form.action, typed, run).catch(() => {
      form.submit(); // the way without script is still there
    });
  });
  return Promise.resolve();
}

async function goOn(address: string, typed: FormData, run: (name: string | undefined) => void): Promise<void> {
  const answer = await fetch(address, { credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error("no form");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const named = page.documentElement.dataset["script"];
  history.pushState(null, "", address);
  // Back from the form is the first page again, as it is without script.
  window.addEventListener("popstate", () => {
    location.reload();
  });
  document.title = page.title;
  document.documentElement.dataset["script"] = named ?? "";
  document.body.replaceWith(page.body);
  for (const [name, value] of typed) {
    const field = document.getElementsByName(name)[0];
    if (typeof value !== "string") continue;
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("main")?.focus();
  run(named);
}
