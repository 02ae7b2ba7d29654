// Puts a button beside each block of code that copies it; without this module the code can be selected all the same.
const said = document.createElement("p");
said.className = "hidden";
said.setAttribute("role", "status");
document.body.append(said);

for (const block of document.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${block.dataset.kind}`);
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard?.writeText(block.innerText).then(() => true, () => false);
    if (!done) getSelection().selectAllChildren(block);
    button.textContent = said.textContent = done ? "Copied" : "Selected: copy it with the keyboard";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  block.before(button);
}
