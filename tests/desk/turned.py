"""A desk's page as in a language from the right that is longer than English: turned in the browser, as it is drawn.

The words are those of `tests/look/pseudo.py`: accents, a third longer, written from the right. What was told or typed,
and what stands for itself (names in lists, keys, codes), stays as it is.
"""

from playwright.sync_api import Page

TURN = """(() => {
  const kept = "script, style, textarea, option, code, kbd, time, .told, .case-id, .to, [dir=ltr], [data-name]";
  const accents = Object.fromEntries([..."aceginosuyz"].map((plain, at) => [plain, [..."åçéğîñøšûýž"][at]]));
  const longer = (text) => [...text.replace(/[aeiou]/g, (v) => v + v)].map((c) => accents[c] ?? c).join("");
  const word = (text) => "\\u202e" + longer(text) + "\\u202c";
  const turn = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (/[A-Za-z]{2}/.test(node.data) && !node.data.includes("\\u202e") && !node.parentElement?.closest(kept)) {
        node.data = node.data.replace(/[A-Za-z]+/g, word);
      }
    } else for (const child of [...node.childNodes]) turn(child);
  };
  const start = () => {
    document.documentElement.dir = "rtl";
    turn(document.body);
    const changed = ({ target, addedNodes }) => [target, ...addedNodes].forEach(turn);
    new MutationObserver((all) => { all.forEach(changed); })
      .observe(document.documentElement, { childList: true, characterData: true, subtree: true });
  };
  document.addEventListener("DOMContentLoaded", start, { once: true });
})();"""


def turn(page: Page) -> Page:
    """Turn every page that this window opens from now on."""
    page.add_init_script(TURN)
    return page
