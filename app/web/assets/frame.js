// Tells the page around this frame how high what is shown here is, whenever that changes, and when that page asks.
// While the answer is awaited the frame keeps its height. A frame out of sight is not laid out, so that no observer is
// told of its size: that what there is to see has come is heard from the component itself.
const isWaiting = () => document.querySelector("main > :state(loading)");
const tell = () => {
  if (window.parent === window || isWaiting()) return;
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  window.parent.postMessage({ type: "rivalry-resize", height }, "*");
};

new ResizeObserver(tell).observe(document.body);
for (const come of ["rivalry-load", "rivalry-error", "load"]) window.addEventListener(come, tell);
window.addEventListener("message", ({ source, data }) => {
  if (source === window.parent && data?.type === "rivalry-measure") tell();
});
