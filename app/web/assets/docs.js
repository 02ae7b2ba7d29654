// Shows the document that we serve, in the reader's colours; Swagger UI knows dark ones by a class of the page.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// What a screen reader lacks in Swagger UI: headings without gaps between their levels, buttons without links in them,
// names for what can be chosen and pressed, and a way into what scrolls.
const found = (selector) => document.querySelectorAll(`#docs ${selector}`);
const mend = () => {
  for (const heading of found(":is(h3.opblock-tag, .models > h4)")) heading.ariaLevel = "2";
  for (const heading of found(".opblock :is(h4, h5)")) heading.ariaLevel = heading.tagName === "H4" ? "3" : "4";
  for (const link of found(".opblock-summary-control a[href]")) link.removeAttribute("href");
  for (const choice of found("select")) {
    choice.ariaLabel ??= choice.closest("[data-param-name]")?.dataset.paramName ?? "What to show";
  }
  for (const button of found(".copy-to-clipboard button")) button.ariaLabel = "Copy";
  for (const code of found(".microlight")) code.tabIndex = 0;
};
new MutationObserver(mend).observe(document.getElementById("docs"), { childList: true, subtree: true });

window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    docExpansion: "list",
    validatorUrl: null,
  });
});
