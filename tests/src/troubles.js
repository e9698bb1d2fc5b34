// Notes what goes wrong in the page from now on, for Window::had_no_trouble.
window.troubles = [];
const note = (kind, what) => window.troubles.push(`${kind}: ${what}`);
addEventListener("error", (event) => note("error", event.message));
addEventListener("unhandledrejection", (event) => note("rejection", event.reason?.message ?? JSON.stringify(event.reason)));
document.addEventListener("securitypolicyviolation", (event) => note("policy", `${event.violatedDirective} ${event.blockedURI}`));
