// Tells the page around this frame how high what is shown here is, whenever that changes, and when that page asks.
const tell = () => {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (window.parent !== window) window.parent.postMessage({ type: "rivalry-resize", height }, "*");
};

new ResizeObserver(tell).observe(document.body);
window.addEventListener("message", ({ source, data }) => {
  if (source === window.parent && data?.type === "rivalry-measure") tell();
});
