/** The desk's script: each page names its own part in `data-page`. */
const pages: Record<string, () => Promise<{ start: () => void | Promise<void> }>> = {};

const load = pages[document.documentElement.dataset["page"] ?? ""];
if (load) void load().then((page) => page.start());
