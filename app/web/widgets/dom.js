/** Nodes: made one by one, so that nothing that anybody wrote can become markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element; `properties` whose names begin with "on" are listeners, null ones are left out, and a `part` is a class
 * too unless another is given.
 */
export function h(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), { class: properties.part, ...properties }, children);
}

/** Make an element of a drawing. */
export function svg(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), properties, children);
}

/** Make a link; an address that is neither ours nor of the web is left out, and the words stay. */
export function link(href, ...children) {
  const isSafe = /^(https?:\/\/|\/(?!\/))/i.test(href);
  return isSafe ? h("a", { href, target: "_blank" }, ...children) : h("span", {}, ...children);
}

/** The colour of a company by its place in the request. */
export function coloured(place) {
  return { "--colour": `var(--company-${(Math.max(0, place) % 5) + 1})` };
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) element.style.setProperty(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}
